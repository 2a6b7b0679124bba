use crate::{each_engine, sample};
use filing::{
    id::{RecordId, StaffId},
    permission::Role,
    proposal::ProposalState,
    record::{RecordChange, RecordState},
};
use serde_json::json;
use store::{ProposalRow, RecordRow, Store};

/// Two administrators, a record nobody holds, and what the first one proposes about it.
async fn proposed(store: &Store) -> (ProposalRow, StaffId) {
    let asker = sample::stored_account(store, "wang").await.id;
    let first = sample::staff("first", Role::Administrator);
    let second = sample::staff("second", Role::Administrator);
    let record = RecordRow {
        id: RecordId::from_uuid(sample::id()),
        account: None,
        sponsor_number: "粤ICP备2024000001号".into(),
        sponsor_wire_id: None,
        document_index: store.keys().document_index("91350100M000100Y43"),
        data: json!({}),
        state: RecordState::Active,
        created_at: sample::NOW,
        updated_at: sample::NOW,
        version: 0,
    };
    let row = sample::proposal(first.id, record.id, asker);
    let mut tx = store.begin().await.unwrap();
    tx.insert_staff(&first).await.unwrap();
    tx.insert_staff(&second).await.unwrap();
    tx.save_record(&record, RecordChange::Imported, None).await.unwrap();
    tx.insert_proposal(&row).await.unwrap();
    tx.commit().await.unwrap();
    (row, second.id)
}

fn decided(row: &ProposalRow, by: StaffId, state: ProposalState) -> ProposalRow {
    ProposalRow {
        state,
        decided_by: Some(by),
        decided_at: Some(sample::after(60)),
        note: Some("证明材料不足".into()),
        ..row.clone()
    }
}

#[tokio::test]
async fn a_proposal_is_found_by_id_state_and_record() {
    each_engine(async |store| {
        let (row, _) = proposed(&store).await;
        assert_eq!(store.proposal(row.id).await.unwrap().as_ref(), Some(&row));
        let about = store.proposals_about(row.records[0]).await.unwrap();
        assert_eq!(about, std::slice::from_ref(&row));
        let open = store.proposals(ProposalState::Open, None, 10).await.unwrap();
        assert_eq!(open.items, std::slice::from_ref(&row));
        assert!(open.next.is_none());
        let agreed = store.proposals(ProposalState::Agreed, None, 10).await.unwrap();
        assert!(agreed.items.is_empty());
        let strange = RecordId::from_uuid(sample::id());
        assert!(store.proposals_about(strange).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_proposal_is_decided_once() {
    each_engine(async |store| {
        let (row, second) = proposed(&store).await;
        let refused = decided(&row, second, ProposalState::Refused);
        let mut tx = store.begin().await.unwrap();
        assert!(tx.decide_proposal(&refused).await.unwrap());
        let agreed = decided(&row, second, ProposalState::Agreed);
        assert!(!tx.decide_proposal(&agreed).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.proposal(row.id).await.unwrap(), Some(refused));
    })
    .await;
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_wins() {
    each_engine(async |store| {
        let (row, second) = proposed(&store).await;
        let race = async |state| {
            let mut tx = store.begin().await.unwrap();
            let seen = tx.proposal(row.id).await.unwrap().unwrap();
            let won = tx.decide_proposal(&decided(&row, second, state)).await.unwrap();
            assert_eq!(won, seen.state == ProposalState::Open, "what was read is what stands");
            tx.commit().await.unwrap();
            won
        };
        let (first, other) =
            tokio::join!(race(ProposalState::Agreed), race(ProposalState::Refused));
        assert!(first != other, "{first} {other}");
    })
    .await;
}
