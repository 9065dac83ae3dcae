//! A tour: a conversation with an agent of each vendor, a stream, and a list with pages.
//!
//! ```sh
//! cargo run --example tour                        # a sandbox on this machine plays the vendors
//! cargo run --example tour -- lucidsense/AGENT    # a real one, with LUCIDSENSE_API_KEY
//! ```

#![allow(clippy::print_stdout, reason = "a program talks to its user")]

mod support;

use std::error::Error;
use std::io::Write as _;

use support::{Source, names};
use switchboard::{Delta, Reply};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The sandbox lives as long as `_source`.
    let (_source, agents) = Source::agents(names()).await?;

    for agent in &agents {
        println!("\n== {} ({})", agent.vendor().title, agent.name());

        // The second turn goes on where the first went, whatever the vendor calls that.
        let mut talk = agent.conversation();
        let first = talk.send("What is the factorial of 6?").await?;
        print_reply(&first);

        if agent.capabilities().streaming {
            print!("   streamed: ");
            let mut answer = talk.stream("And of 7?").await?;
            while let Some(delta) = answer.next().await {
                match delta? {
                    Delta::Text(piece) => print!("[{piece}]"),
                    Delta::Finished(_) => println!(),
                    _ => {}
                }
                std::io::stdout().flush()?;
            }
        } else {
            print_reply(&talk.send("And of 7?").await?);
        }
        println!("   parked:   {}", serde_json::to_string(&talk)?);
    }

    // What only one vendor has is in its typed client.
    if let Some(client) = agents.iter().find_map(|agent| agent.invent()) {
        println!("\n== Invent's contacts, page by page");
        let mut pages = client.contacts().list("c").take(10).by_page();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            let page = page?;
            count += page.len();
            let names: Vec<_> = page.iter().map(|contact| contact.name.as_deref().unwrap_or("(no name)")).collect();
            println!("   {} contacts: {}, …", page.len(), names.first().unwrap_or(&""));
        }
        println!("   {count} in all");
    }
    Ok(())
}

fn print_reply(reply: &Reply) {
    println!("   {:?}", reply.text);
    println!("     thread {:?}, model {:?}, usage {:?}", reply.thread, reply.model, reply.usage);
}
