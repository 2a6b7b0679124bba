//! The bureau's lists and tasks, and what goes back about them.

use crate::{downloads::read, fixture::bureau, wire::compare};
use bureau::{
    AccessFault, Blacklisted, BureauEvent, CheckFinding, CheckedService, IllegalAccess,
    InspectedRecord, InspectionAnswer, ListChange, PrepareError, ReportMode, UnfiledAnswer,
    UnfiledSite, VerificationAnswer,
};
use filing::time::Timestamp;
use std::net::Ipv4Addr;

/// A task in full, as HSRW has it.
const TASK: &str = "<Baxx><Zt_xx><Ztid>501</Ztid><Dwmc>示例科技（广州）有限公司</Dwmc><Dwxz>4</Dwxz>\
    <Txdz><Shengid>440000</Shengid><Shiid>440100</Shiid><Xianid>440106</Xianid><Xxdz>示例路1号</Xxdz></Txdz>\
    <Zj><Zjlx>1</Zjlx><Zjhm>91440101MA00000156</Zjhm><Zjzs>示例路1号</Zjzs></Zj>\
    <Fzr><Fzr_xm>示例甲</Fzr_xm><Fzr_dhhm>020-12345678</Fzr_dhhm><Fzr_sjhm>13800000000</Fzr_sjhm>\
    <Fzr_dzyj>jia@example.com</Fzr_dzyj><Fzr_zjlx>2</Fzr_zjlx><Fzr_zjhm>440101199001010011</Fzr_zjhm></Fzr>\
    <Tzr>示例投资人</Tzr><Bbyhlx>1</Bbyhlx><Scbbsj>2026-11-01</Scbbsj><Bz>无</Bz></Zt_xx>\
    <Wz_xx><Wzid>601</Wzid><Wzmc>示例官网;示例商城</Wzmc>\
    <Nrlx><Nrlx_xx><Nrlx_id>5</Nrlx_id><Qzsph>示准字2026第1号</Qzsph><Spwj>/9j/4AcHBwc=</Spwj></Nrlx_xx></Nrlx>\
    <Fwnr><Fwnr_id>8</Fwnr_id></Fwnr>\
    <Ym_xx><Ymid>701</Ymid><Ym>example-icp.com</Ym></Ym_xx>\
    <Jr_xx><Jrid>801</Jrid><Wzfb><Fbdd>5</Fbdd></Wzfb><Wzjrfs><Jrfs>3</Jrfs></Wzjrfs>\
    <Ip_xx><Ipid>901</Ipid><Qsip>16909060</Qsip><Zzip>16909063</Zzip></Ip_xx>\
    <Bbyhid>110000000000</Bbyhid><Bbyhlx>1</Bbyhlx></Jr_xx>\
    <Wz_Fzr><Fzr_xm>示例乙</Fzr_xm><Fzr_sjhm>19900000001</Fzr_sjhm><Fzr_dzyj>yi@example.com</Fzr_dzyj></Wz_Fzr>\
    <Syurl>www.example-icp.com</Syurl></Wz_xx><Bz>请于2026-12-10前核实</Bz></Baxx>";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn events(inner: &str) -> Vec<BureauEvent> {
    read(&format!("<ICP>{inner}</ICP>")).unwrap()
}

fn task() -> InspectedRecord {
    match events(&format!("<HSRW>{TASK}</HSRW>")).pop() {
        Some(BureauEvent::VerificationTask { record, .. }) => *record,
        other => panic!("{other:?}"),
    }
}

fn lacks(event: &BureauEvent) -> (&str, &str) {
    match event {
        BureauEvent::Unreadable { element, lacks } => (element, lacks),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_blacklist_names_sponsors_and_sites_with_what_happens_to_each() {
    let found = events(
        "<HMDLB><Zthmdxxs><Zt_xx><Dwmc>示例甲</Dwmc><Dwxz>5</Dwxz><Zj><Zjlx>2</Zjlx>\
         <Zjhm>440101199001010011</Zjhm></Zj></Zt_xx><Czlx>0</Czlx><Bz>违法信息</Bz></Zthmdxxs>\
         <Wzhmdxxs><Wz_xx><Wzmc>坏站;坏店</Wzmc><Ym_xx><Ym>bad-icp.com</Ym></Ym_xx>\
         <Ym_xx><Ym>bad-icp.cn</Ym></Ym_xx><Syurl>www.bad-icp.com</Syurl></Wz_xx><Czlx>2</Czlx></Wzhmdxxs>\
         <Wzhmdxxs><Wz_xx><Wzmc>坏站</Wzmc><Ym_xx><Ym>bad-icp.net</Ym></Ym_xx></Wz_xx><Czlx>1</Czlx></Wzhmdxxs>\
         </HMDLB>",
    );
    assert_eq!(
        found[0],
        BureauEvent::Blacklist {
            what: Blacklisted::Sponsor {
                name: "示例甲".into(),
                kind: Some(5),
                document_type: 2,
                document_number: "440101199001010011".into(),
            },
            change: ListChange::Added,
            reason: Some("违法信息".into()),
        }
    );
    assert!(!format!("{:?}", found[0]).contains("440101199001010011"), "a number prints masked");
    let BureauEvent::Blacklist {
        what: Blacklisted::Service { domains, names, .. }, change, ..
    } = &found[1]
    else {
        panic!("{found:?}")
    };
    assert_eq!((domains.len(), names.len(), *change), (2, 2, ListChange::Removed));
    assert!(matches!(&found[2], BureauEvent::Blacklist { change: ListChange::Changed, .. }));
}

#[test]
fn a_line_of_the_blacklist_that_names_nobody_holds_up_no_other() {
    // V3.0 lets Zt_xx and Wz_xx be absent.
    let whole = "<Zthmdxxs><Zt_xx><Dwmc>甲</Dwmc><Zj><Zjlx>1</Zjlx><Zjhm>1</Zjhm></Zj></Zt_xx>\
                 <Czlx>0</Czlx></Zthmdxxs>";
    let found = events(&format!(
        "<HMDLB><Zthmdxxs><Czlx>0</Czlx></Zthmdxxs><Wzhmdxxs><Czlx>0</Czlx></Wzhmdxxs>\
         <Zthmdxxs><Zt_xx/><Czlx>3</Czlx></Zthmdxxs>{whole}<Rhmd/></HMDLB>"
    ));
    assert_eq!(lacks(&found[0]), ("Zthmdxxs", "Zt_xx"));
    assert_eq!(lacks(&found[1]), ("Wzhmdxxs", "Wz_xx"));
    assert_eq!(lacks(&found[2]), ("Zthmdxxs", "Czlx"), "3 is no operation");
    assert!(matches!(&found[3], BureauEvent::Blacklist { change: ListChange::Added, .. }));
    assert_eq!(found[4], BureauEvent::Other { element: "Rhmd".into() });
}

#[test]
fn illegal_access_and_unfiled_sites_come_with_every_element() {
    let found = events(
        "<FFJRHMD><Ffjrxx><Id>7</Id><Ym>dark-icp.com</Ym><Ip>3405803786</Ip><Zjjrz>110000000000</Zjjrz>\
         <Szs>440000</Szs><Dqjcsj>2026-11-24 10:00:00</Dqjcsj><Bz>转接</Bz></Ffjrxx></FFJRHMD>\
         <WBAWZLB><Wbawz_xx><Id>9</Id><Wzym_mc>unfiled-icp.com</Wzym_mc><Yylb><Yylb_id>1</Yylb_id></Yylb>\
         <IP>4294967295</IP><Dqjcsj>2026-11-24</Dqjcsj><Jccs>3</Jccs><Sssh>440000</Sssh>\
         <Scjcsj>2026-11-01</Scjcsj><Jrs>110000000000</Jrs><Yys>1100</Yys><Bz>三次</Bz></Wbawz_xx></WBAWZLB>",
    );
    assert_eq!(
        found,
        [
            BureauEvent::IllegalAccess(IllegalAccess {
                id: 7,
                domain: "dark-icp.com".into(),
                ip: Ipv4Addr::new(203, 0, 113, 10),
                provider: 110_000_000_000,
                province: 440_000,
                seen_at: Some(at("2026-11-24T02:00:00Z")),
                remark: Some("转接".into()),
            }),
            BureauEvent::UnfiledSite(UnfiledSite {
                id: 9,
                domain: "unfiled-icp.com".into(),
                languages: vec![1],
                ip: Ipv4Addr::BROADCAST,
                seen_at: Some(at("2026-11-23T16:00:00Z")),
                first_seen_at: Some(at("2026-10-31T16:00:00Z")),
                times: Some(3),
                province: Some(440_000),
                provider: Some(110_000_000_000),
                carrier: 1100,
                remark: Some("三次".into()),
            }),
        ]
    );
}

#[test]
fn an_address_of_a_list_begins_at_one_and_an_id_too() {
    let site = |id: &str, ip: &str| {
        events(&format!(
            "<WBAWZLB><Wbawz_xx><Id>{id}</Id><Wzym_mc>a-icp.com</Wzym_mc><IP>{ip}</IP><Yys>1</Yys>\
             </Wbawz_xx></WBAWZLB>"
        ))
        .remove(0)
    };
    assert!(matches!(site("1", "1"), BureauEvent::UnfiledSite(_)));
    assert_eq!(lacks(&site("1", "0")), ("Wbawz_xx", "IP"));
    assert_eq!(lacks(&site("1", "4294967296")), ("Wbawz_xx", "IP"));
    assert_eq!(lacks(&site("0", "1")), ("Wbawz_xx", "Id"));
    assert_eq!(lacks(&site("x", "1")), ("Wbawz_xx", "Id"));
}

#[test]
fn each_finding_of_a_check_is_an_event() {
    let service = "<Wzid>601</Wzid><Wz_Baxh>粤ICP备2024000001号-1</Wz_Baxh>";
    let found = events(&format!(
        "<HCJG><Jgxx><Zthc><Ztid>501</Ztid><Dwmc>示例公司</Dwmc><Zjlx>1</Zjlx><Zjhm>91440101MA00000156</Zjhm>\
         <Cwyy>证件号码与名称不符</Cwyy><Bz>15日内整改</Bz></Zthc>\
         <Jrhc>{service}<Ym>example-icp.com</Ym><Jxip>0</Jxip><Bbisp>110000000000</Bbisp><Hcjg>2</Hcjg>\
         <Hcsj>2026-11-24</Hcsj><Jrid>801</Jrid></Jrhc>\
         <Jrhc>{service}<Hcjg>1</Hcjg><Hcsj>2026-11-24</Hcsj></Jrhc>\
         <Kkwzhc>{service}<Hcjg>1</Hcjg><Hcsj>2026-11-24</Hcsj><Syurl>www.example-icp.com</Syurl></Kkwzhc>\
         <Wzch>{service}<Hcsj>2026-11-24</Hcsj></Wzch><Xyz/></Jgxx></HCJG>"
    ));
    let checked = CheckedService {
        id: 601,
        number: "粤ICP备2024000001号-1".into(),
        checked_at: Some(at("2026-11-23T16:00:00Z")),
    };
    let of = |finding, remark: Option<&str>| BureauEvent::Checked {
        finding,
        remark: remark.map(str::to_owned),
    };
    let access = |fault, domain: Option<&str>, resolved, provider, access| CheckFinding::Access {
        service: checked.clone(),
        fault,
        domain: domain.map(str::to_owned),
        resolved,
        provider,
        access,
    };
    assert_eq!(
        found,
        [
            of(
                CheckFinding::Sponsor {
                    id: 501,
                    name: "示例公司".into(),
                    document_type: 1,
                    document_number: "91440101MA00000156".into(),
                    fault: Some("证件号码与名称不符".into()),
                },
                Some("15日内整改"),
            ),
            // Jxip may be 0 here, unlike any other address.
            of(
                access(
                    AccessFault::Missing,
                    Some("example-icp.com"),
                    Some(Ipv4Addr::UNSPECIFIED),
                    Some(110_000_000_000),
                    Some(801),
                ),
                None,
            ),
            of(access(AccessFault::Excess, None, None, None, None), None),
            of(
                CheckFinding::Shell {
                    service: checked.clone(),
                    alive: false,
                    home_url: Some("www.example-icp.com".into()),
                },
                None,
            ),
            of(CheckFinding::Liveness { service: checked.clone(), home_url: None }, None),
            BureauEvent::Other { element: "Xyz".into() },
        ]
    );
}

#[test]
fn a_finding_with_a_result_nobody_knows_is_no_finding() {
    let service = "<Wzid>601</Wzid><Wz_Baxh>粤ICP备1号-1</Wz_Baxh><Hcsj>2026-11-24</Hcsj>";
    for (finding, missing) in [
        (format!("<Jrhc>{service}<Hcjg>3</Hcjg></Jrhc>"), "Hcjg"),
        (format!("<Jrhc>{service}<Hcjg>2</Hcjg></Jrhc>"), "Ym and Jxip"),
        (format!("<Kkwzhc>{service}<Hcjg>2</Hcjg></Kkwzhc>"), "Hcjg"),
        ("<Wzch><Wzid>601</Wzid></Wzch>".to_owned(), "Wz_Baxh"),
        ("<Zthc><Ztid>0</Ztid></Zthc>".to_owned(), "Ztid"),
    ] {
        let both = format!("<HCJG><Jgxx>{finding}<Wzch>{service}</Wzch></Jgxx></HCJG>");
        let found = events(&both);
        assert_eq!(lacks(&found[0]).1, missing, "{finding}");
        assert!(matches!(&found[1], BureauEvent::Checked { .. }), "{finding}");
    }
}

#[test]
fn a_verification_task_keeps_the_record_and_leaves_the_scans_in_the_file() {
    let record = task();
    assert_eq!(record.sponsor.id, 501);
    let service = &record.services[0];
    assert_eq!(service.service.accesses[0].provider, 110_000_000_000);
    assert_eq!(service.report_modes, [ReportMode::OnBehalf]);
    assert_eq!(service.scans, [["/9j/4AcHBwc="]]);
    let stored = serde_json::to_string(&record).unwrap();
    assert!(!stored.contains("/9j/"), "{stored}");
    assert!(!format!("{record:?}").contains("13800000000"));

    let found = events(&format!(
        "<HSRW>{}{}{TASK}</HSRW>",
        TASK.replace("<Jrid>801</Jrid>", ""),
        TASK.replace("<Bbyhlx>1</Bbyhlx></Jr_xx>", "<Bbyhlx>2</Bbyhlx></Jr_xx>")
    ));
    assert_eq!(lacks(&found[0]), ("Baxx", "Wz_xx with its ids"));
    assert_eq!(lacks(&found[1]), ("Baxx", "Wz_xx with its ids"));
    assert!(matches!(&found[2], BureauEvent::VerificationTask { remark: Some(_), .. }));
}

fn verification(record: &InspectedRecord) -> VerificationAnswer<'_> {
    VerificationAnswer {
        holds: false,
        inspector: "示例审核员".into(),
        at: at("2026-11-24T18:00:00Z"),
        opinion: "信息不准确".into(),
        faults: Some("负责人已离职".into()),
        record,
    }
}

fn unfiled() -> UnfiledAnswer {
    UnfiledAnswer {
        domain: "unfiled-icp.com".into(),
        ip: Ipv4Addr::new(203, 0, 113, 10),
        carrier: 1100,
        provider: None,
        province: 440_000,
        handling: 1,
        opinion: "已关闭访问".into(),
        listed_at: at("2026-11-24T02:00:00Z"),
        due_at: at("2026-12-04T15:59:59Z"),
        reporter: Some("示例审核员".into()),
    }
}

#[test]
fn a_verified_record_goes_back_as_it_came() {
    let record = task();
    let answers = [InspectionAnswer::Verification(verification(&record))];
    let file = bureau().prepare_answers(&answers).unwrap();
    assert_eq!(file.records, 1);
    compare("hsjg", &file);

    // Stored without its scans it goes without the approval: V3.0 wants both or none.
    let stored = serde_json::to_value(&record).unwrap();
    let record: InspectedRecord = serde_json::from_value(stored).unwrap();
    let answers = [InspectionAnswer::Verification(verification(&record))];
    let xml = bureau().prepare_answers(&answers).unwrap().xml().unwrap();
    assert!(!xml.contains("Nrlx") && xml.contains("<sjhm>13800000000</sjhm>"), "{xml}");
}

#[test]
fn what_was_done_about_unfiled_sites_goes_back_in_one_file() {
    let named = UnfiledAnswer { provider: Some(7), reporter: None, ..unfiled() };
    let answers = [InspectionAnswer::Unfiled(unfiled()), InspectionAnswer::Unfiled(named)];
    let file = bureau().prepare_answers(&answers).unwrap();
    assert_eq!(file.records, 2);
    compare("wbacljg", &file);
    assert_eq!(bureau().prepare_answers(&answers).unwrap(), file, "the same bytes each time");
}

#[test]
fn an_answer_that_v3_has_no_place_for_is_refused_with_every_reason() {
    let mut record = task();
    record.sponsor.city = None;
    record.sponsor.officer.mobile = None;
    record.services[0].service.contents.clear();
    let mut answer = verification(&record);
    answer.opinion = "长".repeat(1025);
    answer.faults = Some("😀".into());
    let found = bureau().prepare_answers(&[InspectionAnswer::Verification(answer)]).unwrap_err();
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    for at in ["Hsyj", "Cwxx", "Txdz/Shiid", "Fzr/sjhm", "Fwnr_id"] {
        assert!(told.iter().any(|one| one.contains(at)), "{at}: {told:?}");
    }
    assert_eq!(told.len(), 5, "{told:?}");

    let mixed = [
        InspectionAnswer::Unfiled(unfiled()),
        InspectionAnswer::Verification(verification(&record)),
    ];
    assert_eq!(bureau().prepare_answers(&mixed), Err(vec![PrepareError::MixedOperations]));
    assert_eq!(bureau().prepare_answers(&[]), Err(vec![PrepareError::Empty]));
    let many = vec![InspectionAnswer::Unfiled(unfiled()); 1001];
    let found = bureau().prepare_answers(&many).unwrap_err();
    assert_eq!(found, [PrepareError::TooManyRecords { count: 1001 }]);
    let long = UnfiledAnswer { opinion: "长".repeat(256), handling: 1000, ..unfiled() };
    assert_eq!(bureau().prepare_answers(&[InspectionAnswer::Unfiled(long)]).unwrap_err().len(), 2);
}
