//! The part of a package's member that a file is.

use std::borrow::Cow;

use anyhow::{Context, Result};

use super::{manifest::Take, onnx};

/// The file's bytes. Texts end with one newline.
///
/// # Errors
/// The place lies outside the member, or what is there is not of the kind the list says.
pub fn take<'a>(member: &'a [u8], how: Option<&Take>) -> Result<Cow<'a, [u8]>> {
    Ok(match how {
        None => member.into(),
        Some(Take::Cut { from, length, list: false }) => cut(member, *from, *length)?.into(),
        Some(Take::Cut { from, length, list: true }) => {
            let entries: Vec<String> = serde_json::from_slice(cut(member, *from, *length)?)
                .context("the bytes are not a JSON list of strings")?;
            text(&entries.join("\n"))
        }
        Some(Take::Property { onnx: key }) => {
            text(onnx::property(member, key)?.trim_end_matches('\n'))
        }
    })
}

fn cut(member: &[u8], from: usize, length: usize) -> Result<&[u8]> {
    let end = from.checked_add(length).context("the place overflows")?;
    member.get(from..end).context("the place lies outside the member")
}

fn text(lines: &str) -> Cow<'static, [u8]> {
    format!("{lines}\n").into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_cut_at_their_place() {
        let how = Take::Cut { from: 2, length: 3, list: false };
        assert_eq!(take(b"abcdefg", Some(&how)).unwrap().as_ref(), b"cde");
        assert_eq!(take(b"abc", None).unwrap().as_ref(), b"abc");
    }

    #[test]
    fn a_list_becomes_lines() {
        let member = "xx[\"一\",\"\\\"\",\" \"]yy".as_bytes();
        let how = Take::Cut { from: 2, length: member.len() - 4, list: true };
        assert_eq!(take(member, Some(&how)).unwrap().as_ref(), "一\n\"\n \n".as_bytes());
    }

    #[test]
    fn a_place_outside_is_refused() {
        for (from, length) in [(2, 9), (9, 1), (1, usize::MAX)] {
            assert!(take(b"abc", Some(&Take::Cut { from, length, list: false })).is_err());
        }
    }
}
