use crate::{each_database, each_engine, sample};
use filing::{
    confirmation::Confirmer,
    dossier::Dossier,
    id::{AccountId, FilingId},
    issue::Issue,
    state::{FilingState, Progress, ReturnedBy, Upload},
    time::Timestamp,
};
use serde_json::json;
use store::{Cursor, Error, FilingRow, Store, Suite};

fn dossier() -> Dossier {
    serde_json::from_value(json!({
        "kind": "cancel_access", "sponsor": null, "services": [], "cancel_reason": 3,
        "target": {"sponsor_number": "粤ICP备2024000001号", "service_number": null,
                   "receiving_sponsor_number": null}
    }))
    .unwrap()
}

async fn save_state(store: &Store, row: &FilingRow) -> store::Result<i64> {
    let mut tx = store.begin().await?;
    let version = tx.save_state(row).await?;
    tx.commit().await?;
    Ok(version)
}

async fn save_draft(store: &Store, row: &FilingRow) -> store::Result<i64> {
    let mut tx = store.begin().await?;
    let version = tx.save_draft(row).await?;
    tx.commit().await?;
    Ok(version)
}

#[tokio::test]
async fn a_filing_comes_back_as_it_went_in_in_every_state() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let states = [
            FilingState::Draft { progress: Progress::Ready },
            FilingState::ProviderReview,
            FilingState::AwaitingUpload { upload: Upload::Failed },
            FilingState::SmsVerification {
                pending: vec![Confirmer::SPONSOR],
                deadline: sample::after(86_400),
            },
            FilingState::BureauReview,
            FilingState::Filed { number: Some("粤ICP备2024000001号".into()) },
            FilingState::Returned { by: ReturnedBy::SmsTimeout },
            FilingState::Withdrawn,
        ];
        for state in states {
            let mut row = sample::filing(account);
            row.state = state;
            row.dossier = Some(dossier());
            row.wire_ids = Some(json!({"sponsor": 12}));
            row.return_reasons = vec![Issue::error("/sponsor/name", "name.shape").with("1")];
            row.submitted_at = Some(sample::after(5));
            let mut tx = store.begin().await.unwrap();
            tx.insert_filing(&row).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(store.filing(row.id).await.unwrap().unwrap(), row);
        }
        assert_eq!(store.filing(FilingId::from_uuid(sample::id())).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_save_with_an_old_version_is_stale_and_changes_nothing() {
    each_engine(async |store| {
        let row = sample::stored_filing(&store).await;
        let mut mine = row.clone();
        mine.title = "mine.cn".into();
        assert_eq!(save_draft(&store, &mine).await.unwrap(), 2);
        let mut theirs = row.clone();
        theirs.title = "theirs.cn".into();
        let stale = save_draft(&store, &theirs).await;
        assert!(matches!(stale, Err(Error::Stale { current: 2 })), "{stale:?}");
        theirs.state = FilingState::Withdrawn;
        let stale = save_state(&store, &theirs).await;
        assert!(matches!(stale, Err(Error::Stale { current: 2 })), "{stale:?}");
        let kept = store.filing(row.id).await.unwrap().unwrap();
        assert_eq!((kept.title.as_str(), &kept.state), ("mine.cn", &row.state));

        let mut nobodys = row.clone();
        nobodys.id = FilingId::from_uuid(sample::id());
        assert!(matches!(save_draft(&store, &nobodys).await, Err(Error::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn saving_the_draft_never_moves_the_state_and_the_other_way_round() {
    each_engine(async |store| {
        let row = sample::stored_filing(&store).await;
        let mut edited = row.clone();
        edited.state = FilingState::Filed { number: None };
        edited.draft.reason = Some("改名".into());
        edited.classification = Some(json!({"domain": "other.cn"}));
        edited.province = Some("110000".into());
        edited.wire_ids = Some(json!({"sponsor": 7}));
        edited.updated_at = sample::after(1);
        edited.version = save_draft(&store, &edited).await.unwrap();
        let saved = store.filing(row.id).await.unwrap().unwrap();
        assert_eq!(saved.state, row.state);
        assert_eq!(saved.draft, edited.draft);
        assert_eq!(saved.classification, edited.classification);
        assert_eq!(saved.wire_ids, edited.wire_ids);
        assert_eq!((saved.province, saved.updated_at), (edited.province.clone(), sample::after(1)));

        edited.state = FilingState::ProviderReview;
        edited.dossier = Some(dossier());
        edited.wire_ids = Some(json!([1]));
        edited.submitted_at = Some(sample::after(2));
        edited.draft.reason = None;
        save_state(&store, &edited).await.unwrap();
        let saved = store.filing(row.id).await.unwrap().unwrap();
        assert_eq!(saved.state, FilingState::ProviderReview);
        assert_eq!(saved.draft.reason.as_deref(), Some("改名"));
        assert_eq!(saved.dossier, Some(dossier()));
        assert_eq!((saved.wire_ids, saved.version), (Some(json!([1])), 3));
        assert_eq!(saved.submitted_at, Some(sample::after(2)));
    })
    .await;
}

#[tokio::test]
async fn a_filing_of_another_account_is_as_good_as_none() {
    each_engine(async |store| {
        let row = sample::stored_filing(&store).await;
        let stranger = sample::stored_account(&store, "li").await.id;
        assert_eq!(store.filing_of(row.account, row.id).await.unwrap(), Some(row.clone()));
        assert_eq!(store.filing_of(stranger, row.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_filing_needs_its_account() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        let orphan = sample::filing(AccountId::from_uuid(sample::id()));
        let error = tx.insert_filing(&orphan).await.unwrap_err();
        assert!(matches!(error, Error::Sql(_)), "{error}");
    })
    .await;
}

/// Many rows at one instant, so that the id decides; a page mark survives being text.
#[tokio::test]
async fn three_hundred_filings_are_paged_without_gap_or_repetition() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let other = sample::stored_filing(&store).await;
        let mut expected = Vec::new();
        let mut tx = store.begin().await.unwrap();
        for number in 0..300 {
            let mut row = sample::filing(account);
            row.created_at = sample::after(number / 7);
            row.state = FilingState::ProviderReview;
            expected.push((row.created_at, row.id));
            tx.insert_filing(&row).await.unwrap();
        }
        tx.commit().await.unwrap();
        expected.sort();

        let (mut queue, mut after) = (Vec::new(), None);
        loop {
            let page = store.queue(&["provider_review"], after, 37).await.unwrap();
            assert!(page.items.len() <= 37);
            queue.extend(page.items.iter().map(|row| (row.created_at, row.id)));
            let Some(next) = page.next else { break };
            after = Some(next.to_string().parse::<Cursor>().unwrap());
        }
        assert_eq!(queue, expected, "oldest first");

        let (mut mine, mut after) = (Vec::new(), None);
        loop {
            let page = store.filings_of(account, after, 50).await.unwrap();
            mine.extend(page.items.iter().map(|row| (row.created_at, row.id)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        expected.reverse();
        assert_eq!(mine, expected, "newest first");
        assert!(!mine.iter().any(|(_, id)| *id == other.id));
    })
    .await;
}

#[tokio::test]
async fn the_queue_merges_states_by_the_time_of_submission() {
    each_engine(async |store| {
        let account = sample::stored_account(&store, "wang").await.id;
        let mut tx = store.begin().await.unwrap();
        let mut expected = Vec::new();
        for (number, state) in [
            FilingState::ProviderReview,
            FilingState::BureauReview,
            FilingState::Withdrawn,
            FilingState::ProviderReview,
            FilingState::BureauReview,
        ]
        .into_iter()
        .enumerate()
        {
            let mut row = sample::filing(account);
            // Submitted in the opposite order of creation.
            row.created_at = sample::after(number as i64);
            row.submitted_at = Some(sample::after(100 - number as i64));
            row.state = state;
            if row.state != FilingState::Withdrawn {
                expected.insert(0, row.id);
            }
            tx.insert_filing(&row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let states = ["bureau_review", "provider_review"];
        let first = store.queue(&states, None, 3).await.unwrap();
        let second = store.queue(&states, first.next, 3).await.unwrap();
        let ids = |page: &store::Page<store::FilingSummary>| -> Vec<FilingId> {
            page.items.iter().map(|row| row.id).collect()
        };
        assert_eq!([ids(&first), ids(&second)].concat(), expected);
        assert_eq!(second.next, None);
        assert!(store.queue(&[], None, 3).await.unwrap().items.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_sponsors_document_is_held_by_the_filing_under_way() {
    each_engine(async |store| {
        let mut row = sample::stored_filing(&store).await;
        let document = store.keys().document_indexes(" 91350100m000100y43 ");
        let mut held = async |state: FilingState, submitted: Option<Timestamp>| {
            row.state = state;
            row.submitted_at = submitted;
            row.version = save_state(&store, &row).await.unwrap();
            store.inflight(&document, None).await.unwrap().is_some()
        };
        let draft = |progress| FilingState::Draft { progress };
        assert!(!held(draft(Progress::Entering), None).await, "typing holds nothing");
        assert!(held(draft(Progress::Verifying), None).await);
        assert!(held(draft(Progress::Ready), None).await);
        assert!(held(FilingState::ProviderReview, Some(sample::NOW)).await);
        assert!(held(FilingState::Returned { by: ReturnedBy::Bureau }, Some(sample::NOW)).await);
        assert!(held(draft(Progress::Entering), Some(sample::NOW)).await, "being corrected");
        assert!(!held(FilingState::Filed { number: None }, Some(sample::NOW)).await);
        assert!(!held(FilingState::Withdrawn, None).await);
    })
    .await;
}

#[tokio::test]
async fn who_holds_a_document_is_told_and_a_new_number_lets_the_old_one_go() {
    each_engine(async |store| {
        let mut row = sample::stored_filing(&store).await;
        row.state = FilingState::ProviderReview;
        row.version = save_state(&store, &row).await.unwrap();
        let document = store.keys().document_indexes("91350100M000100Y43");
        let holder = Some((row.id, row.account));
        assert_eq!(store.inflight(&document, None).await.unwrap(), holder);
        assert_eq!(store.inflight(&document, Some(row.id)).await.unwrap(), None);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.inflight(&document, None).await.unwrap(), holder);
        drop(tx);

        row.draft = sample::draft("91110000000000000X");
        save_draft(&store, &row).await.unwrap();
        assert_eq!(store.inflight(&document, None).await.unwrap(), None);
        let other = store.keys().document_indexes("91110000000000000x");
        assert_eq!(store.inflight(&other, None).await.unwrap(), holder);
    })
    .await;
}

#[tokio::test]
async fn a_document_is_found_after_a_change_of_key_and_suite() {
    each_database(async |database| {
        let mut row = sample::stored_filing(&database.store).await;
        row.state = FilingState::ProviderReview;
        save_state(&database.store, &row).await.unwrap();
        let store = database.with_keys(sample::keys_of(Suite::Gm, &[9, 1])).await;
        let document = store.keys().document_indexes("91350100M000100Y43");
        assert!(store.inflight(&document, None).await.unwrap().is_some());
        store.close().await;
    })
    .await;
}

/// What the database holds of one filing does not open as another's.
#[tokio::test]
async fn a_draft_that_was_copied_into_another_row_does_not_open() {
    each_database(async |database| {
        let first = sample::stored_filing(&database.store).await;
        let second = sample::stored_filing(&database.store).await;
        database
            .tamper(
                "UPDATE filing SET draft = (SELECT draft FROM filing ORDER BY id LIMIT 1) \
                 WHERE id = (SELECT id FROM filing ORDER BY id DESC LIMIT 1)",
            )
            .await
            .unwrap();
        assert!(database.store.filing(first.id).await.is_ok());
        let error = database.store.filing(second.id).await.unwrap_err();
        assert!(matches!(error, Error::Sealed(_)), "{error}");
    })
    .await;
}
