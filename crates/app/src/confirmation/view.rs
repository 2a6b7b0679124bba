//! What the sponsor sees of a round: who is missing, how long there is time, what was told to whom,
//! and what to do when no SMS came.

use super::remind::service_name;
use crate::{
    App, Ctx,
    error::{Error, Result},
    words,
};
use filing::{
    confirmation::{Reminder, WRONG_TRIES},
    id::{FilingId, ServiceId},
    kind::{Confirmers, Party},
    state::{FilingState, ReturnedBy},
    time::Timestamp,
};
use serde::Serialize;
use store::{
    ConfirmationRow, ConfirmationState, FilingRow, MessageState, NoticeRow, Recipient, RoundRow,
    RoundState,
};
use utoipa::ToSchema;

/// Who must answer the ministry's SMS, and until when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConfirmationView {
    pub party: Party,
    pub party_label: String,
    /// Which service the officer answers for.
    pub service: Option<ServiceId>,
    pub service_name: Option<String>,
    /// Every role that the one answer counts for.
    pub roles: Vec<String>,
    pub name: String,
    pub mobile: String,
    pub asked_at: Timestamp,
    pub deadline: Timestamp,
    pub state: String,
    pub state_label: String,
    pub answered_at: Option<Timestamp>,
    /// Wrong answers so far, as far as the bureau tells.
    pub wrong: i32,
    /// How many more may be wrong before the filing is returned.
    pub wrong_left: i32,
    /// New codes asked for so far, as far as the bureau tells.
    pub resent: i32,
}

/// One asking of the officers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundView {
    /// From 1.
    pub round: i32,
    pub state: String,
    pub state_label: String,
    pub asked_at: Timestamp,
    pub deadline: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub people: Vec<ConfirmationView>,
    /// What this system told whom; the ministry's own messages don't pass through here.
    pub notices: Vec<NoticeView>,
}

/// A message about a round, which is read here too when no phone got it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticeView {
    pub reminder: Reminder,
    pub reminder_label: String,
    /// To the sponsor's contact, else to the person with this masked number.
    pub to_sponsor: bool,
    pub mobile: String,
    pub text: String,
    pub state: String,
    pub state_label: String,
    pub at: Timestamp,
}

/// What to do, in the reader's words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HelpView {
    pub code: String,
    pub title: String,
    pub lines: Vec<String>,
}

/// Everything about the confirmations of a filing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConfirmationsView {
    /// The round that runs or ran last; absent before anybody was asked.
    pub current: Option<RoundView>,
    /// The server's clock, by which the screen counts down.
    pub now: Timestamp,
    /// Until the deadline; zero when it is over or nobody is awaited.
    pub seconds_left: i64,
    pub help: Vec<HelpView>,
    /// Rounds that were missed, the latest first.
    pub earlier: Vec<RoundView>,
}

impl App {
    /// The confirmations of a filing for who may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for another account's filing.
    pub async fn show_confirmations(&self, ctx: &Ctx, id: FilingId) -> Result<ConfirmationsView> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        let mut rounds = Vec::new();
        for round in self.store.rounds_of(id).await? {
            rounds.extend(self.round(&row, &round).await?);
        }
        let awaited = matches!(row.state, FilingState::SmsVerification { .. });
        let mut rounds = rounds.into_iter();
        let current = rounds.next();
        let deadline = current.as_ref().filter(|_| awaited).map(|round| round.deadline);
        Ok(ConfirmationsView {
            help: help(&row, current.is_some()),
            seconds_left: deadline.map_or(0, |end| end.since(ctx.now).as_millis() / 1000),
            now: ctx.now,
            current,
            earlier: rounds.collect(),
        })
    }

    /// A round in which somebody was asked.
    async fn round(&self, row: &FilingRow, round: &RoundRow) -> Result<Option<RoundView>> {
        let rows = self.store.confirmations_of(round.filing, round.round).await?;
        let (Some(asked_at), Some(deadline)) = (round.asked_at, round.deadline) else {
            return Ok(None);
        };
        let mut notices = Vec::new();
        for notice in self.store.notices_of(round.filing, round.round).await? {
            notices.extend(self.notice(notice).await?);
        }
        let state = round_name(round.state);
        Ok(Some(RoundView {
            round: round.round,
            state: state.to_owned(),
            state_label: words::round(state),
            asked_at,
            deadline,
            ended_at: round.ended_at,
            people: people(row, round, &rows),
            notices,
        }))
    }

    async fn notice(&self, notice: NoticeRow) -> Result<Option<NoticeView>> {
        let Some(message) = self.store.message(notice.message).await? else { return Ok(None) };
        let state = delivery_name(message.state);
        Ok(Some(NoticeView {
            reminder: notice.reminder,
            reminder_label: words::reminder(notice.reminder),
            to_sponsor: notice.recipient == Recipient::Sponsor,
            mobile: message.recipient.masked(),
            text: message.args["text"].as_str().unwrap_or_default().to_owned(),
            state: state.to_owned(),
            state_label: words::delivery(state),
            at: notice.noted_at,
        }))
    }
}

/// The people of a round; nobody while it has not begun.
pub fn people(
    row: &FilingRow,
    round: &RoundRow,
    rows: &[ConfirmationRow],
) -> Vec<ConfirmationView> {
    let (Some(asked_at), Some(deadline)) = (round.asked_at, round.deadline) else {
        return Vec::new();
    };
    let allowed = i32::from(WRONG_TRIES);
    let view = |person: &ConfirmationRow| {
        let service = person.confirmer.service;
        let roles = person.person.as_ref().map(|asked| asked.roles().collect::<Vec<_>>());
        let label = |party: Party, service: Option<ServiceId>| match service
            .and_then(|id| service_name(row, id))
        {
            Some(name) => format!("{}（{name}）", words::party(party)),
            None => words::party(party),
        };
        ConfirmationView {
            party: person.confirmer.party,
            party_label: words::party(person.confirmer.party),
            service,
            service_name: service.and_then(|id| service_name(row, id)),
            roles: roles
                .unwrap_or_else(|| vec![person.confirmer])
                .into_iter()
                .map(|role| label(role.party, role.service))
                .collect(),
            name: person.name_masked.clone(),
            mobile: person.mobile_masked.clone(),
            asked_at,
            deadline,
            state_label: words::confirmation(state_name(person.state)),
            state: state_name(person.state).to_owned(),
            answered_at: person.answered_at,
            wrong: person.wrong,
            wrong_left: (allowed - person.wrong).max(0),
            resent: person.resent,
        }
    };
    rows.iter().map(view).collect()
}

/// Every subject of advice, in the order of the screen. Words: `confirm_help.<code>`.
pub(crate) const HELP: [&str; 7] = [
    "how",
    "returned",
    "no_sms",
    "wrong_answers",
    "number_changed",
    "officer_left",
    "old_provider",
];

/// What is worth knowing where the filing stands.
fn help(row: &FilingRow, asked: bool) -> Vec<HelpView> {
    let on_record = row.kind.spec().confirmers == Confirmers::OnRecord;
    let awaited = matches!(row.state, FilingState::SmsVerification { .. });
    let missed = asked && row.state == (FilingState::Returned { by: ReturnedBy::SmsTimeout });
    let fits = |code: &str| match code {
        "returned" => missed,
        "no_sms" => awaited || missed,
        "old_provider" => on_record && (awaited || missed),
        _ => awaited,
    };
    let view = |code: &str| {
        let (title, lines) = words::confirm_help(code);
        HelpView { code: code.to_owned(), title, lines }
    };
    HELP.into_iter().filter(|code| fits(code)).map(view).collect()
}

fn state_name(state: ConfirmationState) -> &'static str {
    match state {
        ConfirmationState::Waiting => "waiting",
        ConfirmationState::Confirmed => "confirmed",
        ConfirmationState::Failed => "locked",
        ConfirmationState::Expired => "expired",
        ConfirmationState::Ended => "ended",
    }
}

pub(super) fn round_name(state: RoundState) -> &'static str {
    match state {
        RoundState::Prepared => "prepared",
        RoundState::Open => "open",
        RoundState::Complete => "complete",
        RoundState::Locked => "locked",
        RoundState::Expired => "expired",
        RoundState::Ended => "ended",
    }
}

fn delivery_name(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "queued",
        MessageState::Sending => "sending",
        MessageState::Sent => "sent",
        MessageState::Delivered => "delivered",
        MessageState::Undelivered => "undelivered",
        MessageState::Failed => "failed",
    }
}
