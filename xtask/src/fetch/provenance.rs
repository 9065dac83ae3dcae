//! What `vendor.toml` says about where the document comes from.

use std::{fs, time::SystemTime};

use chrono::{DateTime, Utc};
use switchboard_spec::{
    Problem,
    load::Document,
    vendor::{Status, Vendor},
};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::source::{Fetched, Source};

/// `vendor.toml` with the facts of a document that was fetched; all else stays as it is written.
pub(super) fn updated(vendor: &Vendor, source: &Source, fetched: &Fetched, file: &str, new: &Document) -> Result<String, Problem> {
    let path = vendor.dir.join("vendor.toml");
    let unreadable = |what: String| {
        Problem::in_file(path.display().to_string(), what, "where the document comes from is written there", "correct the file")
    };
    let text = fs::read_to_string(&path).map_err(|error| unreadable(format!("cannot read the file: {error}")))?;
    let mut settings: DocumentMut = text.parse().map_err(|error| unreadable(format!("not valid TOML: {error}")))?;
    let facts =
        settings.get_mut("document").and_then(Item::as_table_mut).ok_or_else(|| unreadable("`document` is not a table".to_owned()))?;
    set(facts, "file", Some(file));
    set(facts, "status", Some(Status::Published.as_str()));
    if let Source::Url(url) = source {
        set(facts, "url", Some(url));
    }
    set(facts, "retrieved", Some(&today()));
    set(facts, "sha256", Some(&new.sha256));
    set(facts, "etag", fetched.about.etag.as_deref());
    set(facts, "last_modified", fetched.about.last_modified.as_deref());
    Ok(settings.to_string())
}

/// Sets a fact. One that is the same keeps the remark beside it, which is about the value.
fn set(facts: &mut Table, name: &str, fact: Option<&str>) {
    match fact {
        None => {
            facts.remove(name);
        }
        Some(fact) if facts.get(name).and_then(Item::as_str) == Some(fact) => {}
        Some(fact) => {
            facts.insert(name, value(fact));
        }
    }
}

/// Today, as `vendor.toml` writes a day.
pub(crate) fn today() -> String {
    DateTime::<Utc>::from(SystemTime::now()).format("%Y-%m-%d").to_string()
}
