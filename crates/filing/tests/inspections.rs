//! What the bureau asks for: kinds, states, terms, answers.

use crate::golden;
use filing::{
    code::{CodeRow, CodeTables, ReceivedTable},
    inspection::{
        ANSWER_TEXT, TaskAction, TaskAnswer, TaskKind, TaskState, UNFILED_TEXT, check_answer,
        reminders, said_by, term,
    },
    time::{Duration, Timestamp},
};

#[test]
fn tasks_are_the_approved_table() {
    let mut text = String::from(
        "# What the bureau asks the provider: how the answer goes back, from which table its opinion\n\
         # is, days given where the bureau names none, whether the sponsor's record is to be put right;\n\
         # and what each action makes of each state (- is refused).\n",
    );
    for kind in TaskKind::ALL {
        let reply = match kind.reply() {
            Some(reply) => format!("{reply:?}").to_lowercase(),
            None => "kept here".into(),
        };
        let opinions = kind.opinions().map_or("none", |table| table.name());
        text += &format!(
            "\n{}: reply {reply}, opinions {opinions}, {} days, sponsor {}\n",
            kind.name(),
            kind.days(),
            if kind.asks_sponsor() { "asked" } else { "not asked" }
        );
        text += &format!("{:10}", "");
        for action in TaskAction::ALL {
            text += &format!("  {:15}", action.name());
        }
        text = text.trim_end().to_owned() + "\n";
        for state in TaskState::ALL {
            text += &format!("{:10}", state.name());
            for action in TaskAction::ALL {
                let next = state.apply(kind, action).map_or("-", TaskState::name);
                text += &format!("  {next:15}");
            }
            text = text.trim_end().to_owned() + "\n";
        }
    }
    golden::compare("inspection_tasks.txt", &text);
}

#[test]
fn what_is_done_is_left_by_nothing_and_what_waits_can_be_answered() {
    for kind in TaskKind::ALL {
        for action in TaskAction::ALL {
            assert!(TaskState::Accepted.apply(kind, action).is_err(), "{kind:?} {action:?}");
        }
        for state in [TaskState::Open, TaskState::Overdue] {
            let answered = state.apply(kind, TaskAction::Answer).expect("it waits for staff");
            assert!(!answered.waits_for_staff());
        }
    }
    let refused = TaskState::Open.apply(TaskKind::Notice, TaskAction::FileTaken).unwrap_err();
    assert_eq!(refused.to_string(), "file_taken is not possible while the task is open");
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn the_term_is_the_day_that_the_bureaus_words_name() {
    // A Tuesday in Beijing.
    let received = at("2026-11-24T06:00:00Z");
    let said = |text: &str| said_by(text, received.day()).map(|day| day.to_string());
    for (text, day) in [
        ("请于2026-12-10前完成整改", "2026-12-10"),
        ("请于2026/12/1前整改", "2026-12-01"),
        ("限2026年12月10日前整改完毕", "2026-12-10"),
        ("限 2026 年 12 月 10 日前", "2026-12-10"),
        ("15日内整改", "2026-12-09"),
        ("请在3天内处理", "2026-11-27"),
        ("请在5个工作日内核实", "2026-12-01"),
        ("2026-11-01检测到未备案，10日内处理", "2026-12-04"),
        ("2026-11-24当日处理", "2026-11-24"),
    ] {
        assert_eq!(said(text).as_deref(), Some(day), "{text}");
    }
    for text in [
        "请整改",
        "",
        "2026-11-23前",
        "2026-13-10前",
        "2028-01-01前",
        "备案号2024000001",
        "9999999999999日内",
        "400日内",
        "99999个工作日内",
        "共3日",
        "2026年12月",
        "电话020-12345678",
    ] {
        assert_eq!(said(text), None, "{text}");
    }
}

#[test]
fn a_term_ends_with_its_last_day_in_beijing() {
    let received = at("2026-11-24T17:00:00Z");
    let of = |kind, words: &[&str]| term(kind, words, received).beijing().to_string();
    assert_eq!(of(TaskKind::Notice, &["请整改", "限2026-12-10"]), "2026-12-10 23:59:59.999 +08:00");
    assert_eq!(
        of(TaskKind::Notice, &[]),
        "2026-12-10 23:59:59.999 +08:00",
        "15 days from the 25th"
    );
    assert_eq!(of(TaskKind::UnfiledSite, &["三次"]), "2026-11-30 23:59:59.999 +08:00");
}

#[test]
fn reminders_come_three_days_and_one_day_before_the_end() {
    let deadline = at("2026-12-10T15:59:59.999Z");
    let before =
        |days| Timestamp::from_millis(deadline.millis() - Duration::days(days).as_millis());
    assert_eq!(reminders(deadline, before(15)), [before(3), before(1)]);
    assert_eq!(reminders(deadline, before(3)), [before(1)]);
    assert_eq!(reminders(deadline, before(1)), []);
}

fn found(kind: TaskKind, answer: &TaskAnswer) -> Vec<(String, String)> {
    let day = at("2026-11-24T06:00:00Z").day();
    let issues = check_answer(kind, answer, CodeTables::shipped(), day);
    issues.into_iter().map(|issue| (issue.path, issue.code.into_owned())).collect()
}

fn issue(path: &str, code: &str) -> (String, String) {
    (path.into(), code.into())
}

#[test]
fn an_answer_that_says_nothing_is_told_everything_that_is_missing() {
    let nothing = TaskAnswer::default();
    assert_eq!(
        found(TaskKind::VerificationTask, &nothing),
        [issue("/holds", "required"), issue("/opinion", "required"), issue("/text", "required")]
    );
    assert_eq!(
        found(TaskKind::UnfiledSite, &nothing),
        [issue("/opinion", "required"), issue("/text", "required")]
    );
    assert_eq!(found(TaskKind::Notice, &nothing), [issue("/text", "required")]);
}

#[test]
fn an_answer_takes_its_opinion_from_the_table_of_its_kind() {
    let answer = |opinion, text: &str| TaskAnswer {
        holds: Some(true),
        opinion: Some(opinion),
        text: text.into(),
    };
    assert_eq!(found(TaskKind::VerificationTask, &answer(1, "")), [], "the opinion says it");
    assert_eq!(
        found(TaskKind::UnfiledSite, &answer(77, "已关闭")),
        [issue("/opinion", "code.unknown")]
    );
    assert_eq!(
        found(TaskKind::IllegalAccess, &answer(1, "已关闭")),
        [issue("/opinion", "code.unknown")]
    );
    let rows =
        vec![CodeRow { withdrawn: true, ..CodeRow::new(1, "已关闭") }, CodeRow::new(2, "其他")];
    let received_at = at("2026-11-24T01:00:00Z");
    let edition = ReceivedTable { name: "unfiled_handling".into(), rows, received_at };
    let (tables, _) = CodeTables::received([edition]);
    let found =
        check_answer(TaskKind::UnfiledSite, &answer(1, "已关闭"), &tables, received_at.day());
    assert_eq!(found[0].code, "code.not_valid");
}

#[test]
fn an_answer_fits_into_the_bureaus_message() {
    for (kind, most) in
        [(TaskKind::UnfiledSite, UNFILED_TEXT), (TaskKind::VerificationTask, ANSWER_TEXT)]
    {
        let of =
            |length| TaskAnswer {
                holds: Some(false), opinion: Some(1), text: "长".repeat(length)
            };
        assert_eq!(found(kind, &of(most)), []);
        assert_eq!(found(kind, &of(most + 1)), [issue("/text", "text.too_long")]);
    }
    let bell = TaskAnswer { text: "a\u{7}".into(), ..TaskAnswer::default() };
    assert_eq!(found(TaskKind::Notice, &bell), [issue("/text", "text.control_characters")]);
}
