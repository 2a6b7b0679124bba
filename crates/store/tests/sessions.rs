use crate::{each_engine, sample};
use filing::permission::Role;
use store::{SessionRow, Subject};

fn session(token: u8, subject: impl Into<Subject>) -> SessionRow {
    SessionRow {
        token_hash: [token; 32],
        subject: subject.into(),
        created_at: sample::NOW,
        last_seen_at: sample::NOW,
        expires_at: sample::after(3600),
        address: "192.0.2.1".into(),
        user_agent: "test".into(),
    }
}

#[tokio::test]
async fn a_session_lives_until_it_expires_and_can_be_prolonged() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let row = session(1, account);
        let mut tx = store.begin().await.unwrap();
        tx.insert_session(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.session_by_hash(&[1; 32], sample::after(3599)).await.unwrap(), Some(row));
        assert_eq!(store.session_by_hash(&[1; 32], sample::after(3600)).await.unwrap(), None);
        assert_eq!(store.session_by_hash(&[2; 32], sample::NOW).await.unwrap(), None);

        let mut tx = store.begin().await.unwrap();
        tx.touch_session(&[1; 32], sample::after(10), sample::after(7200)).await.unwrap();
        tx.commit().await.unwrap();
        let seen = store.session_by_hash(&[1; 32], sample::after(3600)).await.unwrap().unwrap();
        assert_eq!(seen.last_seen_at, sample::after(10));
    })
    .await;
}

#[tokio::test]
async fn logging_out_everywhere_ends_all_sessions_of_one_subject_but_the_kept_one() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let staff = sample::staff("reviewer1", Role::Reviewer);
        let mut tx = store.begin().await.unwrap();
        tx.insert_staff(&staff).await.unwrap();
        for token in [1, 2, 3] {
            tx.insert_session(&session(token, account)).await.unwrap();
        }
        tx.insert_session(&session(4, staff.id)).await.unwrap();
        assert_eq!(tx.delete_sessions_of(account.into(), Some(&[2; 32])).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let left = store.sessions_of(account.into(), sample::NOW).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].token_hash, [2; 32]);
        let staff_session = store.session_by_hash(&[4; 32], sample::NOW).await.unwrap().unwrap();
        assert_eq!(staff_session.subject, Subject::Staff(staff.id));

        let mut tx = store.begin().await.unwrap();
        assert!(tx.delete_session(&[2; 32]).await.unwrap());
        assert!(!tx.delete_session(&[2; 32]).await.unwrap());
        assert_eq!(tx.delete_sessions_of(staff.id.into(), None).await.unwrap(), 1);
    })
    .await;
}
