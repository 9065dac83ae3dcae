//! Completions know vendors, operations and parameters.

use crate::support::run;

#[test]
fn every_shell_completes_vendors_operations_parameters_and_their_values() {
    for (shell, words) in [
        ("bash", ["fifth-element", "contacts.list", "chat.stream", "invent/", "--org-id", "SUBSCRIBED"]),
        ("zsh", ["fifth-element", "contacts.list", "chat.stream", "invent/", "--org-id", "SUBSCRIBED"]),
        ("fish", ["fifth-element", "contacts.list", "chat.stream", "'invent/'", "-l org-id", "SUBSCRIBED"]),
        // These two complete no values.
        ("elvish", ["fifth-element", "contacts.list", "chat.stream", "chat", "--org-id", "--all"]),
        ("powershell", ["fifth-element", "contacts.list", "chat.stream", "chat", "--org-id", "--all"]),
    ] {
        let script = run(&["completions", shell]).fine().out;
        for word in words {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn fish_is_told_what_each_operation_takes() {
    let script = run(&["completions", "fish"]).fine().out;
    let of = |operation: &str| script.lines().filter(|line| line.contains(&format!("from {operation}\""))).collect::<Vec<_>>().join("\n");
    assert!(of("chat.stream").contains("-l field -r -f -a 'message= "), "{}", of("chat.stream"));
    assert!(of("models.list").contains("-l type -r -f -a 'llm sd'"), "{}", of("models.list"));
    assert!(of("contacts.list").contains("-l all ") && !of("jobs.get").contains("-l all "));
}
