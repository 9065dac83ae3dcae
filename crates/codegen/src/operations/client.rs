//! The client itself, and the facts about its vendor.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::vendor::Vendor;

use super::{Whole, group_ident};
use crate::types::doc;

pub(super) fn emit(vendor: &Vendor, groups: &BTreeMap<&str, Vec<Whole<'_>>>, document: &Value) -> TokenStream {
    let title = vendor.title();
    let (facts, facts_docs) = (vendor_facts(vendor), doc(&format!("What is known of {title} as a whole.")));
    let accessors = groups.iter().map(|(name, operations)| {
        let (ident, method) = (group_ident(name), format_ident!("{name}"));
        let many = if operations.len() == 1 { "1 call".to_owned() } else { format!("{} calls", operations.len()) };
        let tags: Vec<&str> = operations.iter().filter_map(|whole| whole.operation.body.get("tags")?.get(0)?.as_str()).collect();
        let docs = match tags.first() {
            Some(tag) => doc(&format!("{}: {many}.", crate::docs::render(tag))),
            None => doc(&format!("{many}.")),
        };
        quote! {
            #docs
            pub fn #method(&self) -> groups::#ident<'_> {
                groups::#ident { transport: &self.transport }
            }
        }
    });
    let version = document.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    let client_docs = doc(&format!(
        "A client for {title}, made from version `{version}` of its document.\n\nCheap to clone: clones share connections, limits and the retry budget."
    ));
    quote! {
        #facts_docs
        pub static VENDOR: ::switchboard_core::Vendor = #facts;

        #client_docs
        #[derive(Clone, Debug)]
        pub struct Client {
            transport: ::switchboard_core::Transport,
        }

        impl Client {
            /// Starts a client: key, base URL, time limits, retries.
            pub fn builder() -> ::switchboard_core::ClientBuilder<Self> {
                ::switchboard_core::ClientBuilder::new(&VENDOR)
            }

            /// A client whose key and base URL come from the environment.
            ///
            /// # Errors
            /// When a variable that is needed is missing: the error names it.
            pub fn from_env() -> ::switchboard_core::Result<Self> {
                Self::builder().from_env()?.build()
            }

            /// What sends the calls.
            pub fn transport(&self) -> &::switchboard_core::Transport {
                &self.transport
            }

            #(#accessors)*
        }

        impl From<::switchboard_core::Transport> for Client {
            fn from(transport: ::switchboard_core::Transport) -> Self {
                Self { transport }
            }
        }
    }
}

/// What the run time is told about the vendor.
pub(crate) fn vendor_facts(vendor: &Vendor) -> TokenStream {
    let settings = &vendor.settings;
    let option = |value: Option<&str>| match value {
        Some(value) => quote! { Some(#value) },
        None => quote! { None },
    };
    let (name, title) = (&vendor.name, vendor.title());
    let base_url = option(settings.server.base_url.as_deref());
    let shout = vendor.name.replace('-', "_").to_uppercase();
    let base_url_env = settings.server.base_url_env.clone().unwrap_or_else(|| format!("{shout}_BASE_URL"));
    let key_env = &settings.auth.env;
    let (header, prefix) = (settings.auth.header.to_lowercase(), &settings.auth.prefix);
    let (message, code) = (&settings.errors.message, &settings.errors.code);
    let rate_limit = match &settings.rate_limit {
        Some(limit) => {
            let name = |header: &Option<String>| header.as_deref().unwrap_or_default().to_lowercase();
            let (limit, remaining, reset) = (name(&limit.limit), name(&limit.remaining), name(&limit.reset));
            quote! { Some(::switchboard_core::RateLimitHeaders { limit: #limit, remaining: #remaining, reset: #reset }) }
        }
        None => quote! { None },
    };
    quote! {
        ::switchboard_core::Vendor {
            name: #name,
            title: #title,
            base_url: #base_url,
            base_url_env: #base_url_env,
            key_env: #key_env,
            auth: ::switchboard_core::Auth { header: #header, prefix: #prefix },
            error: ::switchboard_core::ErrorShape { message: &[#(#message),*], code: &[#(#code),*] },
            rate_limit: #rate_limit,
        }
    }
}
