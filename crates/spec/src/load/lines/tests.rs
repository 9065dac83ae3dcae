use super::{Format, locate};

const JSON: &str = r##"{
  "openapi": "3.1.0",
  "info": { "title": "a \"{[\" b",
    "version": 1.10 },
  "paths": {
    "/a/{id}~b": {
      "parameters": [
        { "name": "id" },
        {
          "name": "x" }
      ]
    },
    "caf\u00e9": [[], [1, 2]]
  }
}"##;

const YAML: &str = "\
# a comment
openapi: 3.1.0
info: {title: 'x: y',
  version: 1.10}
paths:
  /a/{id}~b: # another
    parameters:
      - name: id
      # in between
      -
        name: x
    description: |
      paths:
        - not this
  \"caf\\u00e9\": [[], [1,
    2]]
shared: &shared
  one: 1
copy: *shared
merged:
  <<: *shared
  two: 2
";

fn line(text: &str, format: Format, pointer: &str) -> Option<usize> {
    locate(text, format, pointer).map(|found| found.line)
}

#[test]
fn a_pointer_into_json_leads_to_the_line_of_its_member_or_item() {
    for (pointer, expected) in [
        ("#", Some(1)),
        ("#/openapi", Some(2)),
        ("#/info", Some(3)),
        ("#/info/version", Some(4)),
        ("#/paths/~1a~1{id}~0b/parameters/0", Some(8)),
        ("#/paths/~1a~1{id}~0b/parameters/0/name", Some(8)),
        ("#/paths/~1a~1{id}~0b/parameters/1", Some(9)),
        ("#/paths/~1a~1{id}~0b/parameters/1/name", Some(10)),
        ("#/paths/café/1/1", Some(13)),
        ("#/paths/café/1/2", None),
        ("#/paths/café/7", None),
        ("#/paths/nowhere", None),
        ("#/openapi/deeper", None),
    ] {
        assert_eq!(line(JSON, Format::Json, pointer), expected, "{pointer}");
    }
}

#[test]
fn a_pointer_into_yaml_leads_to_the_line_of_its_member_or_item() {
    for (pointer, expected) in [
        ("#/openapi", Some(2)),
        ("#/info/title", Some(3)),
        ("#/info/version", Some(4)),
        ("#/paths", Some(5)),
        ("#/paths/~1a~1{id}~0b", Some(6)),
        ("#/paths/~1a~1{id}~0b/parameters/0", Some(8)),
        ("#/paths/~1a~1{id}~0b/parameters/1/name", Some(11)),
        ("#/paths/~1a~1{id}~0b/description", Some(12)),
        ("#/paths/café/1/1", Some(16)),
        ("#/paths/café/1/2", None),
        ("#/paths/café/7", None),
        ("#/shared/one", Some(18)),
        ("#/copy", Some(19)),
        ("#/merged/two", Some(22)),
    ] {
        assert_eq!(line(YAML, Format::Yaml, pointer), expected, "{pointer}");
    }
}

#[test]
fn what_an_alias_or_a_merge_key_brings_in_has_no_line() {
    assert_eq!(line(YAML, Format::Yaml, "#/copy/one"), None);
    assert_eq!(line(YAML, Format::Yaml, "#/merged/one"), None);
}

#[test]
fn a_number_is_spelled_as_in_the_text() {
    for (text, format) in [(JSON, Format::Json), (YAML, Format::Yaml)] {
        let found = locate(text, format, "#/info/version").unwrap();
        assert_eq!(found.spelling.as_deref(), Some("1.10"), "{format:?}");
    }
}
