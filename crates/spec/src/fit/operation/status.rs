//! Words for HTTP status codes.

use serde_json::{Map, Value};

use crate::{allow_list::UNREADABLE, context::Context, walk};

/// The name of the variant for a status of the document: `NotFound`, `ClientError`, `Default`.
pub(super) fn variant(status: &str) -> String {
    let reason = match status.to_ascii_uppercase().as_str() {
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritativeInformation",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        "400" => "BadRequest",
        "401" => "Unauthorized",
        "402" => "PaymentRequired",
        "403" => "Forbidden",
        "404" => "NotFound",
        "405" => "MethodNotAllowed",
        "406" => "NotAcceptable",
        "408" => "RequestTimeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "LengthRequired",
        "412" => "PreconditionFailed",
        "413" => "PayloadTooLarge",
        "414" => "UriTooLong",
        "415" => "UnsupportedMediaType",
        "422" => "UnprocessableEntity",
        "423" => "Locked",
        "424" => "FailedDependency",
        "428" => "PreconditionRequired",
        "429" => "TooManyRequests",
        "451" => "UnavailableForLegalReasons",
        "500" => "InternalServerError",
        "501" => "NotImplemented",
        "502" => "BadGateway",
        "503" => "ServiceUnavailable",
        "504" => "GatewayTimeout",
        "2XX" => "Success",
        "4XX" => "ClientError",
        "5XX" => "ServerError",
        "DEFAULT" => "Default",
        other => return format!("Status{other}"),
    };
    reason.to_owned()
}

/// The responses of an operation by status: each status once, whatever its letters (`2xx`).
pub(super) fn responses<'a>(operation: &'a Map<String, Value>, cx: &mut Context) -> Vec<(String, &'a Value)> {
    let mut out: Vec<(String, &Value)> = Vec::new();
    for (status, response) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        let plain = match status.trim() {
            word if word.eq_ignore_ascii_case("default") => "default".to_owned(),
            code => code.to_ascii_uppercase(),
        };
        if out.iter().any(|(known, _)| *known == plain) {
            cx.found(&UNREADABLE, walk::origin(response), format!("{status} twice"));
        } else {
            out.push((plain, response));
        }
    }
    out
}

/// What a status says of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Success,
    Error,
    /// `default`: whatever is not listed.
    Default,
    /// 1xx and 3xx, which the transport handles, and what is no status.
    Other,
}

/// The class of a status of the document.
pub(super) fn class(status: &str) -> Class {
    let is_code = status.len() == 3 && status.chars().skip(1).all(|c| c.is_ascii_digit() || c == 'X');
    match status.chars().next() {
        _ if status == "default" => Class::Default,
        Some('2') if is_code => Class::Success,
        Some('4' | '5') if is_code => Class::Error,
        _ => Class::Other,
    }
}
