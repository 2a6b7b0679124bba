//! Whatever code the programs can show has words in both languages: the codes are taken from the
//! sources themselves, so that a new one without words fails here.

mod sources;

use super::*;
use crate::{
    confirmation::HELP,
    verification::{CONSENTS, Prompt, slot},
};
use ::filing::{
    draft::{
        AppDraft, AppPlatform, Draft, MiniProgramDraft, PlatformDraft, PriorApprovalDraft,
        QuickAppDraft, ServiceDraft, ServiceKind, StoreDraft,
    },
    id::ServiceId,
    issue::Severity,
    kind::EvidenceAsked,
    review::Attention,
    service_form::Asked,
    shown_number::NumberPlace,
    verification::{OfficerDocument, PlanCase, Screen, SponsorIs, Step, plan},
};
use serde::Serialize;
use serde_json::Value;
use sources::{Code, codes_of};
use std::collections::BTreeSet;

#[track_caller]
fn has_words(section: &str, key: &str) {
    for language in Language::ALL {
        let words = lookup(language, section, key);
        assert!(words.is_some(), "no words for {section}.{key} in {language:?}");
    }
}

fn name(of: impl Serialize) -> String {
    serde_json::to_value(of).expect("a name").as_str().expect("a text").to_owned()
}

fn codes() -> Vec<Code> {
    // The rest of the server speaks to its operator: settings, the demonstration.
    let codes = ["app/src", "server/src/http", "vision/src"].into_iter().flat_map(codes_of);
    codes.collect()
}

#[test]
fn every_code_that_the_sources_name_has_words() {
    let codes = codes();
    for code in &codes {
        has_words(code.section, &code.name);
    }
    // One of each form: a reader of sources that finds nothing would pass.
    let found: BTreeSet<&str> = codes.iter().map(|code| code.name.as_str()).collect();
    for known in
        ["username.taken", "captcha.wrong", "step_not_due", "csrf", "not_now", "phone_code"]
    {
        assert!(found.contains(known), "{known} was not found in the sources");
    }
    for known in ["liveness.too_slow", "photo.blur", "unreadable.multipart", "picture.broken"] {
        assert!(found.contains(known), "{known} was not found in the sources");
    }
}

#[test]
fn words_name_no_argument_that_the_code_does_not_give() {
    for code in codes() {
        let Some(given) = code.args else { continue };
        let args = vec!["×"; given];
        for language in Language::ALL {
            let words = lookup(language, code.section, &code.name).unwrap_or_default();
            let text = filled(words, &args);
            assert!(!text.contains('{'), "{}.{}: {text}", code.section, code.name);
        }
    }
}

#[test]
fn what_is_wrong_comes_with_what_to_do() {
    for code in codes().iter().filter(|code| code.section != "notice") {
        let text = word(code.section, &code.name);
        let asks = ["请", "无需处理"].iter().any(|ask| text.contains(ask));
        assert!(asks, "{}.{}: {text}", code.section, code.name);
    }
}

#[test]
fn a_code_is_found_in_every_form_and_tests_are_left_out() {
    let text = r#"
        //! "comment.code"
        #[serde(rename = "attribute.code")]
        fn a() {
            vec![Issue::error(format!("/{n}", n = f(1, 2)), "in.macro").with("1").with("2")];
            Err(Error::refused("refused_code"))?;
            let code = match x { 1 => "in.match", _ => Error::Refused { code: "in_field", args } };
            words::notice("told", &[]);
        }
        #[cfg(test)]
        mod tests { fn b() { Error::refused("test_code"); } }
        fn c() { Error::field("/a", "after.tests"); }
    "#;
    let mut found: Vec<(String, Option<usize>)> = sources::codes_in("a.rs", text)
        .into_iter()
        .map(|code| (format!("{}:{}", code.section, code.name), code.args))
        .collect();
    found.sort();
    let of = |name: &str, args| (name.to_owned(), args);
    assert_eq!(
        found,
        [
            of("issue:after.tests", None),
            of("issue:after.tests", Some(0)),
            of("issue:in.macro", None),
            of("issue:in.macro", Some(2)),
            of("issue:in.match", None),
            of("notice:told", None),
            of("problem:in_field", None),
            of("problem:refused_code", Some(0)),
        ]
    );
}

#[test]
#[should_panic(expected = "code_of(x)")]
fn a_code_that_is_computed_where_no_test_sees_it_is_refused() {
    sources::codes_in("a.rs", r#"fn a() { Issue::error("/a", code_of(x)); }"#);
}

#[test]
fn every_field_of_a_draft_has_a_label() {
    let id = ServiceId::from_uuid(uuid::Uuid::nil());
    let mut service = ServiceDraft::new(id, ServiceKind::App);
    service.prior_approvals = vec![PriorApprovalDraft::default()];
    service.app = Some(AppDraft {
        platforms: vec![PlatformDraft {
            platform: AppPlatform::Android,
            bundle_id: None,
            public_key: None,
            fingerprint: None,
            hosts: Vec::new(),
        }],
        stores: vec![StoreDraft::default()],
        ..AppDraft::default()
    });
    service.mini_program = Some(MiniProgramDraft::default());
    service.quick_app = Some(QuickAppDraft::default());
    let draft = Draft { services: vec![service], ..Draft::default() };
    let whole = serde_json::to_value(draft).expect("a draft is JSON");
    let mut paths = Vec::new();
    pointers("", &whole, &mut paths);
    assert!(paths.contains(&"/services/0/app/platforms/0/bundle_id".to_owned()), "{paths:?}");
    for path in paths {
        let label = field(&path);
        assert!(!label.is_ascii() || label == "APP", "{path} is called {label}");
        let plain: Vec<&str> = path.split('/').filter(|p| !p.is_empty() && *p != "0").collect();
        has_words("field", &plain.join("."));
    }
}

fn pointers(at: &str, value: &Value, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in inner {
        let path = format!("{at}/{key}");
        pointers(&path, value, found);
        found.push(path);
    }
}

#[test]
fn every_screen_of_the_phone_has_title_and_lines() {
    let mut copies = BTreeSet::from(["notice".to_owned(), "done".to_owned()]);
    for sponsor_is in [SponsorIs::Organisation, SponsorIs::Individual] {
        for same_person in [true, false] {
            for officer_document in
                [OfficerDocument::ResidentId, OfficerDocument::Passport, OfficerDocument::Other]
            {
                let case = PlanCase {
                    sponsor_is,
                    same_person,
                    officer_document,
                    sponsor_stage_done: false,
                    evidence: EvidenceAsked::EVERYTHING,
                };
                for step in plan(case) {
                    if !step.pictures.is_empty() && step.screen != Screen::Face {
                        copies.insert(format!("{}.confirm", step.copy));
                    }
                    copies.insert(step.copy);
                }
            }
        }
    }
    copies.extend(CONSENTS.iter().map(|(name, _)| format!("consent.{name}")));
    for copy in copies {
        has_words("phone", &copy);
        has_words("phone", &format!("{copy}.hint"));
        assert!(!phone(&copy).1.is_empty(), "{copy} has no lines");
    }
    for prompt in Prompt::ALL {
        has_words("phone", &format!("prompt.{}", prompt.name()));
    }
    for screen in ["notice", "phone", "capture", "confirm", "face", "agree", "sheet", "done"] {
        has_words("screen", screen);
    }
}

#[test]
fn each_consent_says_who_what_why_how_long_and_what_a_refusal_means() {
    for (name, _) in CONSENTS {
        let (_, lines) = consent(name);
        let starts = |with: &str| lines.iter().any(|line| line.starts_with(with));
        assert!(starts("谁处理：") || starts("提供给谁："), "{name}: who");
        assert!(starts("处理什么：") || starts("提供什么："), "{name}: what");
        assert!(starts("怎样处理：") || starts("怎样提供："), "{name}: how");
        for part in ["为什么：", "保存多久：", "对您的影响：", "您的权利：", "不同意怎么办："]
        {
            assert!(starts(part), "{name}: {part}");
        }
    }
    // 人脸识别技术应用安全管理办法 10: there is another way, and it is named.
    assert!(consent("face").1.iter().any(|line| line.contains("当面核验")));
}

#[test]
fn names_that_answers_carry_have_words() {
    for comparison in Comparison::ALL {
        has_words("comparison", comparison.name());
    }
    let pictures = [Picture::Front, Picture::Back, Picture::Page, Picture::Face, Picture::Sheet];
    for picture in pictures {
        has_words("picture", picture.name());
        for step in Step::ALL {
            has_words("slot", slot(*step, picture));
        }
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        has_words("severity", &name(severity));
    }
    for attention in [Attention::Wrong, Attention::Look, Attention::Fine] {
        has_words("attention", &name(attention));
    }
    use store::UploadState::{Accepted, Prepared, Refused, Sending, Withdrawn};
    for state in [Prepared, Sending, Accepted, Refused, Withdrawn] {
        has_words("upload_state", &name(state));
    }
    use store::{MessageState, RoundState};
    for state in [
        RoundState::Prepared,
        RoundState::Open,
        RoundState::Complete,
        RoundState::Locked,
        RoundState::Expired,
        RoundState::Ended,
    ] {
        has_words("round", &name(state));
    }
    for state in [
        MessageState::Queued,
        MessageState::Sending,
        MessageState::Sent,
        MessageState::Delivered,
        MessageState::Undelivered,
        MessageState::Failed,
    ] {
        has_words("delivery", &name(state));
    }
    has_words("confirmation", "ended");
    for code in HELP {
        has_words("confirm_help", code);
        assert!(!confirm_help(code).1.is_empty(), "{code} says nothing");
    }
    for state in store::MoveRequestState::ALL {
        assert_eq!(name(state), state.name());
        has_words("move_request_state", state.name());
    }
    for kind in ServiceKind::ALL {
        has_words("service_kind", kind.name());
        has_words("number_place", NumberPlace::of(kind).name());
    }
    for platform in AppPlatform::ALL {
        has_words("app_platform", platform.name());
    }
    for asked in [Asked::Required, Asked::Optional, Asked::No] {
        has_words("asked", asked.name());
    }
}

#[test]
fn a_refused_transition_names_state_and_action() {
    let error =
        TransitionError::NotNow { state: Stage::ProviderReview, action: ActionName::Submit };
    let text = transition(&error);
    assert!(text.contains("等待接入商核实") && text.contains("确认上交"), "{text}");
}

#[test]
fn a_finding_says_its_arguments() {
    let issue = Issue::error("/code", "code.wrong").with("3");
    assert_eq!(finding(&issue), "短信验证码不正确，还可以试 3 次，请查看短信后重新填写");
}
