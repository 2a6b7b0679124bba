//! Bytes on the wire: SOAP outside, base64 of an encrypted zip of GBK XML inside (handbook §10.2).

pub mod envelope;
pub mod reading;
pub mod soap;
pub mod writing;
pub mod wsdl;
