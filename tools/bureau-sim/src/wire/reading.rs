//! Reading XML that strangers wrote: caps before parsing, then small questions to a node.

use encoding_rs::Encoding;
use roxmltree::{Document, Node, ParsingOptions};

/// Elements deeper than this are refused (trust report F29).
const DEEPEST: usize = 64;
/// An upload of 1000 filings has fewer nodes than this.
const MOST_NODES: u32 = 4_000_000;

/// Why a text is not a document we read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// The bytes are not in the encoding they claim.
    Encoding,
    /// Not well-formed, too deep, or with a document type.
    Syntax(String),
}

/// Bytes as text: the encoding from the caller (an HTTP header), a byte order mark, the XML declaration,
/// or UTF-8, in this order.
///
/// # Errors
/// [`Unreadable::Encoding`] when a byte sequence does not exist in that encoding.
pub fn decode(bytes: &[u8], charset: Option<&str>) -> Result<String, Unreadable> {
    let by_mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let by_header =
        charset.and_then(|label| Encoding::for_label(label.trim_matches('"').as_bytes()));
    let by_declaration = declared(bytes).and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = by_mark.or(by_header).or(by_declaration).unwrap_or(encoding_rs::UTF_8);
    let (text, _, wrong) = encoding.decode(bytes);
    if wrong { Err(Unreadable::Encoding) } else { Ok(text.into_owned()) }
}

/// The encoding named in an XML declaration.
#[must_use]
pub fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?.to_owned();
    let after = declaration.split("encoding").nth(1)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// Parse a text, refusing document types, deep nesting and floods of nodes.
///
/// # Errors
/// [`Unreadable::Syntax`] with the parser's reason.
pub fn parse(text: &str) -> Result<Document<'_>, Unreadable> {
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|e| Unreadable::Syntax(e.to_string()))?;
    if deeper_than(document.root_element(), DEEPEST) {
        return Err(Unreadable::Syntax(format!("nested deeper than {DEEPEST}")));
    }
    Ok(document)
}

/// Whether elements are nested deeper than `limit`; walks without recursion.
fn deeper_than(root: Node<'_, '_>, limit: usize) -> bool {
    let mut waiting = vec![(root, 1)];
    while let Some((node, depth)) = waiting.pop() {
        if depth > limit {
            return true;
        }
        waiting.extend(node.children().filter(Node::is_element).map(|child| (child, depth + 1)));
    }
    false
}

/// Small questions to a node whose message already passed its description.
pub trait Ask<'a, 'input: 'a> {
    /// The first child with this name.
    fn child(&self, name: &str) -> Option<Node<'a, 'input>>;
    /// All children with this name.
    fn all(&self, name: &str) -> Vec<Node<'a, 'input>>;
    /// The text of a child, trimmed; `None` when it is missing or empty.
    fn text_of(&self, name: &str) -> Option<String>;
    /// The number in a child.
    fn int_of(&self, name: &str) -> Option<i64>;
    /// The numbers in all children with this name.
    fn ints_of(&self, name: &str) -> Vec<i64>;
}

impl<'a, 'input: 'a> Ask<'a, 'input> for Node<'a, 'input> {
    fn child(&self, name: &str) -> Option<Node<'a, 'input>> {
        self.children().find(|c| c.is_element() && c.tag_name().name() == name)
    }

    fn all(&self, name: &str) -> Vec<Node<'a, 'input>> {
        self.children().filter(|c| c.is_element() && c.tag_name().name() == name).collect()
    }

    fn text_of(&self, name: &str) -> Option<String> {
        let text: String = self.child(name)?.children().filter_map(|c| c.text()).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn int_of(&self, name: &str) -> Option<i64> {
        self.text_of(name)?.parse().ok()
    }

    fn ints_of(&self, name: &str) -> Vec<i64> {
        self.all(name).iter().filter_map(|n| n.text()?.trim().parse().ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_encoding_is_found_with_either_quote() {
        assert_eq!(declared(b"<?xml version='1.0' encoding='GBK'?><a/>").as_deref(), Some("GBK"));
        assert_eq!(
            declared(b"<?xml version=\"1.0\" encoding = \"utf-8\" ?>").as_deref(),
            Some("utf-8")
        );
        assert_eq!(declared(b"<a encoding='GBK'/>"), None);
    }

    #[test]
    fn bytes_that_are_not_gbk_are_refused() {
        let bytes = [b"<?xml version='1.0' encoding='GBK'?><a>".as_slice(), &[0xff, 0x3c]].concat();
        assert_eq!(decode(&bytes, None), Err(Unreadable::Encoding));
    }

    #[test]
    fn a_document_type_is_refused() {
        let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\">]><a>&b;</a>";
        assert!(matches!(parse(laughs), Err(Unreadable::Syntax(_))));
    }

    #[test]
    fn a_hundred_thousand_levels_are_refused_without_a_crash() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(matches!(parse(&deep), Err(Unreadable::Syntax(_))));
        let fine = format!("{}{}", "<a>".repeat(60), "</a>".repeat(60));
        assert!(parse(&fine).is_ok());
    }
}
