//! All five vendors over real sockets, played by the sandbox from their own documents.

use std::process::Command;
use std::time::{Duration, Instant};

use switchboard::{Agent, Delta, Polling, invent, options};
use switchboard_sandbox::Sandbox;

/// An agent of each vendor that the sandbox plays. Invent's is one of those that it lists: there
/// are no others.
async fn agents(sandbox: &Sandbox) -> Vec<String> {
    let client = invent::Client::builder().base_url(sandbox.base_url("invent")).api_key(sandbox.api_key("invent")).build().unwrap();
    let assistant = &client.assistants().list("c").send().await.unwrap()[0].id;
    let others = ["fifth-element/support-agent", "invicta/agent-1", "lucidsense/support-bot", "selcora/agent_xyz789"];
    others.into_iter().map(str::to_owned).chain([format!("invent/{assistant}")]).collect()
}

/// The same, and Selcora's completions, which nobody remembers.
async fn all_ways(sandbox: &Sandbox) -> Vec<String> {
    agents(sandbox).await.into_iter().chain(["selcora".to_owned()]).collect()
}

/// Some agents, where nothing gets as far as to ask for them.
const ANY: [&str; 5] = ["fifth-element/a", "invent/a", "invicta/a", "lucidsense/a", "selcora/a"];

/// An agent that the sandbox plays.
fn agent(sandbox: &Sandbox, name: &str) -> Agent {
    let vendor = name.split('/').next().unwrap();
    at(name, &sandbox.base_url(vendor), &sandbox.api_key(vendor))
}

fn at(name: &str, base_url: &str, key: &str) -> Agent {
    Agent::builder(name)
        .base_url(base_url)
        .api_key(key)
        .from_variables(|name| (name == "SELCORA_LLM_ID").then(|| "model_abc123".to_owned()))
        .with_polling(Polling::new(Duration::from_millis(5), Duration::from_millis(20)))
        .build()
        .unwrap()
}

/// No request was other than the vendor's document says.
fn assert_no_violation(sandbox: &Sandbox) {
    for record in sandbox.requests() {
        assert_eq!(record.violation, None, "{record:?}");
    }
}

/// The program: what differs between the vendors is the string alone.
async fn two_turns(agent: &Agent) -> switchboard::Result<(String, String)> {
    let mut talk = agent.conversation();
    let first = talk.send("Hello").await?;
    let second = talk.send("And now?").await?;
    Ok((first.text, second.text))
}

#[tokio::test]
async fn the_same_program_talks_to_all_five_by_changing_one_string() {
    let sandbox = Sandbox::start().await.unwrap();
    for name in &all_ways(&sandbox).await {
        let (first, second) = two_turns(&agent(&sandbox, name)).await.unwrap();
        assert_eq!(first, "You said: Hello. This is turn 1.", "{name}");
        assert_eq!(second, "You said: And now?. This is turn 2; before that you said: Hello.", "{name}");
    }
    assert_no_violation(&sandbox);
}

#[tokio::test]
async fn every_vendor_streams_in_its_way() {
    let sandbox = Sandbox::start().await.unwrap();
    for name in &agents(&sandbox).await {
        let agent = agent(&sandbox, name);
        let mut talk = agent.conversation();
        talk.send("Hello").await.unwrap();
        let mut answer = talk.stream("And now?").await.unwrap();
        let (mut pieces, mut whole) = (Vec::new(), None);
        while let Some(delta) = answer.next().await {
            match delta.unwrap() {
                Delta::Text(text) => pieces.push(text),
                Delta::Finished(reply) => whole = Some(reply),
                _ => {}
            }
        }
        let whole = whole.unwrap();
        assert_eq!(whole.text, "You said: And now?. This is turn 2; before that you said: Hello.", "{name}");
        assert_eq!(pieces.concat(), whole.text);
        assert_eq!(pieces.len() > 1, agent.capabilities().streaming, "{name}: {pieces:?}");
        assert!(talk.send("Still there?").await.unwrap().text.contains("turn 3"), "{name}");
    }
    assert_no_violation(&sandbox);
}

#[tokio::test]
async fn a_wrong_key_is_the_same_error_everywhere() {
    let sandbox = Sandbox::start().await.unwrap();
    for name in ANY {
        let agent = at(name, &sandbox.base_url(name.split('/').next().unwrap()), "sk-wrong-1234");
        for error in [agent.send("Hello").await.unwrap_err(), agent.stream("Hello").await.unwrap_err()] {
            assert!(error.is_auth() && error.message().is_some(), "{name}: {error}");
            assert!(!format!("{error} {error:?}").contains("sk-wrong"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_stay_away() {
    let sandbox = Sandbox::builder().fault("rate-limit;retry-after=300").start().await.unwrap();
    for name in ANY {
        let error = agent(&sandbox, name).send("Hello").await.unwrap_err();
        assert_eq!(error.vendor(), name.split('/').next());
        assert!(error.is_rate_limited() && error.is_retryable(), "{name}: {error}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
    }
}

#[tokio::test]
async fn an_agent_that_does_not_exist_is_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    for name in ANY {
        let vendor = name.split('/').next().unwrap();
        let error = agent(&sandbox, &format!("{vendor}/missing-1")).send("Hello").await;
        match error {
            Err(error) => assert!(error.is_not_found(), "{vendor}: {error}"),
            // The agent is a member of a request here, which no document says anything about.
            Ok(_) => assert_eq!(vendor, "selcora"),
        }
    }
}

#[tokio::test]
async fn what_a_proxy_answers_is_an_error_that_names_the_vendor() {
    let sandbox = Sandbox::builder().fault("html;status=502").start().await.unwrap();
    for name in ANY {
        let agent = agent(&sandbox, name).with_timeout(Duration::from_secs(60));
        let error = agent.send("Hello").await.unwrap_err();
        assert!(error.is_server(), "{name}: {error}");
        assert_eq!(error.vendor(), name.split('/').next());
    }
}

#[tokio::test]
async fn answers_with_new_members_and_values_are_read_as_ever() {
    let sandbox = Sandbox::builder().fault("extra-fields").start().await.unwrap();
    for name in &agents(&sandbox).await {
        assert_eq!(two_turns(&agent(&sandbox, name)).await.unwrap().0, "You said: Hello. This is turn 1.", "{name}");
    }
}

#[tokio::test]
async fn a_failed_run_and_a_stuck_one_are_told_apart() {
    let failing = Sandbox::builder().fault("run-failed").start().await.unwrap();
    let name = agents(&failing).await.pop().unwrap();
    let error = agent(&failing, &name).send("Hello").await.unwrap_err();
    assert!(error.is_run_failed() && error.thread().is_some(), "{error}");

    let stuck = Sandbox::builder().fault("run-stuck").start().await.unwrap();
    let name = agents(&stuck).await.pop().unwrap();
    let agent = agent(&stuck, &name).with_timeout(Duration::from_millis(700));
    let mut talk = agent.conversation();
    let error = talk.send("Hello").await.unwrap_err();
    assert!(error.is_timeout() && error.thread() == talk.thread() && talk.state().is_waiting(), "{error}");
    assert!(talk.wait_for_reply().await.unwrap_err().is_timeout());
    assert!(talk.send("Are you there?").await.unwrap_err().is_conflict());
    assert_no_violation(&stuck);
}

/// What comes out of a fault: an answer, or the questions that its error says yes to.
async fn outcome(agent: Agent) -> (Result<String, switchboard::Error>, Duration) {
    let begun = Instant::now();
    (agent.send("Hello").await.map(|reply| reply.text), begun.elapsed())
}

#[tokio::test]
async fn every_fault_ends_in_limited_time_with_an_answer_or_an_error_that_says_what_happened() {
    let names = agents(&Sandbox::start().await.unwrap()).await;
    for fault in ["truncate", "malformed-json", "html;status=200", "latency;ms=3000", "unknown-enum", "reset", "server-error;status=503"] {
        let sandbox = Sandbox::builder().fault(fault).start().await.unwrap();
        for name in &names {
            let agent = agent(&sandbox, name).with_timeout(Duration::from_millis(1500));
            let (outcome, time) = outcome(agent).await;
            assert!(time < Duration::from_secs(3), "{fault} {name}: {time:?}");
            let error = match outcome {
                // An unknown value is kept, and read by nobody here.
                Ok(text) => {
                    assert!(fault == "unknown-enum" && text.starts_with("You said: Hello."), "{fault} {name}: {text}");
                    continue;
                }
                Err(error) => error,
            };
            let (is_as_expected, words) = match fault {
                "truncate" => (error.is_network() && error.may_have_been_processed(), "the connection broke"),
                "malformed-json" => (error.is_decode(), "the JSON ends too early"),
                "html;status=200" => (error.is_decode(), "text/html"),
                "latency;ms=3000" => (error.is_timeout() && error.may_have_been_processed(), "no answer within 1.5 s"),
                "unknown-enum" => (error.is_timeout() && error.thread().is_some(), "which the vendor's document does not know"),
                "reset" => (error.is_network(), "connection"),
                _ => (error.is_server(), "503"),
            };
            assert!(is_as_expected && error.to_string().contains(words), "{fault} {name}: {error}");
            assert_eq!(error.vendor(), name.split('/').next(), "{error}");
        }
    }
}

#[tokio::test]
async fn a_broken_stream_is_no_short_answer() {
    for fault in ["no-end", "truncate;at=40", "reset"] {
        let sandbox = Sandbox::builder().fault(format!("{fault};path=/chat")).start().await.unwrap();
        let outcome = match agent(&sandbox, "fifth-element/a").stream("Hello").await {
            Ok(answer) => answer.into_reply().await,
            Err(error) => Err(error),
        };
        let error = outcome.unwrap_err();
        assert!(error.is_stream() || error.is_network() || error.is_decode(), "{fault}: {error:?}");
    }
}

#[tokio::test]
async fn options_are_what_the_documents_allow() {
    let sandbox = Sandbox::start().await.unwrap();
    let all = switchboard::Message::new("Hello")
        .with(options::FifthElement::new().user_identifier("ada@example.com"))
        .with(options::Invent::new().org_id("c"))
        .with(options::Invicta::new().variable("name", "Ada").variable("order", 42).model_name("gpt-4o"))
        .with(options::Lucidsense::new().context("user_id", "123"))
        .with(options::Selcora::new().llm_id("model_abc123").verbose(true).system_prompt("Be brief.").title("Orders"))
        .ignore_foreign_options();
    for name in &all_ways(&sandbox).await {
        agent(&sandbox, name).send(all.clone()).await.unwrap();
    }
    assert_no_violation(&sandbox);
}

/// Tells the child what to go on with: address, key, state.
const PARKED: &str = "SWITCHBOARD_TEST_PARKED";

#[tokio::test]
async fn a_conversation_parked_in_one_process_goes_on_in_another() {
    let sandbox = Sandbox::start().await.unwrap();
    for name in &all_ways(&sandbox).await {
        let vendor = name.split('/').next().unwrap();
        let mut talk = agent(&sandbox, name).conversation();
        talk.send("Hello").await.unwrap();
        let parked = serde_json::to_string(&talk).unwrap();
        assert!(!parked.contains(&sandbox.api_key(vendor)), "{parked}");

        let (url, key) = (sandbox.base_url(vendor), sandbox.api_key(vendor));
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "end_to_end::the_other_process", "--ignored", "--nocapture"]);
        child.env(PARKED, parked).env("BASE_URL", url).env("KEY", key);
        let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            text.contains("This is turn 2; before that you said: Hello."),
            "{name}: {text} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_no_violation(&sandbox);
}

#[tokio::test]
#[ignore = "started by a_conversation_parked_in_one_process_goes_on_in_another"]
async fn the_other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let state: switchboard::ConversationState = serde_json::from_str(&variable(PARKED)).unwrap();
    let agent = at(&state.reference(), &variable("BASE_URL"), &variable("KEY"));
    let mut talk = agent.resume(state).unwrap();
    println!("{}", talk.send("And now?").await.unwrap().text);
}
