//! Where a document is taken from, and what comes from there.

use std::{
    fs,
    path::{self, Path, PathBuf},
};

use serde::de::IgnoredAny;
use switchboard_download::About;
use switchboard_spec::{
    Problem,
    load::{self, Document},
    vendor::Vendor,
};

use crate::download::{Known, download};

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// An address.
    Url(String),
    /// A file that the user has.
    File(PathBuf),
}

/// What has come from there.
pub(crate) struct Fetched {
    bytes: Vec<u8>,
    /// What the server says about it; nothing of a file.
    pub(crate) about: About,
    shown: String,
}

impl Source {
    /// What `--from` names: an address has a scheme.
    pub(crate) fn of(text: &str) -> Self {
        if text.contains("://") {
            return Self::Url(text.to_owned());
        }
        Self::File(path::absolute(text).unwrap_or_else(|_| PathBuf::from(text)))
    }

    /// The place that is given, or the one that `vendor.toml` knows.
    pub(crate) fn for_vendor(vendor: &Vendor, given: Option<&Self>) -> Result<Self, Problem> {
        if let Some(given) = given {
            return Ok(given.clone());
        }
        vendor.settings.document.url.clone().map(Self::Url).ok_or_else(|| {
            vendor.problem(
                "[document]",
                format!("`vendor.toml` does not say where {} publishes its document", vendor.title()),
                "without an address there is nothing to fetch",
                "if the vendor publishes one now, give it with `--from URL`; a document written by hand is edited by hand".to_owned(),
            )
        })
    }

    /// The address, if it is one.
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Url(url) => Some(url),
            Self::File(_) => None,
        }
    }

    /// As the user would type it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::File(file) => file.display().to_string(),
        }
    }

    /// The document; `None` if the version beside `vendor.toml` is still the newest.
    pub(crate) fn fetch(&self, vendor: &Vendor) -> Result<Option<Fetched>, Problem> {
        match self {
            Self::Url(url) => self.ask(url, known(vendor, url)),
            Self::File(_) => self.fetch_new().map(Some),
        }
    }

    /// The document of a vendor that there is not yet.
    pub(crate) fn fetch_new(&self) -> Result<Fetched, Problem> {
        match self {
            Self::Url(url) => self.ask(url, Known::default())?.ok_or_else(|| {
                Problem::in_file(
                    url,
                    "the server says that nothing has changed",
                    "it was not told of any version",
                    "download the document yourself and give the file with `--from FILE`",
                )
            }),
            Self::File(file) => read(file).map(|bytes| Fetched { bytes, about: About::default(), shown: self.shown() }),
        }
    }

    fn ask(&self, url: &str, known: Known) -> Result<Option<Fetched>, Problem> {
        let fetched = download(url, known)?;
        Ok(fetched.map(|(bytes, about)| Fetched { bytes, about, shown: self.shown() }))
    }
}

/// What the server need not send again: only what is really there, and came from this address.
fn known(vendor: &Vendor, url: &str) -> Known {
    let facts = &vendor.settings.document;
    let there = fs::read(vendor.document_path()).ok().map(|bytes| load::sha256(&bytes));
    if facts.url.as_deref() != Some(url) || there.is_none() || there != facts.sha256 {
        return Known::default();
    }
    Known { etag: facts.etag.clone(), last_modified: facts.last_modified.clone() }
}

fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(file).map_err(|error| {
        Problem::in_file(
            file.display().to_string(),
            format!("cannot read the file: {error}"),
            "`--from` names an address with `https://`, or a file",
            "check the name and the permissions of the file",
        )
    })
}

impl Fetched {
    /// The document, if it is one.
    pub(crate) fn parse(&self) -> Result<Document, Problem> {
        load::parse(&self.shown, &self.bytes).map_err(|mut problem| {
            if let Some(kind) = self.about.content_type.as_deref().filter(|kind| kind.contains("html")) {
                problem.why = format!("{}; the server calls it `{kind}`, which is what a page to sign in on is called", problem.why);
            }
            if self.ends_early() {
                problem.what = format!("the document ends too early: {}", problem.what);
                problem.why = format!("{}; it may have been cut off on the way", problem.why);
                problem.help =
                    "run the command again; if it happens again, download the document yourself and give the file with `--from FILE`"
                        .to_owned();
            }
            problem
        })
    }

    /// Whether it is the beginning of a JSON text. That YAML goes on cannot be seen.
    fn ends_early(&self) -> bool {
        self.bytes.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(&self.bytes).is_err_and(|error| error.is_eof())
    }

    /// The text, byte by byte.
    pub(crate) fn text(&self) -> Result<String, Problem> {
        String::from_utf8(self.bytes.clone()).map_err(|_| {
            Problem::in_file(&self.shown, "not text in UTF-8", "JSON and YAML are read as UTF-8", "ask the vendor for a document in UTF-8")
        })
    }

    /// What the file is called here: by how it is written, whatever its address says.
    pub(crate) fn file_name(&self) -> &'static str {
        let start = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        let is_json = start.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| [b'{', b'['].contains(byte));
        // YAML may begin with a brace as well; what is no JSON must not be called so.
        let is_json = is_json && serde_json::from_slice::<IgnoredAny>(start).is_ok();
        if is_json { "openapi.json" } else { "openapi.yaml" }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
