//! Which operation a request is for.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::Operation;

/// What a request was found to be for.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// An operation, and the texts of its path parameters as they were sent.
    Operation(&'a Operation, BTreeMap<String, String>),
    /// A path with other methods, in capitals.
    OtherMethods(Vec<&'a str>),
    /// No path.
    Nothing,
}

/// A path with fewer parameters is meant before one with more, from left to right.
pub(super) fn find<'a>(operations: &'a [Operation], method: &str, path: &str) -> Found<'a> {
    let mut best: Option<(&Operation, BTreeMap<String, String>, Vec<bool>)> = None;
    let mut others: Vec<(Vec<bool>, &str)> = Vec::new();
    for operation in operations {
        let Some((parameters, order)) = matched(&operation.path, path) else { continue };
        if operation.method != method {
            others.push((order, &operation.method));
        } else if best.as_ref().is_none_or(|(_, _, known)| order < *known) {
            best = Some((operation, parameters, order));
        }
    }
    match best {
        Some((operation, parameters, _)) => Found::Operation(operation, parameters),
        None if others.is_empty() => Found::Nothing,
        None => {
            // Only those of the path that is meant.
            others.sort_unstable();
            let meant = others.first().map(|(order, _)| order.clone()).unwrap_or_default();
            let mut methods: Vec<&str> = others.into_iter().filter(|(order, _)| *order == meant).map(|(_, method)| method).collect();
            methods.dedup();
            Found::OtherMethods(methods)
        }
    }
}

/// The path parameters, and which segments have some.
fn matched(template: &str, path: &str) -> Option<(BTreeMap<String, String>, Vec<bool>)> {
    let (templates, segments): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if templates.len() != segments.len() {
        return None;
    }
    let mut parameters = BTreeMap::new();
    let mut order = Vec::new();
    for (template, segment) in templates.into_iter().zip(segments) {
        order.push(template.contains('{'));
        segment_matches(template, segment, &mut parameters)?;
    }
    Some((parameters, order))
}

/// `{name}.json` and the like: a parameter ends where the text after it begins.
fn segment_matches(template: &str, segment: &str, parameters: &mut BTreeMap<String, String>) -> Option<()> {
    let Some((before, rest)) = template.split_once('{') else {
        return (template == segment || template == percent_decode_str(segment).decode_utf8_lossy()).then_some(());
    };
    let (name, after) = rest.split_once('}')?;
    let value = segment.strip_prefix(before)?;
    let end = match after.split('{').next().unwrap_or_default() {
        "" if after.is_empty() => value.len(),
        "" => return None,
        literal if after.contains('{') => value.find(literal)?,
        literal => value.len().checked_sub(literal.len()).filter(|end| value.get(*end..) == Some(literal))?,
    };
    let (value, tail) = (value.get(..end)?, value.get(end..)?);
    if value.is_empty() {
        return None;
    }
    parameters.insert(name.to_owned(), value.to_owned());
    if after.contains('{') { segment_matches(after, tail, parameters) } else { Some(()) }
}

#[cfg(test)]
mod tests {
    use super::matched;

    #[test]
    fn segments_match_by_literal_and_by_parameter() {
        let of = |template: &str, path: &str| matched(template, path).map(|(parameters, _)| parameters.into_iter().collect::<Vec<_>>());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(of("/a/{id}", "/a/b%2Fc"), Some(vec![pair("id", "b%2Fc")]));
        assert_eq!(of("/a/{id}", "/a/"), None);
        assert_eq!(of("/a/{id}", "/a/b/c"), None);
        assert_eq!(of("/f/{name}.json", "/f/x.json"), Some(vec![pair("name", "x")]));
        assert_eq!(of("/f/{name}.json", "/f/x.xml"), None);
        assert_eq!(of("/r/{from}-{to}", "/r/1-2"), Some(vec![pair("from", "1"), pair("to", "2")]));
        assert_eq!(of("/a b", "/a%20b"), Some(vec![]));
    }
}
