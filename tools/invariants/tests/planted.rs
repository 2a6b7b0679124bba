use crate::{
    sample,
    scene::{FILED_WAY, LATER, Scene, each, entry, taken},
};
use filing::{
    state::{ActionName, FilingState, Progress, Stage},
    time::{Duration, Timestamp},
};
use invariants::{Evidence, Invariant, LedgerEntry, Report, Submission};
use serde_json::json;
use store::{Channel, MessageRow, MessageState, UploadState};

/// The one invariant that is broken, so often.
fn only(report: &Report, invariant: Invariant, times: usize) {
    let all = report.breaches.len();
    assert_eq!((report.broken(invariant), all), (times, times), "{report}");
}

fn submission(key: &str, filing: filing::id::FilingId) -> Submission {
    Submission { key: key.into(), filing, acknowledged: true }
}

#[tokio::test]
async fn where_nothing_went_wrong_everything_holds() {
    each(async |scene: Scene| {
        let filing = scene.at_the_bureau().await;
        let draft = scene.filing(&[], FilingState::new()).await;
        scene.upload(filing.id, "one", UploadState::Accepted).await;
        let unsure = Submission { acknowledged: false, ..submission("k-2", draft.id) };
        let submissions = [submission("k-1", filing.id), unsure];
        let ledger = [taken(1, 1, "one")];
        let evidence = Evidence {
            submissions: &submissions,
            every_filing_logged: true,
            ledger: Some(&ledger),
            gateway: Some(scene.folder.path().join("sms")),
            ..scene.evidence()
        };
        let report = invariants::check(&evidence).await.unwrap();
        assert!(report.holds(), "{report}");
        assert!(report.to_string().contains("1 acknowledged"), "{report}");
    })
    .await;
}

#[tokio::test]
async fn a_submission_that_is_lost_or_doubled_is_found() {
    each(async |scene: Scene| {
        let filing = scene.at_the_bureau().await;
        let lost = [
            submission("k-1", filing.id),
            submission("k-2", filing.id),
            submission("k-3", filing::id::FilingId::from_uuid(sample::id())),
        ];
        let check = async |submissions: &[Submission]| {
            let every_filing_logged = true;
            let evidence = Evidence { submissions, every_filing_logged, ..scene.evidence() };
            invariants::check(&evidence).await.unwrap()
        };
        only(&check(&lost).await, Invariant::Submissions, 2);
        only(&check(&[]).await, Invariant::Submissions, 1);
        let back = [
            (ActionName::Withdraw, Stage::ProviderReview, Stage::Ready),
            (ActionName::Submit, Stage::Ready, Stage::ProviderReview),
        ];
        let twice = [&FILED_WAY[..3], &back].concat();
        let twice = scene.filing(&twice, FilingState::ProviderReview).await;
        let once = [submission("k-1", filing.id), submission("k-4", twice.id)];
        only(&check(&once).await, Invariant::Submissions, 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_the_bureau_has_twice_or_never_or_out_of_turn_is_found() {
    each(async |scene: Scene| {
        let first = scene.at_the_bureau().await;
        let second = scene.at_the_bureau().await;
        scene.upload(first.id, "one", UploadState::Accepted).await;
        scene.upload(second.id, "two", UploadState::Accepted).await;
        let check = async |ledger: &[LedgerEntry]| {
            let evidence = Evidence { ledger: Some(ledger), ..scene.evidence() };
            invariants::check(&evidence).await.unwrap()
        };
        let good = [taken(1, 1, "one"), taken(2, 2, "two")];
        assert!(check(&good).await.holds());
        // Never taken in: the file, and the filing that went on because of it and is through.
        only(&check(&good[..1]).await, Invariant::BureauLedger, 3);
        // Taken in twice, under a number that it does not have, by a filing with one revision.
        let doubled = [taken(1, 1, "one"), taken(2, 2, "two"), taken(3, 3, "two")];
        only(&check(&doubled).await, Invariant::BureauLedger, 3);
        let foreign = [taken(1, 1, "one"), taken(2, 2, "two"), taken(3, 3, "other")];
        only(&check(&foreign).await, Invariant::BureauLedger, 1);
        let gap = [taken(1, 1, "one"), taken(2, 3, "two")];
        only(&check(&gap).await, Invariant::BureauLedger, 2);
        // What the bureau lost and asked for once more may come once more.
        let mut asked = taken(3, 3, "three");
        asked.code = 14;
        asked.mode = Some("gap_14".into());
        let mut again = good.to_vec();
        again.extend([asked, taken(4, 2, "two")]);
        assert!(check(&again).await.holds(), "{}", check(&again).await);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_counts_as_refused_and_was_taken_in_is_found() {
    each(async |scene: Scene| {
        let filing = scene.at_the_bureau().await;
        scene.upload(filing.id, "one", UploadState::Refused).await;
        let ledger = [taken(1, 1, "one")];
        let evidence = Evidence { ledger: Some(&ledger), ..scene.evidence() };
        only(&invariants::check(&evidence).await.unwrap(), Invariant::BureauLedger, 1);
    })
    .await;
}

#[tokio::test]
async fn a_history_with_a_gap_an_illegal_step_or_another_end_is_found() {
    each(async |scene: Scene| {
        let gap = [&FILED_WAY[..2], &FILED_WAY[4..5]].concat();
        scene
            .filing(&gap, FilingState::AwaitingUpload { upload: filing::state::Upload::Waiting })
            .await;
        only(&scene.check().await, Invariant::History, 1);
        let leap = [(ActionName::Submit, Stage::Entering, Stage::ProviderReview)];
        scene.filing(&leap, FilingState::ProviderReview).await;
        only(&scene.check().await, Invariant::History, 2);
        scene.filing(&FILED_WAY[..2], FilingState::Draft { progress: Progress::Verifying }).await;
        only(&scene.check().await, Invariant::History, 3);
    })
    .await;
}

#[tokio::test]
async fn a_journal_that_was_changed_is_found() {
    each(async |scene: Scene| {
        scene.at_the_bureau().await;
        scene.tamper(scene.unguard()).await;
        scene.tamper("UPDATE journal SET actor = 'nobody' WHERE sequence = 3").await;
        only(&scene.check().await, Invariant::History, 1);
    })
    .await;
}

#[tokio::test]
async fn an_object_that_is_gone_or_left_over_is_found() {
    each(async |scene: Scene| {
        let filing = scene.at_the_bureau().await;
        let upload = scene.upload(filing.id, "one", UploadState::Accepted).await;
        let stray = scene.objects.put(scene.store.keys(), "upload:nobody", b"x").await.unwrap();
        only(&scene.check().await, Invariant::Objects, 1);
        scene.objects.delete(&stray).await.unwrap();
        scene.objects.delete(&upload.object).await.unwrap();
        only(&scene.check().await, Invariant::Objects, 1);
    })
    .await;
}

#[tokio::test]
async fn an_object_without_a_row_may_wait_for_the_grace_time() {
    each(async |scene: Scene| {
        scene.objects.put(scene.store.keys(), "upload:nobody", b"x").await.unwrap();
        let grace = Duration::millis(LATER.millis());
        let report = invariants::check(&Evidence { grace, ..scene.evidence() }).await.unwrap();
        assert!(report.holds(), "{report}");
    })
    .await;
}

fn reminder(out_id: &str) -> MessageRow {
    MessageRow {
        id: sample::id(),
        channel: Channel::Sms,
        recipient: "13900000001".into(),
        template: "confirm_officer".into(),
        args: json!({ "text": "12" }),
        out_id: out_id.into(),
        state: MessageState::Sent,
        attempts: 1,
        created_at: sample::NOW,
        sent_at: Some(sample::NOW),
        expires_at: None,
        last_error: None,
    }
}

#[tokio::test]
async fn a_reminder_too_many_is_found_in_the_journal_the_outbox_and_at_the_gateway() {
    each(async |scene: Scene| {
        let filing = scene.at_the_bureau().await;
        let detail = json!({ "hours_left": 12 });
        let mut tx = scene.store.begin().await.unwrap();
        tx.journal(entry("confirmation_reminded", filing.id, detail.clone())).await.unwrap();
        tx.commit().await.unwrap();
        assert!(scene.check().await.holds());
        let mut tx = scene.store.begin().await.unwrap();
        tx.journal(entry("confirmation_reminded", filing.id, detail)).await.unwrap();
        tx.commit().await.unwrap();
        only(&scene.check().await, Invariant::Reminders, 1);
        // To somebody whom nobody asked.
        let mut tx = scene.store.begin().await.unwrap();
        tx.insert_message(&reminder("out-1")).await.unwrap();
        tx.commit().await.unwrap();
        only(&scene.check().await, Invariant::Reminders, 2);
        // At the gateway lies another one, and not this one.
        let sms = scene.folder.path().join("sms");
        std::fs::create_dir(&sms).unwrap();
        std::fs::write(sms.join("out-2.json"), "{}").unwrap();
        let report = invariants::check(&Evidence { gateway: Some(sms), ..scene.evidence() }).await;
        only(&report.unwrap(), Invariant::Reminders, 4);
    })
    .await;
}

#[tokio::test]
async fn a_personal_value_in_a_log_is_found_and_not_repeated() {
    each(async |scene: Scene| {
        let logs = scene.folder.path().join("logs");
        std::fs::create_dir_all(logs.join("old")).unwrap();
        std::fs::write(logs.join("today"), "nothing").unwrap();
        let canaries = ["王小明".to_owned(), "44010619900101001X".to_owned()];
        let texts = [("metrics".to_owned(), "beian_jobs_total 3".to_owned())];
        let searched = [logs.clone(), scene.folder.path().join("not there")];
        let evidence = || Evidence {
            canaries: &canaries,
            searched: &searched,
            texts: &texts,
            ..scene.evidence()
        };
        assert!(invariants::check(&evidence()).await.unwrap().holds());
        std::fs::write(logs.join("old/yesterday"), "user 王小明 logged in").unwrap();
        let report = invariants::check(&evidence()).await.unwrap();
        only(&report, Invariant::Canaries, 1);
        assert!(!report.to_string().contains("王小明"), "{report}");
        let texts = [("metrics".to_owned(), "id=44010619900101001X".to_owned())];
        let report = invariants::check(&Evidence { texts: &texts, ..evidence() }).await.unwrap();
        only(&report, Invariant::Canaries, 2);
    })
    .await;
}

#[tokio::test]
async fn work_that_waits_or_is_held_for_over_a_minute_is_found() {
    each(async |scene: Scene| {
        let now = sample::after(61);
        let check = async |now: Timestamp| {
            invariants::check(&Evidence { now, ..scene.evidence() }).await.unwrap()
        };
        let mut tx = scene.store.begin().await.unwrap();
        tx.queue(&sample::job("report", None), sample::NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert!(check(sample::after(60)).await.holds(), "a minute is not over a minute");
        only(&check(now).await, Invariant::Work, 1);
        let claimed = scene.store.claim("gone", now, Duration::seconds(61), 1).await.unwrap();
        only(&check(now).await, Invariant::Work, 1);
        let held = scene.store.acquire_lease("sender", "gone", now, Duration::seconds(61)).await;
        assert!(held.unwrap().is_some());
        only(&check(now).await, Invariant::Work, 2);
        assert!(check(sample::after(62)).await.holds(), "both end within a minute");
        let mut job = claimed[0].clone();
        for attempt in 1..=job.max_attempts {
            let at = sample::after(100_000 * i64::from(attempt));
            if attempt > 1 {
                job = scene.store.claim("w", at, Duration::seconds(1), 1).await.unwrap().remove(0);
            }
            let worker = if attempt > 1 { "w" } else { "gone" };
            let failed = Err("it did not work".to_owned());
            assert!(scene.store.finish(&job, worker, at, failed).await.unwrap());
        }
        only(&check(sample::after(400_000)).await, Invariant::Work, 1);
    })
    .await;
}
