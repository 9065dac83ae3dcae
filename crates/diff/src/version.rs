//! Versions of crates, as cargo reads them: below 1.0 the second number is the one that breaks.

use std::{fmt, str::FromStr};

use crate::{effect::Level, report::Report, rust::Step};

/// A version of three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    /// The version after this one, when that much has changed.
    #[must_use]
    pub fn after(self, step: Step) -> Self {
        let Self { major, minor, patch } = self;
        match (step, major, minor) {
            (Step::None, _, _) => self,
            // 0.0.z: every version may break the one before.
            (_, 0, 0) => Self { major, minor, patch: patch + 1 },
            (Step::Major, 0, _) => Self { major, minor: minor + 1, patch: 0 },
            (Step::Minor | Step::Patch, 0, _) => Self { major, minor, patch: patch + 1 },
            (Step::Major, _, _) => Self { major: major + 1, minor: 0, patch: 0 },
            (Step::Minor, _, _) => Self { major, minor: minor + 1, patch: 0 },
            (Step::Patch, _, _) => Self { major, minor, patch: patch + 1 },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Option<Vec<u64>> = text.trim().split('.').map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some([major, minor, patch]) => Ok(Self { major: *major, minor: *minor, patch: *patch }),
            _ => Err(format!("`{text}` is no version of three numbers")),
        }
    }
}

/// What a report comes down to, for a reader in a hurry.
#[derive(Clone, Debug)]
pub struct Verdict<'r> {
    /// The vendor, or what else the documents are called.
    pub name: String,
    /// The version of the crate before the change, if there is a crate.
    pub version: Option<Version>,
    /// What has changed.
    pub report: &'r Report,
    /// Whether there are two documents at all.
    pub presence: Presence,
}

/// In which of two revisions a vendor is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// In both: its documents are compared.
    #[default]
    Both,
    /// Only in the new one.
    New,
    /// Only in the old one: its crate goes with it.
    Gone,
}

impl Verdict<'_> {
    /// The version that the crate should have; nothing where there is none to come.
    pub fn suggested(&self) -> Option<Version> {
        self.version.filter(|_| self.presence == Presence::Both).map(|version| version.after(self.report.semver))
    }

    /// The step of the crate's version. A crate that goes breaks all its callers.
    pub fn step(&self) -> Step {
        if self.presence == Presence::Gone { Step::Major } else { self.report.semver }
    }

    /// How bad the worst of it is for a client that is running; nothing if nothing has changed.
    pub fn worst(&self) -> Option<Level> {
        let gone = (self.presence == Presence::Gone).then_some(Level::Breaking);
        self.report.changes.iter().map(|change| change.level).max().max(gone)
    }

    /// One line, e.g. `invent 0.3.1 → 0.4.0 (major: 2 breaking, 5 additions)`.
    pub fn line(&self) -> String {
        let Self { name, version, report, presence } = self;
        match presence {
            Presence::New => return format!("{name}: a new vendor, there is nothing to compare it with"),
            Presence::Gone => return format!("{name}: the vendor is gone, and its crate with it (major)"),
            Presence::Both => {}
        }
        if report.changes.is_empty() {
            let version = version.map(|version| format!(" {version}")).unwrap_or_default();
            return format!("{name}{version}: no changes");
        }
        let versions = match (version, self.suggested()) {
            (Some(old), Some(new)) if *old != new => format!(" {old} → {new}"),
            (Some(old), _) => format!(" {old}"),
            _ => String::new(),
        };
        let guessed = if report.no_surface.is_some() { "probably " } else { "" };
        format!("{name}{versions} ({guessed}{}: {})", report.semver.as_str(), counts(report))
    }
}

/// `2 breaking, 1 warning, 5 additions, 3 other`.
pub(crate) fn counts(report: &Report) -> String {
    let count = |test: &dyn Fn(&crate::Change) -> bool| report.changes.iter().filter(|change| test(change)).count();
    let breaking = count(&|change| change.breaks());
    let warnings = count(&|change| !change.breaks() && change.level == Level::Warning);
    let additions = count(&|change| change.level == Level::Info && change.adds());
    let other = report.changes.len() - breaking - warnings - additions;
    let many = |number: usize, one: &str, several: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {several}")),
    };
    // A crate with the same surface can have callers whose requests are refused.
    let breaking_word = if report.semver == Step::Major { "breaking" } else { "breaking on the wire" };
    let parts = [
        many(breaking, breaking_word, breaking_word),
        many(warnings, "warning", "warnings"),
        many(additions, "addition", "additions"),
        many(other, "other", "other"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_one_the_second_number_breaks() {
        for (old, step, new) in [
            ("0.3.1", Step::Major, "0.4.0"),
            ("0.3.1", Step::Minor, "0.3.2"),
            ("0.3.1", Step::Patch, "0.3.2"),
            ("0.3.1", Step::None, "0.3.1"),
            ("0.0.7", Step::Patch, "0.0.8"),
            ("0.0.7", Step::Major, "0.0.8"),
            ("1.2.3", Step::Major, "2.0.0"),
            ("1.2.3", Step::Minor, "1.3.0"),
            ("1.2.3", Step::Patch, "1.2.4"),
        ] {
            assert_eq!(old.parse::<Version>().unwrap().after(step).to_string(), new, "{old} {step:?}");
        }
    }

    #[test]
    fn what_is_no_version_is_said() {
        assert_eq!("1.2".parse::<Version>().unwrap_err(), "`1.2` is no version of three numbers");
    }
}
