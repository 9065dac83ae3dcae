//! The page about the rules.

use std::fmt::Write;

use switchboard_lint::rules;

/// The whole page.
pub(super) fn page() -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out);
    out
}

fn write(out: &mut String) -> std::fmt::Result {
    writeln!(out, "<!-- Written by `cargo xtask lint --markdown`; do not edit. -->")?;
    writeln!(out, "# What makes a good document\n")?;
    writeln!(
        out,
        "`cargo xtask lint [VENDOR|FILE…]` looks at a document as it is worked on, with our overlay applied: {} rules. Each rule's id leads to \
         its fixture: a document that has what the rule finds, and one that does not.\n",
        rules::all().count()
    )?;
    writeln!(
        out,
        "- `error`: the document says what it cannot mean, or is no valid document;\n\
         - `warning`: a caller or a reader of the client loses something.\n\n\
         What stays as it is, is allowed in `vendor.toml`, with a reason. An entry that allows nothing any more is an error:\n\n\
         ```toml\n[[lint.allow]]\nrule = \"operation-id\"\nat = \"#/paths/~1contacts\" # optional: only there and below\n\
         reason = \"names are made from method and path\"\n```"
    )?;
    for (subject, rules) in rules::SUBJECTS {
        writeln!(out, "\n## {}\n\n| rule | level | what is found | what it means | what to do |\n|---|---|---|---|---|", title(subject))?;
        for rule in *rules {
            writeln!(
                out,
                "| [`{0}`](../crates/lint/fixtures/{0}.yaml) | {1} | {2} | {3} | {4} |",
                rule.id,
                rule.level,
                cell(rule.meaning),
                cell(rule.why),
                cell(rule.help)
            )?;
        }
    }
    Ok(())
}

fn title(subject: &str) -> String {
    let mut letters = subject.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
