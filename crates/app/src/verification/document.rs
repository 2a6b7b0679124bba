//! Which document a step shows, and what on it is compared with which field of the draft.

use filing::{
    draft::Draft,
    id::ServiceId,
    personal::Personal,
    verification::{Comparison, FieldMatch, FieldReading, Picture, PlannedStep, Step, compare},
};
use vision::{Claim, DocKind, Report};

/// Codes of table `document_type` whose documents the reader knows.
const BUSINESS_LICENCE: u32 = 1;
const INSTITUTION_CERTIFICATE: u32 = 4;
const RESIDENT_ID: u32 = 2;
const PASSPORT: u32 = 7;

/// What the picture is said to show.
pub(super) fn claim(draft: &Draft, step: &PlannedStep, picture: Picture) -> Claim {
    let kind = match (step.step, picture) {
        (Step::Sheet, _) => DocKind::Sheet,
        (Step::SponsorDocument, _) => match draft.sponsor.document.type_ {
            Some(BUSINESS_LICENCE) => DocKind::Licence,
            Some(INSTITUTION_CERTIFICATE) => DocKind::Institution,
            _ => DocKind::Other,
        },
        (_, Picture::Front) => DocKind::IdFront,
        (_, Picture::Back) if officer_type(draft, step.step) == Some(RESIDENT_ID) => {
            DocKind::IdBack
        }
        _ if officer_type(draft, step.step) == Some(PASSPORT) => DocKind::Passport,
        _ => DocKind::Other,
    };
    Claim::Kind(kind)
}

fn officer_type(draft: &Draft, step: Step) -> Option<u32> {
    match step {
        // A service's officer shows the resident ID card, nothing else (F27).
        Step::ServiceOfficerDocument => Some(RESIDENT_ID),
        _ => draft.sponsor.officer.document_type,
    }
}

/// Where a material of this step and picture is kept; also its name in the bureau's attachments.
pub(crate) fn slot(step: Step, picture: Picture) -> &'static str {
    match (step, picture) {
        (Step::SponsorDocument, _) => "sponsor_document",
        (Step::SponsorOfficerDocument, Picture::Front) => "sponsor_officer_front",
        (Step::SponsorOfficerDocument, Picture::Back) => "sponsor_officer_back",
        (Step::SponsorOfficerDocument, _) => "sponsor_officer_document",
        (Step::ServiceOfficerDocument, Picture::Back) => "service_officer_back",
        (Step::ServiceOfficerDocument, _) => "service_officer_front",
        (Step::Sheet, _) => "sheet",
        (Step::Commitment, _) => "commitment",
        (Step::Portrait | Step::PhoneMatch, _) => "portrait",
    }
}

/// The pictures of the sponsor's stage belong to the filing, the others to one service.
pub(super) fn owner(step: Step, service: ServiceId) -> Option<ServiceId> {
    match step {
        Step::SponsorDocument | Step::SponsorOfficerDocument => None,
        _ => Some(service),
    }
}

/// One field that is read from a document: its name there, its place in the draft, how strictly
/// it is compared, and whether it is the document's number.
struct Compared {
    field: &'static str,
    path: String,
    how: FieldMatch,
    number: bool,
}

fn compared(draft: &Draft, step: Step, service: usize, kind: DocKind) -> Vec<Compared> {
    use FieldMatch::{Address, Name, Number};
    let row = |field, path: &str, how| Compared {
        field,
        path: path.to_owned(),
        how,
        number: how == Number,
    };
    let officer = match step {
        Step::ServiceOfficerDocument => format!("/services/{service}/officer"),
        _ => "/sponsor/officer".to_owned(),
    };
    let individual = step == Step::SponsorOfficerDocument && draft.sponsor.is_individual();
    match kind {
        DocKind::Licence => vec![
            row("uscc", "/sponsor/document/number", Number),
            row("name", "/sponsor/name", Name),
            row("legal_person", "/sponsor/officer/name", Name),
            row("address", "/sponsor/document/address", Address),
        ],
        DocKind::Institution => vec![
            row("uscc", "/sponsor/document/number", Number),
            row("name", "/sponsor/name", Name),
            row("address", "/sponsor/document/address", Address),
        ],
        DocKind::IdFront => {
            let mut rows = vec![
                row("id_no", &format!("{officer}/document_number"), Number),
                row("name", &format!("{officer}/name"), Name),
            ];
            if individual {
                rows.push(row("address", "/sponsor/document/address", Address));
            }
            rows
        }
        DocKind::Passport => {
            vec![row("passport_no", &format!("{officer}/document_number"), Number)]
        }
        // What has no fields, and kinds the reader may learn later.
        _ => Vec::new(),
    }
}

/// Every compared field of a picture, with whether it is the document's number.
pub(super) fn readings(
    draft: &Draft,
    step: Step,
    service: usize,
    kind: DocKind,
    report: Option<&Report>,
) -> Vec<(FieldReading, bool)> {
    let whole = serde_json::to_value(draft).unwrap_or_default();
    compared(draft, step, service, kind)
        .into_iter()
        .map(|row| {
            let typed = whole.pointer(&row.path).and_then(|v| v.as_str()).map(Personal::from);
            let read = report.and_then(|r| r.fields.get(row.field)).filter(|r| !r.is_empty());
            let comparison = match (&typed, read) {
                (Some(typed), Some(read)) => compare(typed.reveal(), read, row.how),
                _ => Comparison::NotRead,
            };
            let confidence =
                report.and_then(|r| r.confidence.get(row.field)).copied().unwrap_or_default();
            let read = read.map(|read| Personal::new(read.as_str()));
            (FieldReading { path: row.path, typed, read, comparison, confidence }, row.number)
        })
        .collect()
}
