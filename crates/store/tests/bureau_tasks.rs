use crate::{each_engine, sample};
use filing::{
    draft::ServiceKind,
    id::{AccountId, RecordId, ServiceId, TaskId},
    inspection::{TaskKind, TaskState},
    permission::Role,
    record::{RecordChange, RecordState},
};
use serde_json::json;
use store::{
    DownloadRow, Error, RecordRow, RecordServiceRow, Store, TaskFilter, TaskRow, UploadRow,
    UploadState,
};

const FILE: &str = "DL_1.zip";

pub async fn file(store: &Store, name: &str) {
    let mut tx = store.begin().await.unwrap();
    let row = DownloadRow::new(name, sample::object(name), sample::NOW);
    tx.insert_download_if_new(&row).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn task(kind: TaskKind, place: i64) -> TaskRow {
    TaskRow {
        id: TaskId::from_uuid(sample::id()),
        kind,
        state: TaskState::Open,
        file_name: FILE.into(),
        place,
        key: Some(format!("{place}")),
        record: None,
        number: Some("粤ICP备2024000001号-1".into()),
        domain: Some("example-icp.com".into()),
        ip: Some("203.0.113.10".into()),
        deadline: sample::after(3600 * (10 - place)),
        detail: json!({ "text": "请整改" }),
        answer: None,
        answered_by: None,
        answered_at: None,
        upload: None,
        outcome: None,
        received_at: sample::NOW,
        updated_at: sample::NOW,
        version: 0,
    }
}

async fn insert(store: &Store, rows: &[TaskRow]) {
    let mut tx = store.begin().await.unwrap();
    for row in rows {
        assert!(tx.insert_task_if_new(row).await.unwrap());
    }
    tx.commit().await.unwrap();
}

async fn record(store: &Store, account: Option<AccountId>, number: &str, id: i64) -> RecordId {
    let row = RecordRow {
        id: RecordId::from_uuid(sample::id()),
        account,
        sponsor_number: number.into(),
        sponsor_wire_id: Some(id),
        document_index: store.keys().document_index(number),
        data: json!({}),
        state: RecordState::Active,
        created_at: sample::NOW,
        updated_at: sample::NOW,
        version: 0,
    };
    let service = RecordServiceRow {
        record: row.id,
        service: ServiceId::from_uuid(sample::id()),
        service_number: Some(format!("{number}-1")),
        service_wire_id: Some(id + 100),
        kind: ServiceKind::Website,
        domains: Vec::new(),
        access_wire_ids: Vec::new(),
        state: RecordState::Active,
    };
    let mut tx = store.begin().await.unwrap();
    tx.save_record(&row, RecordChange::Imported, None).await.unwrap();
    tx.upsert_record_service(&service).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

#[tokio::test]
async fn an_event_makes_one_task_and_what_is_saved_comes_back() {
    each_engine(async |store| {
        file(&store, FILE).await;
        let mut row = task(TaskKind::UnfiledSite, 0);
        insert(&store, std::slice::from_ref(&row)).await;
        assert_eq!(store.task(row.id).await.unwrap(), Some(row.clone()));
        let again = TaskRow { id: TaskId::from_uuid(sample::id()), ..row.clone() };
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.insert_task_if_new(&again).await.unwrap(), "the same event of the same file");
        tx.commit().await.unwrap();
        assert_eq!(store.task_of_event(FILE, 0).await.unwrap(), Some(row.clone()));
        assert_eq!(store.task_of_event(FILE, 1).await.unwrap(), None);

        let staff = sample::staff("wang", Role::Reviewer);
        let upload = upload();
        let mut tx = store.begin().await.unwrap();
        tx.insert_staff(&staff).await.unwrap();
        tx.insert_upload(&upload).await.unwrap();
        row.state = TaskState::Answered;
        row.answer = Some(json!({ "text": "已关闭" }));
        row.answered_by = Some(staff.id);
        row.answered_at = Some(sample::after(5));
        row.upload = Some(upload.id);
        row.outcome = Some(json!("管局认可"));
        row.updated_at = sample::after(6);
        assert_eq!(tx.save_task(&row).await.unwrap(), 1);
        let stale = tx.save_task(&row).await;
        assert!(matches!(stale, Err(Error::Stale { current: 1 })), "{stale:?}");
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        tx.insert_staff(&staff).await.unwrap();
        tx.insert_upload(&upload).await.unwrap();
        row.version = tx.save_task(&row).await.unwrap();
        let nobody = task(TaskKind::Notice, 9);
        assert!(matches!(tx.save_task(&nobody).await, Err(Error::NotFound)));
        tx.commit().await.unwrap();
        assert_eq!(store.task(row.id).await.unwrap(), Some(row.clone()));
        assert_eq!(store.tasks_of_upload(upload.id).await.unwrap(), [row]);
    })
    .await;
}

fn upload() -> UploadRow {
    UploadRow {
        sequence: None,
        id: sample::id(),
        filings: Vec::new(),
        object: sample::object("u1"),
        hash: "abc=".into(),
        state: UploadState::Prepared,
        msg_code: None,
        attempts: 0,
        last_error: None,
        created_at: sample::NOW,
        sent_at: None,
        answered_at: None,
    }
}

#[tokio::test]
async fn the_list_goes_by_deadline_and_is_filtered_and_paged() {
    each_engine(async |store| {
        file(&store, FILE).await;
        let kinds = [TaskKind::UnfiledSite, TaskKind::Notice, TaskKind::UnfiledSite];
        let rows: Vec<TaskRow> =
            kinds.into_iter().enumerate().map(|(n, kind)| task(kind, n as i64)).collect();
        insert(&store, &rows).await;
        let ids = |page: &store::Page<TaskRow>| -> Vec<i64> {
            page.items.iter().map(|row| row.place).collect()
        };
        let all = store.tasks(TaskFilter::default(), None, 10).await.unwrap();
        assert_eq!((ids(&all), all.next), (vec![2, 1, 0], None), "the nearest first");
        let first = store.tasks(TaskFilter::default(), None, 2).await.unwrap();
        let rest = store.tasks(TaskFilter::default(), first.next, 2).await.unwrap();
        assert_eq!((ids(&first), ids(&rest), rest.next), (vec![2, 1], vec![0], None));
        let filtered = async |filter| ids(&store.tasks(filter, None, 10).await.unwrap());
        let kind = Some(TaskKind::UnfiledSite);
        assert_eq!(filtered(TaskFilter { kind, ..TaskFilter::default() }).await, [2, 0]);
        let state = Some(TaskState::Sent);
        assert!(filtered(TaskFilter { state, ..TaskFilter::default() }).await.is_empty());
        let due_before = Some(rows[1].deadline);
        assert_eq!(filtered(TaskFilter { due_before, ..TaskFilter::default() }).await, [2]);

        let of_key = store.tasks_of_key(TaskKind::UnfiledSite, "2").await.unwrap();
        assert_eq!(of_key, [rows[2].clone()]);
        assert!(store.tasks_of_key(TaskKind::Notice, "2").await.unwrap().is_empty());
        assert!(store.unsent_answers(TaskKind::UnfiledSite, 10).await.unwrap().is_empty());
        let mut tx = store.begin().await.unwrap();
        let answered = TaskRow { state: TaskState::Answered, ..rows[0].clone() };
        tx.save_task(&answered).await.unwrap();
        tx.commit().await.unwrap();
        let unsent = store.unsent_answers(TaskKind::UnfiledSite, 10).await.unwrap();
        assert_eq!(unsent.iter().map(|row| row.place).collect::<Vec<_>>(), [0]);
    })
    .await;
}

#[tokio::test]
async fn an_account_sees_what_it_must_put_right_and_nothing_else() {
    each_engine(async |store| {
        file(&store, FILE).await;
        let (mine, other) = (sample::account("mine"), sample::account("other"));
        let mut tx = store.begin().await.unwrap();
        tx.insert_account(&mine).await.unwrap();
        tx.insert_account(&other).await.unwrap();
        tx.commit().await.unwrap();
        let here = record(&store, Some(mine.id), "粤ICP备2024000001号", 501).await;
        let there = record(&store, Some(other.id), "粤ICP备2024000002号", 502).await;
        assert_eq!(store.record_by_wire_id(501).await.unwrap().map(|row| row.id), Some(here));
        assert_eq!(store.record_by_wire_id(602).await.unwrap().map(|row| row.id), None);

        let of = |kind, place, record| TaskRow { record, ..task(kind, place) };
        let rows = [
            of(TaskKind::Notice, 0, Some(here)),
            of(TaskKind::Rectification, 1, Some(there)),
            of(TaskKind::VerificationTask, 2, Some(here)),
            of(TaskKind::Notice, 3, None),
        ];
        insert(&store, &rows).await;
        let seen = store.tasks_for_account(mine.id, None, 10).await.unwrap();
        assert_eq!(seen.items, [rows[0].clone()]);
        let unsettled = store.unsettled_tasks_of(there).await.unwrap();
        assert_eq!(unsettled, [rows[1].clone()]);
        assert!(
            store.unsettled_tasks_of(RecordId::from_uuid(sample::id())).await.unwrap().is_empty()
        );
    })
    .await;
}
