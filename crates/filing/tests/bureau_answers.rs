//! What follows from each code of the bureau, as a table for a person to read.

use crate::golden;
use filing::{
    bureau_call::{self, Course, Told},
    bureau_result::{self, NextStep},
    reporting_hours::ReportingHours,
    time::{Duration, Timestamp},
    words::{Language, lookup},
};
use std::collections::BTreeSet;

fn words(section: &str, key: &str) -> &'static str {
    lookup(Language::Chinese, section, key).unwrap_or_else(|| panic!("no words: {section}.{key}"))
}

#[test]
fn what_follows_from_each_code_is_the_approved_table() {
    let mut table =
        String::from("# Answers to an upload: code, what is done, who is told, the words.\n");
    for rule in bureau_call::rules() {
        let code = rule.code.map_or("other".to_owned(), |code| code.to_string());
        let said = rule.finding().map_or("-", |finding| words("issue", finding));
        let (course, told) = (rule.course.name(), rule.told.name());
        table += &format!("{code:>5}  {course:<16}  {told:<8}  {said}\n");
    }
    table += "\n# Results of a filing, by download: code, what is done, who is told, whether it may be \
              an echo\n# of our own first sending, the words.\n";
    for result in bureau_result::all().filter(|result| result.code >= 1000) {
        let said = result.finding.as_deref().map_or("-", |finding| words("issue", finding));
        let (then, told) = (result.then.name(), result.then.told().name());
        let echo = if result.echo { "echo" } else { "-" };
        table += &format!("{:>5}  {then:<13}  {told:<8}  {echo:<4}  {said}\n", result.code);
    }
    golden::compare("bureau_answers.txt", &table);
}

#[test]
fn every_call_code_of_the_interface_has_a_row_of_its_own() {
    let listed: BTreeSet<i32> = bureau_call::rules().filter_map(|rule| rule.code).collect();
    let asked: BTreeSet<i32> = (0..=22).chain([901, 902, 999]).collect();
    assert_eq!(listed, asked);
    let calls = bureau_result::all().filter(|result| result.code < 1000);
    assert_eq!(calls.count(), asked.len(), "the table of meanings has the same codes");
}

#[test]
fn only_zero_is_a_yes_and_a_code_that_is_in_no_list_is_asked_after() {
    for code in -5..10_000 {
        let rule = bureau_call::rule(code);
        assert_eq!(rule.course == Course::Accept, code == 0, "{code}");
        if rule.code.is_none() {
            assert_eq!((rule.course, rule.told), (Course::AskWhatArrived, Told::Operator));
        }
    }
}

#[test]
fn courses_steps_and_who_is_told_have_words() {
    for language in Language::ALL {
        let has = |section: &str, key: &str| {
            assert!(lookup(language, section, key).is_some(), "{section}.{key} in {language:?}");
        };
        Course::ALL.iter().for_each(|course| has("course", course.name()));
        Told::ALL.iter().for_each(|told| has("told", told.name()));
        NextStep::ALL.iter().for_each(|step| has("next_step", step.name()));
        for rule in bureau_call::rules() {
            rule.finding().into_iter().for_each(|finding| has("issue", finding));
        }
    }
}

#[test]
fn pauses_grow_to_their_limit_and_differ_by_chance() {
    let seconds = |code, nth, chance| bureau_call::pause(code, nth, chance).as_millis() / 1000;
    assert_eq!([1, 2, 3].map(|nth| seconds(None, nth, 500)), [5, 10, 20]);
    assert_eq!(seconds(None, 100, 500), 15 * 60);
    assert_eq!(seconds(Some(15), 100, 500), 60 * 60);
    assert_eq!((seconds(None, 100, 0), seconds(None, 100, 999)), (720, 1079));
    assert!(seconds(None, i32::MAX, 0) > 0 && seconds(None, i32::MIN, 0) > 0);
}

/// So many minutes after a midnight in Beijing.
fn at(hour: i64, minute: i64) -> Timestamp {
    Timestamp::from_millis(16 * 3_600_000) + Duration::minutes(hour * 60 + minute)
}

#[test]
fn hours_are_read_from_the_bureaus_own_words() {
    let read = |text: &str| ReportingHours::read(text).expect("hours");
    for text in [
        "请您在规定的时间段内进行报备，报备时间为：09:00-17:00",
        "报备时间：9：00 至 17：00。",
        "9:00～17:00（编号109:00）",
    ] {
        let hours = read(text);
        assert!(!hours.is_open(at(8, 59)) && hours.is_open(at(9, 0)), "{text}");
        assert!(hours.is_open(at(16, 59)) && !hours.is_open(at(17, 0)), "{text}");
        assert_eq!(hours.next_opening(at(8, 59)), at(9, 0));
        assert_eq!(hours.next_opening(at(9, 0)), at(33, 0), "tomorrow");
        assert_eq!(hours.next_opening(at(17, 30)), at(33, 0));
    }
    let two = read("8:30-11:30, 14:00-17:30");
    assert_eq!(two.next_opening(at(9, 0) + Duration::seconds(1)), at(14, 0));
    assert!(two.is_open(at(14, 0)) && !two.is_open(at(12, 0)));
    let night = read("22:00-6:00");
    assert!(night.is_open(at(23, 0)) && night.is_open(at(5, 59)) && !night.is_open(at(6, 0)));
    assert!(read("00:00-24:00").is_open(at(23, 59)));
    for text in
        ["", "稍后再试", "25:00-26:00", "9:60-10:00", "9:00", "9-17", "12:00-12:00", "1:2-3:4"]
    {
        assert_eq!(ReportingHours::read(text), None, "{text}");
    }
}
