//! A sponsor asks for a record. The answer is the same whether there is such a record or not, and
//! whoever holds it: it says only that the provider will look into it.

use super::{AskedForView, MoveRequestView, held, text};
use crate::{
    App, Ctx,
    error::{Error, Result},
};
use filing::{
    id::MoveRequestId,
    issue::Issue,
    journal::EntryName,
    number::FilingNumber,
    permission::Permission,
    proposal::{Consent, MoveKind},
};
use serde::Deserialize;
use store::{MoveRequestRow, MoveRequestState};

/// Requests of one account that may be open at a time.
const OPEN_AT_ONCE: usize = 5;

/// What a sponsor asks for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveQuestion {
    pub kind: MoveKind,
    /// 主体备案号, or the number of one of its services.
    pub number: String,
    /// Why it is the asker's; in a transfer the holder reads it, with the asker's user name.
    pub reason: String,
}

impl App {
    /// Asks for a record: 认领 or 转移.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/number`, `/reason`; [`Error::Refused`] while too many requests of
    /// the account are open. Neither says anything about the record.
    pub async fn ask_for_record(
        &self,
        ctx: &Ctx,
        question: MoveQuestion,
    ) -> Result<MoveRequestView> {
        ctx.require(Permission::SubmitFiling)?;
        let account = ctx.account()?;
        let mut found = Vec::new();
        let number = question.number.parse::<FilingNumber>();
        if let Err(error) = &number {
            found.push(Issue::error("/number", error.code()));
        }
        let reason = text("/reason", &question.reason, &mut found);
        let Ok(number) = number else { return Err(Error::Invalid(found)) };
        held(found)?;
        let row = MoveRequestRow {
            id: MoveRequestId::from_uuid(self.entropy.id()),
            account,
            kind: question.kind,
            sponsor_number: number.sponsor().as_str().to_owned(),
            state: MoveRequestState::Open,
            reason,
            answer: None,
            consent: None,
            consent_by: None,
            consent_at: None,
            created_at: ctx.now,
            ended_at: None,
        };
        let mut tx = self.store.begin().await?;
        let asked = tx.move_requests_of(account).await?;
        let open = asked.iter().filter(|asked| asked.state == MoveRequestState::Open);
        if open.count() >= OPEN_AT_ONCE {
            return Err(Error::refused("move_too_many"));
        }
        tx.insert_move_request(&row).await?;
        let detail = serde_json::json!({ "request": row.id, "kind": row.kind });
        self.journal(&mut tx, ctx, EntryName::MoveAsked, None, detail).await?;
        tx.commit().await?;
        Ok(row.into())
    }

    /// The own requests, newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who has no account.
    pub async fn own_move_requests(&self, ctx: &Ctx) -> Result<Vec<MoveRequestView>> {
        let rows = self.store.move_requests_of(ctx.account()?).await?;
        Ok(rows.into_iter().map(MoveRequestView::from).collect())
    }

    /// Takes an own request back.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another's; [`Error::Refused`] when it ended before.
    pub async fn withdraw_move_request(&self, ctx: &Ctx, id: MoveRequestId) -> Result<()> {
        let account = ctx.account()?;
        let mut tx = self.store.begin().await?;
        let row = tx.move_request(id).await?.filter(|row| row.account == account);
        let row = row.ok_or(Error::NotFound("request"))?;
        let ended =
            MoveRequestRow { state: MoveRequestState::Withdrawn, ended_at: Some(ctx.now), ..row };
        if !tx.save_move_request(&ended).await? {
            return Err(Error::refused("move_ended"));
        }
        let detail = serde_json::json!({ "request": id, "state": ended.state });
        self.journal(&mut tx, ctx, EntryName::MoveDeclined, None, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Transfers that others ask for of the own records, oldest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who has no account.
    pub async fn asked_for_records(&self, ctx: &Ctx) -> Result<Vec<AskedForView>> {
        let account = ctx.account()?;
        let mut views = Vec::new();
        for record in self.store.records_of(account).await? {
            for row in self.store.open_move_requests(&record.sponsor_number).await? {
                if row.kind != MoveKind::Transfer || row.account == account {
                    continue;
                }
                let asker = self.store.account(row.account).await?;
                let asker = asker.and_then(|asker| asker.username.or(asker.filing_number));
                let own = row.consent_by == Some(account);
                views.push(AskedForView {
                    id: row.id,
                    record: record.id,
                    number: row.sponsor_number,
                    asker: asker.unwrap_or_default(),
                    reason: row.reason,
                    asked_at: row.created_at,
                    answer: row.consent.filter(|_| own),
                    answered_at: row.consent_at.filter(|_| own),
                });
            }
        }
        Ok(views)
    }

    /// The holder agrees to give a record away, or doesn't. It may think again until two
    /// administrators have decided.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what does not ask for a record of the own; [`Error::Refused`] when
    /// the request ended.
    pub async fn answer_move_request(
        &self,
        ctx: &Ctx,
        id: MoveRequestId,
        consent: Consent,
    ) -> Result<()> {
        ctx.require(Permission::SubmitFiling)?;
        let account = ctx.account()?;
        let mut tx = self.store.begin().await?;
        let row = tx.move_request(id).await?.filter(|row| row.kind == MoveKind::Transfer);
        let row = row.ok_or(Error::NotFound("request"))?;
        let record = tx.record_by_sponsor_number(&row.sponsor_number).await?;
        let own = record.is_some_and(|record| record.account == Some(account));
        if !own || row.account == account {
            return Err(Error::NotFound("request"));
        }
        let answered = MoveRequestRow {
            consent: Some(consent),
            consent_by: Some(account),
            consent_at: Some(ctx.now),
            ..row
        };
        if !tx.save_move_request(&answered).await? {
            return Err(Error::refused("move_ended"));
        }
        let detail = serde_json::json!({ "request": id, "consent": consent });
        self.journal(&mut tx, ctx, EntryName::MoveAnswered, None, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
