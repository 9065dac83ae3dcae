//! Agents from configuration files.

use switchboard::{Agent, AgentConfig};

#[test]
fn a_configuration_names_the_variable_of_the_key_and_holds_none() {
    let text = r#"
        agent = "invicta/a"
        key_env = "NO_SUCH_VARIABLE_OF_SHOP"
        timeout_seconds = 1.5
        options = { model_name = "gpt-4o" }
    "#;
    let config: AgentConfig = toml::from_str(text).unwrap();
    let error = Agent::from_config(&config).unwrap_err();
    assert!(error.is_config() && error.to_string().contains("set the environment variable NO_SUCH_VARIABLE_OF_SHOP"), "{error}");
    assert_eq!(serde_json::from_str::<AgentConfig>(&serde_json::to_string(&config).unwrap()).unwrap(), config);
}

#[test]
fn what_a_configuration_does_not_know_is_an_error() {
    assert!(serde_json::from_str::<AgentConfig>(r#"{"agent": "invicta/a", "api_key": "sk-1"}"#).is_err());

    // A variable that is set wherever tests run; nothing is sent.
    let config: AgentConfig = serde_json::from_str(r#"{"agent": "invicta/a", "key_env": "PATH", "options": {"model": "gpt-4o"}}"#).unwrap();
    let error = Agent::from_config(&config).unwrap_err();
    assert!(error.to_string().contains("unknown field `model`, expected `variables` or `model_name`"), "{error}");
}

#[test]
fn neither_agents_nor_builders_nor_conversations_show_the_key() {
    let script = crate::support::Script::new();
    let builder = script.builder("lucidsense/a");
    let shown = format!("{builder:?}");
    let agent = builder.build().unwrap();
    let talk = agent.conversation();
    let all = format!("{shown} {agent:?} {talk:?} {} {:?}", serde_json::to_string(&talk).unwrap(), agent.lucidsense());
    assert!(!all.contains("sk-secret"), "{all}");
    assert_eq!(serde_json::to_string(&talk).unwrap(), r#"{"vendor":"lucidsense","agent":"a"}"#);
}

#[test]
fn variables_give_what_was_not_set() {
    let look_up = |name: &str| match name {
        "SELCORA_API_KEY" => Some("k\n".to_owned()),
        "SELCORA_BASE_URL" => Some("https://selcora.example/v1".to_owned()),
        _ => None,
    };
    let agent = Agent::builder("selcora/a").from_variables(look_up).build().unwrap();
    assert_eq!(agent.selcora().unwrap().transport().base_url(), "https://selcora.example/v1");
    let agent = Agent::builder("selcora/a").base_url("https://other.example").from_variables(look_up).build().unwrap();
    assert_eq!(agent.selcora().unwrap().transport().base_url(), "https://other.example");
}
