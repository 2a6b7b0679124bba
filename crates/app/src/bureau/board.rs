//! What the staff sees of the outbox, and the word that sets it going again.

use crate::{App, Ctx, error::Result, jobs::Work, words};
use filing::{
    bureau_call::Told,
    id::FilingId,
    issue::{Issue, Severity},
    permission::Permission,
    time::Timestamp,
};
use serde::Serialize;
use store::{AlertAbout, UploadRow};
use utoipa::ToSchema;

/// Lines of each list.
const LINES: u32 = 100;

/// The reporting at a glance.
#[derive(Debug)]
pub struct BureauBoard {
    /// Why nothing is sent until somebody acts.
    pub held: Option<HeldView>,
    /// Until when nothing is sent.
    pub waiting: Option<WaitView>,
    /// Waits in a row.
    pub waits: i32,
    /// The last number we gave out, and the last one that the bureau named or took.
    pub sequence: i64,
    pub bureau_sequence: Option<i64>,
    /// When the bureau last said what it took last.
    pub synced_at: Option<Timestamp>,
    /// Approved filings in no file yet, at most a hundred.
    pub to_report: Vec<FilingId>,
    /// Files that are to be sent, in their order.
    pub outbox: Vec<UploadRow>,
    /// The latest files, newest first.
    pub latest: Vec<UploadRow>,
    /// What nobody has settled, the latest first.
    pub alerts: Vec<AlertView>,
}

/// A held outbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldView {
    /// The bureau's answer, where one led to it.
    pub code: Option<i32>,
    /// Finding, and its words.
    pub reason: String,
    pub text: String,
    pub since: Timestamp,
}

/// A waiting outbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitView {
    /// The bureau's answer, where there was one.
    pub code: Option<i32>,
    /// Finding, and its words.
    pub reason: String,
    pub text: String,
    pub until: Timestamp,
}

/// Something the staff must look at.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertView {
    pub told: Told,
    /// Finding, and its words.
    pub code: String,
    pub text: String,
    /// The filing it is about, where it is about one.
    pub filing: Option<FilingId>,
    pub times: i32,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

impl App {
    /// How the reporting stands.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for who neither reports nor runs the bureau's account.
    pub async fn bureau_board(&self, ctx: &Ctx) -> Result<BureauBoard> {
        may_look(ctx)?;
        let outbox = self.store.outbox().await?;
        let alert = |row: store::AlertRow| AlertView {
            told: row.told,
            text: said(&row.code, &row.args),
            code: row.code,
            filing: match row.about {
                AlertAbout::Filing(id) => Some(id),
                AlertAbout::Outbox | AlertAbout::Upload(_) => None,
            },
            times: row.times,
            first_at: row.first_at,
            last_at: row.last_at,
        };
        let to_report = self.store.filings_to_report(LINES).await?;
        Ok(BureauBoard {
            held: outbox.held.map(|held| HeldView {
                code: held.code,
                text: said(&held.reason, &held.args),
                reason: held.reason,
                since: held.since,
            }),
            waiting: outbox.waiting.filter(|waiting| waiting.until > ctx.now).map(|waiting| {
                WaitView {
                    code: waiting.code,
                    text: said(&waiting.reason, &[]),
                    reason: waiting.reason,
                    until: waiting.until,
                }
            }),
            waits: outbox.waits,
            sequence: self.store.last_sequence().await?,
            bureau_sequence: outbox.bureau_sequence,
            synced_at: outbox.synced_at,
            to_report: to_report.into_iter().map(|(id, _)| id).collect(),
            outbox: self
                .store
                .unfinished_uploads()
                .await?
                .into_iter()
                .take(LINES as usize)
                .collect(),
            latest: self.store.latest_uploads(LINES).await?,
            alerts: self.store.open_alerts(LINES).await?.into_iter().map(alert).collect(),
        })
    }

    /// Goes on sending now: after what held it was corrected, or without waiting longer. A limit of
    /// size that was learned from the bureau is forgotten.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for who may not report.
    pub async fn retry_bureau(&self, ctx: &Ctx) -> Result<BureauBoard> {
        ctx.require(Permission::ReportToBureau)?;
        let mut tx = self.store.begin().await?;
        self.resume(ctx, &mut tx, "staff").await?;
        tx.settle_alerts_of_files(ctx.now).await?;
        let mut outbox = tx.outbox().await?;
        outbox.most_bytes = None;
        tx.save_outbox(&outbox).await?;
        tx.queue(&Work::SendAt { at: ctx.now }.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        self.bureau_board(ctx).await
    }
}

fn may_look(ctx: &Ctx) -> Result<()> {
    match ctx.actor.may(Permission::ManageBureau) {
        true => Ok(()),
        false => ctx.require(Permission::ReportToBureau),
    }
}

/// The words of a finding.
fn said(code: &str, args: &[String]) -> String {
    let severity = Severity::Warning;
    words::finding(&Issue {
        path: String::new(),
        code: code.to_owned().into(),
        severity,
        args: args.to_vec(),
    })
}
