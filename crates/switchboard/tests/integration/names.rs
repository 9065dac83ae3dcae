//! `vendor/agent` in one string.

use switchboard::Agent;

fn error(name: &str) -> String {
    let error = Agent::builder(name).api_key("k").build().unwrap_err();
    assert!(error.is_config(), "{error}");
    error.to_string()
}

#[test]
fn a_name_without_a_vendor_is_answered_with_those_that_are_compiled_in() {
    for name in ["", "/", "support-bot", "support/bot", "open ai/x"] {
        let text = error(name);
        assert!(text.contains("`vendor/agent`"), "{text}");
        let compiled_in = text.split_once("compiled in: ").unwrap().1;
        for vendor in ["fifth-element", "invent", "invicta", "lucidsense", "selcora"] {
            assert!(compiled_in.contains(vendor), "{text}");
        }
    }
    assert!(error("support/bot").contains("`support` is no vendor"));
}

#[test]
fn a_key_in_place_of_a_name_is_not_repeated() {
    assert!(!error("sk-live-51Hx").contains("51Hx"));
}

#[test]
fn agents_need_a_name_where_the_vendor_has_no_other_way() {
    for name in ["invent", "invicta/", "lucidsense/ ", "fifth-element"] {
        let text = Agent::builder(name).api_key("k").base_url("https://v.example").build().unwrap_err().to_string();
        assert!(text.contains(&format!("name it as `{}/AGENT`", name.trim_end_matches(['/', ' ']))), "{text}");
    }
    assert_eq!(Agent::builder("selcora").api_key("k").build().unwrap().name(), "selcora");
}

#[test]
fn all_after_the_first_slash_is_the_agent() {
    let agent = Agent::builder("invicta/a/b c").api_key("k").build().unwrap();
    assert_eq!((agent.vendor().name, agent.agent()), ("invicta", Some("a/b c")));
    assert_eq!(agent.name(), "invicta/a/b c");
}

#[test]
fn a_missing_key_is_answered_with_the_name_of_its_variable() {
    let text = Agent::builder("invicta/a").from_variables(|_| None).build().unwrap_err().to_string();
    assert!(text.starts_with("invicta: Invicta AI has no key") && text.contains("INVICTA_API_KEY"), "{text}");
    let text = Agent::builder("fifth-element/a").api_key("k").build().unwrap_err().to_string();
    assert!(text.contains("FIFTH_ELEMENT_BASE_URL"), "{text}");
}
