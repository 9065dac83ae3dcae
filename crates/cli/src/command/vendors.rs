//! `switchboard vendors`

use serde_json::json;

use crate::{catalogue::VENDORS, output::Output, problem::Result};

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
    for vendor in VENDORS {
        let facts = vendor.facts;
        let base_url = match facts.base_url {
            Some(url) => format!("{url}, or what {} says", facts.base_url_env),
            None => format!("what {} says", facts.base_url_env),
        };
        output.line(&format!("{} ({})", facts.name, facts.title))?;
        output.line(&format!("    key         {}", facts.key_env))?;
        output.line(&format!("    base URL    {base_url}"))?;
        output.line(&format!("    operations  {}: {}", vendor.operations.len(), vendor.capabilities().join(", ")))?;
    }
    Ok(())
}
