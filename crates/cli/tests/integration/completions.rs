//! Completions know vendors, operations and parameters.

use crate::support::run;

#[test]
fn every_shell_completes_vendors_and_operations() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]).fine().out;
        for word in ["fifth-element", "contacts.list", "chat.stream"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn most_shells_complete_parameters_and_their_values() {
    // The script for fish ends with the operation.
    for (shell, words) in [
        ("bash", &["--org-id", "SUBSCRIBED"][..]),
        ("zsh", &["--org-id", "SUBSCRIBED"]),
        ("elvish", &["--org-id"]),
        ("powershell", &["--org-id"]),
    ] {
        let script = run(&["completions", shell]).fine().out;
        for word in words {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}
