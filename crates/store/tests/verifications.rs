use crate::{each_engine, sample};
use filing::id::ServiceId;
use serde_json::json;
use store::{Error, Store, VerificationRow};

async fn stored(store: &Store) -> VerificationRow {
    let filing = sample::stored_filing(store).await;
    let row = sample::verification(filing.id);
    let mut tx = store.begin().await.unwrap();
    tx.insert_verification(&row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

#[tokio::test]
async fn a_run_is_found_by_its_token_and_by_its_filing() {
    each_engine(async |store| {
        let row = stored(&store).await;
        assert_eq!(store.verification(row.id).await.unwrap(), Some(row.clone()));
        let found = store.verification_by_token_hash(&row.token_hash).await.unwrap();
        assert_eq!(found, Some(row.clone()));
        assert_eq!(store.verification_by_token_hash(&[0; 32]).await.unwrap(), None);
        assert_eq!(store.verifications_of(row.filing).await.unwrap(), [row]);
    })
    .await;
}

#[tokio::test]
async fn two_phones_at_once_do_not_overwrite_each_other() {
    each_engine(async |store| {
        let row = stored(&store).await;
        let mut mine = row.clone();
        mine.device_hash = Some([5; 32]);
        mine.opened_at = Some(sample::NOW);
        mine.session_expires_at = Some(sample::after(600));
        mine.session = json!({"step": "portrait"});
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.save_verification(&mine).await.unwrap(), 2);
        tx.commit().await.unwrap();
        mine.version = 2;
        assert_eq!(store.verification(row.id).await.unwrap(), Some(mine));
        let mut tx = store.begin().await.unwrap();
        let stale = tx.save_verification(&row).await;
        assert!(matches!(stale, Err(Error::Stale { current: 2 })));
    })
    .await;
}

#[tokio::test]
async fn runs_are_revoked_by_filing_or_by_service() {
    each_engine(async |store| {
        let first = stored(&store).await;
        let mut second = sample::verification(first.filing);
        second.service = ServiceId::from_uuid(sample::id());
        let elsewhere = stored(&store).await;
        let mut tx = store.begin().await.unwrap();
        tx.insert_verification(&second).await.unwrap();
        let revoked = tx.revoke_verifications_of(first.filing, Some(second.service)).await.unwrap();
        assert_eq!(revoked, 1);
        assert!(!tx.verification(first.id).await.unwrap().unwrap().revoked);
        assert!(tx.verification(second.id).await.unwrap().unwrap().revoked);
        assert_eq!(tx.revoke_verifications_of(first.filing, None).await.unwrap(), 1);
        assert!(tx.verification(first.id).await.unwrap().unwrap().revoked);
        assert!(!tx.verification(elsewhere.id).await.unwrap().unwrap().revoked);
        // A phone that still holds the old version can't undo it.
        let stale = tx.save_verification(&first).await;
        assert!(matches!(stale, Err(Error::Stale { current: 2 })));
    })
    .await;
}
