//! Processing codes and a reviewer's no: for one filing, or for a whole file.

use super::{SENDING, addressed::addressed};
use crate::{
    App, Ctx,
    bureau::file_named,
    error::{Error, Result},
};
use bureau::{WireIds, WireOperation};
use filing::{
    bureau_call::Told,
    bureau_result::{self, BureauResult, NextStep},
    id::FilingId,
    issue::{Issue, Severity},
    state::{Action, FilingState, Upload},
};
use store::{AlertAbout, ConfirmationState, FilingRow, Tx, UploadRow, UploadState};

/// 审核通过 and 审核不通过 in the bureau's table of results.
const PASSED: i32 = 1001;
pub(super) const REFUSED: i32 = 1002;
/// Found wrong there; the staff sends it back.
const FAILED: FilingState = FilingState::AwaitingUpload { upload: Upload::Failed };
/// Files among which one that the bureau does not name is looked for.
const LATEST: u32 = 20;

impl App {
    pub(super) async fn result(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        about: (Option<WireOperation>, Option<&str>),
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        // 1001, and what tells of a step that went well. A code that is not known is never taken for
        // a yes.
        let known = known(code);
        let well = known.is_some_and(|row| matches!(row.then, NextStep::Done | NextStep::Continue));
        let (operation, identifier) = about;
        let found = addressed(tx, operation, identifier).await?;
        if code == PASSED || well {
            return match found {
                Some(id) if code == PASSED => self.passed(ctx, tx, id).await,
                _ => Ok(()),
            };
        }
        let Some(id) = found else {
            if identifier.is_some() {
                tracing::warn!(bureau.code = code, "a result for a filing that is not ours");
                return Ok(());
            }
            return self.file_refused(ctx, tx, code, text).await;
        };
        if known.is_some_and(|row| row.echo) && sent_before(tx, id).await? {
            // The file was lost there and sent once more: its first sending is what is decided.
            tracing::warn!(filing.id = %id, bureau.code = code, "the bureau has this filing already");
            let args = [code.to_string()];
            let about = AlertAbout::Filing(id);
            tx.alert(Told::Reviewer, about, "bureau.heard_before", &args, ctx.now).await?;
            return Ok(());
        }
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let reasons = reasons(&row, identifier, code, text);
        self.refused_for(ctx, tx, row, code, reasons).await
    }

    /// The bureau says no: back to the sponsor, each code at its field. Codes that follow the first
    /// one are further reasons; one that is known already changes nothing.
    pub(super) async fn refused(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        id: FilingId,
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let reasons = reasons(&row, None, code, text);
        self.refused_for(ctx, tx, row, code, reasons).await
    }

    async fn refused_for(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        mut row: FilingRow,
        code: i32,
        reasons: Vec<Issue>,
    ) -> Result<()> {
        if matches!(row.state, FilingState::Returned { .. }) || row.state == FAILED {
            let known = row.return_reasons.len();
            for reason in reasons {
                if !row.return_reasons.contains(&reason) {
                    row.return_reasons.push(reason);
                }
            }
            if row.return_reasons.len() > known {
                row.version = tx.save_draft(&row).await?;
            }
            return Ok(());
        }
        if row.state == SENDING {
            // Found before anybody was asked: the staff sends it back with these reasons.
            return self
                .act_on(ctx, tx, &mut row, Action::UploadRefused, async |row, _| {
                    row.return_reasons = reasons;
                    Ok(())
                })
                .await;
        }
        if row.state.apply(Action::BureauRefused, ctx.now).is_err() {
            tracing::warn!(filing.id = %row.id, bureau.code = code, "a refusal that comes too late");
            return Ok(());
        }
        self.act_on(ctx, tx, &mut row, Action::BureauRefused, async |row, tx| {
            row.return_reasons = reasons;
            self.close_confirmations(tx, row.id, ConfirmationState::Expired, ctx.now).await
        })
        .await
    }

    /// A whole file that the bureau took turned out not to be in its format: every filing of it is
    /// the staff's. The bureau names the file, or it is the only one that has no results yet.
    async fn file_refused(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        code: i32,
        text: Option<String>,
    ) -> Result<()> {
        let named = text.as_deref().and_then(file_named);
        let upload = match named {
            Some(id) => tx.upload(id).await?,
            None => only_one_waiting(tx).await?,
        };
        let args = [code.to_string()];
        let Some(upload) = upload else {
            tracing::error!(bureau.code = code, "the bureau refused a file that it does not name");
            let about = AlertAbout::Outbox;
            tx.alert(Told::Operator, about, "bureau.file_refused_unassigned", &args, ctx.now)
                .await?;
            return Ok(());
        };
        tracing::error!(
            bureau.code = code,
            bureau.sequence = upload.sequence,
            "a file was refused"
        );
        for id in upload.filings {
            let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
            // What is further was heard of: it is not this that was refused.
            if row.state == SENDING || row.state == FAILED {
                let reasons = reasons(&row, None, code, text.clone());
                self.refused_for(ctx, tx, row, code, reasons).await?;
            }
        }
        self.answers_refused(ctx, tx, upload.id, code).await?;
        let about = AlertAbout::Upload(upload.id);
        tx.alert(Told::Operator, about, "bureau.file_refused", &args, ctx.now).await?;
        Ok(())
    }
}

fn known(code: i32) -> Option<&'static BureauResult> {
    u32::try_from(code).ok().and_then(bureau_result::lookup)
}

/// Whether our own account of sending shows that the bureau had the filing before its last sending.
async fn sent_before(tx: &mut Tx, id: FilingId) -> Result<bool> {
    Ok(tx.uploads_of(id).await?.iter().any(|upload| upload.arrivals > 1))
}

/// The accepted file with filings that nothing was heard of, if there is just one.
async fn only_one_waiting(tx: &mut Tx) -> Result<Option<UploadRow>> {
    let mut found = None;
    for upload in tx.latest_uploads(LATEST).await? {
        if upload.state != UploadState::Accepted {
            continue;
        }
        let mut waits = false;
        for id in &upload.filings {
            waits = waits || tx.filing(*id).await?.is_some_and(|row| row.state == SENDING);
        }
        if waits && found.replace(upload).is_some() {
            return Ok(None);
        }
    }
    Ok(found)
}

/// A code of the bureau as findings at the sponsor's fields: of the service that the number on the
/// wire belongs to, of each where it is the sponsor's or none. Fields that this filing does not have
/// are left out.
fn reasons(
    row: &FilingRow,
    identifier: Option<&str>,
    code: i32,
    text: Option<String>,
) -> Vec<Issue> {
    let known = known(code);
    let finding = known.and_then(|row| row.finding.as_deref()).unwrap_or("bureau.refused");
    let services = match service_of(row, identifier) {
        Some(index) => index..index + 1,
        None => 0..row.draft.services.len(),
    };
    let mut paths = Vec::new();
    if let Some(known) = known {
        paths.extend(known.paths_for(None));
        for path in services.flat_map(|index| known.paths_for(Some(index))) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    let draft = serde_json::to_value(&row.draft).unwrap_or_default();
    let no_sponsor = row.dossier.as_ref().is_some_and(|dossier| dossier.sponsor().is_none());
    paths.retain(|path| {
        draft.pointer(path).is_some() && !(no_sponsor && path.starts_with("/sponsor"))
    });
    if paths.is_empty() {
        paths.push(String::new());
    }
    paths
        .into_iter()
        .map(|path| Issue {
            path,
            code: finding.into(),
            severity: Severity::Error,
            args: [Some(code.to_string()), text.clone()].into_iter().flatten().collect(),
        })
        .collect()
}

/// Position in the draft of the service whose number, or whose access', domain's or range's, this is.
fn service_of(row: &FilingRow, identifier: Option<&str>) -> Option<usize> {
    let number: i64 = identifier?.trim().parse().ok()?;
    let ids: WireIds = serde_json::from_value(row.wire_ids.clone()?).ok()?;
    let service = ids.services.iter().find(|service| {
        service.id == number
            || service.access == number
            || service.domains.contains(&number)
            || service.ips.contains(&number)
    })?;
    row.draft.services.iter().position(|draft| draft.id == service.service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::filing::{
        draft::{Draft, ServiceDraft, ServiceKind},
        id::{AccountId, ServiceId},
        kind::{FilingKind, Initiator},
        time::Timestamp,
    };
    use bureau::ServiceWireIds;
    use uuid::Uuid;

    /// A filing of two services, whose numbers begin at 100 and 200.
    fn row() -> FilingRow {
        let services = [1, 2].map(|n| ServiceId::from_uuid(Uuid::from_u128(n)));
        let numbers = |(n, service): (i64, ServiceId)| ServiceWireIds {
            service,
            id: n * 100,
            domains: vec![n * 100 + 1],
            access: n * 100 + 2,
            ips: vec![n * 100 + 3],
        };
        let ids = WireIds { sponsor: 1, services: (1..).zip(services).map(numbers).collect() };
        let draft = services.map(|id| ServiceDraft::new(id, ServiceKind::Website));
        FilingRow {
            id: FilingId::from_uuid(Uuid::nil()),
            account: AccountId::from_uuid(Uuid::nil()),
            kind: FilingKind::NewFiling,
            initiator: Initiator::Sponsor,
            state: SENDING,
            version: 1,
            draft: Draft { services: draft.into(), ..Draft::default() },
            dossier: None,
            wire_ids: serde_json::to_value(ids).ok(),
            record: None,
            started_by: None,
            classification: None,
            return_reasons: Vec::new(),
            assignee: None,
            province: None,
            title: String::new(),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            submitted_at: None,
        }
    }

    fn paths(identifier: Option<&str>, code: i32) -> Vec<String> {
        reasons(&row(), identifier, code, None).into_iter().map(|issue| issue.path).collect()
    }

    #[test]
    fn a_code_is_shown_at_the_service_whose_number_it_names() {
        for (number, service) in [("100", 0), ("101", 0), ("202", 1), ("203", 1)] {
            assert_eq!(paths(Some(number), 1004), [format!("/services/{service}/domains")]);
        }
    }

    #[test]
    fn a_code_about_the_sponsors_number_is_shown_at_each_service() {
        let both = ["/services/0/domains", "/services/1/domains"];
        assert_eq!(paths(Some("1"), 1004), both);
        assert_eq!(paths(None, 1004), both);
        let mobiles =
            ["/sponsor/officer/mobile", "/services/0/officer/mobile", "/services/1/officer/mobile"];
        assert_eq!(paths(Some("1"), 1011), mobiles);
    }

    #[test]
    fn a_code_that_no_list_has_is_a_refusal_of_the_whole() {
        let found = reasons(&row(), Some("1"), 7777, Some("说明".into()));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].code.as_ref()), ("", "bureau.refused"));
        assert_eq!(found[0].args, ["7777", "说明"]);
    }
}
