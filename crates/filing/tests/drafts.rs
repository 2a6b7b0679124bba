//! Drafts: changed by patches, masked for lists, read out for the bureau.

use filing::{
    draft::{Draft, PatchError, ServiceDraft, ServiceKind, mask_draft, sponsor_kind},
    id::ServiceId,
    personal::Personal,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn draft() -> Draft {
    let mut draft = Draft::default();
    draft.sponsor.name = Some("测试科技有限公司".into());
    draft.sponsor.kind = Some(sponsor_kind::ENTERPRISE);
    draft.sponsor.officer.name = Some("测试人甲".into());
    draft.sponsor.officer.mobile = Some("13900000001".into());
    draft.sponsor.officer.remark_provider = Some("请打甲的电话".into());
    let id = ServiceId::from_uuid(uuid::Uuid::from_u128(1));
    let mut service = ServiceDraft::new(id, ServiceKind::Website);
    service.names.push("测试网".into());
    service.domains.push("example.com".into());
    service.officer.name = Some("测试人乙".into());
    draft.services.push(service);
    draft
}

#[test]
fn a_patch_sets_what_it_names_and_leaves_the_rest() {
    let before = draft();
    let after = before
        .merge_patch(
            &json!({"sponsor": {"investor": "某集团", "officer": {"email": "a@example.com"}}}),
        )
        .expect("known keys");
    assert_eq!(after.sponsor.investor.as_deref(), Some("某集团"));
    assert_eq!(after.sponsor.officer.email, Some(Personal::from("a@example.com")));
    assert_eq!(after.sponsor.officer.mobile, before.sponsor.officer.mobile);
    assert_eq!(after.services, before.services);
}

#[test]
fn null_empties_a_field_and_a_whole_part() {
    let after = draft()
        .merge_patch(&json!({"sponsor": {"name": null, "officer": null}, "services": null}))
        .expect("known keys");
    assert_eq!(after.sponsor.name, None);
    assert_eq!(after.sponsor.officer, Default::default());
    assert!(after.services.is_empty());
}

#[test]
fn a_list_is_replaced_whole() {
    let id = draft().services[0].id;
    let after = draft()
        .merge_patch(&json!({"services": [{"id": id, "hosts": ["www.example.com"]}]}))
        .expect("known keys");
    assert!(after.services[0].names.is_empty());
    assert_eq!(after.services[0].hosts, ["www.example.com"]);
}

#[test]
fn a_key_no_draft_has_is_refused_with_its_place() {
    let refused = |patch: Value| draft().merge_patch(&patch).expect_err("unknown");
    let unknown = |pointer: &str| PatchError::UnknownKey { pointer: pointer.into() };
    assert_eq!(refused(json!({"sponser": {}})), unknown("/sponser"));
    assert_eq!(
        refused(json!({"sponsor": {"officer": {"fax": "1"}}})),
        unknown("/sponsor/officer/fax")
    );
    let id = draft().services[0].id;
    assert_eq!(refused(json!({"services": [{"id": id, "a/b": 1}]})), unknown("/services/0/a~1b"));
}

#[test]
fn a_value_of_the_wrong_sort_is_refused_with_its_place_and_not_repeated() {
    let refused = |patch: Value| draft().merge_patch(&patch).expect_err("wrong");
    let error = refused(json!({"sponsor": {"kind": "秘密"}}));
    assert_eq!(error.pointer(), "/sponsor/kind");
    assert!(!error.to_string().contains("秘密"));
    assert_eq!(refused(json!({"sponsor": {"kind": -1}})).pointer(), "/sponsor/kind");
    assert_eq!(refused(json!({"services": [{}]})).pointer(), "/services/0");
    assert_eq!(refused(json!([1])), PatchError::NotAnObject);
}

#[test]
fn an_empty_patch_changes_nothing() {
    assert_eq!(draft().merge_patch(&json!({})).expect("nothing"), draft());
}

#[test]
fn a_masked_draft_shows_no_person_but_the_name_of_an_organisation() {
    let masked = mask_draft(&draft());
    let text = serde_json::to_string(&masked).expect("JSON");
    for secret in ["测试人甲", "测试人乙", "13900000001", "请打甲的电话"] {
        assert!(!text.contains(secret), "{secret} is shown");
    }
    assert!(text.contains("测试科技有限公司") && text.contains("139****0001"));

    let mut individual = draft();
    individual.sponsor.kind = Some(sponsor_kind::INDIVIDUAL);
    individual.sponsor.name = Some("测试人丙".into());
    let text = serde_json::to_string(&mask_draft(&individual)).expect("JSON");
    assert!(!text.contains("测试人丙"));
}

#[test]
fn what_is_reported_is_read_out_with_its_place_and_remarks_to_the_provider_are_not() {
    let draft = draft();
    let texts: Vec<_> = draft.texts().collect();
    let has = |pointer: &str, text: &str| texts.contains(&(pointer.to_owned(), text));
    assert!(has("/sponsor/officer/name", "测试人甲"));
    assert!(has("/services/0/names/0", "测试网"));
    assert!(has("/services/0/domains/0", "example.com"));
    assert!(!texts.iter().any(|(_, text)| *text == "请打甲的电话"));
    let whole = serde_json::to_value(&draft).expect("JSON");
    for (pointer, text) in &texts {
        assert_eq!(whole.pointer(pointer).and_then(Value::as_str), Some(*text), "{pointer}");
    }
}

proptest! {
    #[test]
    fn any_json_is_taken_or_refused_but_never_breaks(text in "[a-z{}\\[\\]:,0-9\" ]{0,80}", key in "[a-z_/~]{1,12}") {
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let _ = draft().merge_patch(&value);
            let _ = draft().merge_patch(&json!({"sponsor": {"officer": {&key: value}}}));
        }
    }
}
