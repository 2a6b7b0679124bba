//! I5: a person was reminded at most once of one confirmation at one time.

use crate::{Evidence, Invariant::Reminders, Report, history::Filing};
use filing::{
    journal::EntryName,
    state::{ActionName, Stage},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{MessageRow, MessageState, Result};

/// Templates of the reminders (`crates/app`, `confirmation/remind.rs`): to who is missing, and to the
/// sponsor's contact.
const TEMPLATES: [&str; 2] = ["confirm_officer", "confirm_sponsor"];

pub(crate) async fn check(
    evidence: &Evidence<'_>,
    filings: &[Filing],
    report: &mut Report,
) -> Result<()> {
    let mut rounds: BTreeMap<String, usize> = BTreeMap::new();
    for filing in filings {
        written_once(filing, report);
        let asked = filing.moves.iter().filter(|step| begins_round(step.action, step.to)).count();
        if asked == 0 {
            continue;
        }
        for mobile in mobiles(evidence, filing).await? {
            *rounds.entry(mobile).or_default() += asked;
        }
    }
    let messages = messages(evidence).await?;
    let mut sent: BTreeMap<(String, String), usize> = BTreeMap::new();
    for message in messages.iter().filter(|message| TEMPLATES.contains(&message.template.as_str()))
    {
        let text = message.args["text"].as_str().unwrap_or_default().to_owned();
        *sent.entry((message.recipient.reveal().to_owned(), text)).or_default() += 1;
    }
    for ((mobile, _), times) in &sent {
        let asked = rounds.get(mobile).copied().unwrap_or(0);
        if *times > asked {
            let what = format!("one person: asked in {asked} rounds, reminded {times} times alike");
            report.breach(Reminders, what);
        }
    }
    let files = gateway(evidence, &messages, report);
    let reminders: usize = sent.values().sum();
    report.looked(Reminders, format!("{reminders} reminders, {} messages", messages.len()));
    if let Some(files) = files {
        report.looked(Reminders, format!("{files} at the gateway"));
    }
    Ok(())
}

fn begins_round(action: ActionName, to: Stage) -> bool {
    action == ActionName::Uploaded && to == Stage::SmsVerification
}

/// Within a round the journal has each reminder once.
fn written_once(filing: &Filing, report: &mut Report) {
    let mut seen: BTreeSet<(usize, String)> = BTreeSet::new();
    for (after, name, detail) in &filing.others {
        if name != EntryName::ConfirmationReminded.as_str() {
            continue;
        }
        let before = &filing.moves[..*after];
        let round = before.iter().filter(|step| begins_round(step.action, step.to)).count();
        if !seen.insert((round, detail.to_string())) {
            let what = format!("{}: round {round}: {detail} twice", filing.id);
            report.breach(Reminders, what);
        }
    }
}

/// The mobiles of who was asked, in any round, and the officers' as they were handed over.
async fn mobiles(evidence: &Evidence<'_>, filing: &Filing) -> Result<BTreeSet<String>> {
    let mut mobiles = BTreeSet::new();
    for round in evidence.store.rounds_of(filing.id).await? {
        let people = evidence.store.confirmations_of(filing.id, round.round).await?;
        let asked = people.into_iter().filter_map(|row| row.person);
        mobiles.extend(asked.map(|person| person.mobile.reveal().to_owned()));
    }
    let row = evidence.store.filing(filing.id).await?;
    let Some(dossier) = row.and_then(|row| row.dossier) else { return Ok(mobiles) };
    let sponsor = dossier.sponsor().map(|sponsor| &sponsor.officer.mobile);
    let services = dossier.services().iter().map(|service| &service.officer.mobile);
    mobiles.extend(sponsor.into_iter().chain(services).map(|mobile| mobile.reveal().to_owned()));
    Ok(mobiles)
}

async fn messages(evidence: &Evidence<'_>) -> Result<Vec<MessageRow>> {
    let mut rows: Vec<MessageRow> = Vec::new();
    loop {
        let ids = evidence.store.messages_after(rows.last().map(|row| row.id)).await?;
        if ids.is_empty() {
            return Ok(rows);
        }
        for id in ids {
            rows.extend(evidence.store.message(id).await?);
        }
    }
}

/// The gateway has what we say was sent, and nothing else. Answers how many messages it has.
fn gateway(evidence: &Evidence<'_>, messages: &[MessageRow], report: &mut Report) -> Option<usize> {
    let folder = evidence.gateway.as_deref()?;
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let there: BTreeSet<String> = names
        .filter_map(|file| file.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    let ours: BTreeSet<&str> = messages.iter().map(|message| message.out_id.as_str()).collect();
    for out_id in there.iter().filter(|out_id| !ours.contains(out_id.as_str())) {
        report.breach(Reminders, format!("the gateway has {out_id}, which was never written down"));
    }
    let taken = |state| matches!(state, MessageState::Sent | MessageState::Delivered);
    let sent = messages.iter().filter(|message| taken(message.state));
    for message in sent.filter(|message| !there.contains(&message.out_id)) {
        report.breach(Reminders, format!("{} counts as sent and is not there", message.out_id));
    }
    Some(there.len())
}
