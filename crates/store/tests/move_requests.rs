use crate::{each_engine, sample};
use filing::proposal::Consent;
use store::MoveRequestState;

#[tokio::test]
async fn a_request_is_found_by_its_asker_and_by_the_number() {
    each_engine(async |store| {
        let asker = sample::stored_account(&store, "wang").await.id;
        let holder = sample::stored_account(&store, "li").await.id;
        let mut row = sample::move_request(asker);
        let mut tx = store.begin().await.unwrap();
        tx.insert_move_request(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.move_request(row.id).await.unwrap().as_ref(), Some(&row));
        assert_eq!(store.move_requests_of(asker).await.unwrap(), [row.clone()]);
        assert!(store.move_requests_of(holder).await.unwrap().is_empty());
        let wanted = store.open_move_requests("粤ICP备2024000001号").await.unwrap();
        assert_eq!(wanted, [row.clone()]);

        row.consent = Some(Consent::Given);
        row.consent_by = Some(holder);
        row.consent_at = Some(sample::after(5));
        let mut tx = store.begin().await.unwrap();
        assert!(tx.save_move_request(&row).await.unwrap());
        tx.commit().await.unwrap();
        let open = store.move_requests(MoveRequestState::Open, None, 10).await.unwrap();
        assert_eq!(open.items, [row]);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_ended_is_saved_no_more() {
    each_engine(async |store| {
        let asker = sample::stored_account(&store, "wang").await.id;
        let mut row = sample::move_request(asker);
        let mut tx = store.begin().await.unwrap();
        tx.insert_move_request(&row).await.unwrap();
        row.state = MoveRequestState::Declined;
        row.answer = Some("证明材料不足".into());
        row.ended_at = Some(sample::after(60));
        assert!(tx.save_move_request(&row).await.unwrap());
        let reopened = store::MoveRequestRow { state: MoveRequestState::Done, ..row.clone() };
        assert!(!tx.save_move_request(&reopened).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.move_request(row.id).await.unwrap(), Some(row));
        assert!(store.open_move_requests("粤ICP备2024000001号").await.unwrap().is_empty());
    })
    .await;
}
