use crate::{each_engine, sample};
use filing::{
    draft::ServiceKind,
    id::{AccountId, RecordId, ServiceId},
};
use serde_json::json;
use store::{Error, RecordRow, RecordServiceRow, Store};

fn record(store: &Store, number: &str, account: Option<AccountId>) -> RecordRow {
    RecordRow {
        id: RecordId::from_uuid(sample::id()),
        account,
        sponsor_number: number.into(),
        sponsor_wire_id: Some(4711),
        document_index: store.keys().document_index("91350100M000100Y43"),
        data: json!({"name": "测试科技有限公司"}),
        state: "valid".into(),
        created_at: sample::NOW,
        updated_at: sample::NOW,
        version: 0,
    }
}

fn service(record: RecordId, number: &str, domains: &[&str]) -> RecordServiceRow {
    RecordServiceRow {
        record,
        service: ServiceId::from_uuid(sample::id()),
        service_number: Some(number.into()),
        service_wire_id: Some(1),
        kind: ServiceKind::Website,
        domains: domains.iter().map(|&domain| domain.into()).collect(),
        access_wire_ids: vec![7, 8],
        state: "valid".into(),
    }
}

#[tokio::test]
async fn a_record_is_found_by_number_document_domain_and_account() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let mut row = record(&store, "粤ICP备2024000001号", Some(account));
        let site = service(row.id, "粤ICP备2024000001号-1", &["Example.cn", "example.com"]);
        let mut tx = store.begin().await.unwrap();
        row.version = tx.upsert_record(&row).await.unwrap();
        tx.upsert_record_service(&site).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(row.version, 1);
        assert_eq!(store.record(row.id).await.unwrap().unwrap(), row);
        let found = store.record_by_sponsor_number("粤ICP备2024000001号").await.unwrap();
        assert_eq!(found.unwrap(), row);
        let document = store.keys().document_indexes("91350100m000100y43");
        assert_eq!(store.records_by_document(&document).await.unwrap(), [row.clone()]);
        let by_domain = store.records_by_domain("EXAMPLE.cn").await.unwrap();
        assert_eq!(by_domain, [(row.clone(), site.clone())]);
        assert!(store.records_by_domain("xample.cn").await.unwrap().is_empty());
        assert_eq!(store.record_services(row.id).await.unwrap(), std::slice::from_ref(&site));
        let by_number = store.record_service_by_number("粤ICP备2024000001号-1").await.unwrap();
        assert_eq!(by_number, Some(site));
        assert_eq!(store.records_of(account).await.unwrap(), [row]);
    })
    .await;
}

#[tokio::test]
async fn an_old_record_does_not_overwrite_a_newer_one() {
    each_engine(async |store| {
        let mut row = record(&store, "粤ICP备2024000001号", None);
        let mut tx = store.begin().await.unwrap();
        row.version = tx.upsert_record(&row).await.unwrap();
        let old = row.clone();
        row.state = "cancelled".into();
        row.version = tx.upsert_record(&row).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(matches!(tx.upsert_record(&old).await, Err(Error::Stale { current: 2 })));
        assert_eq!(tx.record(row.id).await.unwrap().unwrap(), row);
        let twin = record(&store, "粤ICP备2024000001号", None);
        let twice = tx.upsert_record(&twin).await;
        assert!(matches!(twice, Err(Error::Duplicate("sponsor_number"))), "{twice:?}");
    })
    .await;
}

#[tokio::test]
async fn a_service_that_moves_takes_its_domains_along_and_loses_what_it_gave_up() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        let from = record(&store, "粤ICP备2024000001号", None);
        let to = record(&store, "粤ICP备2024000002号", None);
        let mut site = service(from.id, "粤ICP备2024000001号-1", &["kept.cn", "given-up.cn"]);
        tx.upsert_record(&from).await.unwrap();
        tx.upsert_record(&to).await.unwrap();
        tx.upsert_record_service(&site).await.unwrap();
        site.record = to.id;
        site.service_number = Some("粤ICP备2024000002号-1".into());
        site.domains = vec!["kept.cn".into()];
        tx.upsert_record_service(&site).await.unwrap();
        assert_eq!(tx.records_by_domain("kept.cn").await.unwrap()[0].0.id, to.id);
        assert!(tx.records_by_domain("given-up.cn").await.unwrap().is_empty());
        assert!(tx.record_services(from.id).await.unwrap().is_empty());
        assert!(tx.delete_record_service(site.service).await.unwrap());
        assert!(tx.records_by_domain("kept.cn").await.unwrap().is_empty());
    })
    .await;
}
