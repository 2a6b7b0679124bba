//! What travels, readable: `golden/*.xml` are the files' XML in UTF-8 with line breaks.
//! `GOLDEN=write cargo test -p bureau` writes them anew.

use crate::fixture::{
    self, bureau, bureau_with, config, dossier, dossier_with, later, record_ids, submission,
};
use bureau::{BureauRecord, Dialect, Secret, UploadFile, WireIds};
use std::{fs, path::PathBuf};

pub fn compare(name: &str, file: &UploadFile) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.xml"));
    let found = lines(&file.xml().unwrap());
    if std::env::var_os("GOLDEN").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{name} travels differently now:\n{found}");
}

/// One element a line, indented; leaves on one line.
fn lines(xml: &str) -> String {
    let mut out = String::new();
    let mut depth: usize = 0;
    for piece in xml.replace("><", ">\n<").lines() {
        if piece.starts_with("</") {
            depth -= 1;
        }
        out.push_str(&"  ".repeat(depth));
        out.push_str(piece);
        out.push('\n');
        let opens = piece.starts_with('<') && !piece.starts_with("<?") && !piece.contains("</");
        if opens && !piece.ends_with("/>") {
            depth += 1;
        }
    }
    out
}

#[test]
fn a_first_filing_travels_as_xzba() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1001);
    let file = bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap();
    assert_eq!(file.records, 1);
    compare("xzba", &file);
}

#[test]
fn an_individual_without_extras_travels_in_its_shortest_form() {
    let dossier = dossier_with("new_filing", |value| {
        value["sponsor"]["kind"] = 5.into();
        value["sponsor"]["investor"] = serde_json::Value::Null;
        value["sponsor"]["region"]["county"] = serde_json::Value::Null;
        value["services"][0]["prior_approvals"] = serde_json::json!([]);
        value["services"][0]["home_url"] = serde_json::Value::Null;
        value["services"][0]["hosts"] = serde_json::json!([]);
        for officer in ["/sponsor/officer", "/services/0/officer"] {
            let officer = value.pointer_mut(officer).unwrap();
            for field in ["phone", "emergency_phone", "im_type", "im_account", "remark_bureau"] {
                officer[field] = serde_json::Value::Null;
            }
        }
    });
    let ids = WireIds::number(&dossier, 1001);
    let mut one = submission(&dossier, &ids, None);
    one.attachments.clear();
    one.confirmers.clear();
    one.verified_at.clear();
    compare("xzba_individual", &bureau().prepare(&[one]).unwrap());
}

#[test]
fn a_new_service_travels_as_xzwz() {
    let dossier = later("add_service");
    let (ids, record) = (WireIds::number(&dossier, 2001), record_ids());
    let mut one = submission(&dossier, &ids, Some(&record));
    one.filing_password = Some(Secret::new("123456".into()));
    compare("xzwz", &bureau().prepare(&[one]).unwrap());
}

#[test]
fn a_new_access_travels_as_xzjr() {
    let dossier = later("add_access");
    let (ids, record) = (WireIds::number(&dossier, 3001), record_ids());
    compare("xzjr", &bureau().prepare(&[submission(&dossier, &ids, Some(&record))]).unwrap());
}

#[test]
fn a_change_travels_as_bgba_under_the_bureaus_ids() {
    let dossier = later("change_filing");
    let (ids, record) = (WireIds::number(&dossier, 4001), record_ids());
    compare("bgba", &bureau().prepare(&[submission(&dossier, &ids, Some(&record))]).unwrap());
}

#[test]
fn what_a_change_leaves_alone_is_stated_as_it_was_filed() {
    let filed: BureauRecord = crate::downloads::record();
    let mut record = record_ids();
    record.filed = Some(Box::new(filed));
    let sponsor_only = dossier_with("change_sponsor", |value| {
        value["services"] = serde_json::json!([]);
        value["target"]["sponsor_number"] = fixture::SPONSOR_NUMBER.into();
    });
    let ids = WireIds::number(&sponsor_only, 5001);
    let mut one = submission(&sponsor_only, &ids, Some(&record));
    one.attachments.truncate(1);
    compare("bgba_sponsor", &bureau().prepare(&[one]).unwrap());

    let service_only = dossier_with("change_service", |value| {
        value["sponsor"] = serde_json::Value::Null;
    });
    let ids = WireIds::number(&service_only, 5101);
    compare(
        "bgba_service",
        &bureau().prepare(&[submission(&service_only, &ids, Some(&record))]).unwrap(),
    );
}

#[test]
fn cancellations_travel_as_zxba_with_the_id_of_what_goes() {
    let record = record_ids();
    let dossiers = ["cancel_sponsor", "cancel_service", "cancel_access"].map(later);
    let ids = dossiers.each_ref().map(|dossier| WireIds::number(dossier, 6001));
    let all: Vec<_> = dossiers
        .iter()
        .zip(&ids)
        .map(|(dossier, ids)| {
            let mut one = submission(dossier, ids, Some(&record));
            one.attachments.clear();
            one
        })
        .collect();
    let file = bureau().prepare(&all).unwrap();
    assert_eq!(file.records, 3);
    compare("zxba", &file);
}

/// A migration to another sponsor, whose officers confirm.
fn migration(kind: &str) -> filing::dossier::Dossier {
    dossier_with(kind, |value| {
        value["target"]["sponsor_number"] = fixture::SPONSOR_NUMBER.into();
        value["target"]["service_number"] = fixture::SERVICE_NUMBER.into();
        value["target"]["receiving_sponsor_number"] = "粤ICP备2024000002号".into();
        for list in ["prior_approvals", "contents", "languages", "application_types"] {
            value["services"][0][list] = serde_json::json!([]);
        }
        value["services"][0]["home_url"] = serde_json::Value::Null;
    })
}

#[test]
fn a_migration_travels_in_our_own_operation() {
    for (kind, golden) in [("migrate_domain", "yz_qy_domain"), ("migrate_service", "yz_qy_service")]
    {
        let dossier = migration(kind);
        let (ids, record) = (WireIds::number(&dossier, 7001), record_ids());
        let mut one = submission(&dossier, &ids, Some(&record));
        one.attachments.truncate(2);
        compare(golden, &bureau().prepare(&[one]).unwrap());
    }
}

#[test]
fn without_the_dialect_a_migration_can_not_be_reported() {
    let mut config = config();
    config.dialect = Dialect::None;
    let dossier = migration("migrate_domain");
    let ids = WireIds::number(&dossier, 7001);
    let kind = dossier.kind();
    assert!(!config.carries(kind));
    let refused =
        bureau_with(config, Default::default()).prepare(&[submission(&dossier, &ids, None)]);
    assert_eq!(refused.unwrap_err(), bureau::PrepareError::Unsupported { kind });
}

#[test]
fn without_the_dialect_nothing_but_v30_travels() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1001);
    let mut config = config();
    config.dialect = Dialect::None;
    let file = bureau_with(config, Default::default())
        .prepare(&[submission(&dossier, &ids, None)])
        .unwrap();
    let xml = file.xml().unwrap();
    assert!(!xml.contains("Yz_xx") && !xml.contains("240e") && !xml.contains("13900000000"));
}

#[test]
fn the_same_submissions_are_the_same_bytes() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1001);
    let one = || bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap();
    assert_eq!(one(), one());
}

#[test]
fn a_stored_file_is_the_file_that_was_made() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1001);
    let all = [submission(&dossier, &ids, None), submission(&dossier, &ids, None)];
    let file = bureau().prepare(&all).unwrap();
    assert_eq!(file.records, 2);
    assert_eq!(UploadFile::from_zip(file.bytes.clone()).unwrap(), file);
    assert!(UploadFile::from_zip(b"PK".to_vec()).is_err());
}

#[test]
fn the_file_is_gbk_and_says_so() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1001);
    let file = bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
    let mut xml = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_index(0).unwrap(), &mut xml).unwrap();
    assert_eq!(xml.len(), file.xml_len);
    assert!(xml.starts_with(b"<?xml version=\"1.0\" encoding=\"GBK\"?>"));
    // 示 in GBK.
    assert!(xml.windows(2).any(|pair| pair == [0xca, 0xbe]));
    assert!(std::str::from_utf8(&xml).is_err());
}

#[test]
fn every_part_has_a_number_of_its_own() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 100);
    let service = &ids.services[0];
    let mut all = vec![ids.sponsor, service.id, service.access];
    all.extend(service.domains.iter().chain(&service.ips));
    all.sort_unstable();
    // One IPv4 range: the IPv6 one has no place in V3.0.
    assert_eq!(all, (100..106).collect::<Vec<i64>>());
    assert_eq!(WireIds::count_needed(&dossier), 6);
    let stored = serde_json::to_string(&ids).unwrap();
    assert_eq!(serde_json::from_str::<WireIds>(&stored).unwrap(), ids);
}

/// The XML of a first filing after a change of its dossier.
fn xml_with(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let dossier = dossier_with("new_filing", change);
    let ids = WireIds::number(&dossier, 1);
    bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap().xml().unwrap()
}

#[test]
fn only_a_qq_account_has_a_place_in_v30() {
    let wechat = xml_with(|value| value["sponsor"]["officer"]["im_type"] = 2.into());
    assert_eq!(wechat.matches("<Qq>1234567</Qq>").count(), 1, "the service officer's is left");
}

#[test]
fn a_domain_that_gbk_cannot_write_travels_as_the_registry_has_it() {
    let xml = xml_with(|value| {
        value["services"][0]["domains"] = serde_json::json!(
            [{ "ascii": "xn--3e0b707e.example", "unicode": "한국.example" }]
        );
    });
    assert!(xml.contains("<Ym>xn--3e0b707e.example</Ym>"));
}

#[test]
fn the_bureaus_own_codes_of_attachments_are_the_configurations() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let mut config = config();
    config.attachment_codes.jpeg = 3;
    config.attachment_codes.uses.insert(bureau::AttachmentUse::Sheet, 77);
    let file = bureau_with(config, Default::default())
        .prepare(&[submission(&dossier, &ids, None)])
        .unwrap();
    let xml = file.xml().unwrap();
    assert!(xml.contains("<Fjwjgs>3</Fjwjgs><Fjyt>77</Fjyt>"));
    assert!(xml.contains("<Fjwjgs>3</Fjwjgs><Fjyt>1</Fjyt>"));
}

#[test]
fn several_names_travel_as_one_list() {
    let xml = xml_with(|value| {
        value["services"][0]["names"] = serde_json::json!(["示例官网", "示例商城"]);
    });
    assert!(xml.contains("<Wzmc>示例官网;示例商城</Wzmc>"));
}

#[test]
fn who_reports_for_himself_says_so() {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    let mut one = submission(&dossier, &ids, None);
    one.report_mode = bureau::ReportMode::Own;
    let xml = bureau().prepare(&[one]).unwrap().xml().unwrap();
    assert!(xml.contains("<Bbfs>0</Bbfs>"));
}
