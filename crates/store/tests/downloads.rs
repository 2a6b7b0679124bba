use crate::{each_engine, sample};
use store::{DownloadRow, Error};

#[tokio::test]
async fn a_file_that_comes_again_is_known_and_nothing_is_acknowledged_before_it_is_processed() {
    each_engine(async |store| {
        let row = DownloadRow {
            file_name: "BAJG_0001.zip".into(),
            object: sample::object("d1"),
            received_at: sample::NOW,
            processed_at: None,
            acknowledged_at: None,
        };
        let mut tx = store.begin().await.unwrap();
        assert!(tx.insert_download_if_new(&row).await.unwrap());
        let mut again = row.clone();
        again.received_at = sample::after(60);
        assert!(!tx.insert_download_if_new(&again).await.unwrap());
        assert_eq!(tx.download(&row.file_name).await.unwrap(), Some(row.clone()), "unchanged");
        assert_eq!(tx.unacknowledged_downloads().await.unwrap(), std::slice::from_ref(&row));
        tx.commit().await.unwrap();

        let mut tx = store.begin().await.unwrap();
        let early = tx.mark_download_acknowledged(&row.file_name, sample::after(1)).await;
        assert!(matches!(early, Err(Error::NotFound)));
        tx.mark_download_processed(&row.file_name, sample::after(2)).await.unwrap();
        tx.mark_download_acknowledged(&row.file_name, sample::after(3)).await.unwrap();
        tx.commit().await.unwrap();
        let done = store.download(&row.file_name).await.unwrap().unwrap();
        assert_eq!(done.processed_at, Some(sample::after(2)));
        assert_eq!(done.acknowledged_at, Some(sample::after(3)));
        assert!(store.unacknowledged_downloads().await.unwrap().is_empty());
        assert!(store.refers_to_object(&row.object.key).await.unwrap());
    })
    .await;
}
