//! Nothing about a person lies in the clear: not in the rows, not in the write-ahead log, not in
//! the folder of objects, not in an error.

use crate::{Database, each_database, sample};
use filing::{
    confirmation::{AskedPerson, Confirmer},
    draft::ServiceKind,
    id::{RecordId, ServiceId},
    inspection::TaskKind,
    permission::Role,
    proposal::Matter,
    record::{RecordChange, RecordState},
};
use serde_json::json;
use store::{
    Channel, DownloadRow, Listed, MessageRow, MessageState, Objects, RecordRow, RecordServiceRow,
    SkipOf, Suite,
};

/// What must not be found, one for each sealed column.
const CANARIES: [&str; 21] = [
    "canary.mailbox@example.cn",
    "440101199001017771",
    "金丝雀街一号",
    "canary-classification",
    "canary-dossier",
    "canary-session",
    "canary-evidence",
    "canary-record",
    "13800007772",
    "canary-argument",
    "canary-body",
    "canary-proof",
    "canary-note",
    "canary-reason",
    "canary-answer",
    "canary-task-detail",
    "canary-task-answer",
    "canary-task-outcome",
    "canary-skip-reason",
    "canary-blacklist-reason",
    "canary-officer",
];
/// What is allowed to be found, which proves that the search searches.
const PLAIN: &str = "plain-title.example.cn";

async fn fill(database: &Database) {
    let store = &database.store;
    let mut account = sample::account("wang");
    account.email = CANARIES[0].into();
    let mut filing = sample::filing(account.id);
    filing.draft = sample::draft(CANARIES[1]);
    filing.draft.sponsor.address = Some(CANARIES[2].into());
    filing.classification = Some(json!({"x": CANARIES[3]}));
    filing.dossier = Some(
        serde_json::from_value(json!({
            "kind": "cancel_access", "sponsor": null, "services": [], "cancel_reason": null,
            "target": {"sponsor_number": null, "service_number": null,
                       "receiving_sponsor_number": CANARIES[4]}
        }))
        .unwrap(),
    );
    filing.title = PLAIN.into();
    let mut verification = sample::verification(filing.id);
    verification.session = json!({"x": CANARIES[5]});
    let mut material = sample::material(filing.id, None, "portrait");
    material.evidence = Some(json!({"x": CANARIES[6]}));
    let record = RecordRow {
        id: RecordId::from_uuid(sample::id()),
        account: Some(account.id),
        sponsor_number: "粤ICP备2024000001号".into(),
        sponsor_wire_id: None,
        document_index: store.keys().document_index(CANARIES[1]),
        data: json!({"x": CANARIES[7]}),
        state: RecordState::Active,
        created_at: sample::NOW,
        updated_at: sample::NOW,
        version: 0,
    };
    let service = RecordServiceRow {
        record: record.id,
        service: ServiceId::from_uuid(sample::id()),
        service_number: None,
        service_wire_id: None,
        kind: ServiceKind::App,
        domains: vec![],
        access_wire_ids: vec![],
        state: RecordState::Active,
    };
    let message = MessageRow {
        id: sample::id(),
        channel: Channel::Sms,
        recipient: CANARIES[8].into(),
        template: "code".into(),
        args: json!({"x": CANARIES[9]}),
        out_id: "m1".into(),
        state: MessageState::Queued,
        attempts: 0,
        created_at: sample::NOW,
        sent_at: None,
        expires_at: None,
        last_error: None,
    };
    let staff = sample::staff("administrator", Role::Administrator);
    let mut proposal = sample::proposal(staff.id, record.id, account.id);
    if let Matter::Handover(handover) = &mut proposal.matter {
        handover.proof = CANARIES[11].into();
    }
    let mut request = sample::move_request(account.id);
    request.reason = CANARIES[13].into();
    let until = sample::after(600);
    let mut tx = store.begin().await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.insert_staff(&staff).await.unwrap();
    tx.insert_filing(&filing).await.unwrap();
    tx.save_draft(&filing).await.unwrap();
    filing.version = 2;
    tx.save_state(&filing).await.unwrap();
    tx.insert_verification(&verification).await.unwrap();
    tx.save_verification(&verification).await.unwrap();
    tx.insert_material(&material).await.unwrap();
    tx.save_record(&record, RecordChange::Imported, None).await.unwrap();
    tx.upsert_record_service(&service).await.unwrap();
    tx.insert_message(&message).await.unwrap();
    let asked = AskedPerson {
        confirmer: Confirmer::SPONSOR,
        also: vec![],
        name: CANARIES[20].into(),
        mobile: CANARIES[8].into(),
        document_type: 2,
        document_number: CANARIES[1].into(),
    };
    let round = tx.prepare_round(filing.id, sample::NOW).await.unwrap();
    tx.insert_confirmation(filing.id, round, 0, &asked).await.unwrap();
    tx.insert_proposal(&proposal).await.unwrap();
    proposal.note = Some(CANARIES[12].into());
    assert!(tx.decide_proposal(&proposal).await.unwrap());
    tx.insert_move_request(&request).await.unwrap();
    request.answer = Some(CANARIES[14].into());
    assert!(tx.save_move_request(&request).await.unwrap());
    tx.put_code("reset", CANARIES[0], &[1; 32], sample::NOW, until).await.unwrap();
    tx.idempotency(account.id, "k", &[1; 32], "req-1", sample::NOW, until).await.unwrap();
    tx.idempotency_done(account.id, "k", 200, CANARIES[10].as_bytes(), until).await.unwrap();
    let staff = sample::staff("reviewer", Role::Reviewer);
    tx.insert_staff(&staff).await.unwrap();
    let file = DownloadRow::new("DL_1.zip", sample::object("d1"), sample::NOW);
    tx.insert_download_if_new(&file).await.unwrap();
    let mut task = crate::bureau_tasks::task(TaskKind::Notice, 0);
    task.detail = json!({"x": CANARIES[15]});
    tx.insert_task_if_new(&task).await.unwrap();
    task.answer = Some(json!({"x": CANARIES[16]}));
    task.outcome = Some(json!({"x": CANARIES[17]}));
    tx.save_task(&task).await.unwrap();
    let skip = SkipOf { at: sample::NOW, by: staff.id, reason: CANARIES[18].into() };
    tx.skip_download("DL_1.zip", &skip).await.unwrap();
    let reason = Some(CANARIES[19]);
    tx.insert_blacklisted(Listed::Sponsor, CANARIES[1], reason, sample::NOW).await.unwrap();
    tx.journal(sample::entry("submit", Some(filing.id))).await.unwrap();
    tx.commit().await.unwrap();
    // It is all there, and readable with the key.
    let read = store.filing(filing.id).await.unwrap().unwrap();
    assert_eq!(read.draft, filing.draft);
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    let hexadecimal = hex::encode(needle);
    let found = |needle: &[u8]| haystack.windows(needle.len()).any(|part| part == needle);
    found(needle.as_bytes()) || found(hexadecimal.as_bytes())
}

#[tokio::test]
async fn no_canary_is_found_in_rows_files_or_log() {
    each_database(async |database| {
        fill(database).await;
        let everything = match &database.folder {
            Some(folder) => {
                let mut bytes = Vec::new();
                let mut names = Vec::new();
                for file in std::fs::read_dir(folder).unwrap() {
                    let path = file.unwrap().path();
                    names.push(path.file_name().unwrap().to_string_lossy().into_owned());
                    bytes.extend(std::fs::read(path).unwrap());
                }
                assert!(names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
                bytes
            }
            None => {
                let tables = database
                    .column(
                        "SELECT table_name::text FROM information_schema.tables \
                         WHERE table_schema = 'public' ORDER BY 1",
                    )
                    .await;
                let mut bytes = Vec::new();
                for table in tables {
                    let rows = database.column(&format!("SELECT t::text FROM {table} t")).await;
                    bytes.extend(rows.concat().into_bytes());
                }
                bytes
            }
        };
        assert!(holds(&everything, PLAIN), "the search finds what is there");
        for canary in CANARIES {
            assert!(!holds(&everything, canary), "{canary}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_canary_is_found_in_the_folder_of_objects() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::folder(folder.path()).unwrap();
    let keys = sample::keys_of(Suite::Gm, &[1]);
    let object = objects.put(&keys, "material.object:1", CANARIES[5].as_bytes()).await.unwrap();
    let sealed = std::fs::read(folder.path().join(&object.key)).unwrap();
    assert!(!holds(&sealed, CANARIES[5]) && !object.key.contains(CANARIES[5]));
}

#[tokio::test]
async fn no_error_tells_what_it_was_about() {
    each_database(async |database| {
        fill(database).await;
        let store = &database.store;
        let mut errors = Vec::new();
        let mut twin = sample::account("WANG");
        twin.email = CANARIES[0].into();
        let mut tx = store.begin().await.unwrap();
        errors.push(tx.insert_account(&twin).await.unwrap_err());
        let mut tx = {
            drop(tx);
            store.begin().await.unwrap()
        };
        let mut orphan = sample::filing(twin.id);
        orphan.title = CANARIES[2].into();
        errors.push(tx.insert_filing(&orphan).await.unwrap_err());
        drop(tx);
        let strange = database.with_keys(sample::keys_of(Suite::Intl, &[7])).await;
        errors.push(strange.message_by_out_id("m1").await.unwrap_err());
        strange.close().await;
        for error in errors {
            let told = format!("{error} {error:?}");
            for canary in CANARIES {
                assert!(!holds(told.as_bytes(), canary), "{told}");
            }
        }
    })
    .await;
}
