use crate::{each_engine, sample};
use store::CodeOutcome::{Expired, Locked, Ok, Wrong};

const RIGHT: [u8; 32] = [1; 32];
const WRONG: [u8; 32] = [2; 32];

#[tokio::test]
async fn a_code_allows_five_tries_and_not_one_more() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        tx.put_code("reset", "a@example.cn", &RIGHT, sample::NOW, sample::after(600))
            .await
            .unwrap();
        for outcome in
            [Wrong { left: 4 }, Wrong { left: 3 }, Wrong { left: 2 }, Wrong { left: 1 }, Locked]
        {
            let tried = tx.try_code("reset", "a@example.cn", &WRONG, sample::NOW).await.unwrap();
            assert_eq!(tried, outcome);
        }
        let tried = tx.try_code("reset", "a@example.cn", &RIGHT, sample::NOW).await.unwrap();
        assert_eq!(tried, Locked, "the right code comes too late");
    })
    .await;
}

#[tokio::test]
async fn the_fifth_try_may_be_the_right_one_and_a_code_works_once() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        tx.put_code("reset", "a@example.cn", &RIGHT, sample::NOW, sample::after(600))
            .await
            .unwrap();
        for _ in 0..4 {
            tx.try_code("reset", "a@example.cn", &WRONG, sample::NOW).await.unwrap();
        }
        let mut try_right =
            async || tx.try_code("reset", "a@example.cn", &RIGHT, sample::NOW).await;
        assert_eq!(try_right().await.unwrap(), Ok);
        assert_eq!(try_right().await.unwrap(), Expired, "used up");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_for_one_purpose_one_person_and_a_while() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        tx.put_code("reset", "a@example.cn", &RIGHT, sample::NOW, sample::after(600))
            .await
            .unwrap();
        let mut outcome =
            async |purpose, subject, now| tx.try_code(purpose, subject, &RIGHT, now).await.unwrap();
        assert_eq!(outcome("register", "a@example.cn", sample::NOW).await, Expired);
        assert_eq!(outcome("reset", "b@example.cn", sample::NOW).await, Expired);
        assert_eq!(outcome("reset", "a@example.cn", sample::after(600)).await, Expired);
        assert_eq!(outcome("reset", "a@example.cn", sample::after(599)).await, Ok);
    })
    .await;
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.code_sent_at("reset", "a@example.cn").await.unwrap(), None);
        tx.put_code("reset", "a@example.cn", &WRONG, sample::NOW, sample::after(600))
            .await
            .unwrap();
        tx.put_code("reset", "a@example.cn", &RIGHT, sample::after(60), sample::after(660))
            .await
            .unwrap();
        let sent = tx.code_sent_at("reset", "a@example.cn").await.unwrap();
        assert_eq!(sent, Some(sample::after(60)));
        let old = tx.try_code("reset", "a@example.cn", &WRONG, sample::after(61)).await.unwrap();
        assert_eq!(old, Wrong { left: 4 });
    })
    .await;
}
