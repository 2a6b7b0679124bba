use crate::{each_database, each_engine, sample};
use filing::{
    confirmation::{AskedPerson, Confirmer, Reminder},
    id::{FilingId, ServiceId},
};
use store::{ConfirmationState, NoticeRow, Recipient, RoundRow, RoundState, Tx};

fn person(confirmer: Confirmer) -> AskedPerson {
    AskedPerson {
        confirmer,
        also: vec![],
        name: "样例".into(),
        mobile: "13800000000".into(),
        document_type: 2,
        document_number: "A1".into(),
    }
}

/// A round of a sponsor's officer and two services' officers that began.
async fn open(tx: &mut Tx, filing: FilingId, deadline: i64) -> RoundRow {
    let round = tx.prepare_round(filing, sample::NOW).await.unwrap();
    let services = [1, 2].map(|n| ServiceId::from_uuid(uuid::Uuid::from_u128(n)));
    let people = [Confirmer::SPONSOR, Confirmer::of_service(services[0])];
    let people = people.into_iter().chain([Confirmer::of_service(services[1])]);
    for (place, confirmer) in (0..).zip(people) {
        tx.insert_confirmation(filing, round, place, &person(confirmer)).await.unwrap();
    }
    let mut row = tx.rounds_of(filing).await.unwrap().remove(0);
    row.state = RoundState::Open;
    row.asked_at = Some(sample::NOW);
    row.deadline = Some(sample::after(deadline));
    tx.save_round(&row).await.unwrap();
    row
}

#[tokio::test]
async fn each_services_officer_has_a_row_and_an_answer_changes_its_own() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut tx = store.begin().await.unwrap();
        open(&mut tx, filing, 86_400).await;
        let mut people = tx.confirmations_of(filing, 1).await.unwrap();
        people[2].state = ConfirmationState::Confirmed;
        people[2].answered_at = Some(sample::after(30));
        people[1].wrong = 2;
        people[1].resent = 1;
        tx.save_confirmation(&people[1]).await.unwrap();
        tx.save_confirmation(&people[2]).await.unwrap();
        tx.commit().await.unwrap();
        let read = store.confirmations_of(filing, 1).await.unwrap();
        assert_eq!(read, people);
        assert_eq!(read[0].person, Some(person(Confirmer::SPONSOR)));
        assert_eq!((read[0].name_masked.as_str(), read[0].place), ("样*", 0));
    })
    .await;
}

#[tokio::test]
async fn a_round_that_never_began_gives_its_place_and_one_that_did_stays() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.prepare_round(filing, sample::NOW).await.unwrap(), 1);
        tx.insert_confirmation(filing, 1, 0, &person(Confirmer::SPONSOR)).await.unwrap();
        let first = open(&mut tx, filing, 86_400).await;
        assert_eq!(first.round, 1);
        assert_eq!(tx.confirmations_of(filing, 1).await.unwrap().len(), 3, "the old list is gone");
        let second = open(&mut tx, filing, 90_000).await;
        tx.commit().await.unwrap();
        assert_eq!(store.rounds_of(filing).await.unwrap(), [second, first]);
    })
    .await;
}

#[tokio::test]
async fn somebody_is_told_one_thing_once_in_a_round() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut tx = store.begin().await.unwrap();
        open(&mut tx, filing, 86_400).await;
        let notice = |recipient, reminder| NoticeRow {
            recipient,
            reminder,
            message: sample::id(),
            noted_at: sample::NOW,
        };
        let first = notice(Recipient::Person(0), Reminder::AtOnce);
        assert!(tx.note_notice(filing, 1, &first).await.unwrap());
        let again = notice(Recipient::Person(0), Reminder::AtOnce);
        assert!(!tx.note_notice(filing, 1, &again).await.unwrap());
        let sponsor = notice(Recipient::Sponsor, Reminder::AtOnce);
        assert!(tx.note_notice(filing, 1, &sponsor).await.unwrap());
        let later = NoticeRow {
            noted_at: sample::after(5),
            ..notice(Recipient::Person(0), Reminder::HalfTime)
        };
        assert!(tx.note_notice(filing, 1, &later).await.unwrap());
        open(&mut tx, filing, 90_000).await;
        assert!(tx.note_notice(filing, 2, &again).await.unwrap(), "in the next round");
        tx.commit().await.unwrap();
        assert_eq!(store.notices_of(filing, 1).await.unwrap(), [sponsor, first, later]);
    })
    .await;
}

#[tokio::test]
async fn the_board_shows_the_nearest_deadline_first_and_loses_nobody_between_pages() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        let account = sample::account("wang");
        tx.insert_account(&account).await.unwrap();
        let mut expected = Vec::new();
        for number in 0..30 {
            let filing = sample::filing(account.id);
            tx.insert_filing(&filing).await.unwrap();
            // Many filings share a deadline.
            expected.push(open(&mut tx, filing.id, 100 - number / 10).await);
        }
        let mut closed = expected.pop().unwrap();
        closed.state = RoundState::Expired;
        closed.ended_at = Some(sample::after(1));
        tx.save_round(&closed).await.unwrap();
        tx.commit().await.unwrap();
        expected.sort_by_key(|row| row.deadline);
        let (mut board, mut after) = (Vec::new(), None);
        loop {
            let page = store.confirmation_board(None, after, 7).await.unwrap();
            board.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(board, expected);
        let soon = store.confirmation_board(Some(sample::after(99)), None, 100).await.unwrap();
        assert_eq!(soon.items, &expected[..9], "at that instant is not before it");
    })
    .await;
}

/// The statements of a migration that take over what the table `confirmation` holds.
fn takeover(url: &str) -> Vec<&'static str> {
    let text = match url.starts_with("sqlite") {
        true => include_str!("../migrations/sqlite/0009_confirmation_rounds.sql"),
        false => include_str!("../migrations/postgres/0009_confirmation_rounds.sql"),
    };
    text.split(';').map(str::trim).filter(|sql| sql.starts_with("INSERT")).collect()
}

#[tokio::test]
async fn a_round_that_an_earlier_version_began_goes_on() {
    each_database(async |database| {
        let store = &database.store;
        let filing = sample::stored_filing(store).await.id;
        let literal = |id: uuid::Uuid| match database.url.starts_with("sqlite") {
            true => format!("X'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        for (party, state, answered) in
            [("service_officer", "confirmed", "5"), ("sponsor_officer", "waiting", "NULL")]
        {
            let (id, filing) = (literal(sample::id()), literal(filing.uuid()));
            let sql = format!(
                "INSERT INTO confirmation (id, filing, party, name_masked, mobile_masked, asked_at, \
                 deadline, state, answered_at) VALUES ({id}, {filing}, '{party}', '样*', \
                 '138****0000', 1, 86400001, '{state}', {answered})"
            );
            database.tamper(&sql).await.unwrap();
        }
        for sql in takeover(&database.url) {
            database.tamper(sql).await.unwrap();
        }
        let rounds = store.rounds_of(filing).await.unwrap();
        assert_eq!((rounds.len(), rounds[0].round, rounds[0].state), (1, 1, RoundState::Open));
        assert_eq!(rounds[0].deadline.unwrap().millis(), 86_400_001);
        let people = store.confirmations_of(filing, 1).await.unwrap();
        let seen: Vec<_> = people.iter().map(|p| (p.confirmer.party.name(), p.state)).collect();
        use ConfirmationState::{Confirmed, Waiting};
        assert_eq!(seen, [("sponsor_officer", Waiting), ("service_officer", Confirmed)]);
        assert_eq!(people[0].person, None);
    })
    .await;
}
