//! How a vendor's lists are cut into pages.

/// How a list is cut into pages.
#[derive(Debug)]
pub struct Paging {
    /// How a page is asked for.
    pub style: PageStyle,
    /// Where in the body the entries stand, as a JSON pointer; empty if the body is the list.
    pub items: &'static str,
    /// Where the number of entries of the whole list stands.
    pub total: Total,
    /// Where in the body the next page's number or token stands, as a JSON pointer. Null or nothing
    /// there ends the list. Without it the list ends with the total, or else with an empty page.
    pub next: Option<&'static str>,
    /// How many entries a page has if the caller does not say.
    pub default_size: Option<u64>,
}

/// How a page is asked for.
#[derive(Debug)]
#[non_exhaustive]
pub enum PageStyle {
    /// By its number.
    Number {
        /// The query parameter of the number.
        page: &'static str,
        /// The query parameter of the number of entries.
        size: Option<&'static str>,
        /// The number of the first page.
        first: u64,
    },
    /// By the number of entries before it.
    Offset {
        /// The query parameter of the number of entries before.
        start: &'static str,
        /// The query parameter of the number of entries.
        limit: Option<&'static str>,
    },
    /// By a token from the page before; [`Paging::next`] says where.
    Token {
        /// The query parameter of the token.
        param: &'static str,
    },
}

/// Where the number of entries of the whole list stands.
#[derive(Debug)]
#[non_exhaustive]
pub enum Total {
    /// In a header.
    Header(&'static str),
    /// In the body, as a JSON pointer.
    Pointer(&'static str),
    /// Nowhere.
    None,
}
