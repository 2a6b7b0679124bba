//! Reminding whoever has not answered, and the sponsor, who can call them. Each person is told each
//! thing once a round, however often the work is done: the ledger is asked first.

use super::{is_awaiting, round::latest_round};
use crate::{
    App, Ctx,
    error::{Error, Result},
    notify::contact,
    words,
};
use filing::{
    confirmation::Reminder,
    id::FilingId,
    journal::EntryName,
    personal::Personal,
    time::{Duration, Timestamp},
};
use store::{ConfirmationRow, ConfirmationState, FilingRow, NoticeRow, Recipient};

impl App {
    /// A reminder of a round is due.
    pub(crate) async fn remind_confirmation(
        &self,
        ctx: &Ctx,
        id: FilingId,
        deadline: Timestamp,
        reminder: Reminder,
    ) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        // At the deadline nobody can answer any more.
        if !is_awaiting(&row.state, deadline) || ctx.now >= deadline {
            return Ok(());
        }
        let Some(round) = latest_round(&mut tx, id).await? else { return Ok(()) };
        let people = tx.confirmations_of(id, round.round).await?;
        let texts = texts(&row, &people, deadline, ctx.now);
        let mut told = 0;
        for (recipient, mobile, template, text) in texts {
            let message = self.entropy.id();
            let notice = NoticeRow { recipient, reminder, message, noted_at: ctx.now };
            if tx.note_notice(id, round.round, &notice).await? {
                self.queue_message_until(ctx, &mut tx, message, mobile, template, text, deadline)
                    .await?;
                told += 1;
            }
        }
        if told > 0 {
            let detail = serde_json::json!({
                "reminder": reminder, "round": round.round, "messages": told,
            });
            self.journal(&mut tx, ctx, EntryName::ConfirmationReminded, Some(id), detail).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

type Told = (Recipient, Personal, &'static str, String);

/// What is said to whom. The sponsor's contact hears who is missing; where that is one of the people
/// of the round they are one recipient and get one message.
fn texts(
    row: &FilingRow,
    people: &[ConfirmationRow],
    deadline: Timestamp,
    now: Timestamp,
) -> Vec<Told> {
    let missing: Vec<&ConfirmationRow> =
        people.iter().filter(|person| person.state == ConfirmationState::Waiting).collect();
    let hours = hours_left(deadline.since(now)).to_string();
    let until = words::clock(deadline);
    let contact = contact(row);
    let is_contact = |person: &ConfirmationRow| {
        let mobile = person.person.as_ref().map(|asked| &asked.mobile);
        mobile.is_some() && mobile == contact.as_ref()
    };
    let alone = |person: &ConfirmationRow| missing.len() == 1 && missing[0].id == person.id;
    let mut texts: Vec<Told> = Vec::new();
    for person in &missing {
        let Some(asked) = &person.person else { continue };
        if is_contact(person) && !alone(person) {
            continue;
        }
        let roles: Vec<String> = asked.roles().map(|role| words::party(role.party)).collect();
        let text = words::notice(
            "confirm_officer",
            &[
                distinct(roles).join("、"),
                about(row, person),
                person.mobile_masked.clone(),
                hours.clone(),
                until.clone(),
            ],
        );
        let recipient = Recipient::Person(person.place);
        texts.push((recipient, asked.mobile.clone(), "confirm_officer", text));
    }
    let himself = people.iter().find(|person| is_contact(person));
    let Some(contact) = contact.clone() else { return texts };
    if missing.is_empty() || himself.is_some_and(alone) {
        return texts;
    }
    let names: Vec<String> = missing
        .iter()
        .map(|person| format!("{} {}", words::party(person.confirmer.party), person.mobile_masked))
        .collect();
    let text =
        words::notice("confirm_sponsor", &[row.title.clone(), names.join("、"), hours, until]);
    let recipient = himself.map_or(Recipient::Sponsor, |person| Recipient::Person(person.place));
    texts.push((recipient, contact, "confirm_sponsor", text));
    texts
}

/// In whole hours, as people say it; the work may be a little late.
fn hours_left(left: Duration) -> i64 {
    let half = Duration::minutes(30).as_millis();
    ((left.as_millis() + half) / Duration::hours(1).as_millis()).max(1)
}

/// What the person answers for: the service, or what the filing is called.
fn about(row: &FilingRow, person: &ConfirmationRow) -> String {
    let service = person.confirmer.service;
    service.and_then(|id| service_name(row, id)).unwrap_or_else(|| row.title.clone())
}

pub(super) fn service_name(row: &FilingRow, id: filing::id::ServiceId) -> Option<String> {
    let dossier = row.dossier.as_ref()?;
    let service = dossier.services().iter().find(|service| service.id == id)?;
    let domain = service.domains.first().map(|domain| &domain.unicode);
    service.names.first().or(domain).cloned()
}

fn distinct(list: Vec<String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::with_capacity(list.len());
    for item in list {
        if !once.contains(&item) {
            once.push(item);
        }
    }
    once
}
