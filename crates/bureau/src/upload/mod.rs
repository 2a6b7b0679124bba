//! Dossiers as an `UploadData`: one module an operation, the parts they share beside them.

mod attachment;
mod bgba;
mod dialect;
pub(crate) mod inspection;
mod kind;
mod migration;
mod person;
mod service;
mod sponsor;
mod xzba;
mod xzjr;
mod xzwz;
mod zxba;

use crate::{
    client::UploadFile,
    config::BureauConfig,
    error::{MAX_RECORDS, MAX_XML, PrepareError, ReadError},
    gbk::{self, Undeclared},
    operation::WireOperation,
    schema,
    submission::{ServiceRecordIds, ServiceWireIds, Submission},
    xml::{self, Element},
};
use filing::dossier::{Service, Sponsor};

/// One submission while it is being written: its place in the file, and what was found missing.
struct Writing<'a> {
    submission: &'a Submission<'a>,
    config: &'a BureauConfig,
    operation: WireOperation,
    record: usize,
    found: Vec<PrepareError>,
}

impl<'a> Writing<'a> {
    fn missing(&mut self, what: &'static str) {
        self.found.push(PrepareError::Missing { record: self.record, what });
    }

    /// The value, or a finding.
    fn need<T>(&mut self, value: Option<T>, what: &'static str) -> Option<T> {
        if value.is_none() {
            self.missing(what);
        }
        value
    }

    fn sponsor(&mut self) -> Option<&'a Sponsor> {
        let sponsor = self.submission.dossier.sponsor();
        self.need(sponsor, "sponsor")
    }

    fn services(&self) -> &'a [Service] {
        self.submission.dossier.services()
    }

    fn wire_ids(&mut self, service: &Service) -> Option<&'a ServiceWireIds> {
        let ids = self.submission.ids.service(service.id);
        self.need(ids, "our numbers of a service")
    }

    fn record_ids(&self, service: &Service) -> Option<&'a ServiceRecordIds> {
        self.submission.record.and_then(|record| record.service(service.id))
    }

    /// 主体备案号 of the record the dossier is about.
    fn sponsor_number(&self) -> Option<&'a str> {
        let submission = self.submission;
        submission.record.and_then(|record| record.sponsor_number.as_deref()).or(submission
            .dossier
            .target()
            .sponsor_number
            .as_deref())
    }

    /// `ICPmm`.
    fn filing_password(&mut self) -> Option<String> {
        let password = self.submission.filing_password.as_ref()?;
        let hash = crate::envelope::filing_password_hash(password.expose());
        self.need(hash, "filing password that GBK can write")
    }
}

/// The file, or everything that is wrong with it.
pub(crate) fn file(
    config: &BureauConfig,
    submissions: &[Submission<'_>],
) -> Result<UploadFile, Vec<PrepareError>> {
    let (root, records) = message(config, submissions)?;
    packed(&root, records)
}

/// A file around one block of answers, held against the schema.
fn whole(
    config: &BureauConfig,
    body: Element,
    records: usize,
) -> Result<UploadFile, Vec<PrepareError>> {
    let root = enclosed(config, body);
    let found = schema::findings(&root);
    if found.is_empty() { packed(&root, records) } else { Err(found) }
}

fn enclosed(config: &BureauConfig, body: Element) -> Element {
    Element::new("UploadData")
        .attribute("version", "V.3.0")
        .with(Element::new("ICP").with(body).with(Element::leaf("Qqdwid", config.provider_code)))
}

/// `root` was held against the schema.
fn packed(root: &Element, records: usize) -> Result<UploadFile, Vec<PrepareError>> {
    let text = xml::document(root);
    let xml = gbk::encode(&text).expect("the schema check found every character GBK lacks");
    if xml.len() > MAX_XML {
        return Err(vec![PrepareError::FileTooLarge { bytes: xml.len() }]);
    }
    Ok(UploadFile::of(&xml, records))
}

fn message(
    config: &BureauConfig,
    submissions: &[Submission<'_>],
) -> Result<(Element, usize), Vec<PrepareError>> {
    let operation = operation(config, submissions).map_err(|error| vec![error])?;
    let mut found = Vec::new();
    let mut body = Element::new(operation.element());
    if operation == WireOperation::Migration {
        body = body.attribute("version", dialect::VERSION);
    }
    for submission in submissions {
        let operation = WireOperation::of(submission.dossier.kind()).unwrap_or(operation);
        let mut writing = Writing {
            submission,
            config,
            operation,
            record: body.children.len(),
            found: Vec::new(),
        };
        attachment::check(&mut writing);
        body = body.extend(records(&mut writing));
        found.append(&mut writing.found);
    }
    let records = body.children.len();
    if records > MAX_RECORDS {
        found.push(PrepareError::TooManyRecords { count: records });
    }
    let root = enclosed(config, body);
    // What is missing is said once: the schema would only repeat it, less clearly.
    if found.is_empty() {
        found = schema::findings(&root);
    }
    if found.is_empty() { Ok((root, records)) } else { Err(found) }
}

fn records(writing: &mut Writing<'_>) -> Vec<Element> {
    match writing.operation {
        WireOperation::NewFiling => vec![xzba::record(writing)],
        WireOperation::AddService => vec![xzwz::record(writing)],
        WireOperation::AddAccess => xzjr::records(writing),
        WireOperation::Change => vec![bgba::record(writing)],
        WireOperation::CancelAccess
        | WireOperation::CancelSponsor
        | WireOperation::CancelService => vec![zxba::record(writing)],
        WireOperation::Migration => vec![migration::record(writing)],
        WireOperation::Evidence | WireOperation::Verification | WireOperation::Unfiled => {
            Vec::new()
        }
    }
}

/// The one operation of all submissions.
fn operation(
    config: &BureauConfig,
    submissions: &[Submission<'_>],
) -> Result<WireOperation, PrepareError> {
    let mut operations = submissions.iter().map(|submission| {
        let kind = submission.dossier.kind();
        let known = WireOperation::of(kind).filter(|_| config.carries(kind));
        known.ok_or(PrepareError::Unsupported { kind })
    });
    let first = operations.next().ok_or(PrepareError::Empty)??;
    for operation in operations {
        if operation?.element() != first.element() {
            return Err(PrepareError::MixedOperations);
        }
    }
    Ok(first)
}

/// How many records an upload file holds.
pub(crate) fn records_in(xml: &[u8]) -> Result<usize, ReadError> {
    let root = xml::parse(&gbk::decode(xml, Undeclared::Gbk)?)?;
    let icp = (root.name == "UploadData").then(|| root.child("ICP")).flatten();
    let body = icp.and_then(|icp| icp.children.first()).filter(|body| body.name != "Qqdwid");
    Ok(body.ok_or(ReadError::Not("upload"))?.children.len())
}
