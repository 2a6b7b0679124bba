//! Typed against read.

use vision::{Match, Op, compare};

#[test]
fn the_same_text_is_equal() {
    let comparison = compare("name", "黎燕娟", Some("黎燕娟"), 0.99);
    assert_eq!(comparison.verdict, Match::Equal);
    assert_eq!(comparison.alignment.len(), 1);
}

#[test]
fn spaces_widths_and_dots_are_forgiven_but_said() {
    for (field, typed, read) in [
        ("name", "广州某某（个体工商户）", "广州某某(个体工商户)"),
        ("address", "广东省 广州市", "广东省广州市"),
        ("name", "巴图孟克•额尔敦", "巴图孟克·额尔敦"),
        ("id_no", "11010519491231002x", "11010519491231002X"),
    ] {
        assert_eq!(compare(field, typed, Some(read), 0.9).verdict, Match::SpacingOnly, "{typed}");
    }
}

#[test]
fn one_other_character_is_different_and_is_shown() {
    let comparison = compare("name", "张三丰", Some("张王丰"), 0.9);
    assert_eq!(comparison.verdict, Match::Different);
    let replaced: Vec<_> = comparison.alignment.iter().filter(|a| a.op == Op::Replace).collect();
    assert_eq!(replaced.len(), 1);
    assert_eq!((&replaced[0].typed, &replaced[0].read), (&(1..2), &(1..2)));
}

#[test]
fn what_was_left_out_or_added_is_told_apart() {
    let left_out = compare("address", "滨江东路316号", Some("滨江东路316号6栋"), 0.9);
    assert_eq!(left_out.alignment.last().unwrap().op, Op::Insert);
    let added = compare("address", "滨江东路316号6栋", Some("滨江东路316号"), 0.9);
    assert_eq!(added.alignment.last().unwrap().op, Op::Delete);
    for comparison in [left_out, added] {
        let (typed, read): (usize, usize) = comparison
            .alignment
            .iter()
            .fold((0, 0), |sum, a| (sum.0 + a.typed.len(), sum.1 + a.read.len()));
        assert_eq!(typed.max(read), 10);
    }
}

#[test]
fn a_letter_of_another_case_differs_where_case_means_something() {
    assert_eq!(compare("domain", "Example.cn", Some("example.cn"), 0.9).verdict, Match::Different);
}

#[test]
fn what_was_not_read_surely_is_unread_not_different() {
    for read in [None, Some(""), Some("  ")] {
        assert_eq!(compare("name", "张三", read, 0.9).verdict, Match::Unread);
    }
    assert_eq!(compare("name", "张三", Some("李四"), 0.3).verdict, Match::Unread);
    assert!(compare("name", "张三", None, 0.0).alignment.is_empty());
}
