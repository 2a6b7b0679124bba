use crate::{each_engine, sample};
use filing::{id::FilingId, kind::Party};
use store::{ConfirmationRow, ConfirmationState};

fn confirmation(filing: FilingId, party: Party, deadline: i64) -> ConfirmationRow {
    ConfirmationRow {
        filing,
        party,
        name_masked: "张**".into(),
        mobile_masked: "138****0000".into(),
        asked_at: sample::NOW,
        deadline: sample::after(deadline),
        state: ConfirmationState::Waiting,
        answered_at: None,
    }
}

#[tokio::test]
async fn an_answer_takes_the_place_of_the_question() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut sponsor = confirmation(filing, Party::SponsorOfficer, 86_400);
        let service = confirmation(filing, Party::ServiceOfficer, 86_400);
        let mut tx = store.begin().await.unwrap();
        tx.upsert_confirmation(&sponsor).await.unwrap();
        tx.upsert_confirmation(&service).await.unwrap();
        sponsor.state = ConfirmationState::Confirmed;
        sponsor.answered_at = Some(sample::after(30));
        tx.upsert_confirmation(&sponsor).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.confirmations_of(filing).await.unwrap(), [service.clone(), sponsor]);
        assert_eq!(store.confirmation_board(None, 10).await.unwrap().items, [service]);
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
            // Both parties of a filing share a deadline, as do many filings.
            for party in [Party::SponsorOfficer, Party::ServiceOfficer] {
                let row = confirmation(filing.id, party, 100 - number / 10);
                tx.upsert_confirmation(&row).await.unwrap();
                expected.push(row);
            }
        }
        tx.commit().await.unwrap();
        expected.sort_by_key(|row| row.deadline);
        let (mut board, mut after) = (Vec::new(), None);
        loop {
            let page = store.confirmation_board(after, 7).await.unwrap();
            board.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(board, expected);
    })
    .await;
}
