//! What is found before anything is sent.

use crate::fixture::{
    attachments, bureau, bureau_with, config, dossier, dossier_with, jpeg, later, record_ids,
    service_id, submission,
};
use bureau::{AttachmentUse, Owner, PrepareError, WireIds};
use filing::{dossier::Dossier, kind::FilingKind};
use serde_json::{Value, json};

fn findings(dossier: &Dossier) -> Vec<PrepareError> {
    let ids = WireIds::number(dossier, 1);
    bureau().findings(&[submission(dossier, &ids, None)])
}

fn rules(change: impl FnOnce(&mut Value)) -> Vec<(String, String)> {
    let found = findings(&dossier_with("new_filing", change));
    found
        .into_iter()
        .map(|error| match error {
            PrepareError::Schema { path, rule } => (path, rule),
            other => panic!("{other}"),
        })
        .collect()
}

const RECORD: &str = "UploadData/ICP/XZBA/Baxx[0]";

#[test]
fn a_whole_dossier_has_no_findings() {
    assert_eq!(findings(&dossier("new_filing")), []);
}

#[test]
fn every_breach_of_the_schema_is_told_at_once_with_its_place() {
    let found = rules(|value| {
        value["sponsor"]["name"] = "长".repeat(256).into();
        value["sponsor"]["region"]["city"] = 4401.into();
        value["services"][0]["contents"] = json!([8, 65]);
        value["services"][0]["languages"] = json!([]);
        value["services"][0]["officer"]["email"] = "a@b.c".into();
    });
    let expected = [
        ("Zt_xx/Dwmc", "1 to 255 characters"),
        ("Zt_xx/Txdz/Shiid", "a number from 100000 or more"),
        ("Wz_xx[0]/Fwnr/Fwnr_id[1]", "a number from 1 to 64"),
        ("Wz_xx[0]/Yylb/Yylb_id", "missing"),
        ("Wz_xx[0]/Wz_Fzr/Fzr_dzyj", "6 to 128 characters"),
    ];
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(path, rule)| (format!("{RECORD}/{path}"), (*rule).to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_finding_never_repeats_what_it_is_about() {
    let name = "甲".repeat(300);
    let dossier = dossier_with("new_filing", |value| value["sponsor"]["name"] = name.into());
    for error in findings(&dossier) {
        assert!(!error.to_string().contains('甲') && !format!("{error:?}").contains('甲'));
    }
}

#[test]
fn a_home_page_may_be_longer_in_a_new_service_than_in_a_first_filing() {
    let url = format!("www.example-icp.com/{}", "a".repeat(300));
    let long = |value: &mut Value| value["services"][0]["home_url"] = url.clone().into();
    assert_eq!(rules(long)[0].0, format!("{RECORD}/Wz_xx[0]/Syurl"));
    let dossier = dossier_with("add_service", long);
    let (ids, record) = (WireIds::number(&dossier, 1), record_ids());
    assert_eq!(bureau().findings(&[submission(&dossier, &ids, Some(&record))]), []);
}

#[test]
fn a_change_knows_only_the_first_eleven_documents() {
    let dossier = |kind: &str| {
        dossier_with(kind, |value| {
            value["sponsor"]["document_type"] = 27.into();
            value["target"]["sponsor_number"] = "粤ICP备2024000001号".into();
        })
    };
    assert_eq!(findings(&dossier("new_filing")), []);
    let (dossier, record) = (dossier("change_filing"), record_ids());
    let ids = WireIds::number(&dossier, 1);
    let found = bureau().findings(&[submission(&dossier, &ids, Some(&record))]);
    let expected = PrepareError::Schema {
        path: "UploadData/ICP/BGBA/Bgxx[0]/Zt_xx/Zj/Zjlx".into(),
        rule: "a number from 1 to 11".into(),
    };
    assert_eq!(found, [expected]);
}

#[test]
fn a_service_without_an_ipv4_range_cannot_be_reported() {
    let dossier = dossier_with("new_filing", |value| {
        value["services"][0]["access"]["ip_ranges"] =
            json!([{ "start": "240e::1", "end": "240e::1" }]);
    });
    let expected = PrepareError::Ipv4Missing { record: 0, service: service_id() };
    assert_eq!(expected.code(), "bureau.ipv4_missing");
    assert_eq!(findings(&dossier), [expected]);
}

#[test]
fn a_picture_may_have_100_kilobytes_and_the_sheet_150() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let with = |sizes: [usize; 2]| {
        let mut one = submission(&dossier, &ids, None);
        one.attachments[0].jpeg = jpeg(sizes[0]);
        one.attachments[1].jpeg = jpeg(sizes[1]);
        bureau().findings(&[one])
    };
    let (other, sheet) = (100 * 1024, 150 * 1024);
    assert_eq!(with([other, sheet]), []);
    let large =
        |use_, limit| PrepareError::AttachmentTooLarge { record: 0, use_, size: limit + 1, limit };
    assert_eq!(
        with([other + 1, sheet + 1]),
        [large(AttachmentUse::SponsorDocument, other), large(AttachmentUse::Sheet, sheet)]
    );
}

#[test]
fn the_limits_of_pictures_are_the_configurations() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let mut config = config();
    config.limits.other = 7;
    let found =
        bureau_with(config, Default::default()).findings(&[submission(&dossier, &ids, None)]);
    assert_eq!(found.len(), 2, "the sheet keeps its own limit: {found:?}");
}

#[test]
fn a_picture_that_is_no_jpeg_is_refused() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let mut one = submission(&dossier, &ids, None);
    one.attachments[0].jpeg = b"\x89PNG\r\n\x1a\n".to_vec();
    let expected =
        PrepareError::AttachmentNotJpeg { record: 0, use_: AttachmentUse::SponsorDocument };
    assert_eq!(bureau().findings(&[one]), [expected]);
}

#[test]
fn an_approval_needs_its_scan() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let mut one = submission(&dossier, &ids, None);
    one.attachments = attachments()[..2].to_vec();
    let expected = PrepareError::Missing { record: 0, what: "scan of a prior approval" };
    assert_eq!(bureau().findings(&[one]), [expected]);
}

#[test]
fn a_picture_of_nothing_in_the_filing_is_refused() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let stranger = "svc_000000000000000000000000000000ff".parse().unwrap();
    for owner in [Owner::Service(stranger), Owner::Approval(service_id(), 1)] {
        let mut one = submission(&dossier, &ids, None);
        one.attachments[0].owner = owner;
        let found = bureau().findings(&[one]);
        let expected = PrepareError::Missing { record: 0, what: "owner of an attachment" };
        assert!(found.contains(&expected), "{owner:?}: {found:?}");
    }
}

#[test]
fn each_new_access_takes_its_own_pictures_and_the_sponsors() {
    let second = "svc_00000000000000000000000000000002";
    let dossier = dossier_with("add_access", |value| {
        let mut other = value["services"][0].clone();
        other["id"] = second.into();
        value["services"].as_array_mut().unwrap().push(other);
        value["target"]["sponsor_number"] = "粤ICP备2024000001号".into();
        value["target"]["service_number"] = "粤ICP备2024000001号-1".into();
    });
    let ids = WireIds::number(&dossier, 1);
    let file = bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap();
    assert_eq!(file.records, 2);
    let xml = file.xml().unwrap();
    assert_eq!(xml.matches("<Fjyt>1</Fjyt>").count(), 2, "the sponsor's document goes with both");
    assert_eq!(xml.matches("<Fjyt>5</Fjyt>").count(), 1, "the sheet with its own service");
}

#[test]
fn what_never_leaves_the_provider_is_refused() {
    let kind = FilingKind::TransferRecord;
    assert_eq!(findings(&later("transfer_record")), [PrepareError::Unsupported { kind }]);
}

#[test]
fn a_migration_without_its_numbers_or_with_two_services_says_so() {
    let what = |change: fn(&mut serde_json::Value)| -> Vec<&'static str> {
        let dossier = dossier_with("migrate_service", |value| {
            value["target"] = serde_json::json!({
                "sponsor_number": "粤ICP备2024000001号",
                "service_number": "粤ICP备2024000001号-1",
                "receiving_sponsor_number": "粤ICP备2024000002号",
            });
            change(value);
        });
        let missing = findings(&dossier).into_iter().filter_map(|error| match error {
            PrepareError::Missing { what, .. } => Some(what),
            _ => None,
        });
        missing.collect()
    };
    assert_eq!(what(|_| ()), [] as [&str; 0]);
    let nobody =
        what(|value| value["target"]["receiving_sponsor_number"] = serde_json::Value::Null);
    let owner = "owner of an attachment";
    assert_eq!(nobody, ["filing number of the receiving sponsor", owner]);
    let two = what(|value| {
        let one = value["services"][0].clone();
        value["services"].as_array_mut().unwrap().push(one);
    });
    assert_eq!(two, ["the one service that moves"]);
}

#[test]
fn a_later_filing_without_the_bureaus_ids_says_which_are_missing() {
    let what = |kind: &str| -> Vec<&'static str> {
        let dossier = dossier_with(kind, |_| ());
        findings(&dossier)
            .into_iter()
            .map(|error| match error {
                PrepareError::Missing { what, .. } => what,
                other => panic!("{other}"),
            })
            .collect()
    };
    assert_eq!(what("add_service"), ["filing number of the sponsor", "owner of an attachment"]);
    assert_eq!(what("add_access")[0], "filing number of the service");
    assert_eq!(
        what("change_filing")[..3],
        [
            "the bureau's id of the sponsor",
            "filing number of the sponsor",
            "the bureau's ids of a service"
        ]
    );
    assert_eq!(
        what("cancel_sponsor"),
        ["the bureau's id of what is cancelled", "reason of the cancellation"]
    );
}

#[test]
fn one_file_has_one_operation_and_at_most_a_thousand_records() {
    assert_eq!(bureau().findings(&[]), [PrepareError::Empty]);
    let (first, second) = (dossier("new_filing"), later("cancel_sponsor"));
    let ids = WireIds::number(&first, 1);
    let record = record_ids();
    let mixed = [submission(&first, &ids, None), submission(&second, &ids, Some(&record))];
    assert_eq!(bureau().findings(&mixed), [PrepareError::MixedOperations]);

    let many: Vec<_> = (0..1001)
        .map(|_| {
            let mut one = submission(&second, &ids, Some(&record));
            one.attachments.clear();
            one
        })
        .collect();
    assert_eq!(bureau().prepare(&many[1..]).unwrap().records, 1000);
    assert_eq!(bureau().findings(&many), [PrepareError::TooManyRecords { count: 1001 }]);
}

#[test]
fn a_file_beyond_50_megabytes_is_not_made() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let mut one = submission(&dossier, &ids, None);
    let sheet = one.attachments[1].clone();
    let full = bureau::Attachment { jpeg: jpeg(150 * 1024), ..sheet };
    one.attachments = attachments();
    one.attachments.extend(std::iter::repeat_n(full, 260));
    let found = bureau().findings(&[one]);
    assert!(matches!(found[..], [PrepareError::FileTooLarge { bytes }] if bytes > 50 << 20));
}

#[test]
fn an_organisation_without_a_second_number_reports_the_mobile_in_its_place() {
    let without = |kind: u32| {
        let dossier = dossier_with("new_filing", |value| {
            value["sponsor"]["kind"] = kind.into();
            value["sponsor"]["officer"]["phone"] = Value::Null;
        });
        let ids = WireIds::number(&dossier, 1);
        let file = bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap();
        file.xml().unwrap().contains("<Fzr_dhhm>13800000000</Fzr_dhhm>")
    };
    assert!(without(4), "V3.0 demands it of organisations");
    assert!(!without(5), "and not of individuals");
}
