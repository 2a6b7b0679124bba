use super::Element;
use quick_xml::{
    Writer,
    escape::partial_escape,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use std::borrow::Cow;

/// A whole document as text, with the declaration the interface's files carry.
pub(crate) fn document(root: &Element) -> String {
    let mut writer = Writer::new(Vec::new());
    put(&mut writer, Event::Decl(BytesDecl::new("1.0", Some("GBK"), None)));
    element(&mut writer, root);
    text(writer)
}

/// An element without a declaration.
pub(crate) fn fragment(root: &Element) -> String {
    let mut writer = Writer::new(Vec::new());
    element(&mut writer, root);
    text(writer)
}

fn element(writer: &mut Writer<Vec<u8>>, element_: &Element) {
    let mut start = BytesStart::new(element_.name.as_ref());
    for (name, value) in &element_.attributes {
        start.push_attribute((name.as_ref(), value.as_str()));
    }
    if element_.text.is_empty() && element_.children.is_empty() {
        put(writer, Event::Empty(start));
        return;
    }
    put(writer, Event::Start(start));
    if !element_.text.is_empty() {
        put(writer, Event::Text(BytesText::from_escaped(escaped(&element_.text))));
    }
    for child in &element_.children {
        element(writer, child);
    }
    put(writer, Event::End(BytesEnd::new(element_.name.as_ref())));
}

/// Text as it stands in a document; most of it, pictures above all, is not copied.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    let escaped = partial_escape(text);
    // A bare carriage return would come back as a line feed (XML 1.0 §2.11).
    match escaped.contains('\r') {
        true => Cow::Owned(escaped.replace('\r', "&#13;")),
        false => escaped,
    }
}

fn put(writer: &mut Writer<Vec<u8>>, event: Event<'_>) {
    writer.write_event(event).expect("writing to memory does not fail");
}

fn text(writer: Writer<Vec<u8>>) -> String {
    String::from_utf8(writer.into_inner()).expect("only text was written")
}
