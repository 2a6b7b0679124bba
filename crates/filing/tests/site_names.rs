//! Names that reviewers refuse, and those they take.

use filing::issue::Severity;
use filing::site_name::{self, NamedBy};

const INDIVIDUAL: NamedBy<'static> = NamedBy { kind: "individual", name: "张三" };
const ENTERPRISE: NamedBy<'static> =
    NamedBy { kind: "enterprise", name: "广州市蓝鲸科技有限公司" };

fn codes(name: &str, by: NamedBy<'_>) -> Vec<&'static str> {
    site_name::check(name, by).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn ordinary_names_pass() {
    assert_eq!(codes("蓝鲸软件官网", ENTERPRISE), [""; 0]);
    assert_eq!(codes("张三的学习笔记", INDIVIDUAL), [""; 0]);
    let government = NamedBy { kind: "government", name: "某市人民政府" };
    assert_eq!(codes("某市人民政府", government), [""; 0]);
}

#[test]
fn short_names_and_bare_letters_are_warned_of() {
    assert_eq!(codes("笔记", INDIVIDUAL), ["site_name.too_short"]);
    assert_eq!(codes("ｍｙ ｓｉｔｅ ２", INDIVIDUAL), ["site_name.only_digits_and_letters"]);
    assert_eq!(codes("a 1", INDIVIDUAL).len(), 2);
}

#[test]
fn state_words_are_for_state_bodies_or_who_bears_them() {
    assert_eq!(codes("中国蓝鲸网", ENTERPRISE), ["site_name.state_words"]);
    let bears_it = NamedBy { kind: "enterprise", name: "中国蓝鲸集团有限公司" };
    assert_eq!(codes("中国蓝鲸网", bears_it), [""; 0]);
    let institution = NamedBy { kind: "public_institution", name: "某研究院" };
    assert_eq!(codes("中国某研究院", institution), [""; 0]);
}

#[test]
fn an_individual_names_no_trade_no_community_and_no_place() {
    let findings = site_name::check("深圳手机商城论坛", INDIVIDUAL);
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    let expected = ["site_name.community_words", "site_name.industry_words", "site_name.place"];
    assert_eq!(codes, expected);
    assert_eq!(findings[2].found, ["深圳"]);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
    assert_eq!(codes.len(), 3);
}

#[test]
fn an_enterprise_may_name_trade_and_place_but_itself_too() {
    assert_eq!(codes("广州蓝鲸商城", ENTERPRISE), [""; 0]);
    assert_eq!(codes("每日好物商城", ENTERPRISE), ["site_name.unrelated"]);
    // The place and the generic words of a company's name are no relation.
    assert_eq!(codes("广州科技生活", ENTERPRISE), ["site_name.unrelated"]);
    let untyped = NamedBy { kind: "enterprise", name: "" };
    assert_eq!(codes("每日好物商城", untyped), [""; 0]);
}

#[test]
fn a_finding_becomes_an_issue_that_says_what_was_found() {
    let finding = &site_name::check("深圳手机手册", INDIVIDUAL)[0];
    let issue = finding.issue("/services/0/names/0");
    assert_eq!(issue.path, "/services/0/names/0");
    let text = filing::words::filled(filing::words::issue(&issue.code).unwrap(), &issue.args);
    assert_eq!(text, "个人主办的服务名称含地名“深圳”，通常不予通过，请去掉地名");
}

#[test]
fn the_kind_of_sponsor_is_found_by_its_code() {
    assert_eq!(NamedBy::of(5u32, "张三").kind, "individual");
    let unknown = NamedBy::of(7u32, "某单位");
    assert_eq!(codes("中国某某论坛", unknown), ["site_name.state_words"]);
}

#[test]
fn words_and_contents_ask_for_their_approval_until_it_is_given() {
    let hints = site_name::prior_approvals(&["蓝鲸教育"], &[15, 21], &[]);
    let seen: Vec<_> = hints.iter().map(|hint| (hint.prior_approval, hint.code)).collect();
    assert_eq!(seen, [(3, "prior_approval.by_name"), (10, "prior_approval.by_content")]);
    let issue = hints[1].issue("/services/0/prior_approvals");
    assert_eq!(issue.args, ["网络影视", "广播电影电视节目"]);
    assert!(!issue.blocks());
    assert!(site_name::prior_approvals(&["蓝鲸教育"], &[21], &[3]).is_empty());
    assert!(site_name::prior_approvals(&["蓝鲸软件"], &[8], &[]).is_empty());
}

#[test]
fn the_rules_name_only_codes_their_tables_have() {
    use filing::code::{CodeTable, CodeTables};
    let rules: toml::Table = include_str!("../reference/site_name_rules.toml").parse().unwrap();
    let tables = CodeTables::shipped();
    for rule in rules["prior_approvals"].as_array().unwrap() {
        let approval = rule["prior_approval"].as_integer().unwrap();
        assert!(tables.lookup(CodeTable::PriorApproval, approval).is_some(), "{approval}");
        for content in rule["contents"].as_array().unwrap() {
            let content = content.as_integer().unwrap();
            assert!(tables.lookup(CodeTable::ServiceContent, content).is_some(), "{content}");
        }
    }
    for key in rules["state_bodies"].as_array().unwrap() {
        assert!(tables.by_key(CodeTable::SponsorKind, key.as_str().unwrap()).is_some(), "{key}");
    }
}
