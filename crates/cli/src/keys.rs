//! Where keys and addresses come from: the environment, and a key file that nobody else can read.
//!
//! Never an argument: other users of a machine can see the arguments of a running program, and
//! shells write them down.

use std::{
    collections::BTreeMap,
    env,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::{
    catalogue::{VENDORS, Vendor},
    nearest,
    problem::{Problem, Result},
};

/// The variable that names the key file.
pub const KEY_FILE_ENV: &str = "SWITCHBOARD_KEYS";

/// How the key file is made, for `--help`.
pub const HELP: &str = "\
Keys come from the environment (`switchboard vendors` lists the names) or from a key file: TOML,
with a line `NAME = \"value\"` for each of these names. It is named by --keys or SWITCHBOARD_KEYS;
otherwise it is switchboard/keys.toml in the folder for configuration (~/.config, %APPDATA%).
On Unix its permissions must be 0600. The environment goes before the file.";

/// Variables from the environment and from the key file.
pub struct Variables {
    file: Option<KeyFile>,
}

/// A key file that was read.
struct KeyFile {
    path: PathBuf,
    values: BTreeMap<String, String>,
}

/// Where a variable is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The environment.
    Environment,
    /// The key file.
    File(PathBuf),
    /// The sandbox, which has a key of its own.
    Sandbox,
}

impl Variables {
    /// Reads the key file: the one that is named, or the usual one if it is there.
    ///
    /// # Errors
    /// The named file is not there, or a file can be read by others, or is not what it should be.
    pub fn load(named: Option<&Path>) -> Result<Self> {
        let named = named.map(Path::to_owned).or_else(|| set(KEY_FILE_ENV).map(PathBuf::from));
        let file = match (named, usual_path()) {
            (Some(path), _) => Some(KeyFile::read(&path)?),
            (None, Some(path)) if path.exists() => Some(KeyFile::read(&path)?),
            (None, _) => None,
        };
        Ok(Self { file })
    }

    /// The value of a variable and where it is from, if it is set to something.
    pub fn find(&self, name: &str) -> Option<(String, Source)> {
        let from_file = || {
            let file = self.file.as_ref()?;
            Some((file.values.get(name)?.clone(), Source::File(file.path.clone())))
        };
        set(name).map(|value| (value, Source::Environment)).or_else(from_file).filter(|(value, _)| !value.trim().is_empty())
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<String> {
        self.find(name).map(|(value, _)| value)
    }

    /// The key file, if one was read.
    pub fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|file| file.path.as_path())
    }

    /// Names in the key file that nothing reads, each with what may be meant.
    pub fn unread(&self) -> Vec<(String, Option<&'static str>)> {
        let known: Vec<&'static str> = VENDORS.iter().flat_map(|vendor| [vendor.facts.key_env, vendor.facts.base_url_env]).collect();
        let begins_like_one = |name: &str| VENDORS.iter().any(|vendor| name.starts_with(&prefix(vendor)));
        let names = self.file.iter().flat_map(|file| file.values.keys());
        let unread = names.filter(|name| !known.contains(&name.as_str()));
        unread
            .map(|name| (name.clone(), nearest::of(name, known.iter().copied())))
            // Agents have variables of their own, such as INVENT_ORG_ID.
            .filter(|(name, meant)| meant.is_some() || !begins_like_one(name))
            .collect()
    }

    /// Fails if a variable is missing without which nothing can be sent to the vendor.
    ///
    /// # Errors
    /// The key is missing, or the address of a vendor that has no common one.
    pub fn check(&self, vendor: &Vendor) -> Result<()> {
        let facts = vendor.facts;
        if self.get(facts.key_env).is_none() {
            let hint = format!(
                "set the environment variable {0}, or put a line `{0} = \"…\"` into {1}; with --sandbox no key is needed",
                facts.key_env,
                self.place()
            );
            return Err(Problem::auth(format!("there is no key for {}", facts.title)).with_hint(hint));
        }
        self.check_address(vendor)
    }

    /// Fails if the address of a vendor is missing that has no common one.
    ///
    /// # Errors
    /// It is missing.
    pub fn check_address(&self, vendor: &Vendor) -> Result<()> {
        let facts = vendor.facts;
        if facts.base_url.is_some() || self.get(facts.base_url_env).is_some() {
            return Ok(());
        }
        let hint = format!("set the environment variable {} to the address of its API; with --sandbox none is needed", facts.base_url_env);
        Err(Problem::usage(format!("{} has no common address", facts.title)).with_hint(hint))
    }

    /// The key file in words.
    fn place(&self) -> String {
        match self.path().map(Path::to_owned).or_else(usual_path) {
            Some(path) => path.display().to_string(),
            None => "a key file".to_owned(),
        }
    }
}

/// What the names of a vendor's variables begin with.
fn prefix(vendor: &Vendor) -> String {
    format!("{}_", vendor.facts.name.replace('-', "_").to_uppercase())
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Where the key file is if nobody says otherwise.
fn usual_path() -> Option<PathBuf> {
    let folder = if cfg!(windows) {
        set("APPDATA").map(PathBuf::from)
    } else {
        set("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".config")))
    };
    Some(folder?.join("switchboard").join("keys.toml"))
}

impl KeyFile {
    fn read(path: &Path) -> Result<Self> {
        let unreadable = |error: io::Error| {
            Problem::auth(format!("the key file {} cannot be read: {error}", path.display()))
                .with_hint(format!("create it with permissions 0600, or take it out of --keys and {KEY_FILE_ENV}"))
        };
        let mut file = File::open(path).map_err(unreadable)?;
        // Of the open file: between a look at the path and its opening, another could be put there.
        check_permissions(path, &file).map_err(unreadable)??;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(unreadable)?;
        let values = toml::from_str(&text).map_err(|error| malformed(path, &text, &error))?;
        Ok(Self { path: path.to_owned(), values })
    }
}

/// What is wrong with a key file, without a word of what stands in it.
fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    Problem::auth(format!("line {line} of the key file {} is not `NAME = \"value\"`", path.display()))
        .with_hint("write one name and one text in quotes on each line")
}

#[cfg(unix)]
fn check_permissions(path: &Path, file: &File) -> io::Result<Result<()>> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(Ok(()));
    }
    let problem = Problem::auth(format!("the key file {} can be read by others (its permissions are {mode:04o})", path.display()))
        .with_hint(format!("run `chmod 600 {}`", shell_word(path)));
    Ok(Err(problem))
}

/// A path as one word of a shell.
#[cfg(unix)]
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = text.chars().all(|letter| letter.is_alphanumeric() || "/._-~+".contains(letter));
    if is_plain { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

// Other systems have no permissions of this kind; the folder for configuration is the user's own.
#[cfg(not(unix))]
fn check_permissions(_: &Path, _: &File) -> io::Result<Result<()>> {
    Ok(Ok(()))
}
