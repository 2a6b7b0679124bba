use crate::{each_engine, sample, uploads::upload};
use filing::{
    bureau_call::Told,
    state::{FilingState, Upload},
};
use store::{AlertAbout, Error, Held, OutboxRow, UploadState, Waiting};

#[tokio::test]
async fn the_outbox_comes_back_as_it_was_saved() {
    each_engine(async |store| {
        assert_eq!(store.outbox().await.unwrap(), OutboxRow::default());
        let row = OutboxRow {
            held: Some(Held {
                code: Some(5),
                reason: "bureau.account_password".into(),
                args: vec!["5".into()],
                since: sample::NOW,
                account: "abc".into(),
            }),
            waiting: Some(Waiting { code: None, reason: "x.y".into(), until: sample::after(9) }),
            waits: 3,
            synced_at: Some(sample::after(1)),
            bureau_sequence: Some(41),
            most_bytes: Some(1 << 40),
        };
        let mut tx = store.begin().await.unwrap();
        tx.save_outbox(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.outbox().await.unwrap(), row);
    })
    .await;
}

#[tokio::test]
async fn a_filing_waits_for_a_file_until_one_has_it() {
    each_engine(async |store| {
        let mut filing = sample::stored_filing(&store).await;
        let listed = async || store.filings_to_report(10).await.unwrap().len();
        assert_eq!(listed().await, 0, "it is a draft");
        filing.state = FilingState::AwaitingUpload { upload: Upload::Waiting };
        let mut tx = store.begin().await.unwrap();
        filing.version = tx.save_state(&filing).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.filings_to_report(10).await.unwrap(), [(filing.id, filing.kind)]);

        let mut tx = store.begin().await.unwrap();
        assert!(tx.still_to_report(filing.id, filing.version).await.unwrap());
        assert!(!tx.still_to_report(filing.id, filing.version + 1).await.unwrap());
        let mut upload = upload(&[filing.id]);
        tx.insert_upload(&upload).await.unwrap();
        assert!(!tx.still_to_report(filing.id, filing.version).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(listed().await, 0);

        upload.state = UploadState::Withdrawn;
        let mut tx = store.begin().await.unwrap();
        tx.update_upload(&upload).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(listed().await, 1);
    })
    .await;
}

#[tokio::test]
async fn numbers_on_the_wire_are_kept_with_the_version_that_was_read() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await;
        let ids = serde_json::json!({ "sponsor": 7 });
        let mut tx = store.begin().await.unwrap();
        let version = tx.save_wire_ids(filing.id, filing.version, &ids).await.unwrap();
        let late = tx.save_wire_ids(filing.id, filing.version, &ids).await;
        assert!(matches!(late, Err(Error::Stale { .. })));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        tx.save_wire_ids(filing.id, filing.version, &ids).await.unwrap();
        tx.commit().await.unwrap();
        let kept = store.filing(filing.id).await.unwrap().unwrap();
        assert_eq!((kept.version, kept.wire_ids), (version, Some(ids)));
    })
    .await;
}

#[tokio::test]
async fn an_open_alert_counts_and_a_settled_one_can_be_raised_again() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let about = AlertAbout::Filing(filing);
        let args = vec!["7".to_owned()];
        let mut tx = store.begin().await.unwrap();
        assert!(tx.alert(Told::Reviewer, about, "a.b", &[], sample::NOW).await.unwrap());
        assert!(!tx.alert(Told::Reviewer, about, "a.b", &args, sample::after(1)).await.unwrap());
        let outbox = AlertAbout::Outbox;
        assert!(tx.alert(Told::Operator, outbox, "a.b", &[], sample::after(2)).await.unwrap());
        tx.commit().await.unwrap();
        let open = store.open_alerts(10).await.unwrap();
        assert_eq!(
            open.iter().map(|a| (a.about, a.times)).collect::<Vec<_>>(),
            [(outbox, 1), (about, 2)]
        );
        assert_eq!(
            (&open[1].args, open[1].first_at, open[1].last_at),
            (&args, sample::NOW, sample::after(1))
        );
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.settle_alerts(about, sample::after(3)).await.unwrap(), 1);
        assert!(tx.alert(Told::Reviewer, about, "a.b", &[], sample::after(4)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.open_alerts(10).await.unwrap()[0].times, 1);
    })
    .await;
}

#[tokio::test]
async fn a_copy_for_the_bureau_goes_with_its_picture() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let material = sample::material(filing, None, "portrait");
        let (first, second) = (sample::object("first"), sample::object("second"));
        let mut tx = store.begin().await.unwrap();
        tx.insert_material(&material).await.unwrap();
        tx.put_reported_picture(material.id, 100, &first).await.unwrap();
        tx.put_reported_picture(material.id, 50, &second).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.reported_picture(material.id, 100).await.unwrap(), None);
        assert_eq!(store.reported_picture(material.id, 50).await.unwrap(), Some(second.clone()));
        let kept = store.reported_pictures_of(filing).await.unwrap();
        assert_eq!(kept, std::slice::from_ref(&second));
        assert!(store.refers_to_object(&second.key).await.unwrap());
        let mut tx = store.begin().await.unwrap();
        tx.erase_material(material.id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!store.refers_to_object(&second.key).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn an_answer_nobody_could_read_is_kept_until_it_is_forgotten() {
    each_engine(async |store| {
        let (id, object) = (sample::id(), sample::object("answer"));
        let mut tx = store.begin().await.unwrap();
        tx.insert_unread_answer(id, "isp_upload", &object, sample::NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.refers_to_object(&object.key).await.unwrap());
        assert!(store.unread_answers(sample::NOW, 10).await.unwrap().is_empty());
        let old = store.unread_answers(sample::after(1), 10).await.unwrap();
        assert_eq!(old, [(id, object.clone())]);
        let mut tx = store.begin().await.unwrap();
        tx.delete_unread_answer(id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!store.refers_to_object(&object.key).await.unwrap());
    })
    .await;
}
