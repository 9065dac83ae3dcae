//! The page about the rules.

use std::fmt::Write;

use switchboard_spec::{Cost, Rule, pipeline::RULES_VERSION, rules};

use super::counts::Counts;

/// The whole page.
pub(super) fn page(counts: &Counts) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, counts);
    out
}

fn write(out: &mut String, counts: &Counts) -> std::fmt::Result {
    writeln!(out, "<!-- Written by `cargo xtask rules --markdown`; do not edit. -->")?;
    writeln!(out, "# The rules\n")?;
    writeln!(
        out,
        "What is done to a vendor's document before progenitor reads it: {} rules (rule set {RULES_VERSION}), in the order in \
         which a document meets them. `specs/<vendor>/report.md` says where each was applied.\n",
        rules::all().count()
    )?;
    writeln!(
        out,
        "A rule's cost is what a caller of the client loses by it:\n\n\
         - `none`: nothing, it is the same meaning in other words;\n\
         - `docs`: only a reader of the documentation loses something;\n\
         - `validation`: the server checks it, the client does not;\n\
         - `typing`: a place is typed less precisely than the document would allow.\n"
    )?;
    writeln!(
        out,
        "The last two columns say how often a rule was applied to a corpus of {} public documents with {} operations ({}): in \
         how many of the documents, and how many times in all.\n",
        counts.documents, counts.operations, counts.date
    )?;
    summary(out, counts)?;
    share(out, counts)?;
    for (stage, rules) in rules::STAGES {
        writeln!(out, "\n## {}\n\n| rule | cost | what it does | documents | times |\n|---|---|---|---:|---:|", title(stage))?;
        for rule in *rules {
            let count = counts.rules.get(rule.id).copied().unwrap_or_default();
            writeln!(out, "| {} | {} | {} | {} | {} |", name(rule), rule.cost, cell(rule.meaning), count.documents, count.times)?;
        }
    }
    Ok(())
}

/// What the rules of each cost amount to.
fn summary(out: &mut String, counts: &Counts) -> std::fmt::Result {
    writeln!(out, "| cost | rules | of them applied | times |\n|---|---:|---:|---:|")?;
    for cost in [Cost::None, Cost::Docs, Cost::Validation, Cost::Typing] {
        let rules: Vec<&Rule> = rules::all().filter(|rule| rule.cost == cost).collect();
        let applied: Vec<_> = rules.iter().filter_map(|rule| counts.rules.get(rule.id)).collect();
        let times: usize = applied.iter().map(|count| count.times).sum();
        writeln!(out, "| {cost} | {} | {} | {times} |", rules.len(), applied.len())?;
    }
    Ok(())
}

/// How rare it is that a caller loses typing.
fn share(out: &mut String, counts: &Counts) -> std::fmt::Result {
    let Some(places) = std::num::NonZero::new(counts.schemas) else { return Ok(()) };
    // Tenths of a per mille, rounded: no figure here needs a float.
    let per = |times: usize| {
        let parts = (times * 10_000 + places.get() / 2) / places;
        format!("{}.{:02} %", parts / 100, parts % 100)
    };
    let typing: Vec<(&Rule, usize)> =
        rules::all().filter(|rule| rule.cost == Cost::Typing).filter_map(|rule| Some((rule, counts.rules.get(rule.id)?.times))).collect();
    let all: usize = typing.iter().map(|(_, times)| times).sum();
    writeln!(
        out,
        "\nThese documents have a schema in {places} places. Rules of cost `typing` were applied {all} times, that is at {} of them; \
         rule by rule:\n\n| rule | times | share |\n|---|---:|---:|",
        per(all)
    )?;
    for (rule, times) in typing {
        writeln!(out, "| `{}` | {times} | {} |", rule.id, per(times))?;
    }
    Ok(())
}

/// The rule's id, which leads to its smallest example.
fn name(rule: &Rule) -> String {
    format!("[`{0}`](../crates/spec/fixtures/{0}.yaml)", rule.id)
}

fn title(stage: &str) -> String {
    let mut letters = stage.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
