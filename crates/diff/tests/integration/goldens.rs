//! Each rule with the smallest documents that show it: what is found, how bad it is, and what it
//! does to the crate.

use std::{collections::BTreeSet, env, fs};

use switchboard_diff::{Direction, Report, Rule, Side, compare, effect::Tolerance, rules, rust::Step};

use crate::{
    code,
    fixture::{self, Fixture, Pair},
};

/// One line: `1 request: breaking; sentence; Rust major: …; also …`.
fn line(rule: &Rule, pair: &Pair, report: &Report) -> String {
    let Some(change) = report.changes.iter().find(|change| change.rule.id == rule.id) else {
        let found: Vec<&str> = report.changes.iter().map(|change| change.rule.id).collect();
        return format!("{}: NOT FOUND, but {found:?}", pair.name);
    };
    let tolerated = if change.tolerance == Tolerance::Nothing { "" } else { " (tolerated)" };
    let rust = change.rust.as_ref().map(|rust| format!("; Rust {}: {}", rust.step.as_str(), rust.text)).unwrap_or_default();
    let others: BTreeSet<&str> = report.changes.iter().map(|change| change.rule.id).filter(|id| *id != rule.id).collect();
    let also = if others.is_empty() { String::new() } else { format!("; also {}", others.into_iter().collect::<Vec<_>>().join(", ")) };
    let name = match pair.name.contains(' ') {
        true => pair.name.clone(),
        false => format!("{} {}", pair.name, change.direction.as_str()),
    };
    // Whether a text of the crate has changed is the generator's affair.
    let semver = match (&change.rust, report.semver) {
        (Some(_), _) => "",
        (None, Step::None | Step::Patch) => "; Rust stays",
        (None, Step::Minor | Step::Major) => "; Rust changes elsewhere",
    };
    format!("{name}: {}{tolerated}; {}{rust}{semver}{also}", change.level.as_str(), change.text)
}

fn lines(fixture: &Fixture) -> Vec<String> {
    fixture
        .pairs
        .iter()
        .map(|pair| {
            let report = code::report(&pair.base, &pair.revision, &pair.extensions);
            assert!(report.no_surface.is_none(), "{} {}: {:?}", fixture.rule.id, pair.name, report.no_surface);
            line(fixture.rule, pair, &report)
        })
        .collect()
}

#[test]
fn every_rule_finds_what_its_documents_show() {
    let bless = env::var_os("SWITCHBOARD_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for fixture in fixture::all() {
        let found = lines(&fixture);
        count += found.len();
        let lost = found.iter().filter(|line| line.contains("NOT FOUND")).map(|line| format!("{} {line}", fixture.rule.id));
        wrong.extend(lost);
        if found == fixture.expected {
            continue;
        }
        if bless {
            let path = fixture::path(fixture.rule);
            let text = fs::read_to_string(&path).unwrap();
            let cases = text.split("expected:").next().unwrap();
            let list: String = found.iter().map(|line| format!("  - '{}'\n", line.replace('\'', "''"))).collect();
            fs::write(path, format!("{cases}expected:\n{list}")).unwrap();
        } else {
            wrong.push(format!("{}:\n  expected {:#?}\n  found {found:#?}", fixture.rule.id, fixture.expected));
        }
    }
    println!("{count} pairs of documents for {} rules", rules::all().len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_shown_on_each_side_where_it_can_be_met() {
    for fixture in fixture::all() {
        assert!(!fixture.pairs.is_empty(), "{} is shown by no documents", fixture.rule.id);
        let mut met = BTreeSet::new();
        for pair in &fixture.pairs {
            let report = compare(&Side::plain(&pair.base), &Side::plain(&pair.revision), &pair.extensions);
            met.extend(report.changes.iter().filter(|change| change.rule.id == fixture.rule.id).map(|change| change.direction));
        }
        let schemas = fixture.pairs.iter().any(|pair| pair.name.contains("request"));
        let surface = fixture.rule.id == "rust-surface-changed";
        if schemas && !surface && !met.contains(&Direction::Both) {
            assert!(met.contains(&Direction::Request) && met.contains(&Direction::Response), "{}: {met:?}", fixture.rule.id);
        }
    }
}

#[test]
fn undoing_an_edit_is_the_mirror_of_making_it() {
    for fixture in fixture::all() {
        for pair in &fixture.pairs {
            let (old, new) = (Side::plain(&pair.base), Side::plain(&pair.revision));
            let there = compare(&old, &new, &pair.extensions);
            let back = compare(&new, &old, &pair.extensions);
            let seen = |report: &Report, mirrored: bool| -> BTreeSet<(String, String, String)> {
                let one = |change: &switchboard_diff::Change| match mirrored {
                    true => (change.rule.mirror.to_owned(), change.revision_pointer.clone(), change.base_pointer.clone()),
                    false => (change.rule.id.to_owned(), change.base_pointer.clone(), change.revision_pointer.clone()),
                };
                report.changes.iter().map(one).collect()
            };
            assert_eq!(seen(&there, true), seen(&back, false), "{} {}", fixture.rule.id, pair.name);
        }
    }
}

#[test]
fn a_document_is_the_same_as_itself() {
    for fixture in fixture::all() {
        for pair in &fixture.pairs {
            let side = Side::plain(&pair.base);
            assert!(compare(&side, &side, &pair.extensions).changes.is_empty(), "{} {}", fixture.rule.id, pair.name);
        }
    }
}

#[test]
fn mirrors_are_mutual() {
    for rule in rules::all() {
        let mirror = rules::find(rule.mirror).unwrap_or_else(|| panic!("{}: there is no rule `{}`", rule.id, rule.mirror));
        assert_eq!(mirror.mirror, rule.id);
    }
}
