//! Files put together from submissions that were written one by one.

use crate::fixture::{
    attachments, bureau, config, dossier, dossier_with, later, record_ids, submission,
};
use bureau::{BureauConfig, Encryption, MAX_RECORDS, Part, PrepareError, Secret, WireIds};

fn part(kind: &str, first: i64) -> Part {
    let dossier = dossier(kind);
    let ids = WireIds::number(&dossier, first);
    bureau().part(&submission(&dossier, &ids, None)).expect("it holds")
}

#[test]
fn parts_make_the_file_that_their_submissions_make_together() {
    let dossier = dossier("new_filing");
    let ids: Vec<WireIds> = [1, 101, 201].map(|first| WireIds::number(&dossier, first)).into();
    let submissions: Vec<_> = ids.iter().map(|ids| submission(&dossier, ids, None)).collect();
    let whole = bureau().prepare(&submissions).expect("a file");
    let parts: Vec<Part> =
        submissions.iter().map(|one| bureau().part(one).expect("a part")).collect();
    let file = bureau().file("beianinfo", &parts).expect("a file");
    assert_eq!(file.xml().expect("ours"), whole.xml().expect("ours"));
    assert_eq!(file, whole, "byte for byte under the same name");
    assert_eq!(file.records, 3);
    assert!(file.xml_len > parts.iter().map(Part::bytes).sum());
}

#[test]
fn a_file_has_the_name_that_it_is_given_when_it_is_a_plain_one() {
    let parts = [part("new_filing", 1)];
    let named = bureau().file("beianinfo0123abc", &parts).expect("a file");
    let holds = |name: &[u8]| named.bytes.windows(name.len()).any(|bytes| bytes == name);
    assert!(holds(b"beianinfo0123abc.xml"));
    let path = bureau().file("../up", &parts).expect("a file");
    assert_eq!(path, bureau().file("beianinfo", &parts).expect("a file"), "never a path");
}

#[test]
fn what_one_submission_lacks_is_told_of_it_alone() {
    let bad = dossier_with("new_filing", |value| value["sponsor"]["name"] = "".into());
    let ids = WireIds::number(&bad, 1);
    let found = bureau().part(&submission(&bad, &ids, None)).expect_err("a name is missing");
    assert!(matches!(&found[..], [PrepareError::Schema { .. }]), "{found:?}");
    part("new_filing", 1);
}

#[test]
fn parts_of_several_operations_or_too_many_make_no_file() {
    let (record, other) = (record_ids(), later("add_service"));
    let ids = WireIds::number(&other, 1);
    let mut sent = submission(&other, &ids, Some(&record));
    sent.attachments = Vec::new();
    let other = bureau().part(&sent).expect("a part");
    let mixed = bureau().file("x", &[part("new_filing", 1), other]);
    assert_eq!(mixed, Err(PrepareError::MixedOperations));
    assert_eq!(bureau().file("x", &[]), Err(PrepareError::Empty));
    let many = vec![part("new_filing", 1); MAX_RECORDS + 1];
    let count = MAX_RECORDS + 1;
    assert_eq!(bureau().file("x", &many), Err(PrepareError::TooManyRecords { count }));
    assert!(!attachments().is_empty(), "a part carries its pictures");
}

#[test]
fn numbers_fit_a_dossier_until_a_part_is_added() {
    let before = dossier("new_filing");
    let ids = WireIds::number(&before, 1);
    assert!(ids.fits(&before));
    let more = dossier_with("new_filing", |value| {
        let domains = value["services"][0]["domains"].as_array_mut().expect("domains");
        let mut another = domains[0].clone();
        another["ascii"] = "another.example".into();
        another["unicode"] = "another.example".into();
        domains.push(another);
    });
    assert!(!ids.fits(&more));
    assert!(WireIds::number(&more, 1).fits(&more));
}

#[test]
fn every_part_of_an_account_shows_in_it() {
    let secret = |text: &str| Secret::new(text.to_owned());
    let key =
        |key: &str| Encryption::new(secret(key), secret("0102030405060708")).expect("lengths");
    let changed: [BureauConfig; 5] = [
        BureauConfig { user: "another".into(), ..config() },
        BureauConfig { password: secret("another"), ..config() },
        BureauConfig { provider_id: 1, ..config() },
        BureauConfig { encryption: Some(key("aaaaaaaaaaaaaaaa")), ..config() },
        BureauConfig { encryption: Some(key("bbbbbbbbbbbbbbbb")), ..config() },
    ];
    let mut seen = vec![config().account()];
    for config in changed {
        assert!(!seen.contains(&config.account()));
        seen.push(config.account());
    }
    assert_eq!(format!("{:?}", config().account()), "Secret(…)");
}
