//! SOAP 1.1, as little of it as the six operations need. Any prefix, any order of headers.

use std::collections::HashMap;

use super::reading::{self, Ask, Unreadable};
use super::writing::{Xml, escape};

/// Namespace of the operations; callers may use another one.
pub const NAMESPACE: &str = "http://webservice.bureau-sim.invalid/";
const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// An operation with its parameters after the four every operation starts with (handbook §10.1).
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// Name of the operation.
    pub name: &'static str,
    /// Path of the service that has it.
    pub path: &'static str,
    /// Its own parameters, in order, with their schema types.
    pub parameters: &'static [(&'static str, &'static str)],
}

/// The four parameters every operation starts with.
pub const CALLER: [(&str, &str); 4] =
    [("ispId", "long"), ("userName", "string"), ("randVal", "string"), ("pwdHash", "string")];

/// Path of uploads and downloads.
pub const UP_DOWN_LOAD: &str = "/ISPWebService/upDownLoad";
/// Path of the question whether something is filed.
pub const QUERY_STATUS: &str = "/BeianStatusWebService/queryBeianStatus";
/// Path of the check of a filing password.
pub const VERIFY_BAMM: &str = "/BeianStatusWebService/verifyBamm";

/// The six operations.
pub const OPERATIONS: [Signature; 6] = [
    Signature {
        name: "isp_upload",
        path: UP_DOWN_LOAD,
        parameters: &[
            ("beianInfo", "string"),
            ("beianInfoHash", "string"),
            ("dataSequence", "long"),
            ("encryptAlgorithm", "int"),
            ("hashAlgorithm", "int"),
            ("compressionFormat", "int"),
        ],
    },
    Signature { name: "isp_download", path: UP_DOWN_LOAD, parameters: &[("hashAlgorithm", "int")] },
    Signature {
        name: "isp_downloadack",
        path: UP_DOWN_LOAD,
        parameters: &[("hashAlgorithm", "int"), ("fileName", "string")],
    },
    Signature {
        name: "isp_querypreviousupload",
        path: UP_DOWN_LOAD,
        parameters: &[("hashAlgorithm", "int")],
    },
    Signature {
        name: "isp_querybeianstatus",
        path: QUERY_STATUS,
        parameters: &[
            ("hashAlgorithm", "int"),
            ("queryConditionType", "int"),
            ("queryCondition", "string"),
        ],
    },
    Signature {
        name: "isp_verifybamm",
        path: VERIFY_BAMM,
        parameters: &[("hashAlgorithm", "int"), ("baxh", "string"), ("bamm", "string")],
    },
];

/// A call as it came: the operation and its parameters by name.
#[derive(Debug)]
pub struct Call {
    /// Which operation.
    pub operation: &'static Signature,
    parameters: HashMap<String, String>,
}

impl Call {
    /// A parameter, empty when it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// A number; `None` when it is missing or none.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name).trim().parse().ok()
    }
}

/// Read a call that was posted to `path`.
///
/// # Errors
/// The text of the SOAP fault to answer with.
pub fn read(body: &[u8], charset: Option<&str>, path: &str) -> Result<Call, String> {
    let text = reading::decode(body, charset).map_err(reason)?;
    let document = reading::parse(&text).map_err(reason)?;
    let envelope = document.root_element();
    if envelope.tag_name().name() != "Envelope" {
        return Err("not a SOAP envelope".to_owned());
    }
    let body = envelope.child("Body").ok_or("the envelope has no body")?;
    let request = body.children().find(roxmltree::Node::is_element).ok_or("the body is empty")?;
    let name = request.tag_name().name();
    let operation = OPERATIONS
        .iter()
        .find(|o| o.name == name && o.path == path)
        .ok_or_else(|| "no such operation at this address".to_owned())?;
    let names: Vec<&str> =
        CALLER.iter().chain(operation.parameters).map(|(name, _)| *name).collect();
    let mut parameters = HashMap::new();
    for child in request.children().filter(roxmltree::Node::is_element) {
        let given = child.tag_name().name();
        // Some toolkits write arg0, arg1 … instead of the names.
        let by_place = given
            .strip_prefix("arg")
            .and_then(|n| n.parse::<usize>().ok())
            .and_then(|n| names.get(n));
        let name = by_place.copied().unwrap_or(given);
        let value: String = child.children().filter_map(|c| c.text()).collect();
        parameters.insert(name.to_owned(), value);
    }
    Ok(Call { operation, parameters })
}

fn reason(problem: Unreadable) -> String {
    match problem {
        Unreadable::Encoding => "the bytes do not fit the declared encoding".to_owned(),
        Unreadable::Syntax(reason) => reason,
    }
}

/// The answer to a call: `inner` (an XML text) as the escaped string of `return`.
#[must_use]
pub fn answer(operation: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body>\
         <ns2:{operation}Response xmlns:ns2=\"{NAMESPACE}\"><return>{}</return></ns2:{operation}Response>\
         </soap:Body></soap:Envelope>",
        escape(inner)
    )
}

/// A SOAP fault: the call could not be understood at all.
#[must_use]
pub fn fault(reason: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body>\
         <soap:Fault><faultcode>soap:Client</faultcode><faultstring>{}</faultstring></soap:Fault>\
         </soap:Body></soap:Envelope>",
        escape(reason)
    )
}

/// What every answer starts with: `<return><msg_code>…</msg_code><msg>…</msg>`; finish it after adding
/// what the operation has to say.
#[must_use]
pub fn outcome(code: u16, message: &str) -> Xml {
    let mut xml = Xml::fragment();
    xml.open("return");
    xml.leaf("msg_code", code);
    xml.leaf("msg", message);
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(prefix: &str, inside: &str) -> Vec<u8> {
        format!("<{prefix}:Envelope xmlns:{prefix}=\"{ENVELOPE}\"><{prefix}:Header/><{prefix}:Body>{inside}</{prefix}:Body></{prefix}:Envelope>")
            .into_bytes()
    }

    #[test]
    fn any_prefix_is_understood() {
        for prefix in ["soapenv", "S", "env"] {
            let inside = "<q:isp_download xmlns:q=\"urn:x\"><ispId>1</ispId><q:userName>u</q:userName><hashAlgorithm> 0 </hashAlgorithm></q:isp_download>";
            let call = read(&envelope(prefix, inside), None, UP_DOWN_LOAD).unwrap();
            assert_eq!(call.operation.name, "isp_download");
            assert_eq!(
                (call.int("ispId"), call.text("userName"), call.int("hashAlgorithm")),
                (Some(1), "u", Some(0))
            );
            assert_eq!(call.text("pwdHash"), "");
        }
    }

    #[test]
    fn numbered_arguments_are_taken_by_place() {
        let inside = "<isp_downloadack><arg0>1</arg0><arg1>u</arg1><arg2>r</arg2><arg3>p</arg3><arg4>0</arg4><arg5>f</arg5></isp_downloadack>";
        let call = read(&envelope("s", inside), None, UP_DOWN_LOAD).unwrap();
        assert_eq!((call.text("pwdHash"), call.text("fileName")), ("p", "f"));
    }

    #[test]
    fn an_operation_at_the_wrong_address_is_a_fault() {
        let body = envelope("s", "<isp_upload/>");
        assert!(read(&body, None, QUERY_STATUS).unwrap_err().contains("no such operation"));
        assert!(read(b"<html></html>", None, UP_DOWN_LOAD).is_err());
        assert!(read(&envelope("s", ""), None, UP_DOWN_LOAD).unwrap_err().contains("empty"));
    }

    #[test]
    fn the_answer_is_a_string_inside_return() {
        let text = answer("isp_upload", &outcome(0, "操作成功").finish());
        let document = roxmltree::Document::parse(&text).unwrap();
        let inner = document.descendants().find(|n| n.tag_name().name() == "return").unwrap();
        assert_eq!(
            inner.text(),
            Some("<return><msg_code>0</msg_code><msg>操作成功</msg></return>")
        );
    }
}
