use crate::{each_engine, sample};
use filing::permission::Role;
use store::{DownloadRow, Error, SkipOf, UnreadPart};

#[tokio::test]
async fn a_file_that_comes_again_is_known_and_nothing_is_acknowledged_before_it_is_processed() {
    each_engine(async |store| {
        let row = DownloadRow::new("BAJG_0001.zip", sample::object("d1"), sample::NOW);
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

#[tokio::test]
async fn a_file_that_can_not_be_read_counts_its_failures_until_it_is_skipped() {
    each_engine(async |store| {
        let staff = sample::staff("wang", Role::Reviewer);
        let row = DownloadRow::new("DL_7.zip", sample::object("d7"), sample::NOW);
        let mut tx = store.begin().await.unwrap();
        tx.insert_staff(&staff).await.unwrap();
        tx.insert_download_if_new(&row).await.unwrap();
        assert_eq!(tx.note_download_failure("DL_7.zip", "no zip").await.unwrap(), 1);
        assert_eq!(tx.note_download_failure("DL_7.zip", "no zip").await.unwrap(), 2);
        let nobody = tx.note_download_failure("DL_8.zip", "no zip").await;
        assert!(matches!(nobody, Err(Error::NotFound)));
        // It comes again, whole this time.
        tx.replace_download("DL_7.zip", &sample::object("d7-whole")).await.unwrap();
        let early = tx.mark_download_acknowledged("DL_7.zip", sample::after(1)).await;
        assert!(matches!(early, Err(Error::NotFound)));
        let skip =
            SkipOf { at: sample::after(2), by: staff.id, reason: "管局已确认作废".into() };
        tx.skip_download("DL_7.zip", &skip).await.unwrap();
        assert!(matches!(tx.skip_download("DL_7.zip", &skip).await, Err(Error::NotFound)));
        let late = tx.replace_download("DL_7.zip", &row.object).await;
        assert!(matches!(late, Err(Error::NotFound)), "a file that was given up stays as it was");
        tx.mark_download_acknowledged("DL_7.zip", sample::after(3)).await.unwrap();
        tx.commit().await.unwrap();
        let kept = store.download("DL_7.zip").await.unwrap().unwrap();
        assert_eq!((kept.failures, kept.last_error.as_deref()), (2, Some("no zip")));
        assert_eq!((kept.skipped, kept.processed_at), (Some(skip), None));
        assert_eq!(kept.object.key, sample::object("d7-whole").key);
    })
    .await;
}

#[tokio::test]
async fn files_are_listed_newest_first_with_their_unread_parts() {
    each_engine(async |store| {
        let part = UnreadPart { place: 3, element: "Baxx".into(), lacks: "Ztid".into() };
        let mut tx = store.begin().await.unwrap();
        for (name, second) in [("A.zip", 1), ("C.zip", 2), ("B.zip", 2)] {
            let row = DownloadRow::new(name, sample::object(name), sample::after(second));
            tx.insert_download_if_new(&row).await.unwrap();
        }
        tx.note_unread_parts("B.zip", std::slice::from_ref(&part)).await.unwrap();
        tx.commit().await.unwrap();
        let names = |rows: &[DownloadRow]| -> Vec<String> {
            rows.iter().map(|row| row.file_name.clone()).collect()
        };
        let first = store.downloads_page(None, 2).await.unwrap();
        assert_eq!(names(&first), ["C.zip", "B.zip"]);
        assert_eq!(first[1].unread, [part]);
        let last = (first[1].received_at, first[1].file_name.as_str());
        let rest = store.downloads_page(Some(last), 2).await.unwrap();
        assert_eq!(names(&rest), ["A.zip"]);
    })
    .await;
}
