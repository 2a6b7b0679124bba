use crate::{each_engine, sample};
use filing::id::ServiceId;
use serde_json::json;
use store::Error;

#[tokio::test]
async fn a_newer_picture_of_the_same_slot_makes_the_older_one_an_earlier_version() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let service = Some(ServiceId::from_uuid(sample::id()));
        let first = sample::material(filing, None, "sponsor_document");
        let mut second = sample::material(filing, None, "sponsor_document");
        second.created_at = sample::after(60);
        let portrait = sample::material(filing, service, "portrait");
        let other_service =
            sample::material(filing, Some(ServiceId::from_uuid(sample::id())), "portrait");
        let mut tx = store.begin().await.unwrap();
        for row in [&first, &portrait, &other_service, &second] {
            tx.insert_material(row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let current = store.materials_of(filing).await.unwrap();
        assert_eq!(current, [portrait.clone(), other_service.clone(), second.clone()]);
        let history = store.material_history_of(filing).await.unwrap();
        assert_eq!(history.len(), 4);
        let old = store.material(first.id).await.unwrap().unwrap();
        assert_eq!(old.superseded_at, Some(sample::after(60)));
        assert_eq!(
            (old.object, old.evidence),
            (first.object, first.evidence),
            "nothing overwritten"
        );
    })
    .await;
}

#[tokio::test]
async fn evidence_can_come_later_and_a_material_can_go() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut row = sample::material(filing, None, "sheet");
        row.evidence = None;
        let mut tx = store.begin().await.unwrap();
        tx.insert_material(&row).await.unwrap();
        tx.save_evidence(row.id, &json!({"qr": true})).await.unwrap();
        tx.commit().await.unwrap();
        let saved = store.material(row.id).await.unwrap().unwrap();
        assert_eq!(saved.evidence, Some(json!({"qr": true})));
        assert!(store.refers_to_object(&row.object.key).await.unwrap());

        let mut tx = store.begin().await.unwrap();
        assert!(tx.supersede_material(row.id, sample::after(1)).await.unwrap());
        assert!(!tx.supersede_material(row.id, sample::after(2)).await.unwrap());
        assert!(tx.materials_of(filing).await.unwrap().is_empty());
        tx.erase_material(row.id).await.unwrap();
        assert!(matches!(tx.erase_material(row.id).await, Err(Error::NotFound)));
        tx.commit().await.unwrap();
        assert!(!store.refers_to_object(&row.object.key).await.unwrap());
    })
    .await;
}
