//! Code tables as shipped and as the bureau replaces them, and its result codes.

use chrono::NaiveDate;
use filing::bureau_result::{self, NextStep};
use filing::code::{CodeError, CodeRow, CodeTable, CodeTableError, CodeTables, ReceivedTable};
use filing::draft::Draft;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn tables_have_the_sizes_of_their_sources() {
    let tables = CodeTables::shipped();
    let today = day("2026-11-24");
    let count = |table| tables.choices(table, today).len();
    assert_eq!(count(CodeTable::SponsorKind), 18);
    // 43 rows, of which 军官证 is withdrawn.
    assert_eq!(count(CodeTable::DocumentType), 42);
    assert_eq!(count(CodeTable::ServiceContent), 30);
    assert_eq!(count(CodeTable::PriorApproval), 12);
    assert_eq!(count(CodeTable::AccessMethod), 5);
    assert_eq!(count(CodeTable::ServerLocation), 31);
    assert_eq!(count(CodeTable::Language), 17);
    assert_eq!(count(CodeTable::ServiceKind), 4);
    assert_eq!(count(CodeTable::ApplicationServiceType), 6);
    assert_eq!(count(CodeTable::AttachmentUse), 16);
    assert_eq!(count(CodeTable::AppStore), 11);
    assert_eq!(count(CodeTable::MiniProgramHost), 7);
    assert_eq!(count(CodeTable::QuickAppVendor), 8);
    for table in CodeTable::ALL {
        assert!(tables.choices(table, today).iter().all(|row| row.en.is_some()), "{table}");
    }
}

#[test]
fn bits_are_powers_of_two_one_below_the_id() {
    let tables = CodeTables::shipped();
    for table in CodeTable::ALL {
        for row in tables.choices(table, day("2026-11-24")) {
            if let Some(bit) = row.bit {
                assert_eq!(Some(bit), 1u64.checked_shl(row.id as u32 - 1), "{table} {}", row.id);
            }
        }
    }
}

#[test]
fn each_server_location_is_another_province() {
    let tables = CodeTables::shipped();
    let regions = filing::region::Regions::shipped();
    let mut seen = Vec::new();
    for row in tables.choices(CodeTable::ServerLocation, day("2026-11-24")) {
        let code = row.region.unwrap().to_string();
        assert!(regions.name(&code).unwrap().starts_with(&row.zh), "{}", row.zh);
        assert!(!seen.contains(&code));
        seen.push(code);
    }
}

#[test]
fn an_individual_chooses_among_seven_documents() {
    let rows = CodeTables::shipped().documents_for(5u32, day("2026-11-24"));
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, [2, 7, 11, 14, 30, 41, 42]);
    assert_eq!(rows[0].zh, "居民身份证");
}

#[test]
fn every_kind_of_sponsor_has_a_document() {
    let tables = CodeTables::shipped();
    let today = day("2026-11-24");
    for kind in tables.choices(CodeTable::SponsorKind, today) {
        assert!(!tables.documents_for(kind.id, today).is_empty(), "{}", kind.zh);
    }
}

#[test]
fn a_withdrawn_document_is_readable_but_not_usable() {
    let tables = CodeTables::shipped();
    let today = day("2026-11-24");
    assert_eq!(tables.label(CodeTable::DocumentType, 8, today), Some("军官证"));
    assert_eq!(tables.usable(CodeTable::DocumentType, 8, today), Err(CodeError::NotValid));
    assert_eq!(tables.usable(CodeTable::DocumentType, 99, today), Err(CodeError::Unknown));
    assert_eq!(tables.by_key(CodeTable::SponsorKind, "individual").unwrap().id, 5);
}

#[test]
fn a_replaced_table_offers_the_new_and_still_reads_the_old() {
    let mut tables = CodeTables::shipped().clone();
    let on = day("2027-01-01");
    let rows =
        vec![CodeRow::new(5, "云服务"), CodeRow::new(1, "专线"), CodeRow::new(6, "边缘节点")];
    tables.replace(CodeTable::AccessMethod, rows, on).unwrap();
    let ids = |date| -> Vec<i64> {
        tables.choices(CodeTable::AccessMethod, date).iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(on), [5, 1, 6], "the bureau's own order");
    let label = |id, date| tables.label(CodeTable::AccessMethod, id, date);
    assert_eq!(label(5, day("2026-12-31")), Some("云接入"));
    assert_eq!(label(5, on), Some("云服务"));
    assert_eq!(label(2, on), Some("主机托管"));
    assert_eq!(tables.usable(CodeTable::AccessMethod, 2, on), Err(CodeError::NotValid));
    assert!(tables.usable(CodeTable::AccessMethod, 2, day("2026-12-31")).is_ok());
    assert_eq!(
        tables.usable(CodeTable::AccessMethod, 6, day("2026-12-31")),
        Err(CodeError::NotValid)
    );
    // What the bureau does not send is kept while the label is the same.
    let line = tables.lookup(CodeTable::AccessMethod, 1).unwrap();
    assert_eq!((line.en.as_deref(), line.bit), (Some("Dedicated line"), Some(1)));
    assert_eq!(tables.lookup(CodeTable::AccessMethod, 5).unwrap().en, None);
}

#[test]
fn the_same_rows_again_change_nothing() {
    let mut tables = CodeTables::shipped().clone();
    let rows: Vec<CodeRow> = tables
        .choices(CodeTable::Language, day("2026-11-24"))
        .iter()
        .map(|row| CodeRow::new(row.id, row.zh.clone()))
        .collect();
    tables.replace(CodeTable::Language, rows.clone(), day("2027-01-01")).unwrap();
    assert_eq!(&tables, CodeTables::shipped());
}

#[test]
fn a_value_that_comes_back_is_usable_again() {
    let mut tables = CodeTables::shipped().clone();
    let without = vec![CodeRow::new(1, "专线")];
    let with = vec![CodeRow::new(1, "专线"), CodeRow::new(2, "主机托管")];
    tables.replace(CodeTable::AccessMethod, without, day("2027-01-01")).unwrap();
    tables.replace(CodeTable::AccessMethod, with, day("2028-01-01")).unwrap();
    let usable = |date| tables.usable(CodeTable::AccessMethod, 2, day(date)).is_ok();
    assert!(usable("2026-12-31") && !usable("2027-06-01") && usable("2028-01-01"));
}

#[test]
fn a_table_that_cannot_be_one_is_refused_and_nothing_changes() {
    let mut tables = CodeTables::shipped().clone();
    let on = day("2027-01-01");
    let mut replace = |rows| tables.replace(CodeTable::Language, rows, on);
    assert_eq!(replace(vec![]), Err(CodeTableError::Empty));
    let twice = vec![CodeRow::new(1, "a"), CodeRow::new(1, "b")];
    assert_eq!(replace(twice), Err(CodeTableError::Duplicate(1)));
    assert_eq!(replace(vec![CodeRow::new(1, " ")]), Err(CodeTableError::NoLabel(1)));
    assert_eq!(replace(vec![CodeRow::new(0, "a")]), Err(CodeTableError::NoCode(0)));
    assert_eq!(replace(vec![CodeRow::new(1, "a\u{0}")]), Err(CodeTableError::Label(1)));
    assert_eq!(replace(vec![CodeRow::new(1, "长".repeat(256))]), Err(CodeTableError::Label(1)));
    let withdrawn = CodeRow { withdrawn: true, ..CodeRow::new(1, "a") };
    assert_eq!(replace(vec![withdrawn]), Err(CodeTableError::NothingInUse));
    assert_eq!(&tables, CodeTables::shipped());
}

fn edition(name: &str, received: &str, rows: Vec<CodeRow>) -> ReceivedTable {
    ReceivedTable { name: name.into(), rows, received_at: received.parse().unwrap() }
}

#[test]
fn editions_are_laid_over_the_shipped_tables_in_the_order_in_which_they_came() {
    let first = vec![CodeRow::new(1, "专线"), CodeRow::new(6, "边缘节点")];
    let second = vec![CodeRow::new(1, "专线"), CodeRow::new(6, "边缘云")];
    // Handed over in any order, and twice: the instants decide.
    let editions = [
        edition("access_method", "2027-02-01T02:00:00Z", second.clone()),
        edition("access_method", "2027-01-01T02:00:00Z", first),
        edition("access_method", "2027-02-01T02:00:00Z", second),
    ];
    let (tables, refused) = CodeTables::received(editions);
    assert_eq!(refused, []);
    let label = |date: &str| tables.label(CodeTable::AccessMethod, 6, day(date));
    assert_eq!((label("2027-01-15"), label("2027-02-01")), (Some("边缘节点"), Some("边缘云")));
    assert_eq!(
        tables.usable(CodeTable::AccessMethod, 5, day("2027-01-01")),
        Err(CodeError::NotValid)
    );
    assert_eq!(tables.lookup(CodeTable::AccessMethod, 5).unwrap().zh, "云接入", "still readable");
    assert_eq!(CodeTables::received([]).0, *CodeTables::shipped());
}

#[test]
fn an_edition_holds_from_the_day_in_beijing() {
    let rows = vec![CodeRow::new(1, "新名")];
    let (tables, _) =
        CodeTables::received([edition("access_method", "2026-12-31T16:00:00Z", rows)]);
    let label = |date: &str| tables.label(CodeTable::AccessMethod, 1, day(date));
    assert_eq!((label("2026-12-31"), label("2027-01-01")), (Some("专线"), Some("新名")));
}

#[test]
fn an_edition_that_is_none_is_refused_and_an_unknown_table_is_left_out() {
    let received = "2027-01-01T02:00:00Z";
    let withdrawn = CodeRow { withdrawn: true, ..CodeRow::new(1, "a") };
    let (tables, refused) = CodeTables::received([
        edition("sponsor_kind", received, vec![]),
        edition("document_type", received, vec![withdrawn]),
        edition("industry", received, vec![CodeRow::new(1, "农业")]),
        edition("Xyz_dms", received, vec![]),
        edition("language", received, vec![CodeRow::new(1, "中文")]),
    ]);
    let why: Vec<_> = refused.iter().map(|one| (one.name.as_str(), one.why.clone())).collect();
    assert_eq!(
        why,
        [("document_type", CodeTableError::NothingInUse), ("sponsor_kind", CodeTableError::Empty),]
    );
    let choices = |table| tables.choices(table, day("2027-06-01")).len();
    let shipped = |table| CodeTables::shipped().choices(table, day("2027-06-01")).len();
    for kept in [CodeTable::SponsorKind, CodeTable::DocumentType] {
        assert_eq!(choices(kept), shipped(kept));
    }
    assert_eq!(choices(CodeTable::Language), 1, "the good one beside them is taken");
}

#[test]
fn every_result_code_is_known_and_a_failure_has_a_finding() {
    let all: Vec<_> = bureau_result::all().collect();
    assert_eq!(all.len(), 107);
    for result in all {
        let succeeded = result.finding.is_none();
        let goes_on = matches!(result.then, NextStep::Done | NextStep::Continue);
        assert!(!succeeded || goes_on, "{}", result.code);
        assert!(!succeeded || result.paths.is_empty(), "{}", result.code);
    }
    assert!(bureau_result::lookup(1069).is_none());
}

#[test]
fn result_codes_point_into_the_draft() {
    let ip = bureau_result::lookup(1063).unwrap();
    assert_eq!(ip.paths_for(Some(2)), ["/services/2/access/ip_ranges"]);
    assert_eq!(ip.paths_for(None), Vec::<String>::new());
    let mobile = bureau_result::lookup(1011).unwrap();
    assert_eq!(mobile.paths_for(None), ["/sponsor/officer/mobile"]);
    // Every pointer names a field that a draft really has.
    let mut draft = serde_json::to_value(Draft::default()).unwrap();
    let id = "018f3c7e-8b7a-7000-8000-000000000001";
    let service = filing::draft::ServiceDraft::new(service_id(id), Default::default());
    draft["services"] = serde_json::json!([service]);
    for result in bureau_result::all() {
        for path in result.paths_for(Some(0)) {
            assert!(draft.pointer(&path).is_some(), "{}: {path}", result.code);
        }
    }
}

fn service_id(uuid: &str) -> filing::id::ServiceId {
    let prefix = "svc_";
    let plain = uuid.replace('-', "");
    [uuid.to_owned(), format!("{prefix}{uuid}"), format!("{prefix}{plain}")]
        .iter()
        .find_map(|text| text.parse().ok())
        .expect("one of the spellings of a service id")
}
