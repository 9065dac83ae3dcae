//! Serves all vendors until it is ended: `cargo run -p switchboard-sandbox --example serve -- PORT`.
#![allow(clippy::print_stdout, reason = "an example talks to a person")]

use switchboard_sandbox::{Error, Sandbox};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(4010);
    let sandbox = Sandbox::builder().port(port).on_request(|request| println!("{request:?}")).start().await?;
    print!("{sandbox}");
    std::future::pending::<()>().await;
    Ok(())
}
