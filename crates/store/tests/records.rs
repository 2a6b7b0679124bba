use crate::{each_engine, sample};
use filing::{
    draft::ServiceKind,
    id::{AccountId, RecordId, ServiceId},
    record::{RecordChange, RecordEvent, RecordState},
    state::FilingState,
    time::Timestamp,
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
        state: RecordState::Active,
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
        state: RecordState::Active,
    }
}

#[tokio::test]
async fn a_record_is_found_by_number_document_domain_and_account() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let mut row = record(&store, "粤ICP备2024000001号", Some(account));
        let site = service(row.id, "粤ICP备2024000001号-1", &["Example.cn", "example.com"]);
        let mut tx = store.begin().await.unwrap();
        row.version = tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
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
        row.version = tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        let old = row.clone();
        row.state = RecordState::Cancelled;
        row.version = tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(matches!(
            tx.save_record(&old, RecordChange::Imported, None).await,
            Err(Error::Stale { current: 2 })
        ));
        assert_eq!(tx.record(row.id).await.unwrap().unwrap(), row);
        let twin = record(&store, "粤ICP备2024000001号", None);
        let twice = tx.save_record(&twin, RecordChange::Imported, None).await;
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
        tx.save_record(&from, RecordChange::Imported, None).await.unwrap();
        tx.save_record(&to, RecordChange::Imported, None).await.unwrap();
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

#[tokio::test]
async fn every_state_of_a_record_can_be_read_again_by_time() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let hours = |n: i64| Timestamp::from_millis(sample::NOW.millis() + n * 3_600_000);
        let mut row = record(&store, "粤ICP备2024000001号", None);
        let mut tx = store.begin().await.unwrap();
        row.version = tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        row.updated_at = hours(1);
        row.state = RecordState::Changing;
        row.data = json!({"name": "测试科技有限公司", "underway": true});
        let began = RecordChange::State(RecordEvent::ChangeStarted);
        row.version = tx.save_record(&row, began, Some(filing)).await.unwrap();
        tx.commit().await.unwrap();

        let history = store.record_history(row.id, None, 1).await.unwrap();
        assert_eq!(history.items.len(), 1);
        let newest = &history.items[0];
        assert_eq!((newest.change, newest.filing, newest.version), (began, Some(filing), 2));
        assert_eq!(newest.snapshot, row.data);
        let rest = store.record_history(row.id, history.next, 10).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        let first = &rest.items[0];
        assert_eq!((first.change, first.version, first.at), (RecordChange::Imported, 1, hours(0)));
        assert_eq!(first.snapshot, json!({"name": "测试科技有限公司"}));
        let then = store.record_at(row.id, hours(0)).await.unwrap().expect("known by then");
        assert_eq!(&then, first);
        assert_eq!(store.record_at(row.id, hours(2)).await.unwrap().as_ref(), Some(newest));
        assert_eq!(store.record_at(row.id, hours(-1)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_save_that_is_refused_leaves_no_line_in_the_history() {
    each_engine(async |store| {
        let row = record(&store, "粤ICP备2024000001号", None);
        let mut tx = store.begin().await.unwrap();
        tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let again = tx.save_record(&row, RecordChange::Updated, None).await;
        assert!(matches!(again, Err(Error::Stale { current: 1 })), "{again:?}");
        drop(tx);
        assert_eq!(store.record_history(row.id, None, 10).await.unwrap().items.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn sponsors_services_and_accesses_are_found_by_the_bureaus_own_numbers() {
    each_engine(async |store| {
        let row = record(&store, "粤ICP备2024000001号", None);
        let mut site = service(row.id, "粤ICP备2024000001号-1", &["example.cn"]);
        site.service_wire_id = Some(4712);
        site.access_wire_ids = vec![77, 4713];
        let mut tx = store.begin().await.unwrap();
        tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        tx.upsert_record_service(&site).await.unwrap();
        tx.commit().await.unwrap();
        let found = store.record_by_wire_id(4711).await.unwrap();
        assert_eq!(found.map(|found| found.id), Some(row.id));
        assert_eq!(store.record_by_wire_id(4712).await.unwrap(), None);
        let found = store.record_service_by_wire_id(4712).await.unwrap();
        assert_eq!(found.as_ref(), Some(&site));
        assert_eq!(store.record_service_by_access(4713).await.unwrap().as_ref(), Some(&site));
        assert_eq!(store.record_service_by_access(471).await.unwrap(), None, "a part of a number");
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_service_stays_on_record_and_frees_its_domains() {
    each_engine(async |store| {
        let row = record(&store, "粤ICP备2024000001号", None);
        let mut site = service(row.id, "粤ICP备2024000001号-1", &["example.cn"]);
        let mut tx = store.begin().await.unwrap();
        tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        tx.upsert_record_service(&site).await.unwrap();
        site.state = RecordState::Cancelled;
        tx.upsert_record_service(&site).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.records_by_domain("example.cn").await.unwrap().is_empty());
        assert_eq!(store.record_services(row.id).await.unwrap(), [site]);
    })
    .await;
}

#[tokio::test]
async fn filings_that_were_handed_over_are_found_by_record_and_by_number() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let row = record(&store, "粤ICP备2024000001号", Some(account));
        let mut filing = sample::filing(account);
        filing.record = Some(row.id);
        let mut tx = store.begin().await.unwrap();
        tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
        tx.insert_filing(&filing).await.unwrap();
        assert!(tx.inflight_of_record(row.id).await.unwrap().is_empty(), "only typed so far");
        let number = "粤ICP备2024000001号-1";
        filing.dossier = serde_json::from_value(json!({
            "kind": "cancel_access", "sponsor": null, "services": [], "cancel_reason": 1,
            "target": {"sponsor_number": "粤ICP备2024000001号", "service_number": number,
                       "receiving_sponsor_number": null}
        }))
        .unwrap();
        filing.state = FilingState::ProviderReview;
        filing.submitted_at = Some(sample::NOW);
        filing.version = tx.save_state(&filing).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.inflight_of_record(row.id).await.unwrap(), [filing.id]);
        assert_eq!(store.inflight_by_target(number).await.unwrap(), [filing.id]);
        assert!(store.inflight_by_target("粤ICP备2024000001号").await.unwrap().is_empty());
        assert_eq!(store.filing(filing.id).await.unwrap().unwrap().record, Some(row.id));
        filing.state = FilingState::Withdrawn;
        let mut tx = store.begin().await.unwrap();
        tx.save_state(&filing).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.inflight_by_target(number).await.unwrap().is_empty());
    })
    .await;
}
