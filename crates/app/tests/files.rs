//! The bureau's files: kept first, taken in once, acknowledged last; and files that can't be read.

use crate::{
    desk::Desk,
    inspections::{ISP, filed, tasks},
    world::World,
};
use app::{Actor, Ctx, Error, account::NewStaff, bureau::TRIES_BEFORE_ALERT, inspection::FileView};
use bureau::Operation;
use bureau_sim::modes::{Mode, Setting};
use filing::{
    code::{CodeTable, CodeTables},
    inspection::{TaskAnswer, TaskKind, TaskState},
    permission::Role,
    time::Duration,
};

/// A file as no clerk would write it.
fn post(world: &World, inner: &str) -> String {
    let text =
        format!("<?xml version=\"1.0\" encoding=\"GBK\"?><DownloadData>{inner}</DownloadData>");
    world.simulator.with(|bureau| bureau.post(ISP, text)).expect("our own outbox")
}

fn site(id: i64, domain: &str) -> String {
    format!(
        "<Wbawz_xx><Id>{id}</Id><Wzym_mc>{domain}</Wzym_mc><IP>3405803786</IP><Yys>1</Yys></Wbawz_xx>"
    )
}

fn sites(lines: &str) -> String {
    format!("<ICP><WBAWZLB>{lines}</WBAWZLB></ICP>")
}

async fn files(world: &World) -> Vec<FileView> {
    world.app.bureau_files(&world.reviewer(), None, 50).await.expect("the list")
}

async fn file(world: &World, name: &str) -> FileView {
    files(world).await.into_iter().find(|file| file.name == name).expect("the file is listed")
}

async fn administrator(world: &World) -> Ctx {
    let new = NewStaff {
        username: "administrator".into(),
        name: "管理员".into(),
        role: Role::Administrator,
    };
    world.app.add_staff(&world.system(), new).await.expect("an administrator");
    let staff = world.app.store.staff_by_login("administrator").await.expect("a database");
    let staff = staff.expect("an administrator").id;
    world.ctx(Actor::Staff { staff, role: Role::Administrator })
}

fn switch(world: &World, mode: Mode, times: Option<u32>) {
    world.simulator.with(|bureau| bureau.modes.switch_on(mode, Setting { times, value: None }));
}

async fn entries(world: &World, action: &str) -> usize {
    let journal = world.app.store.journal_page(None, 500).await.expect("a journal").items;
    journal.iter().filter(|entry| entry.action == action).count()
}

#[tokio::test]
async fn a_file_is_taken_in_once_wherever_the_program_is_killed() {
    // Before it is kept: nothing came.
    let world = World::blind().await;
    let name = post(&world, &sites(&site(1, "a-icp.com")));
    world.line.lose_answers(Operation::Download);
    world.work().await;
    assert!(files(&world).await.is_empty());
    world.line.mend();

    // Kept and not read: as a program leaves it that ends between the two.
    let raw = world.app.bureau.download().await.expect("a bureau").expect("a file").raw;
    let keys = world.app.store.keys();
    let object = world.app.objects.put(keys, &format!("download:{name}"), &raw).await;
    let row = store::DownloadRow::new(&name, object.expect("a folder"), world.now());
    let mut tx = world.app.store.begin().await.expect("a database");
    assert!(tx.insert_download_if_new(&row).await.expect("a database"));
    tx.commit().await.expect("a database");

    // Taken in, and the bureau does not hear of it.
    world.line.cut_call(Operation::Acknowledge);
    world.pass(Duration::minutes(1)).await;
    let kept = file(&world, &name).await;
    assert!(kept.processed_at.is_some() && kept.acknowledged_at.is_none());
    assert_eq!(kept.failures, 0, "that a line is cut is no fault of the file");
    assert_eq!(tasks(&world, None).await.len(), 1);

    // The bureau hears of it and we do not hear that it did.
    world.line.mend();
    world.line.lose_answers(Operation::Acknowledge);
    world.pass(Duration::minutes(10)).await;
    assert!(file(&world, &name).await.acknowledged_at.is_none());
    world.line.mend();
    // It comes once more under its name, for it was not acknowledged as far as we know.
    switch(&world, Mode::DuplicateDownload, Some(1));
    world.pass(Duration::minutes(60)).await;
    assert_eq!(tasks(&world, None).await.len(), 1);
    assert_eq!(entries(&world, "task_received").await, 1);
}

#[tokio::test]
async fn a_part_that_makes_no_sense_holds_up_no_other() {
    let world = World::blind().await;
    let broken = "<Wbawz_xx><Id>2</Id></Wbawz_xx>";
    let lines = format!("{}{broken}{}", site(1, "a-icp.com"), site(3, "c-icp.com"));
    let name = post(&world, &sites(&lines));
    world.work().await;
    let domains: Vec<_> = tasks(&world, None).await.into_iter().filter_map(|t| t.domain).collect();
    assert_eq!(domains.len(), 2, "{domains:?}");
    let kept = file(&world, &name).await;
    assert_eq!(kept.unread, ["Wbawz_xx: Wzym_mc"]);
    assert!(kept.acknowledged_at.is_some() && !kept.stuck);
    assert_eq!(entries(&world, "part_unreadable").await, 1);
}

#[tokio::test]
async fn a_file_that_can_not_be_read_stops_the_queue_until_it_is_skipped() {
    let world = World::blind().await;
    let admin = administrator(&world).await;
    for (mode, n) in [(Mode::BadZip, 1), (Mode::WrongKey, 2), (Mode::WrongHash, 3)] {
        let bad = post(&world, &sites(&site(n, &format!("bad{n}-icp.com"))));
        let good = post(&world, &sites(&site(n + 10, &format!("good{n}-icp.com"))));
        switch(&world, mode, None);
        let alerted = entries(&world, "download_unreadable").await;
        world.pass(Duration::minutes(5)).await;
        let stuck = file(&world, &bad).await;
        assert!(stuck.stuck && stuck.failures >= TRIES_BEFORE_ALERT, "{mode:?}: {stuck:?}");
        assert!(stuck.bytes > 0 && stuck.acknowledged_at.is_none(), "{mode:?}: kept");
        assert!(stuck.error.is_some(), "{mode:?}");
        let now = entries(&world, "download_unreadable").await;
        assert_eq!(now, alerted + 1, "{mode:?}: told once, not with each try");
        assert!(
            !files(&world).await.iter().any(|file| file.name == good),
            "{mode:?}: the queue stops"
        );

        let skip = async |ctx: &Ctx, reason: &str| world.app.skip_download(ctx, &bad, reason).await;
        let denied = skip(&world.reviewer(), "管局确认作废").await;
        assert!(matches!(denied, Err(Error::Forbidden)), "{denied:?}");
        let silent = skip(&admin, "  ").await;
        assert!(matches!(silent, Err(Error::Invalid(_))), "{silent:?}");
        skip(&admin, "管局确认作废").await.expect("it is stuck");
        world.run_jobs().await;
        // The mode spoils the next file too: it stands alone now.
        world.simulator.with(|bureau| bureau.modes.switch_off(mode));
        world.pass(Duration::hours(2)).await;
        let skipped = file(&world, &bad).await;
        assert_eq!(skipped.skip_reason.as_deref(), Some("管局确认作废"));
        assert!(skipped.processed_at.is_none() && skipped.acknowledged_at.is_some());
        let again = skip(&admin, "再次").await;
        assert!(matches!(again, Err(Error::Refused { code: "download_not_stuck", .. })));
        let taken = file(&world, &good).await;
        assert!(taken.processed_at.is_some(), "{mode:?}: the queue goes on, {taken:?}");
    }
    let domains: Vec<_> = tasks(&world, None).await.into_iter().filter_map(|t| t.domain).collect();
    assert_eq!(domains.len(), 3, "of each pair the good one: {domains:?}");
    assert!(domains.iter().all(|domain| domain.starts_with("good")), "{domains:?}");
    assert_eq!(entries(&world, "download_skipped").await, 3);
    let gone = world.app.skip_download(&admin, "no-such-file", "作废").await;
    assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
}

#[tokio::test]
async fn a_file_that_came_damaged_and_comes_again_whole_is_taken_in() {
    for mode in [Mode::WrongHash, Mode::BadZip, Mode::WrongKey] {
        let world = World::blind().await;
        let name = post(&world, &sites(&site(1, "a-icp.com")));
        switch(&world, mode, Some(1));
        world.work().await;
        assert!(file(&world, &name).await.stuck, "{mode:?}");
        world.pass(Duration::minutes(1)).await;
        let taken = file(&world, &name).await;
        assert!(taken.processed_at.is_some() && taken.acknowledged_at.is_some(), "{mode:?}");
        assert_eq!(tasks(&world, None).await.len(), 1, "{mode:?}");
    }
}

#[tokio::test]
async fn a_file_with_a_document_type_or_of_another_sort_is_kept_and_never_taken() {
    let world = World::blind().await;
    let xxe = "<?xml version=\"1.0\" encoding=\"GBK\"?><!DOCTYPE a [<!ENTITY x SYSTEM \
               \"file:///etc/passwd\">]><DownloadData>&x;</DownloadData>";
    let name = world.simulator.with(|bureau| bureau.post(ISP, xxe.into())).expect("our outbox");
    world.pass(Duration::minutes(1)).await;
    let stuck = file(&world, &name).await;
    assert!(stuck.stuck, "{stuck:?}");
    assert!(stuck.error.expect("why").contains("document type"));
    let admin = administrator(&world).await;
    world.app.skip_download(&admin, &name, "不安全的文件").await.expect("it is stuck");
    world.run_jobs().await;
    let other = world.simulator.with(|bureau| bureau.post(ISP, "<html/>".into()));
    world.pass(Duration::minutes(1)).await;
    assert!(file(&world, &other.expect("our outbox")).await.stuck);
}

#[tokio::test]
async fn a_table_that_is_none_is_kept_for_a_human_and_changes_nothing() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 321).await;
    let row = |id: i64, label: &str, valid: u8| {
        format!("<Dwxz_xx><Id>{id}</Id><Mc>{label}</Mc><Sfyx>{valid}</Sfyx></Dwxz_xx>")
    };
    for rows in [
        String::new(),
        row(1, "军队", 0),
        format!("{}{}", row(1, "军队", 1), row(1, "企业", 1)),
        row(0, "零", 1),
        row(1, &"长".repeat(256), 1),
    ] {
        let table =
            format!("<JCDM><Jcdm_xx><Dwxz_dms>{rows}</Dwxz_dms><Xyz_dms/></Jcdm_xx></JCDM>");
        let name = post(&world, &table);
        world.advance(Duration::minutes(1));
        world.work().await;
        assert!(
            file(&world, &name).await.acknowledged_at.is_some(),
            "kept, so not asked for again"
        );
        assert_eq!(*world.app.codes.current(), *CodeTables::shipped());
    }
    let stored = world.app.store.code_tables().await.expect("a database");
    let kinds = stored.iter().find(|table| table.name == "sponsor_kind").expect("kept");
    assert!(kinds.refused.is_some(), "{kinds:?}");
    assert!(entries(&world, "code_table_refused").await >= 5);
    desk.fill_in().await;

    // A good one after them is taken.
    let good = format!("{}{}", row(4, "企业单位", 1), row(5, "个人", 1));
    post(&world, &format!("<JCDM><Jcdm_xx><Dwxz_dms>{good}</Dwxz_dms></Jcdm_xx></JCDM>"));
    world.advance(Duration::minutes(1));
    world.work().await;
    let label = world.app.codes.current();
    let label = label.label(CodeTable::SponsorKind, 4, world.now().day());
    assert_eq!(label, Some("企业单位"));
}

#[tokio::test]
async fn results_that_are_foreign_early_late_or_double_do_no_harm() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 322).await;
    let (id, _, _) = filed(&desk).await;
    let before = world.row(id).await;
    let result = |code: i32, operation: i64, of: &str| {
        format!(
            "<ICP><BAJG><Jg_xx><Jgxx><Jgdm>{code}</Jgdm></Jgxx><Czlx>{operation}</Czlx>\
             <Bs>{of}</Bs></Jg_xx></BAJG></ICP>"
        )
    };
    post(&world, &sites(&site(1, "a-icp.com")));
    world.work().await;
    let task = tasks(&world, Some(TaskKind::UnfiledSite)).await.remove(0);
    let state =
        async || world.app.show_task(&world.reviewer(), task.id).await.expect("a task").task.state;
    // Before any answer, about somebody else's matter, and with codes that nobody knows.
    for (code, of) in [(1001, "a-icp.com"), (1002, "other-icp.com"), (7777, "a-icp.com")] {
        post(&world, &result(code, 9, of));
    }
    post(&world, &result(1002, 8, "999"));
    post(&world, &result(1002, 1, "999999"));
    post(&world, &result(1002, 4, "not a number"));
    world.work().await;
    assert_eq!(state().await, TaskState::Open);

    // The result overtakes the answer to the upload; a second one comes too late for anything.
    let given = app::inspection::GivenAnswer {
        version: task.version,
        answer: TaskAnswer { holds: None, opinion: Some(1), text: "已断开".into() },
    };
    world.app.answer_task(&world.reviewer(), task.id, given).await.expect("it holds");
    post(&world, &result(7777, 9, "A-ICP.com"));
    app::jobs::run_due(&world.app, "polls", world.now()).await.expect("jobs run");
    world.work().await;
    assert_eq!(state().await, TaskState::Refused, "a code that nobody knows is no yes");
    post(&world, &result(1001, 9, "a-icp.com"));
    world.work().await;
    assert_eq!(state().await, TaskState::Refused, "nothing waits for a result");

    // Answered once more, taken this time.
    let version = tasks(&world, None).await[0].version;
    let given = app::inspection::GivenAnswer {
        version,
        answer: TaskAnswer { holds: None, opinion: Some(2), text: "已通知".into() },
    };
    world.app.answer_task(&world.reviewer(), task.id, given).await.expect("it was refused");
    world.run_jobs().await;
    post(&world, &result(1001, 9, "a-icp.com"));
    post(&world, &result(1002, 9, "a-icp.com"));
    world.work().await;
    let last = state().await;
    assert!(matches!(last, TaskState::Accepted | TaskState::Refused), "{last:?}");
    let after = world.row(id).await;
    assert_eq!((after.version, after.state), (before.version, before.state));
}
