//! A nightly export of all Invent contacts to a file of JSON lines, which may be killed at any
//! moment and goes on when it is started again: no line is lost, none is there twice, and the
//! file has its name only when it is whole.
//!
//! ```sh
//! cargo run --example export_contacts -- --out contacts.jsonl
//! ```
//!
//! Without INVENT_API_KEY, a sandbox plays the vendor.
//!
//! How it survives: lines are appended to `contacts.jsonl.part`. A run that finds one cuts off
//! what a kill has left of a last line, notes which contacts are there, and goes on a page before
//! the place where the other stopped, since contacts that were deleted in the meantime move the
//! rest forward. When the pages are through, it looks at the total that the server tells; if some
//! are missing, it goes through the list again.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its user")]

mod support;

use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use support::{Source, option};
use switchboard::invent::{Client, types::Contact};

/// How often to go through a list that changes while it is read.
const PASSES: usize = 3;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(option("--out").unwrap_or_else(|| "contacts.jsonl".to_owned()));
    let take = option("--take").map_or(Ok(100), |take| take.parse::<i64>())?;
    let source = if std::env::var_os("INVENT_API_KEY").is_some() { Source::Environment } else { Source::sandbox().await? };
    let client = source.invent()?;

    let part = out.with_extension("jsonl.part");
    let mut export = Export::open(&part)?;
    eprintln!("{} contacts are there from before", export.seen.len());
    let first = (export.seen.len() as i64 / take).max(1);
    let mut total = export.pages_from(&client, first, take).await?;
    for _ in 1..PASSES {
        if export.seen.len() as u64 >= total {
            break;
        }
        total = export.pages_from(&client, 1, take).await?;
    }
    export.file.sync_all()?;
    fs::rename(&part, &out)?;
    println!("{} contacts in {}", export.seen.len(), out.display());
    Ok(())
}

/// A file that grows, and what is in it.
struct Export {
    file: File,
    seen: HashSet<String>,
}

impl Export {
    /// Opens the file, and cuts off what is not a whole line.
    fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let (mut seen, mut whole) = (HashSet::new(), 0);
        let mut reader = BufReader::new(&file);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            let contact: Contact = serde_json::from_slice(&line)?;
            seen.insert(contact.id);
            whole += line.len() as u64;
            line.clear();
        }
        file.set_len(whole)?;
        Ok(Self { file, seen })
    }

    /// Reads the pages from here to the last; gives the total that the server tells.
    async fn pages_from(&mut self, client: &Client, first: i64, take: i64) -> Result<u64, Box<dyn Error>> {
        let mut page = first;
        loop {
            let answer = client.contacts().list("c").page(page).take(take).send_response().await?;
            let total = answer.page_numbers().and_then(|numbers| numbers.total).unwrap_or_default();
            let contacts = answer.into_value();
            self.append(&contacts)?;
            if (contacts.len() as i64) < take {
                return Ok(total);
            }
            page += 1;
        }
    }

    /// Writes a page, without what is there.
    fn append(&mut self, contacts: &[Contact]) -> Result<(), Box<dyn Error>> {
        let mut lines = String::new();
        for contact in contacts {
            if self.seen.insert(contact.id.clone()) {
                lines.push_str(&serde_json::to_string(contact)?);
                lines.push('\n');
            }
        }
        self.file.write_all(lines.as_bytes())?;
        // On the disk before the next page is asked for: a power cut loses a page at most.
        self.file.sync_data()?;
        Ok(())
    }
}
