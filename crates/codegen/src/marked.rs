//! Parts of a file that is otherwise written by hand: what stands between marks.

use switchboard_spec::Problem;

/// The lines between which is written.
const BEGIN: &str = "# <vendors> Written by `cargo xtask generate`; do not edit up to the end mark.";
const END: &str = "# </vendors>";

/// `text` with the parts between its marks replaced, in their order.
///
/// # Errors
/// When there are more or fewer marks than parts.
pub(crate) fn replace(file: &str, text: &str, parts: &[String]) -> Result<String, Problem> {
    let begin = BEGIN.split_once('>').map_or(BEGIN, |(mark, _)| mark);
    let missing = || {
        Problem::in_file(
            file,
            format!("the marks `{begin}>` and `{END}` are not there {} times", parts.len()),
            "between them stand the vendors, in the order of the file: features, dependencies",
            "put them back",
        )
    };
    let mut out = String::new();
    let mut rest = text;
    for part in parts {
        let (before, after) = rest.split_once(begin).ok_or_else(missing)?;
        let (_, after) = after.split_once(END).ok_or_else(missing)?;
        out.push_str(&format!("{before}{BEGIN}\n{part}{END}"));
        rest = after;
    }
    if rest.contains(begin) {
        return Err(missing());
    }
    out.push_str(rest);
    Ok(out)
}
