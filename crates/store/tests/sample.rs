//! Rows to begin with. Everything in them is made up.

use filing::{
    draft::{Draft, ServiceDraft, ServiceKind},
    id::{
        AccountId, FilingId, MaterialId, MoveRequestId, ProposalId, RecordId, ServiceId, StaffId,
        VerificationId,
    },
    kind::{FilingKind, Initiator},
    permission::Role,
    personal::Personal,
    proposal::{Basis, Handover, Matter, MoveKind, ProposalKind, ProposalState},
    state::{FilingState, Progress},
    time::Timestamp,
};
use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use store::{
    AccountRow, FilingRow, JournalEntry, Keys, MasterKey, MaterialRow, MoveRequestRow,
    MoveRequestState, NewJob, ObjectRef, ProposalRow, StaffRow, Store, Suite, VerificationRow,
};
use uuid::Uuid;

/// 2027-01-15, in the morning.
pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// `NOW` and so many seconds.
pub fn after(seconds: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() + seconds * 1000)
}

/// Ids that grow.
pub fn id() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = u128::from(LAST.fetch_add(1, Relaxed) + 1);
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

pub fn keys() -> Keys {
    keys_of(Suite::Intl, &[1])
}

/// Keys made of one byte each: the same number is the same key.
pub fn keys_of(suite: Suite, masters: &[u8]) -> Keys {
    Keys::new(suite, masters.iter().map(|seed| master(*seed)).collect()).unwrap()
}

pub fn master(seed: u8) -> MasterKey {
    MasterKey::from_hex(&format!("{seed:02x}{}", "ab".repeat(31))).unwrap()
}

pub fn account(name: &str) -> AccountRow {
    AccountRow {
        id: AccountId::from_uuid(id()),
        username: Some(name.into()),
        filing_number: None,
        email: Personal::new(format!("{name}@example.cn")),
        password_hash: "$argon2id$made-up".into(),
        must_change_password: false,
        created_at: NOW,
        last_login: None,
        previous_login: None,
        failed_logins: 0,
        locked_until: None,
    }
}

pub fn staff(name: &str, role: Role) -> StaffRow {
    StaffRow {
        id: StaffId::from_uuid(id()),
        username: name.into(),
        name: "审核员甲".into(),
        role,
        password_hash: "$argon2id$made-up".into(),
        must_change_password: true,
        disabled: false,
        created_at: NOW,
        failed_logins: 0,
        locked_until: None,
        last_login: None,
    }
}

pub fn draft(document_number: &str) -> Draft {
    let mut draft = Draft::default();
    draft.sponsor.name = Some("测试科技有限公司".into());
    draft.sponsor.document.number = Some(document_number.into());
    draft.sponsor.officer.name = Some("张测试".into());
    let mut service = ServiceDraft::new(ServiceId::from_uuid(id()), ServiceKind::Website);
    service.domains = vec!["example.cn".into()];
    draft.services.push(service);
    draft
}

pub fn filing(account: AccountId) -> FilingRow {
    FilingRow {
        id: FilingId::from_uuid(id()),
        account,
        kind: FilingKind::NewFiling,
        initiator: Initiator::Sponsor,
        state: FilingState::Draft { progress: Progress::Entering },
        version: 1,
        draft: draft("91350100M000100Y43"),
        dossier: None,
        wire_ids: None,
        classification: Some(json!({"domain": "example.cn"})),
        return_reasons: Vec::new(),
        assignee: None,
        record: None,
        started_by: None,
        province: Some("440000".into()),
        title: "example.cn".into(),
        created_at: NOW,
        updated_at: NOW,
        submitted_at: None,
    }
}

pub fn verification(filing: FilingId) -> VerificationRow {
    let id = id();
    VerificationRow {
        id: VerificationId::from_uuid(id),
        filing,
        service: ServiceId::from_uuid(self::id()),
        token_hash: Suite::Intl.hash(id.as_bytes()),
        token_expires_at: after(3600),
        device_hash: None,
        opened_at: None,
        session_expires_at: None,
        session: json!({"step": "sponsor_document"}),
        version: 1,
        revoked: false,
        created_at: NOW,
    }
}

pub fn object(name: &str) -> ObjectRef {
    ObjectRef {
        key: format!("ab/{name}"),
        size: 4,
        sha256: hex::encode(Suite::Intl.hash(name.as_bytes())),
    }
}

pub fn material(filing: FilingId, service: Option<ServiceId>, slot: &str) -> MaterialRow {
    let id = id();
    MaterialRow {
        id: MaterialId::from_uuid(id),
        filing,
        service,
        slot: slot.into(),
        object: object(&id.simple().to_string()),
        width: 1280,
        height: 960,
        evidence: Some(json!({"blur": 0.1})),
        superseded_at: None,
        created_at: NOW,
    }
}

pub fn entry(action: &'static str, filing: Option<FilingId>) -> JournalEntry {
    JournalEntry {
        at: NOW,
        actor: "system".into(),
        action,
        filing,
        detail: json!({"z": 1, "a": "备案"}),
        request: "req-1".into(),
    }
}

pub fn job(kind: &str, dedup: Option<&str>) -> NewJob {
    NewJob {
        kind: kind.into(),
        payload: json!({"filing": "fil_1"}),
        dedup: dedup.map(str::to_owned),
        run_at: NOW,
        max_attempts: 3,
    }
}

/// A claim of `record` for `asker`, proposed by `staff`.
pub fn proposal(staff: StaffId, record: RecordId, asker: AccountId) -> ProposalRow {
    let handover = Handover {
        kind: MoveKind::Claim,
        request: MoveRequestId::from_uuid(id()),
        sponsor_number: "粤ICP备2024000001号".into(),
        from: None,
        to: asker,
        basis: Basis::Unheld,
        proof: "营业执照原件已核对".into(),
    };
    ProposalRow {
        id: ProposalId::from_uuid(id()),
        kind: ProposalKind::ClaimRecord,
        state: ProposalState::Open,
        filing: None,
        records: vec![record],
        matter: Matter::Handover(handover),
        proposed_by: staff,
        proposed_at: NOW,
        until: Some(after(86_400)),
        decided_by: None,
        decided_at: None,
        note: None,
    }
}

/// What an account asks for.
pub fn move_request(account: AccountId) -> MoveRequestRow {
    MoveRequestRow {
        id: MoveRequestId::from_uuid(id()),
        account,
        kind: MoveKind::Transfer,
        sponsor_number: "粤ICP备2024000001号".into(),
        state: MoveRequestState::Open,
        reason: "公司账号交接".into(),
        answer: None,
        consent: None,
        consent_by: None,
        consent_at: None,
        created_at: NOW,
        ended_at: None,
    }
}

/// A stored account.
pub async fn stored_account(store: &Store, name: &str) -> AccountRow {
    let row = account(name);
    let mut tx = store.begin().await.unwrap();
    tx.insert_account(&row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

/// A stored filing of a stored account.
pub async fn stored_filing(store: &Store) -> FilingRow {
    let account = stored_account(store, &format!("user{}", id().as_u128() as u64)).await;
    let row = filing(account.id);
    let mut tx = store.begin().await.unwrap();
    tx.insert_filing(&row).await.unwrap();
    tx.commit().await.unwrap();
    row
}
