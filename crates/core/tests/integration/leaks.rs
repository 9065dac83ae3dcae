//! The key, query values and bodies show up nowhere but on the wire.

use base64::Engine as _;
use switchboard_core::Error;

use crate::support::client::{CONTENT, QUERY};
use crate::support::vendors::KEY;

/// The secret that the text contains, in whatever spelling.
pub fn find(text: &str) -> Option<String> {
    let engines = [base64::engine::general_purpose::STANDARD_NO_PAD, base64::engine::general_purpose::URL_SAFE_NO_PAD];
    let mut secrets = vec![KEY.to_owned(), QUERY.to_owned(), CONTENT.to_owned(), "private-data".to_owned(), "once-only".to_owned()];
    secrets.extend(engines.iter().map(|engine| engine.encode(KEY)));
    // As Debug writes it, and as JSON does.
    secrets.push(format!("{KEY:?}").trim_matches('"').to_owned());
    secrets.push(serde_json::to_string(KEY).unwrap().trim_matches('"').to_owned());
    secrets.into_iter().find(|secret| text.contains(secret.as_str())).map(|secret| format!("{secret:?} in {text:?}"))
}

/// Everything that can be printed of an error, with all of its causes.
pub fn find_in_error(error: &Error) -> Option<String> {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text.push_str(&format!("{:?} {:?}", error.message(), error.code()));
    find(&text)
}
