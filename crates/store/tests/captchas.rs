use crate::{each_engine, sample};
use filing::id::CaptchaId;
use store::CaptchaRow;

#[tokio::test]
async fn a_captcha_is_good_for_one_try_in_time() {
    each_engine(async |store| {
        let captcha = |seconds| CaptchaRow {
            id: CaptchaId::from_uuid(sample::id()),
            answer_hash: [7; 32],
            expires_at: sample::after(seconds),
        };
        let (fresh, old) = (captcha(60), captcha(0));
        let mut tx = store.begin().await.unwrap();
        tx.insert_captcha(&fresh).await.unwrap();
        tx.insert_captcha(&old).await.unwrap();
        assert_eq!(tx.take_captcha(fresh.id, sample::NOW).await.unwrap(), Some([7; 32]));
        assert_eq!(tx.take_captcha(fresh.id, sample::NOW).await.unwrap(), None, "used");
        assert_eq!(tx.take_captcha(old.id, sample::NOW).await.unwrap(), None, "expired");
        let unknown = CaptchaId::from_uuid(sample::id());
        assert_eq!(tx.take_captcha(unknown, sample::NOW).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_take_a_captcha_at_once_one_gets_it() {
    each_engine(async |store| {
        let id = CaptchaId::from_uuid(sample::id());
        let row = CaptchaRow { id, answer_hash: [7; 32], expires_at: sample::after(60) };
        let mut tx = store.begin().await.unwrap();
        tx.insert_captcha(&row).await.unwrap();
        tx.commit().await.unwrap();
        let takers: Vec<_> = (0..6)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin().await.unwrap();
                    let taken = tx.take_captcha(id, sample::NOW).await.unwrap();
                    tx.commit().await.unwrap();
                    taken.is_some()
                })
            })
            .collect();
        let mut taken = 0;
        for taker in takers {
            taken += usize::from(taker.await.unwrap());
        }
        assert_eq!(taken, 1);
    })
    .await;
}
