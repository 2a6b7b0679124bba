use crate::{each_engine, sample};
use store::{Idempotency, Subject};

#[tokio::test]
async fn a_request_sent_twice_gets_one_answer() {
    each_engine(async |store| {
        let me: Subject = sample::stored_account(&store, "wang").await.id.into();
        let other: Subject = sample::stored_account(&store, "li").await.id.into();
        let until = sample::after(600);
        let mut tx = store.begin().await.unwrap();
        let mut ask = async |who: Subject, hash: u8, now| {
            tx.idempotency(who, "k1", &[hash; 32], now, until).await.unwrap()
        };
        assert_eq!(ask(me, 1, sample::NOW).await, Idempotency::Fresh);
        assert_eq!(ask(me, 1, sample::NOW).await, Idempotency::InProgress);
        assert_eq!(ask(me, 2, sample::NOW).await, Idempotency::Mismatch);
        assert_eq!(ask(other, 2, sample::NOW).await, Idempotency::Fresh, "keys are one's own");
        tx.idempotency_done(me, "k1", 201, b"{\"id\":1}", until).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.begin().await.unwrap();
        let done = tx.idempotency(me, "k1", &[1; 32], sample::NOW, until).await.unwrap();
        assert_eq!(done, Idempotency::Done { status: 201, body: b"{\"id\":1}".to_vec() });
        let late = tx.idempotency(me, "k1", &[9; 32], until, sample::after(1200)).await.unwrap();
        assert_eq!(late, Idempotency::Fresh, "an old key is free again");
    })
    .await;
}

#[tokio::test]
async fn a_request_that_failed_frees_its_key() {
    each_engine(async |store| {
        let me = sample::stored_account(&store, "wang").await.id;
        let until = sample::after(600);
        let mut tx = store.begin().await.unwrap();
        tx.idempotency(me, "k1", &[1; 32], sample::NOW, until).await.unwrap();
        tx.idempotency_forget(me, "k1").await.unwrap();
        let again = tx.idempotency(me, "k1", &[1; 32], sample::NOW, until).await.unwrap();
        assert_eq!(again, Idempotency::Fresh);
        tx.idempotency_done(me, "k1", 200, b"", until).await.unwrap();
        tx.idempotency_forget(me, "k1").await.unwrap();
        let done = tx.idempotency(me, "k1", &[1; 32], sample::NOW, until).await.unwrap();
        assert_eq!(done, Idempotency::Done { status: 200, body: Vec::new() }, "an answer stays");
    })
    .await;
}
