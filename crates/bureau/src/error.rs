//! What can go wrong, by stage: before sending, on the way, in what came back.

use crate::{answer::RetryReason, submission::AttachmentUse, transport::TransportError};
use filing::{draft::ServiceKind, id::ServiceId, kind::FilingKind};
use std::fmt;

/// Why a file cannot be made. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    #[error("nothing to report")]
    Empty,
    /// V3.0: at most 1000 records a file (handbook §10.2.3).
    #[error("{count} records in one file, at most {MAX_RECORDS} are allowed")]
    TooManyRecords { count: usize },
    #[error("one file carries one kind of operation")]
    MixedOperations,
    /// V3.0 has no operation for it, or it never leaves the provider.
    #[error("{kind:?} is no operation of the interface")]
    Unsupported { kind: FilingKind },
    /// V3.0 demands something that the dossier and the record do not have.
    #[error("record {record}: {what} is missing")]
    Missing { record: usize, what: &'static str },
    /// V3.0 knows IPv4 only and demands at least one range an access.
    #[error("record {record}: {service} has no IPv4 range")]
    Ipv4Missing { record: usize, service: ServiceId },
    /// V3.0 knows websites only; the others are in the dialect, which is off.
    #[error("record {record}: {service} is no website ({kind:?}), which V3.0 alone cannot say")]
    ServiceKindNotCarried { record: usize, service: ServiceId, kind: ServiceKind },
    /// GBK lacks the character (see [`crate::unencodable`]).
    #[error("{path}: {character:?} cannot be written in GBK")]
    Unencodable { path: String, character: char },
    #[error("record {record}: {use_:?} has {size} bytes, at most {limit} are allowed")]
    AttachmentTooLarge { record: usize, use_: AttachmentUse, size: usize, limit: usize },
    #[error("record {record}: {use_:?} is no JPEG")]
    AttachmentNotJpeg { record: usize, use_: AttachmentUse },
    /// Against `schema/`: the element and the rule it breaks, never its content.
    #[error("{path}: {rule}")]
    Schema { path: String, rule: String },
    /// V3.0: at most 50 MB a file.
    #[error("the file has {bytes} bytes, at most {MAX_XML} are allowed")]
    FileTooLarge { bytes: usize },
}

/// Records in one file (handbook §10.2.3).
pub const MAX_RECORDS: usize = 1000;
/// Bytes of XML in one file (handbook §10.2.3).
pub const MAX_XML: usize = 50 * 1024 * 1024;

impl PrepareError {
    /// Stable dotted code, for words and for the screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "bureau.empty",
            Self::TooManyRecords { .. } => "bureau.too_many_records",
            Self::MixedOperations => "bureau.mixed_operations",
            Self::Unsupported { .. } => "bureau.unsupported",
            Self::Missing { .. } => "bureau.missing",
            Self::Ipv4Missing { .. } => "bureau.ipv4_missing",
            Self::ServiceKindNotCarried { .. } => "bureau.service_kind_not_carried",
            Self::Unencodable { .. } => "bureau.unencodable",
            Self::AttachmentTooLarge { .. } => "bureau.attachment_too_large",
            Self::AttachmentNotJpeg { .. } => "bureau.attachment_not_jpeg",
            Self::Schema { .. } => "bureau.schema",
            Self::FileTooLarge { .. } => "bureau.file_too_large",
        }
    }
}

/// Why a file of the bureau, or an answer, cannot be read. Keep the bytes and call a human.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("not a readable zip")]
    Zip,
    #[error("the zip has not exactly one entry")]
    Entries,
    #[error("the zip's entry has a name that no data file has")]
    EntryName,
    #[error("the zip inflates beyond its cap")]
    Bomb,
    #[error("the bytes do not fit their encoding")]
    Encoding,
    #[error("not readable XML: {0}")]
    Xml(&'static str),
    #[error("a document type is not accepted")]
    DocumentType,
    #[error("nested too deeply")]
    TooDeep,
    #[error("too many attributes")]
    TooManyAttributes,
    #[error("too many elements")]
    TooManyElements,
    #[error("not a {0}")]
    Not(&'static str),
}

/// Bytes of the bureau kept for a human; they may name people, so that `Debug` shows their number only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Raw(pub Vec<u8>);

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({} bytes)", self.0.len())
    }
}

/// Why a call brought nothing usable.
#[derive(Debug, thiserror::Error)]
pub enum BureauError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// An answer came that is none: HTML, cut-off XML, missing parts.
    #[error("the bureau's answer cannot be read: {reason}")]
    Garbage { reason: ReadError, raw: Raw },
    /// A SOAP fault; `reason` is the server's own words.
    #[error("the bureau's server failed: {reason}")]
    Fault { reason: String },
    /// A file came whose hash is another's.
    #[error("the file's hash is wrong")]
    WrongHash { file_name: String, raw: Raw },
    /// A file came that our key does not open, or that is encrypted while we have no key.
    #[error("the file cannot be decrypted")]
    Undecryptable { file_name: String, raw: Raw },
    /// Not now; the same call may be made again later.
    #[error("the bureau refuses for now with {code} ({reason:?})")]
    Later { code: i32, reason: RetryReason, message: String },
    /// No, and repeating does not help. An unknown code lands here as well.
    #[error("the bureau refuses with {code}: {message}")]
    Refused { code: i32, message: String },
    /// Our own configuration cannot make the call.
    #[error("the configuration cannot make this call: {0}")]
    Configuration(&'static str),
}

impl BureauError {
    /// Whether the bureau may have taken what was sent although no answer says so: ask
    /// [`crate::Bureau::previous_upload`] before sending anything again.
    pub fn is_unknown_outcome(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_unknown_outcome(),
            Self::Garbage { .. } | Self::Fault { .. } => true,
            Self::WrongHash { .. } | Self::Undecryptable { .. } => false,
            Self::Later { .. } | Self::Refused { .. } | Self::Configuration(_) => false,
        }
    }

    /// What came, to be kept sealed for whoever looks into it.
    pub fn raw(&self) -> Option<&[u8]> {
        match self {
            Self::Garbage { raw, .. }
            | Self::WrongHash { raw, .. }
            | Self::Undecryptable { raw, .. } => Some(&raw.0),
            _ => None,
        }
    }
}
