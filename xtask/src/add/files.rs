//! What is written for a new vendor beside what is generated.

use heck::ToShoutySnakeCase;
use switchboard_lint::Finding;
use switchboard_spec::load::Document;

use super::auth::Auth;
use crate::{
    fetch::provenance,
    source::{Fetched, Source},
};

const MANIFEST: &str = include_str!("templates/Cargo.toml.txt");
const LIBRARY: &str = include_str!("templates/lib.rs.txt");
const README: &str = include_str!("templates/README.md.txt");
const SETTINGS: &str = include_str!("templates/vendor.toml.txt");

/// What is known of a new vendor.
pub(super) struct Facts<'a> {
    pub(super) name: &'a str,
    /// The name as people write it.
    pub(super) title: &'a str,
    pub(super) base_url: Option<String>,
    pub(super) auth: &'a Auth,
}

impl Facts<'_> {
    /// The crate's files: path below its folder → content.
    pub(super) fn of_crate(&self) -> [(&'static str, String); 3] {
        let client = match (self.auth.has_key, &self.base_url) {
            (true, Some(_)) => format!("Client::from_env()?; // {0}_API_KEY; {0}_BASE_URL if it is not the usual one", self.shout()),
            (true, None) => format!("Client::from_env()?; // {0}_API_KEY and {0}_BASE_URL", self.shout()),
            (false, Some(_)) => "Client::builder().without_api_key().build()?;".to_owned(),
            (false, None) => "Client::builder().without_api_key().base_url(\"https://api.example.com\").build()?;".to_owned(),
        };
        let text = |template: &str| {
            let description = string(&format!("A typed client for the API of {}", self.title));
            let module = self.name.replace('-', "_");
            let parts = [
                ("{name}", self.name),
                ("{module}", &module),
                ("{title}", self.title),
                ("{description}", &description),
                ("{client}", &client),
            ];
            parts.iter().fold(template.to_owned(), |text, (mark, part)| text.replace(mark, part))
        };
        [("Cargo.toml", text(MANIFEST)), ("README.md", text(README)), ("src/lib.rs", text(LIBRARY))]
    }

    /// `vendor.toml`.
    pub(super) fn settings(&self, source: &Source, fetched: &Fetched, document: &Document) -> String {
        let mut provenance = String::new();
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                provenance.push_str(&format!("{name} = {}\n", string(value)));
            }
        };
        add("url", source.url());
        add("retrieved", Some(&provenance::today()));
        add("sha256", Some(&document.sha256));
        add("etag", fetched.about.etag.as_deref());
        add("last_modified", fetched.about.last_modified.as_deref());
        let base_url = match &self.base_url {
            Some(url) => format!("base_url = {}", string(url)),
            None => "# No base_url: the document has no address that holds for every caller.".to_owned(),
        };
        let (shout, file) = (self.shout(), string(fetched.file_name()));
        let parts = [
            ("{name:?}", string(self.name)),
            ("{title:?}", string(self.title)),
            ("{title}", self.title.to_owned()),
            ("{file:?}", file),
            ("{provenance}", provenance),
            ("{base_url}", base_url),
            ("{auth_from}", self.auth.from.clone()),
            ("{header:?}", string(&self.auth.header)),
            ("{prefix:?}", string(&self.auth.prefix)),
            ("{shout}", shout),
        ];
        parts.iter().fold(SETTINGS.to_owned(), |text, (mark, part)| text.replace(mark, part))
    }

    fn shout(&self) -> String {
        self.name.to_shouty_snake_case()
    }
}

/// What the linter finds in a document as its vendor has published it.
pub(super) fn allowances(findings: &[Finding]) -> String {
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.id).collect();
    rules.dedup();
    let mut text = String::new();
    if !rules.is_empty() {
        text.push_str("\n# What `cargo xtask lint` found when the vendor was added. Nobody has judged it yet.\n");
    }
    for rule in rules {
        text.push_str(&format!("[[lint.allow]]\nrule = \"{rule}\"\nreason = \"as published; found when the vendor was added\"\n\n"));
    }
    text.trim_end().to_owned() + "\n"
}

/// A text as TOML has it.
fn string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use switchboard_spec::vendor;

    use super::{super::auth::Auth, Facts};

    /// Whoever changes a crate by hand changes the template, or the next vendor is another kind of crate.
    #[test]
    fn the_crates_of_the_vendors_are_what_the_templates_make() {
        let root = Path::new("..");
        let auth = Auth::given("bearer").unwrap();
        let vendors = vendor::vendors(&root.join("specs")).unwrap();
        assert!(!vendors.is_empty());
        for vendor in vendors {
            let facts = Facts { name: &vendor.name, title: vendor.title(), base_url: None, auth: &auth };
            for (path, made) in facts.of_crate() {
                let path = root.join("crates").join(&vendor.name).join(path);
                let there = fs::read_to_string(&path).unwrap();
                // The examples of a README are written by hand.
                let part = |text: &str| text.split_once("## What you can rely on").map_or(text.to_owned(), |(_, rest)| rest.to_owned());
                assert_eq!(part(&there), part(&made), "{}", path.display());
            }
        }
    }
}
