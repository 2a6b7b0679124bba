//! What can be filed about a record, in the reader's words.

use super::Kept;
use crate::{App, Error, Result, filing::Refusal, words};
use filing::{
    id::ServiceId,
    kind::{FilingKind, Initiator},
    province::{Provinces, ShellPolicy},
    record::{Circumstances, PossibleKind},
    region::Regions,
};
use serde::Serialize;
use store::RecordRow;
use utoipa::ToSchema;

/// A kind of filing about a record: offered, or greyed with the reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PossibleFiling {
    pub kind: FilingKind,
    pub kind_label: &'static str,
    /// Absent for what is about the sponsor.
    pub service: Option<ServiceId>,
    pub refused: Option<Refusal>,
}

impl From<PossibleKind> for PossibleFiling {
    fn from(possible: PossibleKind) -> Self {
        Self {
            kind: possible.kind,
            kind_label: possible.kind.label(),
            service: possible.service,
            refused: possible
                .refused
                .map(|code| Refusal { code: code.to_owned(), message: words::refusal(code) }),
        }
    }
}

impl App {
    pub(super) async fn possible_kinds(
        &self,
        row: &RecordRow,
        kept: &Kept,
        initiator: Initiator,
    ) -> Result<Vec<PossibleKind>> {
        let documents =
            kept.record.sponsor.as_ref().map(|sponsor| {
                self.store.keys().document_indexes(sponsor.document_number.reveal())
            });
        let by_document = match &documents {
            Some(documents) => self.store.inflight(documents, None).await?.is_some(),
            None => false,
        };
        let in_flight = by_document || !self.store.inflight_of_record(row.id).await?.is_empty();
        let shell_policy = self.shell_policy(kept);
        let now = Circumstances { initiator, in_flight, shell_policy };
        Ok(kept.record.possible_kinds(now))
    }

    fn shell_policy(&self, kept: &Kept) -> ShellPolicy {
        let province = kept.record.sponsor.as_ref().map(|s| s.region.province.to_string());
        let province = province.as_deref().unwrap_or(&self.settings.provider.province);
        let provinces = Provinces::shipped();
        let place = Regions::shipped().province_of(province);
        place.map_or(provinces.default_rules(), |place| provinces.rules(place)).shell_policy
    }
}

/// The service that a kind is about, or why it can't be filed now.
pub(super) fn chosen(
    possible: &[PossibleKind],
    kind: FilingKind,
    service: Option<ServiceId>,
) -> Result<PossibleKind> {
    let mut of_kind = possible.iter().filter(|possible| possible.kind == kind).peekable();
    let Some(first) = of_kind.peek().copied() else {
        return Err(Error::refused("kind_not_offered"));
    };
    let found = match (first.service, service) {
        (None, _) => Some(first),
        (Some(_), None) => return Err(Error::refused("kind_needs_service")),
        (Some(_), wanted) => of_kind.find(|possible| possible.service == wanted),
    };
    let found = *found.ok_or(Error::NotFound("service"))?;
    match found.refused {
        None => Ok(found),
        Some(code) => {
            Err(Error::Refused { code: "kind_not_possible", args: vec![words::refusal(code)] })
        }
    }
}
