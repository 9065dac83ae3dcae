//! `switchboard vendors`

use serde_json::json;

use crate::{
    catalogue::VENDORS,
    output::{Output, Table},
    problem::Result,
};

/// Lists the vendors.
pub fn run(output: &mut Output<'_>) -> Result<()> {
    if !output.is_human() {
        for vendor in VENDORS {
            let facts = vendor.facts;
            output.json_line(&json!({
                "name": facts.name,
                "title": facts.title,
                "base_url": facts.base_url,
                "base_url_env": facts.base_url_env,
                "key_env": facts.key_env,
                "document": vendor.version,
                "operations": vendor.operations.len(),
                "capabilities": vendor.capabilities(),
            }))?;
        }
        return Ok(());
    }
    let mut table = Table::new(&["VENDOR", "TITLE", "OPERATIONS", "CAN", "KEY", "BASE URL"]);
    for vendor in VENDORS {
        let facts = vendor.facts;
        let base_url = match facts.base_url {
            Some(url) => format!("{url} (or {})", facts.base_url_env),
            None => facts.base_url_env.to_owned(),
        };
        let operations = vendor.operations.len().to_string();
        let can = vendor.capabilities().join(", ");
        table.row(vec![facts.name.to_owned(), facts.title.to_owned(), operations, can, facts.key_env.to_owned(), base_url]);
    }
    for line in table.lines() {
        output.line(&line)?;
    }
    Ok(())
}
