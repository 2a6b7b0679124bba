use crate::{each_engine, sample};
use filing::id::FilingId;
use store::{Error, UploadRow, UploadState};

fn upload(filings: &[FilingId]) -> UploadRow {
    let id = sample::id();
    UploadRow {
        sequence: None,
        id,
        filings: filings.to_vec(),
        object: sample::object(&id.simple().to_string()),
        hash: "abc=".into(),
        state: UploadState::Prepared,
        msg_code: None,
        attempts: 0,
        last_error: None,
        created_at: sample::NOW,
        sent_at: None,
        answered_at: None,
    }
}

#[tokio::test]
async fn an_upload_comes_back_as_it_went_in_and_is_found_by_filing() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut row = upload(&[filing]);
        let mut tx = store.begin().await.unwrap();
        tx.insert_upload(&row).await.unwrap();
        row.sequence = Some(tx.assign_sequence(row.id).await.unwrap());
        row.state = UploadState::Refused;
        row.msg_code = Some(14);
        row.attempts = 2;
        row.last_error = Some("dataSequence".into());
        row.sent_at = Some(sample::after(1));
        row.answered_at = Some(sample::after(2));
        tx.update_upload(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.upload(row.id).await.unwrap(), Some(row.clone()));
        assert_eq!(store.upload_by_sequence(1).await.unwrap(), Some(row.clone()));
        assert_eq!(store.uploads_of(filing).await.unwrap(), [row]);
        assert_eq!(store.upload_by_sequence(2).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn sequences_have_no_gap_even_when_a_transaction_is_given_up() {
    each_engine(async |store| {
        let rows = [upload(&[]), upload(&[]), upload(&[])];
        let mut tx = store.begin().await.unwrap();
        for row in &rows {
            tx.insert_upload(row).await.unwrap();
        }
        assert_eq!(tx.assign_sequence(rows[0].id).await.unwrap(), 1);
        assert_eq!(tx.assign_sequence(rows[0].id).await.unwrap(), 1, "it keeps its number");
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.assign_sequence(rows[1].id).await.unwrap(), 2);
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.assign_sequence(rows[2].id).await.unwrap(), 2);
        tx.set_last_sequence(41).await.unwrap();
        assert_eq!(tx.assign_sequence(rows[1].id).await.unwrap(), 42, "where the bureau stands");
        let nobody = tx.assign_sequence(sample::id()).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn what_is_unfinished_comes_in_the_order_it_must_be_sent() {
    each_engine(async |store| {
        let mut rows: Vec<_> = (0..5).map(|_| upload(&[])).collect();
        let mut tx = store.begin().await.unwrap();
        for row in &rows {
            tx.insert_upload(row).await.unwrap();
        }
        for place in [3, 0, 2] {
            rows[place].sequence = Some(tx.assign_sequence(rows[place].id).await.unwrap());
        }
        rows[3].state = UploadState::Accepted;
        rows[0].state = UploadState::Sending;
        tx.update_upload(&rows[3]).await.unwrap();
        tx.update_upload(&rows[0]).await.unwrap();
        tx.commit().await.unwrap();
        let order: Vec<_> =
            store.unfinished_uploads().await.unwrap().iter().map(|r| r.id).collect();
        assert_eq!(order, [rows[0].id, rows[2].id, rows[1].id, rows[4].id]);
        assert_eq!(store.last_accepted_upload().await.unwrap(), Some(rows[3].clone()));
    })
    .await;
}
