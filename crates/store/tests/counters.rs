use crate::each_engine;

#[tokio::test]
async fn numbers_begin_at_one_come_in_rows_and_can_be_set() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.next("wire", 1).await.unwrap(), 1);
        assert_eq!(tx.next("wire", 10).await.unwrap(), 2);
        assert_eq!(tx.next("wire", 1).await.unwrap(), 12);
        assert_eq!(tx.next("other", 1).await.unwrap(), 1);
        tx.set_counter("wire", 100).await.unwrap();
        assert_eq!(tx.next("wire", 1).await.unwrap(), 101);
        tx.commit().await.unwrap();
        assert_eq!(store.counter("wire").await.unwrap(), 101);
        assert_eq!(store.counter("never").await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn takers_at_once_share_no_number_and_leave_no_gap() {
    each_engine(async |store| {
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin().await.unwrap();
                    let first = tx.next("wire", 3).await.unwrap();
                    // Every other one changes its mind.
                    if number % 2 == 0 {
                        tx.commit().await.unwrap();
                        return Some(first);
                    }
                    tx.rollback().await.unwrap();
                    None
                })
            })
            .collect();
        let mut firsts = Vec::new();
        for task in tasks {
            firsts.extend(task.await.unwrap());
        }
        firsts.sort_unstable();
        assert_eq!(firsts, [1, 4, 7, 10]);
    })
    .await;
}
