//! What the bureau says, and what it can't say.

use super::*;
use bureau::{RecordedDialect, RecordedDomain, RecordedIp, RecordedSponsor};
use filing::{id::RecordId, time::Timestamp};
use store::{RecordRow, RecordServiceRow};
use uuid::Uuid;

const US: i64 = 110_000_000_000;
const NUMBER: &str = "粤ICP备2024000001号";

fn id() -> ServiceId {
    ServiceId::from_uuid(Uuid::from_u128(7))
}

fn access(id: i64, provider: i64, last: u8) -> RecordedAccess {
    let address = |last| std::net::Ipv4Addr::new(1, 2, 3, last);
    RecordedAccess {
        our_id: None,
        id,
        provider,
        server_locations: vec![5],
        methods: vec![3],
        ips: vec![RecordedIp { our_id: None, id: 90, start: address(last), end: address(last) }],
    }
}

fn officer(mobile: &str) -> RecordedOfficer {
    RecordedOfficer {
        name: Some("样例甲".into()),
        phone: Some(mobile.into()),
        mobile: Some(mobile.into()),
        email: Some("a@example.com".into()),
        document_type: Some(2),
        document_number: Some("440101199001010011".into()),
        ..RecordedOfficer::default()
    }
}

fn said(accesses: Vec<RecordedAccess>) -> BureauRecord {
    BureauRecord {
        sponsor: RecordedSponsor {
            our_id: None,
            id: 1,
            number: Some(NUMBER.into()),
            name: "样例公司".into(),
            kind: Some(4),
            province: 440_000,
            city: Some(440_100),
            county: None,
            address: Some("体育东路1号".into()),
            document_type: 1,
            document_number: "91440101MA5CXXXX0A".into(),
            document_address: "体育东路1号".into(),
            investor: None,
            officer: officer("13900000001"),
            emergency_phone: None,
            report_mode: None,
            first_reported_at: None,
            changed_at: None,
            reviewed_at: None,
            remark: None,
        },
        services: vec![Said {
            our_id: None,
            id: 2,
            number: Some(format!("{NUMBER}-1A")),
            kind: None,
            names: vec!["样例".into()],
            approvals: Vec::new(),
            contents: vec![8],
            languages: vec![1],
            domains: vec![RecordedDomain { our_id: None, id: 3, name: "例子.中国".into() }],
            accesses,
            officer: officer("13900000002"),
            home_url: None,
            remark: None,
            first_reported_at: None,
            changed_at: None,
            dialect: RecordedDialect::default(),
        }],
    }
}

fn first(accesses: Vec<RecordedAccess>) -> Kept {
    told(None, &said(accesses), US, |_| Some(id())).expect("it has a number")
}

#[test]
fn a_record_that_others_filed_is_taken_in_as_far_as_it_is_told() {
    let kept = first(vec![access(4, US + 1, 4)]);
    let service = &kept.record.services[0];
    assert_eq!((service.state, service.is_served_here()), (RecordState::Active, false));
    assert_eq!(service.other_accesses, 1);
    assert_eq!(service.service.kind, ServiceKind::App, "by the letter of its number");
    assert_eq!(service.service.domains[0].ascii, "xn--fsqu00a.xn--fiqs8s");
    assert_eq!(service.service.officer.phone, None, "the mobile number stood in its place");
    assert!(service.service.access.ip_ranges.is_empty(), "where others serve it is not ours");
    assert!(
        told(None, &said(Vec::new()), US, |_| None).expect("a record").record.services.is_empty()
    );
    let mut unnumbered = said(Vec::new());
    unnumbered.sponsor.number = None;
    assert_eq!(told(None, &unnumbered, US, |_| Some(id())), None);
}

#[test]
fn what_a_download_has_no_place_for_stays() {
    let mut kept = first(vec![access(4, US, 4)]);
    let service = &mut kept.record.services[0].service;
    let v6 = "240e::1".parse().expect("an address");
    service.access.ip_ranges.insert(0, IpRange { start: v6, end: v6 });
    service.officer.emergency_phone = Some("13900000009".into());
    service.application_types = vec![1];
    service.hosts = vec!["www.example.com".into()];
    let mut again = said(vec![access(4, US, 4)]);
    again.services[0].home_url = Some("www.example.com".into());
    let same = told(Some(&kept), &again, US, |_| None).expect("the same record");
    assert_eq!(same.record, kept.record, "reported back, it says nothing new");

    let moved = said(vec![access(4, US, 9)]);
    let next = told(Some(&kept), &moved, US, |_| None).expect("the same record");
    let service = &next.record.services[0].service;
    let ranges: Vec<String> =
        service.access.ip_ranges.iter().map(|range| range.start.to_string()).collect();
    assert_eq!(ranges, ["1.2.3.9", "240e::1"]);
    assert_eq!(
        service.officer.emergency_phone,
        kept.record.services[0].service.officer.emergency_phone
    );
}

#[test]
fn a_service_without_any_access_is_a_shell_until_it_has_one_again() {
    let kept = first(vec![access(4, US, 4)]);
    let bare = told(Some(&kept), &said(Vec::new()), US, |_| None).expect("the same record");
    assert_eq!(bare.record.services[0].state, RecordState::Shell);
    let again = told(Some(&bare), &said(vec![access(5, US, 4)]), US, |_| None).expect("the same");
    assert_eq!(again.record.services[0].state, RecordState::Active);
    assert_eq!(again.record.services[0].access_wire_ids, [5]);
    let mut ended = kept;
    ended.record.services[0].state = RecordState::Cancelled;
    let late = told(Some(&ended), &said(vec![access(4, US, 4)]), US, |_| None).expect("the same");
    assert_eq!(late.record.services[0].state, RecordState::Cancelled, "left by nothing");
}

#[test]
fn a_file_that_tells_of_one_service_takes_none_away() {
    let kept = first(vec![access(4, US, 4)]);
    let mut other = said(vec![access(6, US, 6)]);
    other.services[0].id = 12;
    other.services[0].number = Some(format!("{NUMBER}-2"));
    let second = ServiceId::from_uuid(Uuid::from_u128(8));
    let both = told(Some(&kept), &other, US, |_| Some(second)).expect("the same record");
    assert_eq!(both.record.services.len(), 2);
    let filed = both.filed.expect("the bureau's words");
    assert_eq!(filed.services.iter().map(|service| service.id).collect::<Vec<_>>(), [2, 12]);
}

#[test]
fn a_row_of_the_first_version_is_read_with_the_ids_its_services_had() {
    let at = Timestamp::from_millis(0);
    let row = RecordRow {
        id: RecordId::from_uuid(Uuid::from_u128(1)),
        account: None,
        sponsor_number: NUMBER.into(),
        sponsor_wire_id: Some(1),
        document_index: [0; 32],
        data: serde_json::to_value(said(vec![access(4, US, 4)])).expect("JSON"),
        state: RecordState::Active,
        created_at: at,
        updated_at: at,
        version: 1,
    };
    let service = RecordServiceRow {
        record: row.id,
        service: id(),
        service_number: None,
        service_wire_id: Some(2),
        kind: ServiceKind::App,
        domains: Vec::new(),
        access_wire_ids: vec![4],
        state: RecordState::Active,
    };
    let kept = Kept::read(&row, &[service], US).expect("it is read");
    assert_eq!(kept, first(vec![access(4, US, 4)]));
}
