use crate::{each_engine, sample};
use filing::time::Duration;

const MINUTE: Duration = Duration::minutes(1);

#[tokio::test]
async fn one_holds_a_lease_until_it_ends_and_the_fence_grows() {
    each_engine(async |store| {
        let mut mine =
            store.acquire_lease("sender", "a", sample::NOW, MINUTE).await.unwrap().unwrap();
        let theirs = store.acquire_lease("sender", "b", sample::after(59), MINUTE).await.unwrap();
        assert_eq!(theirs, None);
        let again = store.acquire_lease("sender", "a", sample::after(10), MINUTE).await.unwrap();
        assert_eq!(again.unwrap().fence, mine.fence, "the same holder goes on");
        assert!(store.renew_lease(&mut mine, sample::after(50), MINUTE).await.unwrap());
        assert_eq!(mine.until, sample::after(110));

        let theirs = store.acquire_lease("sender", "b", sample::after(110), MINUTE).await.unwrap();
        let theirs = theirs.unwrap();
        assert!(theirs.fence > mine.fence);
        assert!(!store.renew_lease(&mut mine, sample::after(111), MINUTE).await.unwrap());
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.holds_lease(&mine, sample::after(111)).await.unwrap());
        assert!(tx.holds_lease(&theirs, sample::after(111)).await.unwrap());
        assert!(!tx.holds_lease(&theirs, sample::after(170)).await.unwrap(), "ended by itself");
    })
    .await;
}

#[tokio::test]
async fn a_lease_given_back_is_free_at_once_and_a_late_return_takes_nothing_away() {
    each_engine(async |store| {
        let mine = store.acquire_lease("sender", "a", sample::NOW, MINUTE).await.unwrap().unwrap();
        store.release_lease(&mine).await.unwrap();
        let theirs =
            store.acquire_lease("sender", "b", sample::NOW, MINUTE).await.unwrap().unwrap();
        store.release_lease(&mine).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(tx.holds_lease(&theirs, sample::after(1)).await.unwrap());
        drop(tx);
        // After a restart the same name is a new holder if its lease had ended.
        let back = store.acquire_lease("sender", "b", sample::after(61), MINUTE).await.unwrap();
        assert!(back.unwrap().fence > theirs.fence);
    })
    .await;
}

#[tokio::test]
async fn a_lease_from_before_the_clock_was_set_back_keeps_nobody_waiting() {
    each_engine(async |store| {
        let day = 25 * 3600;
        let mine = store.acquire_lease("sender", "a", sample::after(day), MINUTE).await.unwrap();
        let theirs = store.acquire_lease("sender", "b", sample::NOW, MINUTE).await.unwrap();
        assert!(theirs.unwrap().fence > mine.unwrap().fence, "the first is recognised");
    })
    .await;
}
