//! A description of the interface's messages as data, and one check for all of them.
//!
//! The notation is explained at the head of `schema/upload.txt`. [`upload`] and [`download`] are the two
//! descriptions; [`Schema::faults`] says everything that is wrong with a message at once.

mod check;
mod notation;

use std::sync::{Arc, LazyLock};

pub use check::{Fault, Wrong};

/// A whole message: its root element.
#[derive(Debug, Clone)]
pub struct Schema {
    root: Element,
}

/// One element: name, how often, what is in it.
#[derive(Debug, Clone)]
struct Element {
    name: String,
    min: u32,
    max: Option<u32>,
    attributes: Vec<Attribute>,
    content: Content,
}

/// An attribute the element must carry; `value` when only one is allowed.
#[derive(Debug, Clone)]
struct Attribute {
    name: String,
    value: Option<String>,
}

#[derive(Debug, Clone)]
enum Content {
    Any,
    Int { low: Option<i64>, high: Option<i64> },
    Text { shortest: usize, longest: Option<usize> },
    Children(Arc<Vec<Particle>>),
}

/// One step in the order of an element's children.
#[derive(Debug, Clone)]
enum Particle {
    One(Element),
    Choice(Vec<Element>),
}

static UPLOAD: LazyLock<Schema> = LazyLock::new(|| {
    notation::read(include_str!("../../schema/upload.txt"))
        .expect("the shipped description of uploads is read by a test")
});

static DOWNLOAD: LazyLock<Schema> = LazyLock::new(|| {
    notation::read(include_str!("../../schema/download.txt"))
        .expect("the shipped description of downloads is read by a test")
});

/// What a provider may upload.
#[must_use]
pub fn upload() -> &'static Schema {
    &UPLOAD
}

/// What the bureau hands out.
#[must_use]
pub fn download() -> &'static Schema {
    &DOWNLOAD
}
