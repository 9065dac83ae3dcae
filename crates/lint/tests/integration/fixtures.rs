//! Each rule has a document that it finds something in, and one in which it finds nothing.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use switchboard_lint::{Finding, lint, rules};
use switchboard_spec::{load, vendor::Settings};

const FOLDER: &str = "fixtures";

struct Fixture {
    value: Value,
    settings: Option<Settings>,
}

impl Fixture {
    fn of(rule: &str) -> Self {
        let path = Path::new(FOLDER).join(format!("{rule}.yaml"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let value: Value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let settings = value.get("settings").map(|settings| toml::from_str(settings.as_str().unwrap()).unwrap());
        Self { value, settings }
    }

    /// What the rule finds in one of the two documents.
    fn findings(&self, rule: &str, which: &str) -> Vec<Finding> {
        let document =
            load::parse("openapi.json", self.value[which].to_string().as_bytes()).unwrap_or_else(|problem| panic!("{rule}: {problem}"));
        lint(&document, self.settings.as_ref()).into_iter().filter(|finding| finding.rule.id == rule).collect()
    }
}

#[test]
fn every_rule_finds_what_its_fixture_has() {
    for rule in rules::all() {
        let fixture = Fixture::of(rule.id);
        let found: BTreeSet<String> = fixture.findings(rule.id, "bad").into_iter().map(|finding| finding.pointer).collect();
        let expected: BTreeSet<String> = fixture.value["at"].as_array().unwrap().iter().map(|at| at.as_str().unwrap().to_owned()).collect();
        assert!(!expected.is_empty(), "{}", rule.id);
        assert_eq!(found, expected, "{}", rule.id);
    }
}

#[test]
fn no_rule_finds_anything_in_the_good_document_of_its_fixture() {
    for rule in rules::all() {
        let found = Fixture::of(rule.id).findings(rule.id, "good");
        assert!(found.is_empty(), "{}: {found:#?}", rule.id);
    }
}

#[test]
fn every_finding_of_a_fixture_is_at_a_place_that_exists_or_would_stand_there() {
    for rule in rules::all() {
        let fixture = Fixture::of(rule.id);
        for finding in fixture.findings(rule.id, "bad") {
            let pointer = finding.pointer.trim_start_matches('#');
            assert!(fixture.value["bad"].pointer(pointer).is_some(), "{}: {}", rule.id, finding.pointer);
            assert!(!finding.message.is_empty(), "{}", rule.id);
        }
    }
}

#[test]
fn every_fixture_belongs_to_a_rule_and_no_id_is_used_twice() {
    let ids: BTreeSet<&str> = rules::all().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules::all().count());
    for entry in fs::read_dir(FOLDER).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let id = name.strip_suffix(".yaml").unwrap_or_else(|| panic!("{name} is no fixture"));
        assert!(ids.contains(id), "no rule is called `{id}`");
    }
}

#[test]
fn every_rule_says_what_it_is_for_in_plain_sentences() {
    for rule in rules::all() {
        assert!(rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit()), "{}", rule.id);
        for text in [rule.meaning, rule.why, rule.help] {
            assert!(!text.trim().is_empty() && text.split_whitespace().count() > 3, "{}: {text}", rule.id);
        }
        assert!(rule.why.ends_with('.') && !rule.meaning.ends_with('.') && !rule.help.ends_with('.'), "{}", rule.id);
    }
}
