//! The work that a transition starts: performed or queued in its own transaction.

use crate::{App, Ctx, error::Result, jobs::Work, moves::carried_on_by, words};
use filing::{
    bureau_call::Told,
    confirmation::WRONG_TRIES,
    dossier::Officer,
    journal::EntryName,
    kind::{Initiator, Party},
    personal::Personal,
    state::{Effect, FilingState, Notice},
    time::{Duration, Timestamp},
};
use store::{
    AlertAbout, Channel, ConfirmationRow, ConfirmationState, FilingRow, MessageRow, MessageState,
    Tx,
};

/// Reminders of a confirmation that is missing: after so many hours (issue: at once, after 12 h,
/// 3 h before the end). The first goes out with the notice itself.
const REMIND_AFTER: [(i64, i64); 2] = [(12, 12), (21, 3)];
/// How long the evidence of an abandoned filing is kept.
const KEEP_ABANDONED: Duration = Duration::days(30);

impl App {
    pub(crate) async fn perform(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        effect: Effect,
    ) -> Result<()> {
        match effect {
            Effect::RevokeTokens => {
                tx.revoke_verifications_of(row.id, None).await?;
            },
            Effect::UploadToBureau => self.report_or_propose(ctx, tx, row).await?,
            Effect::PollBureau => {
                tx.queue(&Work::PollBureau.at(ctx.now), ctx.now).await?;
            }
            Effect::AskForConfirmation { party, until } => {
                self.ask_for_confirmation(ctx, tx, row, party, until).await?;
            }
            Effect::WatchDeadline { until } => {
                let expire = Work::ExpireConfirmation { filing: row.id, deadline: until };
                tx.queue(&expire.at(until), ctx.now).await?;
                for (after, hours_left) in REMIND_AFTER {
                    let at = ctx.now + Duration::hours(after);
                    let remind =
                        Work::RemindConfirmation { filing: row.id, deadline: until, hours_left };
                    tx.queue(&remind.at(at), ctx.now).await?;
                }
            }
            Effect::CountWrongTry { party } => {
                let detail = serde_json::json!({ "party": party, "allowed": WRONG_TRIES });
                self.journal(tx, ctx, EntryName::ConfirmationWrong, Some(row.id), detail).await?;
            }
            // Of what the provider does by itself the sponsor is told when it is done.
            Effect::TellSponsor { notice }
                if carried_on_by(row) == Initiator::Provider && notice != Notice::Filed => {}
            Effect::TellSponsor { notice } => self.tell_sponsor(ctx, tx, row, notice).await?,
            Effect::TellStaff => {
                tracing::error!(filing.id = %row.id, "an upload failed and waits for the staff");
                let about = AlertAbout::Filing(row.id);
                tx.alert(Told::Reviewer, about, "bureau.upload_failed", &[], ctx.now).await?;
            }
            Effect::ScheduleErasure => {
                self.end_proposals(ctx, tx, row.id).await?;
                let at = ctx.now + KEEP_ABANDONED;
                tx.queue(&Work::EraseMaterials { filing: row.id }.at(at), ctx.now).await?;
            }
            // Done by the caller in the same transaction, since only it knows with what: the
            // snapshot, the assignee, the reasons, the record, the stages that start again.
            Effect::FreezeSnapshot
            | Effect::AssignReviewer
            | Effect::KeepReturnReasons
            | Effect::StoreRecord
            | Effect::OpenVerifications
            | Effect::RestartSponsorStage
            | Effect::RestartServiceStage
            | Effect::MarkStaleEvidence
            // Whether a filing is in flight is read from its state.
            | Effect::ReleaseInFlight => {}
        }
        Ok(())
    }

    async fn ask_for_confirmation(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        party: Party,
        deadline: Timestamp,
    ) -> Result<()> {
        let officer = officer(row, party);
        tx.upsert_confirmation(&ConfirmationRow {
            filing: row.id,
            party,
            name_masked: officer.map(|o| o.name.masked()).unwrap_or_default(),
            mobile_masked: officer.map(|o| o.mobile.masked()).unwrap_or_default(),
            asked_at: ctx.now,
            deadline,
            state: ConfirmationState::Waiting,
            answered_at: None,
        })
        .await?;
        Ok(())
    }

    /// A short message to the officer who answers for the filing; the words name no person.
    pub(crate) async fn tell_sponsor(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        notice: Notice,
    ) -> Result<()> {
        let dossier = row.dossier.as_ref();
        let mobile = dossier
            .and_then(|d| d.sponsor())
            .map(|sponsor| sponsor.officer.mobile.clone())
            .or_else(|| dossier?.services().first().map(|s| s.officer.mobile.clone()))
            .or_else(|| row.draft.sponsor.officer.mobile.clone());
        let Some(mobile) = mobile else { return Ok(()) };
        let number = match &row.state {
            FilingState::Filed { number } => number.clone().unwrap_or_default(),
            _ => String::new(),
        };
        let text = words::notice(notice.name(), &[row.title.clone(), number]);
        self.queue_message(ctx, tx, mobile, notice.name(), text).await
    }

    /// Reminds each officer whose answer to the ministry is missing, once.
    pub(crate) async fn remind_officers(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        row: &FilingRow,
        hours_left: i64,
    ) -> Result<()> {
        let FilingState::SmsVerification { pending, .. } = &row.state else { return Ok(()) };
        let mut mobiles: Vec<Personal> = Vec::new();
        for officer in pending.iter().filter_map(|party| officer(row, *party)) {
            if !mobiles.contains(&officer.mobile) {
                mobiles.push(officer.mobile.clone());
            }
        }
        let text = words::notice("confirm_reminder", &[hours_left.to_string()]);
        for mobile in mobiles {
            self.queue_message(ctx, tx, mobile, "confirm_reminder", text.clone()).await?;
        }
        Ok(())
    }

    /// Puts a message into the outbox and queues its sending.
    pub(crate) async fn queue_message(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        mobile: Personal,
        template: &str,
        text: String,
    ) -> Result<()> {
        let id = self.entropy.id();
        tx.insert_message(&MessageRow {
            id,
            channel: Channel::Sms,
            recipient: mobile,
            template: template.to_owned(),
            args: serde_json::json!({ "text": text }),
            out_id: id.simple().to_string(),
            state: MessageState::Queued,
            attempts: 0,
            created_at: ctx.now,
            sent_at: None,
        })
        .await?;
        tx.queue(&Work::SendMessage { message: id }.at(ctx.now), ctx.now).await?;
        Ok(())
    }
}

/// Who answers for a part of the filing, as it was handed over.
fn officer(row: &FilingRow, party: Party) -> Option<&Officer> {
    let dossier = row.dossier.as_ref()?;
    match party {
        Party::SponsorOfficer => dossier.sponsor().map(|sponsor| &sponsor.officer),
        Party::ServiceOfficer => dossier.services().first().map(|service| &service.officer),
    }
}
