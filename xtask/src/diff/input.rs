//! What is compared: documents that are ready, and the code that is made of them.

use serde_json::Value;
use switchboard_diff::{
    self as diff, Given, Report, Side,
    version::{Presence, Verdict, Version},
};
use switchboard_spec::{Problem, bundle, check, intake::Intake, load, pipeline, vendor::Vendor};

use super::code;

/// A document that is ready to be compared.
pub(super) struct Input {
    pub(super) vendor: Vendor,
    pub(super) intake: Intake,
    /// How the generator finds the settings.
    pub(super) settings: code::Settings,
}

impl Input {
    /// The document of a vendor, with our corrections.
    pub(super) fn of_vendor(vendor: Vendor) -> Result<Self, Problem> {
        let intake = switchboard_spec::intake::take_in(&vendor)?;
        let settings = code::Settings::Folder(vendor.dir.clone());
        Ok(Self { vendor, intake, settings })
    }

    /// A document of which nothing else is known.
    pub(super) fn of_file(path: &std::path::Path) -> Result<Self, Problem> {
        let vendor = Vendor::for_document(path);
        let document = load::load(path)?;
        let original = document.value.clone();
        let (document, findings) = bundle::bundle(document, &vendor.dir)?;
        check::check(&document)?;
        let intake = Intake { document, original, corrections: Vec::new(), findings };
        Ok(Self { vendor, intake, settings: code::Settings::Unknown })
    }

    fn side(&self) -> Side<'_> {
        let given = Given::corrected(&self.intake.original, &self.intake.corrections);
        Side { document: &self.intake.document.value, given }
    }

    fn lowered(&self) -> Value {
        pipeline::lower(&self.intake.document.value, &self.vendor.settings).document
    }
}

/// How two documents are compared.
pub(super) struct How<'a> {
    /// Extensions (`x-…`) that count.
    pub(super) extensions: &'a [String],
    /// Whether clients are made of both, and compared as well.
    pub(super) with_rust: bool,
}

/// Two documents, compared.
pub(super) struct Compared {
    pub(super) name: String,
    /// The version of the crate in the old revision.
    pub(super) version: Option<Version>,
    pub(super) report: Report,
    presence: Presence,
}

impl Compared {
    pub(super) fn of(name: String, version: Option<Version>, base: &Input, revision: &Input, how: &How<'_>) -> Self {
        let mut report = diff::compare(&base.side(), &revision.side(), how.extensions);
        if how.with_rust {
            let (old, new) = (code::generate(&base.lowered(), &base.settings), code::generate(&revision.lowered(), &revision.settings));
            report = report.with_rust(old.as_deref().map_err(String::as_str), new.as_deref().map_err(String::as_str));
        }
        Self { name, version, report, presence: Presence::Both }
    }

    /// A vendor that is in one of two revisions only.
    pub(super) fn alone(name: String, presence: Presence) -> Self {
        Self { name, version: None, report: Report::default(), presence }
    }

    pub(super) fn verdict(&self) -> Verdict<'_> {
        Verdict { name: self.name.clone(), version: self.version, report: &self.report, presence: self.presence }
    }
}
