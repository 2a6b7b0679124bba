use crate::{each_engine, sample};
use filing::id::FilingId;
use store::{Error, UploadRow, UploadState};

/// A prepared file.
pub fn upload(filings: &[FilingId]) -> UploadRow {
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
        arrivals: 0,
        damaged: 0,
        last_error: None,
        created_at: sample::NOW,
        sent_at: None,
        answered_at: None,
        accepted_at: None,
        file_deleted_at: None,
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
        row.arrivals = 1;
        row.damaged = 1;
        row.last_error = Some("dataSequence".into());
        row.sent_at = Some(sample::after(1));
        row.answered_at = Some(sample::after(2));
        row.accepted_at = Some(sample::after(3));
        row.file_deleted_at = Some(sample::after(4));
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

#[tokio::test]
async fn a_first_number_is_set_only_where_none_was_given() {
    each_engine(async |store| {
        let rows = [upload(&[]), upload(&[])];
        let mut tx = store.begin().await.unwrap();
        for row in &rows {
            tx.insert_upload(row).await.unwrap();
        }
        tx.begin_sequence(57).await.unwrap();
        assert_eq!(tx.assign_sequence(rows[0].id).await.unwrap(), 57);
        tx.begin_sequence(99).await.unwrap();
        assert_eq!(tx.assign_sequence(rows[1].id).await.unwrap(), 58);
        tx.raise_counter("wire_id", 1000).await.unwrap();
        assert_eq!(tx.next("wire_id", 1).await.unwrap(), 1001);
        tx.raise_counter("wire_id", 500).await.unwrap();
        assert_eq!(tx.next("wire_id", 1).await.unwrap(), 1002, "it never goes back");
    })
    .await;
}

#[tokio::test]
async fn only_the_last_number_of_a_file_that_was_never_taken_goes_back() {
    each_engine(async |store| {
        let mut rows = [upload(&[]), upload(&[])];
        let mut tx = store.begin().await.unwrap();
        for row in &mut rows {
            tx.insert_upload(row).await.unwrap();
            row.sequence = Some(tx.assign_sequence(row.id).await.unwrap());
        }
        assert!(!tx.may_give_back(&rows[0]).await.unwrap(), "a later one was given");
        assert!(tx.may_give_back(&rows[1]).await.unwrap());
        let taken = UploadRow { accepted_at: Some(sample::NOW), ..rows[1].clone() };
        assert!(!tx.may_give_back(&taken).await.unwrap());
        assert!(tx.may_give_back(&upload(&[])).await.unwrap(), "it has none");
    })
    .await;
}

#[tokio::test]
async fn bytes_are_outlived_when_the_file_is_done_and_old_enough() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        let mut old = upload(&[]);
        (old.state, old.answered_at) = (UploadState::Accepted, Some(sample::after(10)));
        let mut unsent = upload(&[]);
        unsent.state = UploadState::Sending;
        let mut gone = old.clone();
        (gone.id, gone.file_deleted_at) = (sample::id(), Some(sample::after(20)));
        gone.object = sample::object("gone");
        for row in [&old, &unsent, &gone] {
            tx.insert_upload(row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let outlived = async |second| {
            let rows = store.outlived_uploads(sample::after(second), 10).await.unwrap();
            rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(outlived(11).await, [old.id]);
        assert!(outlived(10).await.is_empty());
        assert!(store.refers_to_object(&old.object.key).await.unwrap());
        assert!(!store.refers_to_object(&gone.object.key).await.unwrap());
        assert_eq!(store.next_upload().await.unwrap().map(|row| row.id), Some(unsent.id));
    })
    .await;
}
