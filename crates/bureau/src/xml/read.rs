use super::Element;
use crate::error::ReadError;
use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};
use std::borrow::Cow;

/// Deeper than any message of the interface by a factor of five.
const DEPTH: usize = 64;
const ATTRIBUTES: usize = 256;
/// A thousand records of the largest kind have a tenth of this.
const ELEMENTS: usize = 500_000;

/// Text as a tree. No document type, no entity but XML's five and characters by number, and caps on
/// depth, attributes and elements, so that a hostile document costs no more than its own length.
pub(crate) fn parse(text: &str) -> Result<Element, ReadError> {
    let mut reader = Reader::from_str(text.trim_start());
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut elements = 0;
    loop {
        match reader.read_event().map_err(|_| ReadError::Xml("not well-formed"))? {
            Event::Start(start) => {
                if open.len() == DEPTH {
                    return Err(ReadError::TooDeep);
                }
                open.push(begin(&start, &mut elements, root.is_some())?);
            }
            Event::Empty(start) => {
                if open.len() == DEPTH {
                    return Err(ReadError::TooDeep);
                }
                let done = begin(&start, &mut elements, root.is_some())?;
                close(done, &mut open, &mut root);
            }
            Event::End(_) => {
                let done = open.pop().ok_or(ReadError::Xml("an end without a start"))?;
                close(done, &mut open, &mut root);
            }
            Event::Text(piece) => add(&mut open, &piece.xml10_content())?,
            Event::CData(piece) => add(&mut open, &piece.xml10_content())?,
            Event::GeneralRef(entity) => {
                let character = resolve(&entity)?;
                add(&mut open, character.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(ReadError::DocumentType),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err(ReadError::Xml("cut off"));
    }
    root.ok_or(ReadError::Xml("no element"))
}

fn begin(start: &BytesStart<'_>, elements: &mut usize, over: bool) -> Result<Element, ReadError> {
    if over {
        return Err(ReadError::Xml("more than one root"));
    }
    *elements += 1;
    if *elements > ELEMENTS {
        return Err(ReadError::TooManyElements);
    }
    let mut attributes = Vec::new();
    // The library's own check for duplicates compares each with all: quadratic for a million.
    for attribute in start.attributes().with_checks(false) {
        if attributes.len() == ATTRIBUTES {
            return Err(ReadError::TooManyAttributes);
        }
        let attribute = attribute.map_err(|_| ReadError::Xml("a broken attribute"))?;
        let name = local(attribute.key.as_ref());
        attributes.push((Cow::Owned(name.to_owned()), attribute.value.to_string()));
    }
    let name = Cow::Owned(local(start.name().as_ref()).to_owned());
    Ok(Element { name, attributes, ..Element::default() })
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None => *root = Some(done),
    }
}

fn add(open: &mut [Element], piece: &str) -> Result<(), ReadError> {
    match open.last_mut() {
        Some(element) => element.text.push_str(piece),
        None if piece.trim().is_empty() => {}
        None => return Err(ReadError::Xml("text outside the root")),
    }
    Ok(())
}

fn resolve(entity: &BytesRef<'_>) -> Result<char, ReadError> {
    if let Some(character) =
        entity.resolve_char_ref().map_err(|_| ReadError::Xml("a broken reference"))?
    {
        return Ok(character);
    }
    match entity.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(ReadError::Xml("an entity of its own")),
    }
}
