//! What the bureau asks for, lands, is answered, and is told back.

use crate::{desk::Desk, world::World};
use app::{
    Actor, Ctx, Error,
    filing::TypeQuestion,
    inspection::{GivenAnswer, TaskQuery, TaskView},
};
use bureau_sim::bureau::handout::{
    BlacklistLine, CheckLine, IllegalAccess, InspectionOrder, NoticeOrder, SyncOrder, TablesOrder,
    UnfiledLine,
};
use filing::{
    classify::Outcome,
    code::CodeTable,
    id::{FilingId, TaskId},
    inspection::{TaskAnswer, TaskKind, TaskState},
    record::RecordState,
    time::Duration,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub const ISP: i64 = 110_000_000_000;

/// An order of the clerk's, as its form says it.
pub fn order<T: DeserializeOwned>(order: Value) -> T {
    serde_json::from_value(order).expect("an order")
}

/// A filed website; its number and that of its sponsor.
pub async fn filed(desk: &Desk<'_>) -> (FilingId, String, String) {
    let id = desk.asked().await;
    let number = desk.world.through_the_bureau(id, &[&desk.head]).await;
    let sponsor = number.rsplit_once('-').expect("a service's number").0.to_owned();
    (id, number, sponsor)
}

pub async fn tasks(world: &World, kind: Option<TaskKind>) -> Vec<TaskView> {
    let query = TaskQuery { kind, ..TaskQuery::default() };
    world.app.tasks(&world.reviewer(), query, None, 50).await.expect("the list").items
}

async fn only_task(world: &World, kind: TaskKind) -> TaskView {
    let mut found = tasks(world, Some(kind)).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

async fn answer(world: &World, task: &TaskView, answer: TaskAnswer) -> app::Result<TaskState> {
    let given = GivenAnswer { version: task.version, answer };
    let shown = world.app.answer_task(&world.reviewer(), task.id, given).await?;
    Ok(shown.task.state)
}

async fn state(world: &World, id: TaskId) -> TaskState {
    world.app.show_task(&world.reviewer(), id).await.expect("a task").task.state
}

async fn kind_of(world: &World, desk: &Desk<'_>, question: TypeQuestion) -> Outcome {
    world.app.classify(&desk.ctx(), question).await.expect("an answer").outcome
}

#[tokio::test]
async fn who_is_on_the_blacklist_is_refused_by_the_type_check_until_taken_off() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 301).await;
    let number = desk.question().document_number.reveal().to_owned();
    let line = |action: &str, what: &str, value: &str| json!({ "action": action, "name": "示例", what: value, "remark": "违法信息" });
    let hand_out = |lines: Value| {
        let lines: Vec<BlacklistLine> = order(lines);
        world.simulator.with(|bureau| bureau.hand_out_blacklist(&lines)).expect("handed out");
    };
    assert_eq!(kind_of(&world, &desk, desk.question()).await, Outcome::NewFiling);

    let host = format!("WWW.{}", desk.domain());
    hand_out(json!([line("add", "domain", &host)]));
    world.work().await;
    assert_eq!(kind_of(&world, &desk, desk.question()).await, Outcome::BlockedDomain, "D03");

    hand_out(json!([
        line("add", "cert_number", &number.to_lowercase()),
        line("remove", "domain", &host)
    ]));
    world.work().await;
    assert_eq!(kind_of(&world, &desk, desk.question()).await, Outcome::BlockedSponsor, "D02");
    let listed = store::Listed::Sponsor;
    let reason = world.app.store.blacklist_reason(listed, &number).await.expect("a database");
    assert_eq!(reason.as_deref(), Some("违法信息"));

    // Told once more, and taken off twice: the same.
    hand_out(json!([line("modify", "cert_number", &number)]));
    hand_out(json!([line("remove", "cert_number", &number)]));
    hand_out(json!([line("remove", "cert_number", &number)]));
    world.work().await;
    assert_eq!(kind_of(&world, &desk, desk.question()).await, Outcome::NewFiling);
    let journal = world.app.store.journal_page(None, 500).await.expect("a journal").items;
    let told: Vec<String> = journal.iter().map(|entry| entry.detail.to_string()).collect();
    assert!(!told.iter().any(|detail| detail.contains(&number)), "never whom");
    assert!(journal.iter().any(|entry| entry.action == "blacklist_changed"));
}

#[tokio::test]
async fn an_unfiled_site_is_handled_reported_and_closed() {
    let world = World::blind().await;
    let lines: Vec<UnfiledLine> =
        order(json!([{ "domain": "unfiled-icp.com", "ip": "203.0.113.10", "operator": 7 }]));
    world.simulator.with(|bureau| bureau.hand_out_unfiled(&lines)).expect("handed out");
    world.work().await;
    let task = only_task(&world, TaskKind::UnfiledSite).await;
    assert_eq!((task.domain.as_deref(), task.state), (Some("unfiled-icp.com"), TaskState::Open));
    assert_eq!(task.ip.as_deref(), Some("203.0.113.10"));

    // Everything that is wrong with an answer at once, and nothing changes.
    let empty = answer(&world, &task, TaskAnswer::default()).await;
    let Err(Error::Invalid(found)) = empty else { panic!("{empty:?}") };
    let paths: Vec<&str> = found.iter().map(|issue| issue.path.as_str()).collect();
    assert_eq!(paths, ["/opinion", "/text"]);
    let strange = TaskAnswer { holds: None, opinion: Some(1), text: "😀".into() };
    let strange = answer(&world, &task, strange).await;
    let Err(Error::Invalid(found)) = strange else { panic!("{strange:?}") };
    assert_eq!((found[0].path.as_str(), &*found[0].code), ("/text", "text.not_in_gbk"));
    assert_eq!(state(&world, task.id).await, TaskState::Open);

    let good = TaskAnswer { holds: None, opinion: Some(1), text: "已断开接入".into() };
    assert_eq!(answer(&world, &task, good.clone()).await.expect("it holds"), TaskState::Answered);
    let again = answer(&world, &task, good.clone()).await;
    assert!(matches!(again, Err(Error::Stale { current: 1 })), "{again:?}");
    let newer = TaskView { version: 1, ..task.clone() };
    let again = answer(&world, &newer, good).await;
    assert!(matches!(again, Err(Error::Refused { code: "task_not_now", .. })), "{again:?}");

    world.run_jobs().await;
    world.work().await;
    assert_eq!(state(&world, task.id).await, TaskState::Accepted);
    let (result, opinion) = world.simulator.with(|bureau| {
        let site = &bureau.handouts().unfiled[0];
        let answer = site.answer.as_ref().expect("the bureau has it");
        (answer.result, answer.opinion.clone())
    });
    assert_eq!((result, opinion.as_str()), (1, "已停止接入：已断开接入"));
    let shown = world.app.show_task(&world.reviewer(), task.id).await.expect("a task");
    assert!(shown.outcome.is_some_and(|said| said.starts_with("1001")));
}

#[tokio::test]
async fn a_verification_task_goes_back_with_its_record() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 302).await;
    let (_, _, sponsor) = filed(&desk).await;
    let orders: Vec<InspectionOrder> =
        order(json!([{ "record": sponsor, "remark": "请在5个工作日内核实" }]));
    world.simulator.with(|bureau| bureau.hand_out_inspections(&orders)).expect("handed out");
    world.work().await;
    let task = only_task(&world, TaskKind::VerificationTask).await;
    // Five working days after a Tuesday; the record is known here.
    assert_eq!(task.deadline.beijing().format("%m-%d").to_string(), "12-01");
    assert!(task.record.is_some());
    let shown = world.app.show_task(&world.reviewer(), task.id).await.expect("a task");
    let mobile = shown.facts.iter().find(|fact| fact.path == "/sponsor/officer/mobile");
    let mobile = mobile.expect("a fact").value.clone();
    assert!(mobile.contains("****") && !mobile.contains(&desk.head.mobile), "{mobile}");
    assert!(shown.asks_whether_it_holds && !shown.opinions.is_empty());
    // In full with a reason, which the journal keeps.
    let denied = world.app.reveal_task(&world.reviewer(), task.id, " ").await;
    assert!(matches!(denied, Err(Error::Invalid(_))));
    let facts = world.app.reveal_task(&world.reviewer(), task.id, "电话核实").await.expect("shown");
    assert!(facts.iter().any(|fact| fact.value == desk.head.mobile));

    let wrong =
        TaskAnswer {
            holds: Some(false), opinion: Some(5), text: "三次拨打无人接听".into()
        };
    assert_eq!(answer(&world, &task, wrong).await.expect("it holds"), TaskState::Answered);
    world.run_jobs().await;
    world.work().await;
    let row = world.app.store.task(task.id).await.expect("a database").expect("a task");
    assert_eq!(row.state, TaskState::Accepted, "{:?}", row.outcome);
    world.simulator.with(|bureau| {
        let answer = bureau.handouts().inspections[0].answer.as_ref().expect("the bureau has it");
        assert!(!answer.right);
        assert_eq!(answer.errors.as_deref(), Some("三次拨打无人接听"));
        assert!(answer.opinion.starts_with("无法联系负责人"), "{}", answer.opinion);
    });
}

#[tokio::test]
async fn a_notice_sets_the_record_to_rectify_and_its_term_is_watched() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 303).await;
    let other = Desk::enterprise(&world, 304).await;
    let (_, number, sponsor) = filed(&desk).await;
    let orders: Vec<NoticeOrder> =
        order(json!([{ "record": number, "text": "网站名称与主体不符", "days": 10 }]));
    world.simulator.with(|bureau| bureau.hand_out_notices(&orders)).expect("handed out");
    let before = world.inbox.all().len();
    world.work().await;

    let task = only_task(&world, TaskKind::Notice).await;
    assert_eq!(task.deadline.beijing().format("%Y-%m-%d").to_string(), "2026-12-04");
    let record = async || {
        let store = &world.app.store;
        store.record_by_sponsor_number(&sponsor).await.expect("a database").expect("a record")
    };
    assert_eq!(record().await.state, RecordState::Rectify);
    let told = world.inbox.all().split_off(before);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].mobile.reveal(), desk.head.mobile);
    assert!(
        told[0].text.contains(&number) && told[0].text.contains("2026-12-04"),
        "{}",
        told[0].text
    );

    let notices = async |ctx: Ctx| world.app.notices(&ctx, None, 10).await.expect("a list").items;
    let seen = notices(desk.ctx()).await;
    assert_eq!(seen.len(), 1);
    assert!(seen[0].open && !seen[0].overdue && seen[0].text.contains("网站名称与主体不符"));
    assert!(notices(other.ctx()).await.is_empty(), "another's notice is not there");

    // Three days and one day before the end, then it is over.
    world.pass(Duration::hours(9 * 24 + 10)).await;
    let reminded = world.inbox.all().split_off(before + 1);
    let reminded: Vec<_> = reminded.iter().filter(|sms| sms.text.contains("截止")).collect();
    assert_eq!(reminded.len(), 2, "{reminded:?}");
    assert_eq!(state(&world, task.id).await, TaskState::Open);
    world.pass(Duration::days(1)).await;
    assert_eq!(state(&world, task.id).await, TaskState::Overdue);
    assert!(notices(desk.ctx()).await[0].overdue);

    // The record comes as it was: nothing was put right.
    let sync: SyncOrder = order(json!({ "record": sponsor }));
    let unchanged = world.simulator.with(|bureau| bureau.hand_out_sync(&sync));
    unchanged.expect("handed out");
    world.work().await;
    assert_eq!(state(&world, task.id).await, TaskState::Overdue);
    // It comes changed: done, late as it is.
    let changed = changed_record(&record().await.data, "2026-12-05 00:01:00");
    world.simulator.with(|bureau| bureau.post(ISP, changed)).expect("our outbox");
    world.work().await;
    assert_eq!(state(&world, task.id).await, TaskState::Accepted);
    assert_eq!(record().await.state, RecordState::Active);
    let journal = world.app.store.journal_page(None, 500).await.expect("a journal").items;
    assert!(journal.iter().any(|entry| entry.action == "task_overdue"));
}

/// The record as it is kept, as BASJ would have it after a change.
fn changed_record(kept: &Value, at: &str) -> String {
    let kept: bureau::BureauRecord =
        serde_json::from_value(kept["filed"].clone()).expect("a record");
    let (sponsor, service) = (&kept.sponsor, &kept.services[0]);
    let access = &service.accesses[0];
    let officer = "<Fzr_xm>示例甲</Fzr_xm><Fzr_sjhm>13800000000</Fzr_sjhm>\
                   <Fzr_dzyj>jia@example.com</Fzr_dzyj>";
    format!(
        "<?xml version=\"1.0\" encoding=\"GBK\"?><DownloadData><ICP><BASJ><Baxx><Zt_xx>\
         <Ztid>{}</Ztid><Dwmc>{}</Dwmc><Dwxz>4</Dwxz><Txdz><Shengid>440000</Shengid></Txdz>\
         <Zj><Zjlx>{}</Zjlx><Zjhm>{}</Zjhm><Zjzs>示例路1号</Zjzs></Zj><Fzr>{officer}</Fzr>\
         <Baxh>{}</Baxh><Bbyhlx>1</Bbyhlx><Scbbsj>2026-11-24</Scbbsj><Zjxgsj>{at}</Zjxgsj></Zt_xx>\
         <Wz_xx><Wzid>{}</Wzid><Wzmc>新名称</Wzmc><Yylb><Yylb_id>1</Yylb_id></Yylb>\
         <Ym_xx><Ymid>{}</Ymid><Ym>{}</Ym></Ym_xx><Jr_xx><Jrid>{}</Jrid><Ispid>{}</Ispid>\
         <Wzfb><Fbdd>5</Fbdd></Wzfb><Wzjrfs><Jrfs>3</Jrfs></Wzjrfs>\
         <Ip_xx><Ipid>{}</Ipid><Qsip>16909060</Qsip><Zzip>16909063</Zzip></Ip_xx></Jr_xx>\
         <Wz_Fzr>{officer}</Wz_Fzr><Baxh>{}</Baxh></Wz_xx></Baxx></BASJ></ICP></DownloadData>",
        sponsor.id,
        sponsor.name.reveal(),
        sponsor.document_type,
        sponsor.document_number.reveal(),
        sponsor.number.as_deref().expect("a number"),
        service.id,
        service.domains[0].id,
        service.domains[0].name,
        access.id,
        access.provider,
        access.ips[0].id,
        service.number.as_deref().expect("a number"),
    )
}

#[tokio::test]
async fn each_finding_of_a_check_becomes_work_of_its_kind() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 305).await;
    let (_, number, sponsor) = filed(&desk).await;
    let lines: Vec<CheckLine> = order(json!([
        { "kind": "sponsor", "record": sponsor, "reason": "证件号码与名称不符" },
        { "kind": "access", "record": number, "result": 2, "domain": desk.domain(), "ip": 0 },
        { "kind": "shell", "record": number, "result": 1 },
        { "kind": "shell", "record": number, "result": 0 },
        { "kind": "alive", "record": number },
    ]));
    world.simulator.with(|bureau| bureau.hand_out_checks(&lines)).expect("handed out");
    let accesses: Vec<IllegalAccess> =
        order(json!([{ "domain": "dark-icp.com", "ip": "203.0.113.11" }]));
    world.simulator.with(|bureau| bureau.hand_out_illegal_accesses(&accesses)).expect("handed out");
    world.work().await;
    let all = tasks(&world, None).await;
    let count = |kind| all.iter().filter(|task| task.kind == kind).count();
    assert_eq!(count(TaskKind::Rectification), 2, "{all:?}");
    assert_eq!(count(TaskKind::SpotCheck), 2, "a service that is alive is no work: {all:?}");
    assert_eq!(count(TaskKind::IllegalAccess), 1);
    let linked = all.iter().filter(|task| task.record.is_some()).count();
    assert_eq!(linked, 4, "all but the illegal access are about a record that is kept here");

    // An answer that V3.0 has no message for is kept here, and ends the task.
    let dark = only_task(&world, TaskKind::IllegalAccess).await;
    let said = TaskAnswer { holds: None, opinion: None, text: "已断开".into() };
    assert_eq!(answer(&world, &dark, said).await.expect("it holds"), TaskState::Accepted);
    world.run_jobs().await;
    assert!(world.app.store.unfinished_uploads().await.expect("a database").is_empty());

    // The same findings once more are the same work; what is done and found again is new work.
    world.simulator.with(|bureau| bureau.hand_out_checks(&lines)).expect("handed out");
    world.simulator.with(|bureau| bureau.hand_out_illegal_accesses(&accesses)).expect("handed out");
    world.work().await;
    let again = tasks(&world, None).await;
    assert_eq!(again.len(), all.len() + 1, "{again:?}");
}

#[tokio::test]
async fn only_who_reports_to_the_bureau_sees_its_tasks() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 306).await;
    for ctx in [desk.ctx(), world.ctx(Actor::Anonymous), world.system()] {
        let denied = world.app.tasks(&ctx, TaskQuery::default(), None, 10).await;
        assert!(matches!(denied, Err(Error::Forbidden)), "{denied:?}");
    }
    let nobody = world.app.notices(&world.reviewer(), None, 10).await;
    assert!(matches!(nobody, Err(Error::Forbidden)), "staff has no record of its own");
}

#[tokio::test]
async fn a_code_that_the_bureau_withdraws_is_a_finding_and_stays_readable() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 307).await;
    let id = desk.fill_in().await;
    let today = world.now().day();
    let label =
        |table, code: i64| world.app.codes.current().label(table, code, today).map(str::to_owned);
    let old = label(CodeTable::Language, 1);
    let tables: TablesOrder = order(json!({ "table": "language", "id": 1, "valid": false }));
    world.simulator.with(|bureau| bureau.hand_out_tables(&tables)).expect("handed out");
    world.work().await;
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let found = shown.findings.iter().find(|finding| finding.path.contains("/languages"));
    assert_eq!(found.map(|finding| &*finding.code), Some("code.not_valid"), "{:?}", shown.findings);
    assert_eq!(label(CodeTable::Language, 1), old, "what a filing says is still read");

    // Back in use with another name.
    let tables: TablesOrder =
        order(json!({ "table": "language", "id": 1, "valid": true, "name": "中文（简）" }));
    world.simulator.with(|bureau| bureau.hand_out_tables(&tables)).expect("handed out");
    world.advance(Duration::minutes(1));
    world.work().await;
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    assert!(shown.findings.iter().all(|f| &*f.code != "code.not_valid"), "{:?}", shown.findings);
    assert_eq!(label(CodeTable::Language, 1).as_deref(), Some("中文（简）"));

    // Another process that was started later reads the same.
    let later = app::codes::Codes::shipped();
    later.refresh(&world.app.store).await.expect("a database");
    assert_eq!(later.current(), world.app.codes.current());
}

#[tokio::test]
async fn synchronised_tables_and_records_are_taken_like_the_others() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 308).await;
    let (id, _, sponsor) = filed(&desk).await;
    let before = world.row(id).await;
    for sync in [json!({ "record": sponsor }), json!({ "code_tables": true })] {
        let sync: SyncOrder = order(sync);
        world.simulator.with(|bureau| bureau.hand_out_sync(&sync)).expect("handed out");
    }
    world.work().await;
    assert_eq!(world.row(id).await.state, before.state, "nothing happens to the filing");
    let tables = world.app.store.code_tables().await.expect("a database");
    let language = tables.iter().find(|table| table.name == "language").expect("the table");
    assert_eq!(language.refused, None);
    assert!(world.app.codes.current().usable(CodeTable::Language, 1, world.now().day()).is_ok());
}
