use crate::{
    envelope::{self, Origin},
    error::ReadError,
    operation::WireOperation,
    upload,
};
use std::fmt;

/// A file ready to be sent, the same bytes each time. Keep `bytes` for at least three months, for a
/// gap in the sequence is filled with the file as it was (handbook §10.2.3).
#[derive(Clone, PartialEq, Eq)]
pub struct UploadFile {
    /// The zip.
    pub bytes: Vec<u8>,
    /// `beianInfoHash`: base64 of the zip's MD5.
    pub hash: String,
    /// Bytes of XML inside.
    pub xml_len: usize,
    /// Records inside.
    pub records: usize,
}

impl UploadFile {
    /// From bytes that were kept.
    ///
    /// # Errors
    /// When they are no upload file (any more).
    pub fn from_zip(bytes: Vec<u8>) -> Result<Self, ReadError> {
        let xml = envelope::unpack(&bytes, Origin::Ours)?;
        let records = upload::records_in(&xml)?;
        Ok(Self { hash: envelope::hash(&bytes), xml_len: xml.len(), records, bytes })
    }

    /// `name`: of the entry, without its end.
    pub(crate) fn of(name: &str, xml: &[u8], records: usize) -> Self {
        let bytes = envelope::pack(name, xml);
        Self { hash: envelope::hash(&bytes), xml_len: xml.len(), records, bytes }
    }

    /// The XML inside, as text. It is full of personal data: for an authorised eye only.
    ///
    /// # Errors
    /// When the bytes were changed since.
    pub fn xml(&self) -> Result<String, ReadError> {
        let xml = envelope::unpack(&self.bytes, Origin::Ours)?;
        crate::gbk::decode(&xml, crate::gbk::Undeclared::Gbk)
    }
}

impl fmt::Debug for UploadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadFile({} records, {} bytes, {})", self.records, self.bytes.len(), self.hash)
    }
}

/// One submission as it stands in a file: checked, and written in the bureau's encoding.
#[derive(Clone)]
pub struct Part {
    pub(crate) operation: WireOperation,
    pub(crate) records: usize,
    pub(crate) xml: Vec<u8>,
}

impl Part {
    /// Records inside: one, or one a service for a new access.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Bytes of XML.
    pub fn bytes(&self) -> usize {
        self.xml.len()
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({:?}, {} bytes)", self.operation, self.xml.len())
    }
}
