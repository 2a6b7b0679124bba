use crate::{each_engine, sample};
use filing::{id::CaptchaId, time::Duration};
use store::{CaptchaRow, SessionRow, Swept};

#[tokio::test]
async fn what_expired_goes_and_what_lives_stays() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let mut tx = store.begin().await.unwrap();
        for (number, until) in [(1, 10), (2, 1000)] {
            let until = sample::after(until);
            tx.insert_session(&SessionRow {
                token_hash: [number; 32],
                subject: account.into(),
                created_at: sample::NOW,
                last_seen_at: sample::NOW,
                expires_at: until,
                address: String::new(),
                user_agent: String::new(),
            })
            .await
            .unwrap();
            let id = CaptchaId::from_uuid(sample::id());
            let captcha = CaptchaRow { id, answer_hash: [0; 32], expires_at: until };
            tx.insert_captcha(&captcha).await.unwrap();
            let subject = format!("{number}@example.cn");
            tx.put_code("reset", &subject, &[0; 32], sample::NOW, until).await.unwrap();
            let key = number.to_string();
            tx.idempotency(account, &key, &[0; 32], "req-1", sample::NOW, until).await.unwrap();
            tx.idempotency_done(account, &key, 200, b"", until).await.unwrap();
            tx.queue(&sample::job("done", None), sample::NOW).await.unwrap();
        }
        let mut doomed = sample::job("dead", None);
        doomed.max_attempts = 1;
        tx.queue(&doomed, sample::NOW).await.unwrap();
        tx.commit().await.unwrap();
        let mut finished_at = 0;
        for job in store.claim("w", sample::NOW, Duration::seconds(60), 9).await.unwrap() {
            let result = if job.kind == "dead" { Err("no".to_owned()) } else { Ok(()) };
            store.finish(&job, "w", sample::after(finished_at), result).await.unwrap();
            finished_at += 50;
        }

        let swept = store.sweep(sample::after(100), sample::after(50)).await.unwrap();
        let one_each =
            Swept { sessions: 1, captchas: 1, one_time_codes: 1, idempotency_keys: 1, jobs: 1 };
        assert_eq!(swept, one_each);
        assert_eq!(
            store.sweep(sample::after(100), sample::after(50)).await.unwrap(),
            Swept::default()
        );
        assert_eq!(store.dead_jobs(None, 9).await.unwrap().items.len(), 1, "for a person to see");
        assert!(store.session_by_hash(&[2; 32], sample::after(100)).await.unwrap().is_some());
    })
    .await;
}
