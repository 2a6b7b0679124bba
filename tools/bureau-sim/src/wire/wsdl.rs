//! A WSDL for each of the three addresses, written from the table of operations.

use std::fmt::Write as _;

use super::soap::{CALLER, NAMESPACE, OPERATIONS, Signature};

/// The description of the service at `path`, reachable under `base` (`http://host:port`).
#[must_use]
pub fn document(path: &str, base: &str) -> String {
    let operations: Vec<&Signature> = OPERATIONS.iter().filter(|o| o.path == path).collect();
    let service = path.rsplit('/').next().unwrap_or("service");
    let mut types = String::new();
    let mut messages = String::new();
    let mut port_type = String::new();
    let mut binding = String::new();
    for operation in operations {
        let name = operation.name;
        let mut parameters = String::new();
        for (parameter, kind) in CALLER.iter().chain(operation.parameters) {
            let _ = write!(
                parameters,
                "<xs:element name=\"{parameter}\" type=\"xs:{kind}\" minOccurs=\"0\"/>"
            );
        }
        let _ = write!(
            types,
            "<xs:element name=\"{name}\"><xs:complexType><xs:sequence>{parameters}</xs:sequence></xs:complexType></xs:element>\
             <xs:element name=\"{name}Response\"><xs:complexType><xs:sequence>\
             <xs:element name=\"return\" type=\"xs:string\" minOccurs=\"0\"/></xs:sequence></xs:complexType></xs:element>"
        );
        let _ = write!(
            messages,
            "<wsdl:message name=\"{name}\"><wsdl:part name=\"parameters\" element=\"tns:{name}\"/></wsdl:message>\
             <wsdl:message name=\"{name}Response\"><wsdl:part name=\"parameters\" element=\"tns:{name}Response\"/></wsdl:message>"
        );
        let _ = write!(
            port_type,
            "<wsdl:operation name=\"{name}\"><wsdl:input message=\"tns:{name}\"/><wsdl:output message=\"tns:{name}Response\"/></wsdl:operation>"
        );
        let _ = write!(
            binding,
            "<wsdl:operation name=\"{name}\"><soap:operation soapAction=\"\" style=\"document\"/>\
             <wsdl:input><soap:body use=\"literal\"/></wsdl:input><wsdl:output><soap:body use=\"literal\"/></wsdl:output></wsdl:operation>"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <wsdl:definitions name=\"{service}\" targetNamespace=\"{NAMESPACE}\" xmlns:tns=\"{NAMESPACE}\" \
         xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\
         <wsdl:types><xs:schema targetNamespace=\"{NAMESPACE}\" elementFormDefault=\"unqualified\">{types}</xs:schema></wsdl:types>\
         {messages}<wsdl:portType name=\"{service}PortType\">{port_type}</wsdl:portType>\
         <wsdl:binding name=\"{service}Binding\" type=\"tns:{service}PortType\">\
         <soap:binding style=\"document\" transport=\"http://schemas.xmlsoap.org/soap/http\"/>{binding}</wsdl:binding>\
         <wsdl:service name=\"{service}\"><wsdl:port name=\"{service}Port\" binding=\"tns:{service}Binding\">\
         <soap:address location=\"{base}{path}\"/></wsdl:port></wsdl:service></wsdl:definitions>",
        base = super::writing::escape(base),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described_at_its_address() {
        for operation in OPERATIONS {
            let text = document(operation.path, "http://127.0.0.1:1");
            let parsed = roxmltree::Document::parse(&text).unwrap();
            let element = parsed
                .descendants()
                .find(|n| {
                    n.tag_name().name() == "element" && n.attribute("name") == Some(operation.name)
                })
                .unwrap();
            let names: Vec<_> = element
                .descendants()
                .filter(|n| n.tag_name().name() == "element")
                .skip(1)
                .filter_map(|n| n.attribute("name"))
                .collect();
            let expected: Vec<_> =
                CALLER.iter().chain(operation.parameters).map(|(name, _)| *name).collect();
            assert_eq!(names, expected);
        }
    }
}
