//! The client side of the bureau's interface, V3.0 (企业侧系统): filings go up as files, results and
//! records come down as files. Nothing outside of this crate knows GBK, XML names or call codes.
//!
//! [`Bureau`] has the six calls over a [`BureauTransport`]; [`HttpTransport`] is the real one.
//! [`Bureau::prepare`] makes a file of [`Submission`]s, [`Bureau::prepare_answers`] one of
//! [`InspectionAnswer`]s; both are checked against the crate's own description of the messages
//! (`schema/`). [`Bureau::read`] makes [`BureauEvent`]s of a file. All of them without I/O, the same
//! for the same input. What V3.0 has no place for travels in a dialect of our own ([`Dialect`]).
//!
//! The bureau is not trusted: sizes, depth and numbers of everything it sends are capped, a document
//! type is refused, a hash is checked, and a code that is not known is never taken for a yes.

mod answer;
mod client;
mod config;
mod download;
mod envelope;
mod error;
mod gbk;
mod http;
mod inspection;
mod operation;
mod query;
mod record;
mod schema;
mod soap;
mod submission;
mod transport;
mod upload;
mod upload_file;
mod xml;

pub use answer::{CallCode, RetryReason, UploadAnswer};
pub use client::{Bureau, Download, PreviousUpload};
pub use config::{
    AttachmentCodes, AttachmentLimits, BureauConfig, Dialect, Encryption, EncryptionLength, Secret,
    Timeouts,
};
pub use download::{
    AccessFault, Blacklisted, BureauEvent, Cancelled, CheckFinding, CheckedService, CodeRow,
    ConfirmationStep, IllegalAccess, InspectedRecord, InspectedService, ListChange, NoticeAbout,
    PersonConfirmation, UnfiledSite,
};
pub use envelope::INFLATED_CAP;
pub use error::{BureauError, FRAME, MAX_RECORDS, MAX_XML, PrepareError, Raw, ReadError};
pub use gbk::unencodable;
pub use http::{ANSWER_CAP, HttpTransport};
pub use inspection::{InspectionAnswer, UnfiledAnswer, VerificationAnswer};
pub use operation::WireOperation;
pub use query::{Condition, PasswordCheck, StatusInfo, query_type_of};
pub use record::{
    BureauRecord, RecordedAccess, RecordedDialect, RecordedDomain, RecordedIp, RecordedOfficer,
    RecordedService, RecordedSponsor,
};
pub use submission::{
    Attachment, AttachmentUse, Confirmer, Owner, RecordIds, ReportMode, ServiceRecordIds,
    ServiceWireIds, Submission, WireIds,
};
pub use transport::{BureauTransport, Operation, TransportError};
pub use upload_file::{Part, UploadFile};
