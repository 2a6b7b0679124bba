//! All findings of a draft: the rules' and the protocol's.

use crate::{
    App,
    error::{Error, Result},
    record::OnRecord,
};
use bureau::Dialect;
use filing::{
    check::{self, CheckContext},
    code::CodeTables,
    dossier::Dossier,
    draft::{Draft, OfficerDraft, ServiceKind},
    id::ServiceId,
    issue::Issue,
    kind::{Case, Changed, EvidenceAsked, FilingKind, ServicePart, Wire},
    number::IpBlock,
    record::Record,
    time::Timestamp,
};
use std::sync::Arc;
use store::{FilingRow, Tx};

/// What a draft is held against beside the rules.
struct Against {
    pools: Vec<IpBlock>,
    codes: Arc<CodeTables>,
    record: Option<Draft>,
    service_numbers: Option<Vec<String>>,
}

impl App {
    /// Every finding of a filing as it stands.
    pub(crate) async fn findings(&self, row: &FilingRow, now: Timestamp) -> Result<Vec<Issue>> {
        let record = self.on_record_now(row).await?;
        let against = self.against(row, record.as_ref());
        let mut found = check::check(&row.draft, &against.context(row, now));
        found.extend(self.uncarried(row));
        Ok(found)
    }

    /// The complete filing, or every finding.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what blocks, beside the warnings.
    pub(crate) fn complete(
        &self,
        row: &FilingRow,
        record: Option<&OnRecord>,
        now: Timestamp,
    ) -> Result<Dossier> {
        let against = self.against(row, record);
        let uncarried = self.uncarried(row);
        match check::complete(&row.draft, &against.context(row, now)) {
            Ok(dossier) if uncarried.is_empty() => Ok(dossier),
            Ok(_) => Err(Error::Invalid(uncarried)),
            Err(mut found) => {
                found.extend(uncarried);
                Err(Error::Invalid(found))
            }
        }
    }

    /// What the bureau's interface has no place for.
    fn uncarried(&self, row: &FilingRow) -> Vec<Issue> {
        let mut found = uncarried(&row.draft);
        if self.bureau.dialect() == Dialect::None {
            found.extend(kinds_not_carried(row));
        }
        found
    }

    fn against(&self, row: &FilingRow, record: Option<&OnRecord>) -> Against {
        let blocks = &self.settings.provider.ip_blocks;
        let numbers = |record: &Record| {
            record.live_services().filter_map(|service| service.number.clone()).collect()
        };
        Against {
            codes: self.codes.current(),
            // What is no block was refused when the program started.
            pools: blocks.iter().filter_map(|block| block.parse().ok()).collect(),
            record: record.map(shown_to_account),
            service_numbers: match row.kind {
                // The service may be one that this provider never heard of.
                FilingKind::AddAccess => None,
                _ => record.map(|found| numbers(&found.record)),
            },
        }
    }

    /// What the phone must collect for this filing.
    pub(crate) async fn evidence_asked(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<EvidenceAsked> {
        Ok(evidence_asked(row, self.record_of(tx, row).await?.as_ref()))
    }

    /// The services whose officers must be verified.
    pub(crate) async fn services_to_verify(
        &self,
        tx: &mut Tx,
        row: &FilingRow,
    ) -> Result<Vec<ServiceId>> {
        Ok(services_to_verify(row, self.record_of(tx, row).await?.as_ref()))
    }
}

impl Against {
    fn context(&self, row: &FilingRow, now: Timestamp) -> CheckContext<'_> {
        CheckContext {
            initiator: row.initiator,
            pools: &self.pools,
            codes: &self.codes,
            record: self.record.as_ref(),
            service_numbers: self.service_numbers.as_deref(),
            ..CheckContext::shipped(row.kind, now)
        }
    }
}

/// A record in the shape of a draft. Of one that is not the account's only what its certificate says
/// is compared: who has the certificate knows that, and nobody else's mobile can be guessed.
fn shown_to_account(found: &OnRecord) -> Draft {
    let mut draft = found.record.as_draft();
    if !found.own {
        draft.sponsor.officer = OfficerDraft::default();
        draft.sponsor.address = None;
        draft.sponsor.investor = None;
    }
    draft
}

fn context<'a>(row: &FilingRow, record: Option<&'a Draft>) -> CheckContext<'a> {
    let shipped = CheckContext::shipped(row.kind, row.updated_at);
    CheckContext { initiator: row.initiator, record, ..shipped }
}

/// 细分情况 of this filing, for the SMS table and the evidence. `record` is what is on record before
/// it ([`App::record_of`]).
pub(crate) fn case(row: &FilingRow, record: Option<&Record>) -> Case {
    let before = record.map(Record::as_draft);
    context(row, before.as_ref()).case(&row.draft)
}

/// What the phone must collect. The sponsor's evidence of an accepted filing is not asked again
/// while it still proves what is filed.
pub(crate) fn evidence_asked(row: &FilingRow, record: Option<&Record>) -> EvidenceAsked {
    let verified = record.is_some_and(|record| record.sponsor_is_verified(&row.draft.sponsor));
    let before = record.map(Record::as_draft);
    context(row, before.as_ref()).evidence(&row.draft).given(verified)
}

/// The services that the phone work is about: of a change those that change, or one alone where only
/// the sponsor does; else all.
pub(crate) fn services_to_verify(row: &FilingRow, record: Option<&Record>) -> Vec<ServiceId> {
    let asked = evidence_asked(row, record);
    if asked.is_nothing() {
        return Vec::new();
    }
    let all = || row.draft.services.iter().map(|service| service.id);
    match record {
        Some(record) if row.kind.spec().wire == Wire::Bgba => {
            let changed = match asked.service {
                true => Changed::services_between(&record.as_draft(), &row.draft),
                false => Vec::new(),
            };
            match changed.is_empty() {
                true => all().take(1).collect(),
                false => changed,
            }
        }
        _ => all().collect(),
    }
}

/// What a bureau without our dialect cannot be told: V3.0 knows websites only.
fn kinds_not_carried(row: &FilingRow) -> impl Iterator<Item = Issue> {
    let whole = row.kind.spec().services == ServicePart::Whole;
    let services = row.draft.services.iter().enumerate().filter(move |_| whole);
    services.filter(|(_, service)| service.kind != ServiceKind::Website).map(|(n, _)| {
        Issue::error(format!("/services/{n}/kind"), "bureau.service_kind_not_carried")
    })
}

/// Texts with a character that the bureau's encoding (GBK) has no place for; each is named.
fn uncarried(draft: &Draft) -> Vec<Issue> {
    draft
        .texts()
        .filter_map(|(path, text)| {
            let character = bureau::unencodable(text)?;
            Some(Issue::error(path, "text.not_in_gbk").with(character.to_string()))
        })
        .collect()
}
