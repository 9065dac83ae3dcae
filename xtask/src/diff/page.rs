//! `docs/diff-rules.md`: our rules, and oasdiff's checks beside them.

use std::fmt::Write;

use switchboard_diff::{Level, effect::Side, oasdiff, rules};
use switchboard_spec::Problem;

use crate::{term, write as files};

const PAGE: &str = "docs/diff-rules.md";

/// Writes the page, unless it would stay the same.
pub(super) fn write() -> Result<(), Problem> {
    let changes = files::compare(vec![(PAGE.to_owned(), page())])?;
    let changes: Vec<&files::Change> = changes.iter().collect();
    files::replace(&changes)?;
    let verb = if changes.iter().any(|change| change.is_needed()) { "Wrote" } else { "Unchanged" };
    term::err(&format!("{verb:>12} {PAGE}"));
    Ok(())
}

/// The page as it should be.
fn page() -> String {
    let mut out = String::from(INTRODUCTION);
    let _ = writeln!(
        out,
        "\n## The rules\n\n{} rules. A level is that of the usual effect; the explanation says when it is another one.",
        rules::all().len()
    );
    for (title, group) in rules::groups() {
        let _ = write!(out, "\n### {title}\n\n| rule | the vendor's edit | in requests | in answers |\n|---|---|---|---|\n");
        for rule in group {
            let sides = [(Side::Request, rule.effects.request), (Side::Response, rule.effects.response)]
                .map(|(side, effect)| cell(&rules::on_side(rule, side, effect)));
            let _ = writeln!(out, "| `{}` | {} | {} | {} |", rule.id, cell(rule.title), sides[0], sides[1]);
        }
    }
    out.push_str(OASDIFF);
    let all = oasdiff();
    let (mut same, mut stricter, mut milder, mut none) = (0, 0, 0, 0);
    for cover in &all {
        match cover.ours {
            None => none += 1,
            Some(ours) if ours == cover.theirs => same += 1,
            Some(ours) if ours > cover.theirs => stricter += 1,
            Some(_) => milder += 1,
        }
    }
    let _ = writeln!(
        out,
        "\nOf {} checks {same} have the same level here, {stricter} a stricter one, {milder} a milder one, and {none} mean nothing to a client.\n",
        all.len()
    );
    out.push_str("| oasdiff's check | there | here | rule here | why |\n|---|---|---|---|---|\n");
    for cover in all {
        let names: Vec<String> = cover.rules.iter().map(|rule| format!("`{}`", rule.id)).collect();
        let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
        let here = cover.ours.map_or("–", Level::as_str);
        let _ = writeln!(out, "| `{}` | {} | {here} | {names} | {} |", cover.check, cover.theirs.as_str(), cell(&cover.note));
    }
    out
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

const INTRODUCTION: &str = "\
# What a change of a document means

Written by `cargo xtask diff --docs`; do not edit. `cargo xtask diff --explain RULE` says more of a rule, with documents that show it.

A rule names an edit of a document. It has no level: one function derives the level from three things.

1. **What the edit does to the accepted values**: fewer, more, others, or the same.
2. **Who sends the value.** What the client sends must still be accepted, so fewer values break a request. What the server sends must be known to the client, so more values break an answer. What is below `not` is turned round.
3. **What the generated clients tolerate.** Enums and unions are open, unknown members are kept, an optional member may be null, bounds, lengths, patterns, formats and conditions are not checked. A change that is harmless for such a reason says so (\"safe here\").

| level | a client that was built from the old document |
|---|---|
| breaking | sends what may be refused, or gets what it may not understand |
| warning | keeps working, and something it may rely on is different |
| info | does not notice |

What the change does to the **crate** is another question, and is answered by generating it from both documents and comparing what callers can name: `major`, `minor`, `patch` or `none`. A response enum that loses a value is `info` on the wire and `major` in Rust, where a variant is gone. Where a document does not generate, the step is a guess from the rules, and the report says so.

What is compared is the meaning: after references, `allOf` and path items; OpenAPI 3.0 and 3.1 in any mixture; whatever the names of path variables, the order of members, and the way a thing is spelled (`nullable` or a type list, `const` or an `enum` of one, `example` or `examples`). A schema that is used by many operations is compared once, and its change is said once, with the list of those that meet it. Not decided: whether a union whose members overlap accepts more or less, and whether one pattern contains another where either is no regular language; both count as changes.

Pointers lead into the documents as the vendor gave them. What one of our overlays has added is named by what it was added to.
";

const OASDIFF: &str = "
## oasdiff's checks

[oasdiff](https://github.com/oasdiff/oasdiff) is the tool to compare with. These are its checks of 8 August 2026; it has more by now. Its ERR, WARN and INFO are written as breaking, warning and info. The last column says why a level differs, or why there is no rule.
";
