//! The facts about a vendor and about one of its operations. Generated code holds them as statics.

/// Facts about a vendor that hold for all of its operations.
#[derive(Debug)]
pub struct Vendor {
    /// The short name, as in crate and feature names: `fifth-element`.
    pub name: &'static str,
    /// The name to show to people: `Fifth Element AI`.
    pub title: &'static str,
    /// Where the API is, without a final slash. `None`: the caller must say.
    pub base_url: Option<&'static str>,
    /// The environment variable that replaces [`Self::base_url`].
    pub base_url_env: &'static str,
    /// The environment variable that holds the key.
    pub key_env: &'static str,
    /// How the key is sent.
    pub auth: Auth,
    /// Where the vendor's error bodies say what is wrong.
    pub error: ErrorShape,
    /// The headers with the rate limit, if the vendor sends them.
    pub rate_limit: Option<RateLimitHeaders>,
}

/// How a vendor wants the key.
#[derive(Debug)]
pub struct Auth {
    /// The header, in lower case.
    pub header: &'static str,
    /// What stands before the key, with the blank: `Bearer `. May be empty.
    pub prefix: &'static str,
}

/// Where a vendor's error body says what is wrong: JSON pointers, of which the first present wins.
#[derive(Debug)]
pub struct ErrorShape {
    /// Pointers to the text for people.
    pub message: &'static [&'static str],
    /// Pointers to the code for programs.
    pub code: &'static [&'static str],
}

/// The names of a vendor's rate limit headers, in lower case.
#[derive(Debug)]
pub struct RateLimitHeaders {
    /// Calls allowed in the window.
    pub limit: &'static str,
    /// Calls left in the window.
    pub remaining: &'static str,
    /// When the window ends: seconds from now, or seconds or milliseconds since 1970.
    pub reset: &'static str,
}

/// Facts about one operation.
#[derive(Debug)]
pub struct Operation {
    /// The name in the vendor's document.
    pub id: &'static str,
    /// The HTTP method.
    pub method: http::Method,
    /// The path below the base URL, with `{name}` where a parameter goes.
    pub path: &'static str,
    /// Whether sending it twice does no harm although its method does not promise that.
    pub safe_to_retry: bool,
    /// Whether the call talks to an agent; its span then carries `gen_ai.*` fields.
    pub agent: bool,
    /// Where the operation stands in the vendor's document.
    pub pointer: &'static str,
}

impl Operation {
    /// Whether doing it twice has the same effect as doing it once.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.safe_to_retry || self.method.is_idempotent()
    }
}
