//! What the screens show of records: the own ones to a sponsor, whole; any to the staff, masked.

use super::{Kept, possible::PossibleFiling};
use crate::{
    App, Ctx,
    ctx::Actor,
    error::{Error, Result},
    words,
};
use filing::{
    draft::{Draft, ServiceDraft, ServiceKind, SponsorDraft, mask_draft},
    id::{FilingId, RecordId, ServiceId},
    kind::Initiator,
    number::{DomainName, FilingNumber},
    permission::Permission,
    record::{Record, RecordChange, RecordState},
    time::Timestamp,
};
use serde::Serialize;
use store::{Cursor, Page, RecordRow};
use utoipa::ToSchema;

/// One line of a list of records.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordSummaryView {
    pub id: RecordId,
    /// 主体备案号.
    pub number: String,
    /// Of an organisation; an individual's is masked for the staff.
    pub name: Option<String>,
    #[schema(value_type = String)]
    pub state: RecordState,
    pub state_label: String,
    /// Services that are not cancelled.
    pub services: usize,
    pub updated_at: Timestamp,
}

/// A record as its reader may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordView {
    pub id: RecordId,
    /// 主体备案号.
    pub number: String,
    #[schema(value_type = String)]
    pub state: RecordState,
    pub state_label: String,
    /// Absent when the bureau never told it.
    pub sponsor: Option<SponsorDraft>,
    /// This provider holds evidence of the sponsor as it is.
    pub sponsor_verified: bool,
    pub services: Vec<RecordedServiceView>,
    /// What can be filed about it now, and why not the rest.
    pub possible: Vec<PossibleFiling>,
    /// The filing that is underway.
    pub underway: Option<FilingId>,
    /// Nobody's yet, when false.
    pub claimed: bool,
    pub updated_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordedServiceView {
    pub id: ServiceId,
    /// 网站备案号.
    pub number: Option<String>,
    pub kind: ServiceKind,
    #[schema(value_type = String)]
    pub state: RecordState,
    pub state_label: String,
    /// This provider gives it an access.
    pub served_here: bool,
    /// Accesses of other providers.
    pub other_accesses: u32,
    /// As filed, its access included.
    pub filed: ServiceDraft,
}

/// One line of a record's history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordHistoryLine {
    pub at: Timestamp,
    #[schema(value_type = String)]
    pub change: RecordChange,
    pub change_label: String,
    /// The filing that changed it, if one did.
    pub filing: Option<FilingId>,
    /// How the record stood afterwards.
    #[schema(value_type = String)]
    pub state: RecordState,
    pub state_label: String,
}

impl App {
    /// The account's own records, oldest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who has no account.
    pub async fn list_records(&self, ctx: &Ctx) -> Result<Vec<RecordSummaryView>> {
        let rows = self.store.records_of(ctx.account()?).await?;
        self.summaries(rows, false).await
    }

    /// Records by a filing number of the sponsor or of a service, or by a domain, for the staff.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Invalid`] with `/find` for what is neither.
    pub async fn find_records(&self, ctx: &Ctx, text: &str) -> Result<Vec<RecordSummaryView>> {
        self.looks_at_records(ctx)?;
        let found = match (text.parse::<FilingNumber>(), text.parse::<DomainName>()) {
            (Ok(number), _) => self
                .store
                .record_by_sponsor_number(number.sponsor().as_str())
                .await?
                .into_iter()
                .collect(),
            (_, Ok(domain)) => {
                let found = self.store.records_by_domain(domain.as_str()).await?;
                found.into_iter().map(|(record, _)| record).collect()
            }
            (Err(_), Err(_)) => return Err(Error::field("/find", "find.number_or_domain")),
        };
        self.summaries(found, true).await
    }

    /// One record: whole for the account it belongs to, masked for the staff.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another account's.
    pub async fn show_record(&self, ctx: &Ctx, id: RecordId) -> Result<RecordView> {
        let row = self.readable(ctx, id).await?;
        let kept = self.kept_now(&row).await?;
        let initiator = match ctx.actor {
            Actor::Sponsor { .. } => Initiator::Sponsor,
            _ => Initiator::Provider,
        };
        let possible = self.possible_kinds(&row, &kept, initiator).await?;
        let possible = possible.into_iter().map(PossibleFiling::from).collect();
        Ok(view(&row, &kept.record, possible, initiator == Initiator::Provider))
    }

    /// The record as it was at an instant.
    ///
    /// # Errors
    /// [`Error::NotFound`] also for an instant before it was known.
    pub async fn show_record_at(
        &self,
        ctx: &Ctx,
        id: RecordId,
        instant: Timestamp,
    ) -> Result<RecordView> {
        let row = self.readable(ctx, id).await?;
        let line = self.store.record_at(id, instant).await?.ok_or(Error::NotFound("record"))?;
        let then: Kept = serde_json::from_value(line.snapshot).map_err(Error::internal)?;
        let masked = !matches!(ctx.actor, Actor::Sponsor { .. });
        let row = RecordRow { state: then.record.state, updated_at: line.at, ..row };
        Ok(view(&row, &then.record, Vec::new(), masked))
    }

    /// Every change of a record, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another account's.
    pub async fn record_history(
        &self,
        ctx: &Ctx,
        id: RecordId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<RecordHistoryLine>> {
        self.readable(ctx, id).await?;
        let page = self.store.record_history(id, after, limit).await?;
        let line = |row: store::RecordHistoryRow| {
            let then: Kept = serde_json::from_value(row.snapshot).map_err(Error::internal)?;
            let state = then.record.state;
            Ok(RecordHistoryLine {
                at: row.at,
                change: row.change,
                change_label: words::record_change(row.change),
                filing: row.filing,
                state,
                state_label: words::record_state(state),
            })
        };
        let items = page.items.into_iter().map(line).collect::<Result<Vec<_>>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn readable(&self, ctx: &Ctx, id: RecordId) -> Result<RecordRow> {
        if !matches!(ctx.actor, Actor::Sponsor { .. }) {
            self.looks_at_records(ctx)?;
        }
        let row = self.store.record(id).await?.ok_or(Error::NotFound("record"))?;
        match ctx.actor {
            Actor::Sponsor { account } if row.account != Some(account) => {
                Err(Error::NotFound("record"))
            }
            _ => Ok(row),
        }
    }

    /// Reviewers file about records, administrators move them, auditors read what was done.
    fn looks_at_records(&self, ctx: &Ctx) -> Result<()> {
        let any = [Permission::ReviewFiling, Permission::MoveRecords, Permission::ReadJournal];
        match any.into_iter().any(|permission| ctx.actor.may(permission)) {
            true => Ok(()),
            false => Err(Error::Forbidden),
        }
    }

    async fn summaries(
        &self,
        rows: Vec<RecordRow>,
        masked: bool,
    ) -> Result<Vec<RecordSummaryView>> {
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let record = self.kept_now(&row).await?.record;
            let (sponsor, _) = shown(&record, masked);
            lines.push(RecordSummaryView {
                id: row.id,
                number: record.sponsor_number.clone(),
                // What `shown` left is this reader's to see.
                name: sponsor.name.map(|name| name.reveal().to_owned()),
                state: record.state,
                state_label: words::record_state(record.state),
                services: record.live_services().count(),
                updated_at: row.updated_at,
            });
        }
        Ok(lines)
    }
}

/// Sponsor and services as drafts, in the order of the record.
fn shown(record: &Record, masked: bool) -> (SponsorDraft, Vec<ServiceDraft>) {
    let whole = record.as_whole_draft();
    let Draft { sponsor, services, .. } = if masked { mask_draft(&whole) } else { whole };
    (sponsor, services)
}

fn view(
    row: &RecordRow,
    record: &Record,
    possible: Vec<PossibleFiling>,
    masked: bool,
) -> RecordView {
    let verified = record.sponsor_is_verified(&record.as_draft().sponsor);
    let (sponsor, services) = shown(record, masked);
    let services =
        record.services.iter().zip(services).map(|(recorded, filed)| RecordedServiceView {
            id: recorded.service.id,
            number: recorded.number.clone(),
            kind: recorded.service.kind,
            state: recorded.state,
            state_label: words::record_state(recorded.state),
            served_here: recorded.is_served_here(),
            other_accesses: recorded.other_accesses,
            filed,
        });
    RecordView {
        id: row.id,
        number: record.sponsor_number.clone(),
        state: record.state,
        state_label: words::record_state(record.state),
        sponsor: record.sponsor.as_ref().map(|_| sponsor),
        sponsor_verified: verified,
        services: services.collect(),
        possible,
        underway: record.underway.as_ref().map(|underway| underway.filing),
        claimed: row.account.is_some(),
        updated_at: row.updated_at,
    }
}
