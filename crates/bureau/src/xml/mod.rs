//! A small tree of elements, for messages of a few thousand lines: written to GBK, read within caps.

mod read;
mod write;

pub(crate) use read::parse;
pub(crate) use write::{document, escaped, fragment};

use std::{borrow::Cow, fmt::Display, str::FromStr};

/// An element with its text (all text nodes joined) and its children. Namespaces and prefixes are
/// dropped in reading: the interface uses none, its servers write some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub name: Cow<'static, str>,
    pub attributes: Vec<(Cow<'static, str>, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), ..Self::default() }
    }

    pub fn leaf(name: &'static str, text: impl Display) -> Self {
        Self { text: text.to_string(), ..Self::new(name) }
    }

    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((Cow::Borrowed(name), value.to_owned()));
        self
    }

    #[must_use]
    pub fn with(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// Adds a leaf where there is something to say: V3.0 forbids empty elements.
    #[must_use]
    pub fn maybe(self, name: &'static str, text: Option<impl Display>) -> Self {
        match text.map(|t| t.to_string()).filter(|t| !t.trim().is_empty()) {
            Some(text) => self.with(Element::leaf(name, text)),
            None => self,
        }
    }

    #[must_use]
    pub fn extend(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The first element of this name at any depth, itself included; depth is capped in reading.
    pub fn find(&self, name: &str) -> Option<&Element> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|c| c.find(name))
    }

    /// The trimmed text of a child, unless empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|c| c.text.trim()).filter(|t| !t.is_empty())
    }

    /// A child's text as a number; `None` when it is missing or none.
    pub fn number<N: FromStr>(&self, name: &str) -> Option<N> {
        self.text_of(name)?.parse().ok()
    }
}
