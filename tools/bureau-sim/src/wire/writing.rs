//! A small XML writer of our own: elements, text, escaping. Nothing more is needed.

use std::fmt::{Display, Write as _};

/// An XML document being written. Elements must be closed in the order they were opened.
#[derive(Debug)]
pub struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document that says it is in GBK, as every file of the interface does.
    #[must_use]
    pub fn gbk_document() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"GBK\"?>".to_owned(), open: Vec::new() }
    }

    /// A piece without a declaration.
    #[must_use]
    pub fn fragment() -> Self {
        Self { out: String::new(), open: Vec::new() }
    }

    /// Open an element.
    pub fn open(&mut self, name: &'static str) {
        self.open_with(name, &[]);
    }

    /// Open an element with attributes.
    pub fn open_with(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            let _ = write!(self.out, " {key}=\"{}\"", escape(value));
        }
        self.out.push('>');
        self.open.push(name);
    }

    /// Close the element opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            let _ = write!(self.out, "</{name}>");
        }
    }

    /// An element with text.
    pub fn leaf(&mut self, name: &str, value: impl Display) {
        let _ = write!(self.out, "<{name}>{}</{name}>", escape(&value.to_string()));
    }

    /// An element with text when there is a value, nothing otherwise.
    pub fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.leaf(name, value);
        }
    }

    /// The document; closes what is still open.
    #[must_use]
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }
}

/// Text made safe for XML and HTML; characters that XML 1.0 forbids are left out.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// The bytes of a document in GBK. A character GBK does not have (rare names in CJK extensions)
/// becomes a numeric character reference, which any XML reader turns back.
#[must_use]
pub fn gbk(document: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(document).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_character_survives_gbk_as_a_reference() {
        let mut xml = Xml::gbk_document();
        xml.leaf("Xm", "王𠮷<&>");
        let bytes = gbk(&xml.finish());
        let text = encoding_rs::GBK.decode(&bytes).0.into_owned();
        let document = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(document.root_element().text(), Some("王𠮷<&>"));
    }

    #[test]
    fn what_is_left_open_is_closed_at_the_end() {
        let mut xml = Xml::fragment();
        xml.open("a");
        xml.open_with("b", &[("version", "beian-1")]);
        xml.maybe("c", None::<i64>);
        assert_eq!(xml.finish(), "<a><b version=\"beian-1\"></b></a>");
    }
}
