//! The call as a SOAP 1.1 document, and what a server makes of it: a string of XML inside `return`,
//! escaped or in CDATA or not at all, under any prefix.

use crate::{
    error::{BureauError, Raw, ReadError},
    gbk::{self, Undeclared},
    transport::Operation,
    xml::{self, Element},
};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// `parameters` in the order of the interface; they stand in no namespace, the operation in its own.
pub(crate) fn request(
    operation: Operation,
    namespace: &str,
    parameters: impl IntoIterator<Item = (&'static str, String)>,
) -> String {
    let call = match operation {
        Operation::Upload => "isp:isp_upload",
        Operation::Download => "isp:isp_download",
        Operation::Acknowledge => "isp:isp_downloadack",
        Operation::PreviousUpload => "isp:isp_querypreviousupload",
        Operation::QueryStatus => "isp:isp_querybeianstatus",
        Operation::VerifyPassword => "isp:isp_verifybamm",
    };
    let envelope = Element::new("soapenv:Envelope")
        .attribute("xmlns:soapenv", ENVELOPE)
        .attribute("xmlns:isp", namespace)
        .with(Element::new("soapenv:Header"))
        .with(Element::new("soapenv:Body").with(Element::new(call)));
    let around = xml::fragment(&envelope);
    let (head, tail) = around
        .split_once(&format!("<{call}/>"))
        .expect("the envelope has an empty element for the call");
    // A file has up to 67 MB of base64: it is written once, to its place.
    let parameters: Vec<(&str, String)> = parameters.into_iter().collect();
    let length: usize = parameters.iter().map(|(_, value)| value.len() + 100).sum();
    let mut text = String::with_capacity(around.len() + length + 200);
    text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    text.push_str(head);
    text.push_str(&format!("<{call}>"));
    for (name, value) in &parameters {
        text.extend(["<", name, ">", &xml::escaped(value), "</", name, ">"]);
    }
    text.push_str(&format!("</{call}>"));
    text.push_str(tail);
    text
}

/// What a call brought: its code, the server's words, the element that carries the rest, and the
/// bytes of it all.
pub(crate) struct Answer {
    pub code: i32,
    pub message: String,
    pub body: Element,
    pub raw: Vec<u8>,
}

/// # Errors
/// [`BureauError::Fault`] for a SOAP fault, [`BureauError::Garbage`] for everything that is no answer.
pub(crate) fn answer(raw: Vec<u8>) -> Result<Answer, BureauError> {
    match open(&raw) {
        Ok(Opened::Answer { code, message, body }) => Ok(Answer { code, message, body, raw }),
        Ok(Opened::Fault(reason)) => Err(BureauError::Fault { reason }),
        Err(reason) => Err(BureauError::Garbage { reason, raw: Raw(raw) }),
    }
}

enum Opened {
    Answer { code: i32, message: String, body: Element },
    Fault(String),
}

fn open(raw: &[u8]) -> Result<Opened, ReadError> {
    let mut outer = xml::parse(&gbk::decode(raw, Undeclared::Utf8)?)?;
    if let Some(fault) = outer.find("Fault") {
        let words = fault.text_of("faultstring").or_else(|| fault.text_of("faultcode"));
        return Ok(Opened::Fault(words.unwrap_or("no reason given").chars().take(200).collect()));
    }
    let returned = take(&mut outer, "return").ok_or(ReadError::Not("answer"))?;
    let body = if returned.children.is_empty() {
        xml::parse(&returned.text)?
    } else {
        innermost(returned)
    };
    let code = body.number("msg_code").ok_or(ReadError::Not("answer"))?;
    let message = body.text_of("msg").unwrap_or_default().to_owned();
    Ok(Opened::Answer { code, message, body })
}

/// `<return><return>…`: some servers write the answer as elements instead of a string.
fn innermost(mut returned: Element) -> Element {
    while returned.child("msg_code").is_none() {
        match returned.children.iter().position(|child| child.name == "return") {
            Some(index) => returned = returned.children.swap_remove(index),
            None => break,
        }
    }
    returned
}

fn take(element: &mut Element, name: &str) -> Option<Element> {
    if element.name == name {
        return Some(std::mem::take(element));
    }
    element.children.iter_mut().find_map(|child| take(child, name))
}
