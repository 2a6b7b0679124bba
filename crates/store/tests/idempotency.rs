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
            tx.idempotency(who, "k1", &[hash; 32], "req-1", now, until).await.unwrap()
        };
        assert_eq!(ask(me, 1, sample::NOW).await, Idempotency::Fresh);
        assert_eq!(ask(me, 1, sample::NOW).await, Idempotency::InProgress);
        assert_eq!(ask(me, 2, sample::NOW).await, Idempotency::Mismatch);
        assert_eq!(ask(other, 2, sample::NOW).await, Idempotency::Fresh, "keys are one's own");
        tx.idempotency_done(me, "k1", 201, b"{\"id\":1}", until).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.begin().await.unwrap();
        let done = tx.idempotency(me, "k1", &[1; 32], "req-1", sample::NOW, until).await.unwrap();
        assert_eq!(done, Idempotency::Done { status: 201, body: b"{\"id\":1}".to_vec() });
        let late =
            tx.idempotency(me, "k1", &[9; 32], "req-1", until, sample::after(1200)).await.unwrap();
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
        tx.idempotency(me, "k1", &[1; 32], "req-1", sample::NOW, until).await.unwrap();
        tx.idempotency_forget(me, "k1").await.unwrap();
        let again = tx.idempotency(me, "k1", &[1; 32], "req-1", sample::NOW, until).await.unwrap();
        assert_eq!(again, Idempotency::Fresh);
        tx.idempotency_done(me, "k1", 200, b"", until).await.unwrap();
        tx.idempotency_forget(me, "k1").await.unwrap();
        let done = tx.idempotency(me, "k1", &[1; 32], "req-1", sample::NOW, until).await.unwrap();
        assert_eq!(done, Idempotency::Done { status: 200, body: Vec::new() }, "an answer stays");
    })
    .await;
}

#[tokio::test]
async fn a_request_whose_worker_is_gone_is_handed_to_one_who_asks_again() {
    each_engine(async |store| {
        let me = sample::stored_account(&store, "wang").await.id;
        let ask = async |request: &str, now: i64| {
            let mut tx = store.begin().await.unwrap();
            let (now, until) = (sample::after(now), sample::after(now + 10));
            let known = tx.idempotency(me, "k1", &[1; 32], request, now, until).await.unwrap();
            tx.commit().await.unwrap();
            known
        };
        let mut tx = store.begin().await.unwrap();
        tx.journal(sample::entry("earlier", None)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ask("req-1", 0).await, Idempotency::Fresh);
        let mut tx = store.begin().await.unwrap();
        tx.journal(sample::entry("submit", None)).await.unwrap();
        tx.idempotency_hold(me, "k1", sample::after(15)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ask("req-2", 14).await, Idempotency::InProgress, "it is held on to");
        let first = Idempotency::Interrupted { requests: vec!["req-1".into()], after: 1 };
        assert_eq!(ask("req-2", 15).await, first);
        let done = store.journal_of_request("req-1", 1).await.unwrap();
        assert_eq!(done.len(), 1, "what came before the request is not its work");
        assert_eq!(done[0].action, "submit");
        assert_eq!(ask("req-3", 24).await, Idempotency::InProgress, "the second has it now");
        let requests = vec!["req-1".into(), "req-2".into()];
        assert_eq!(ask("req-3", 25).await, Idempotency::Interrupted { requests, after: 1 });
        let swept = store.sweep(sample::after(3600), sample::NOW).await.unwrap();
        assert_eq!(swept.idempotency_keys, 0, "its client may still come back");
        let swept = store.sweep(sample::after(2 * 86_400), sample::NOW).await.unwrap();
        assert_eq!(swept.idempotency_keys, 1);
    })
    .await;
}
