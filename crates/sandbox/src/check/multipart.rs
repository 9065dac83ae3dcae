//! `multipart/form-data`, read as generously as servers do: only what makes the parts is asked for.

use super::body::Field;

/// The parts of a body.
pub(super) fn read(media_type: &str, body: &[u8]) -> Result<Vec<Field>, String> {
    let boundary = boundary(media_type).ok_or("`multipart/form-data` without a boundary")?;
    // The first delimiter has no line break before it.
    let whole = [b"\r\n", body].concat();
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut pieces = split(&whole, &delimiter).into_iter().skip(1);
    let mut fields = Vec::new();
    loop {
        let piece = pieces.next().ok_or("`multipart/form-data` that does not end")?;
        if piece.starts_with(b"--") {
            return Ok(fields);
        }
        fields.push(part(piece)?);
    }
}

fn boundary(media_type: &str) -> Option<String> {
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let (_, value) = parameters.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    Some(value.trim().trim_matches('"').to_owned()).filter(|boundary| !boundary.is_empty())
}

/// The pieces between the delimiters.
fn split<'a>(text: &'a [u8], delimiter: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(delimiter.len()).position(|window| window == delimiter) {
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after.get(delimiter.len()..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}

/// One part: a line break, headers, an empty line, the content.
fn part(piece: &[u8]) -> Result<Field, String> {
    let blank = b"\r\n\r\n";
    let at =
        piece.windows(blank.len()).position(|window| window == blank).ok_or("a part of the form has no empty line after its headers")?;
    let (headers, content) = (piece.get(..at).unwrap_or_default(), piece.get(at + blank.len()..).unwrap_or_default());
    let headers = String::from_utf8_lossy(headers).into_owned();
    let header = |wanted: &str| {
        let lines = headers.split("\r\n").filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").ok_or("a part of the form has no content-disposition")?;
    let name = parameter(&disposition, "name").ok_or("a part of the form has no name")?;
    Ok(Field { name, text: String::from_utf8_lossy(content).into_owned(), media_type: header("content-type") })
}

/// A parameter of a header; in quotes, `%22` and `\"` are a quote.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let wanted = format!("{wanted}=");
    let mut found = header.match_indices(&wanted).map(|(at, found)| (at, at + found.len()));
    // `filename=` ends in `name=`, too.
    let (_, value) = found.find(|(at, _)| header.get(..*at).is_some_and(|before| before.ends_with([' ', ';', '\t'])))?;
    let value = header.get(value..)?;
    let Some(quoted) = value.strip_prefix('"') else { return value.split(';').next().map(|value| value.trim().to_owned()) };
    let mut out = String::new();
    let mut chars = quoted.chars();
    loop {
        match chars.next()? {
            '"' => return Some(out.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")),
            '\\' if chars.as_str().starts_with('"') => out.extend(chars.next()),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    const TYPE: &str = "multipart/form-data; boundary=\"X\"";

    #[test]
    fn parts_are_found_with_their_names_and_media_types() {
        let body = b"--X\r\nContent-Disposition: form-data; filename=\"n.txt\"; name=\"a%22b\\\"\x01\"\r\nContent-Type: text/plain\r\n\r\none\r\n--\r\n--X\r\ncontent-disposition: form-data; name=c\r\n\r\n\r\n--X--\r\n";
        let fields = read(TYPE, body).unwrap();
        let fields: Vec<_> = fields.iter().map(|field| (field.name.as_str(), field.text.as_str(), field.media_type.as_deref())).collect();
        assert_eq!(fields, [("a\"b\"\u{1}", "one\r\n--", Some("text/plain")), ("c", "", None)]);
    }

    #[test]
    fn what_is_no_form_is_told_why() {
        let why = |media_type: &str, body: &[u8]| read(media_type, body).unwrap_err();
        assert!(why("multipart/form-data", b"").contains("without a boundary"));
        assert!(why(TYPE, b"--X\r\n").contains("no empty line"));
        assert!(why(TYPE, b"").contains("does not end"));
        assert!(why(TYPE, b"--X\r\n\r\n\r\n--X--").contains("content-disposition"));
        assert!(why(TYPE, b"--X\r\nContent-Disposition: form-data\r\n\r\n\r\n--X--").contains("no name"));
    }
}
