//! `switchboard sandbox`: the vendors, played on this machine.

use std::net::IpAddr;

use clap::Args;
use serde_json::json;
use switchboard_sandbox::{Builder, Record, Sandbox};
use tokio::sync::mpsc;

use crate::{
    catalogue::VENDORS,
    output::Output,
    problem::{Problem, Result},
};

/// The arguments of `sandbox`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The port; 0 is any that is free.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// The address to listen on. With any but the default others can reach the sandbox.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Play only this vendor; may be repeated.
    #[arg(long = "vendor", value_name = "VENDOR", value_parser = clap::builder::PossibleValuesParser::new(VENDORS.iter().map(|vendor| vendor.facts.name)))]
    vendors: Vec<String>,
    /// Decides between answers that are all right.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// A sandbox for one command, with these faults.
///
/// # Errors
/// A fault is none, or no port is free.
pub async fn inside(faults: &[String]) -> Result<Sandbox> {
    start(with_faults(Sandbox::builder(), faults)).await
}

/// Plays the vendors until Ctrl-C, and tells of each request.
///
/// # Errors
/// The port is taken, or a fault is none.
pub async fn run(arguments: &Arguments, faults: &[String], output: &mut Output<'_>) -> Result<()> {
    let (note, mut records) = mpsc::unbounded_channel();
    let builder = Sandbox::builder().port(arguments.port).bind(arguments.bind).seed(arguments.seed);
    let builder = arguments.vendors.iter().fold(with_faults(builder, faults), |builder, name| builder.vendor(name));
    // Whoever reads the records may be gone; the sandbox goes on.
    let sandbox = start(builder.on_request(move |record| {
        let _ = note.send(record.clone());
    }))
    .await?;
    introduce(&sandbox, output)?;
    while let Some(record) = records.recv().await {
        tell(&record, output)?;
    }
    Ok(())
}

fn with_faults(builder: Builder, faults: &[String]) -> Builder {
    faults.iter().fold(builder, |builder, fault| builder.fault(fault))
}

async fn start(builder: Builder) -> Result<Sandbox> {
    builder.start().await.map_err(|error| Problem::usage(error.to_string()))
}

/// What a client needs to know, as lines that a shell understands.
fn introduce(sandbox: &Sandbox, output: &mut Output<'_>) -> Result<()> {
    for vendor in sandbox.vendors() {
        if !output.is_human() {
            output.json_line(&json!({ "vendor": vendor.name, "base_url": vendor.base_url, "api_key": vendor.api_key }))?;
            continue;
        }
        let set = |name: Option<String>, value: String| name.map(|name| format!("export {name}={value}"));
        for line in [set(vendor.base_url_env, vendor.base_url), set(vendor.key_env, vendor.api_key)].into_iter().flatten() {
            output.line(&line)?;
        }
    }
    output.note(&format!("The vendors are played on {}. Ctrl-C ends.", sandbox.address()))
}

fn tell(record: &Record, output: &mut Output<'_>) -> Result<()> {
    let milliseconds = record.time.as_secs_f64() * 1000.0;
    if !output.is_human() {
        return output.json_line(&json!({
            "vendor": record.vendor,
            "method": record.method,
            "path": record.path,
            "operation": record.operation,
            "status": record.status,
            "violation": record.violation,
            "milliseconds": milliseconds,
        }));
    }
    let status = record.status.map_or_else(|| "reset".to_owned(), |status| status.to_string());
    output.line(&format!("{status:5}  {:6}  {}  {milliseconds:.1} ms", record.method, record.path))?;
    if let Some(violation) = &record.violation {
        output.line(&format!("       {violation}"))?;
    }
    output.flush()
}
