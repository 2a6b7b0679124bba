//! What the bureau's files say.

use crate::fixture::bureau;
use bureau::{
    BureauEvent, BureauRecord, Cancelled, ConfirmationStep, NoticeAbout, PersonConfirmation,
    ReadError, ReportMode, WireOperation,
};
use filing::kind::Party;
use std::{
    io::{Cursor, Write},
    net::Ipv4Addr,
};

/// A zip of one entry, written by the library itself.
pub fn zip(content: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("beianinfo.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

/// In GBK, as the bureau writes.
pub fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, damaged) = encoding_rs::GBK.encode(text);
    assert!(!damaged);
    bytes.into_owned()
}

pub fn read(inner: &str) -> Result<Vec<BureauEvent>, ReadError> {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"GBK\"?><DownloadData version=\"V.3.0\">{inner}</DownloadData>"
    );
    bureau().read(&zip(&gbk(&text)))
}

/// A record in full, as BASJ has it.
pub const RECORD: &str = "<Baxx><Zt_xx><IspZtid>1001</IspZtid><Ztid>501</Ztid>\
    <Dwmc>示例科技（广州）有限公司</Dwmc><Dwxz>4</Dwxz>\
    <Txdz><Shengid>440000</Shengid><Shiid>440100</Shiid><Xianid>440106</Xianid><Xxdz>示例路1号</Xxdz></Txdz>\
    <Zj><Zjlx>1</Zjlx><Zjhm>91440101MA00000156</Zjhm><Zjzs>示例路1号</Zjzs></Zj>\
    <Fzr><Fzr_xm>示例甲</Fzr_xm><Fzr_dhhm>020-12345678</Fzr_dhhm><Fzr_sjhm>13800000000</Fzr_sjhm>\
    <Fzr_dzyj>jia@example.com</Fzr_dzyj><Fzr_zjhm>440101199001010011</Fzr_zjhm><Fzr_zjlx>2</Fzr_zjlx></Fzr>\
    <Baxh>粤ICP备2024000001号</Baxh><Bbyhlx>1</Bbyhlx><Tzr>示例投资人</Tzr>\
    <Scbbsj>2026-11-24</Scbbsj><Zjxgsj>2026-11-24 10:00:00</Zjxgsj></Zt_xx>\
    <Wz_xx><IspWzid>1002</IspWzid><Wzid>601</Wzid><Wzmc>示例官网;示例商城</Wzmc>\
    <Fwnr><Fwnr_id>8</Fwnr_id></Fwnr><Yylb><Yylb_id>1</Yylb_id><Yylb_id>12</Yylb_id></Yylb>\
    <Ym_xx><IspYmid>1003</IspYmid><Ymid>701</Ymid><Ym>example-icp.com</Ym></Ym_xx>\
    <Jr_xx><IspJrid>1004</IspJrid><Jrid>801</Jrid><Ispid>110000000000</Ispid>\
    <Wzfb><Fbdd>5</Fbdd></Wzfb><Wzjrfs><Jrfs>3</Jrfs></Wzjrfs>\
    <Ip_xx><IspIpid>1005</IspIpid><Ipid>901</Ipid><Qsip>16909060</Qsip><Zzip>16909063</Zzip></Ip_xx></Jr_xx>\
    <Wz_Fzr><Fzr_xm>示例乙</Fzr_xm><Fzr_sjhm>19900000001</Fzr_sjhm><Fzr_dzyj>yi@example.com</Fzr_dzyj></Wz_Fzr>\
    <Syurl>www.example-icp.com</Syurl><Baxh>粤ICP备2024000001号-1</Baxh></Wz_xx></Baxx>";

pub fn record() -> BureauRecord {
    let mut events = read(&format!("<ICP><BASJ>{RECORD}</BASJ></ICP>")).unwrap();
    match (events.pop(), events.len()) {
        (Some(BureauEvent::Recorded { record }), 0) => *record,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_result_of_an_upload_names_the_filing_and_each_fault() {
    let events = read(
        "<ICP><BAJG>\
         <Jg_xx><Jgxx><Jgdm>1001</Jgdm><Dmms>管局审核通过</Dmms></Jgxx><Czlx>1</Czlx><Bs>1001</Bs></Jg_xx>\
         <Jg_xx><Jgxx><Jgdm>1007</Jgdm></Jgxx><Jgxx><Jgdm>1015</Jgdm><Dmms>无效身份证号码</Dmms></Jgxx>\
         <Czlx>35</Czlx><Bs>粤ICP备2024000001号-1</Bs><Bz>请核实</Bz></Jg_xx>\
         <Jg_xx><Jgxx><Jgdm>5001</Jgdm><Dmms>up12.xml</Dmms></Jgxx><Czlx>99</Czlx></Jg_xx>\
         </BAJG></ICP>",
    )
    .unwrap();
    let result =
        |operation, identifier: Option<&str>, code, text: Option<&str>| BureauEvent::Result {
            operation,
            identifier: identifier.map(str::to_owned),
            code,
            text: text.map(str::to_owned),
        };
    let evidence = Some(WireOperation::Evidence);
    let number = Some("粤ICP备2024000001号-1");
    assert_eq!(
        events,
        [
            result(Some(WireOperation::NewFiling), Some("1001"), 1001, Some("管局审核通过")),
            result(evidence, number, 1007, Some("请核实")),
            result(evidence, number, 1015, Some("无效身份证号码 (请核实)")),
            result(None, None, 5001, Some("up12.xml")),
        ]
    );
}

#[test]
fn a_review_says_who_decided_what_about_which_record() {
    let review = "<Gjsh><Shrxm>示例审核员</Shrxm><Shr_dhhm>020-87654321</Shr_dhhm>\
        <Shsj>2026-11-24 10:00:00</Shsj><Shyj>名称不符</Shyj><Shjg>0</Shjg><Czlx>1</Czlx><Jlid>1001</Jlid></Gjsh>";
    let events = read(&format!("<ICP><BAJG><GJSHS>{review}</GJSHS></BAJG></ICP>")).unwrap();
    let [
        event @ BureauEvent::Reviewed {
            operation, record_id, passed, opinion, reviewer, at, ..
        },
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(*operation, Some(WireOperation::NewFiling));
    assert_eq!((*record_id, *passed, opinion.as_deref()), (Some(1001), false, Some("名称不符")));
    assert_eq!(reviewer.as_ref().unwrap().reveal(), "示例审核员");
    assert_eq!(at.unwrap().to_string(), "2026-11-24T02:00:00.000Z");
    assert!(!format!("{event:?}").contains("示例审核员"), "a person's name prints masked");

    // Some systems put the block beside BAJG.
    assert_eq!(read(&format!("<ICP><GJSHS>{review}</GJSHS></ICP>")).unwrap(), events);
}

#[test]
fn a_record_keeps_our_ids_beside_the_bureaus() {
    let record = record();
    let sponsor = &record.sponsor;
    assert_eq!((sponsor.our_id, sponsor.id), (Some(1001), 501));
    assert_eq!(sponsor.number.as_deref(), Some("粤ICP备2024000001号"));
    assert_eq!(sponsor.name.reveal(), "示例科技（广州）有限公司");
    assert_eq!(
        (sponsor.province, sponsor.city, sponsor.county),
        (440000, Some(440100), Some(440106))
    );
    assert_eq!(sponsor.officer.mobile.as_ref().unwrap().reveal(), "13800000000");
    assert_eq!(sponsor.report_mode, Some(ReportMode::OnBehalf));
    assert_eq!(sponsor.first_reported_at.unwrap().to_string(), "2026-11-23T16:00:00.000Z");

    let service = &record.services[0];
    assert_eq!((service.our_id, service.id), (Some(1002), 601));
    assert_eq!(service.number.as_deref(), Some("粤ICP备2024000001号-1"));
    assert_eq!(service.names, ["示例官网", "示例商城"]);
    assert_eq!(service.languages, [1, 12]);
    assert_eq!((service.domains[0].our_id, service.domains[0].id), (Some(1003), 701));
    let access = &service.accesses[0];
    assert_eq!((access.our_id, access.id, access.provider), (Some(1004), 801, 110000000000));
    assert_eq!((access.ips[0].our_id, access.ips[0].id), (Some(1005), 901));
    assert_eq!(access.ips[0].start, Ipv4Addr::new(1, 2, 3, 4));
    assert_eq!(access.ips[0].end, Ipv4Addr::new(1, 2, 3, 7));

    let stored = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<BureauRecord>(&stored).unwrap(), record);
    assert!(!format!("{record:?}").contains("13800000000"));
}

#[test]
fn synchronised_data_are_records_and_tables_too() {
    let events = read(&format!(
        "<SJTB><ICP>{RECORD}</ICP><JCDM><Jcdm_xx><Yylb_dms><Yylb><Id>1</Id><Mc>中文简体</Mc>\
         <Sfyx>1</Sfyx></Yylb></Yylb_dms></Jcdm_xx></JCDM><IP/></SJTB>"
    ))
    .unwrap();
    assert_eq!(events[0], BureauEvent::Recorded { record: Box::new(record()) });
    assert!(matches!(&events[1], BureauEvent::Codes { table, .. } if table == "language"));
    assert_eq!(events[2], BureauEvent::Other { element: "IP".into() });
}

#[test]
fn one_record_without_its_ids_holds_up_no_other() {
    let broken = RECORD.replace("<Wzid>601</Wzid>", "");
    let events = read(&format!("<ICP><BASJ>{broken}{RECORD}</BASJ></ICP>")).unwrap();
    let unreadable =
        BureauEvent::Unreadable { element: "Baxx".into(), lacks: "Wz_xx with its ids" };
    assert_eq!(events[0], unreadable);
    assert!(matches!(events[1], BureauEvent::Recorded { .. }));
}

#[test]
fn the_confirmations_of_a_filing_have_a_deadline_and_a_state_each() {
    let events = read(
        "<ICP><Dxhyzt version=\"beian-1\"><Hyzt><IspZtid>1001</IspZtid><Sfwc>0</Sfwc>\
         <Jzsj>2026-11-25 10:00:00</Jzsj><Ry><Js>zt</Js><Zt>1</Zt></Ry><Ry><Js>wz</Js><Zt>0</Zt></Ry>\
         </Hyzt><Hyzt><IspZtid>粤ICP备2024000001号</IspZtid><Sfwc>1</Sfwc><Jzsj>2026-11-25 10:00:00</Jzsj>\
         <Ry><Js>zt</Js><Zt>2</Zt></Ry><Ry><Js>wz</Js><Zt>3</Zt></Ry></Hyzt></Dxhyzt></ICP>",
    )
    .unwrap();
    let deadline = "2026-11-25T02:00:00Z".parse().unwrap();
    let state = |identifier: &str, complete, steps: [ConfirmationStep; 2]| {
        let roles = [Party::SponsorOfficer, Party::ServiceOfficer];
        let people = roles.into_iter().zip(steps);
        BureauEvent::ConfirmationState {
            identifier: identifier.into(),
            complete,
            deadline,
            people: people
                .map(|(role, step)| PersonConfirmation { role, step, wrong: None, resent: None })
                .collect(),
        }
    };
    use ConfirmationStep::{Confirmed, Failed, TimedOut, Waiting};
    assert_eq!(
        events,
        [
            state("1001", false, [Confirmed, Waiting]),
            state("粤ICP备2024000001号", true, [Failed, TimedOut]),
        ]
    );
}

#[test]
fn wrong_tries_and_new_codes_are_read_where_the_bureau_tells_them() {
    let events = read(
        "<ICP><Dxhyzt version=\"beian-1\"><Hyzt><IspZtid>1001</IspZtid><Sfwc>0</Sfwc>\
         <Jzsj>2026-11-25 10:00:00</Jzsj>\
         <Ry><Js>wz</Js><Zt>0</Zt><Cs>3</Cs><Cf>1</Cf></Ry>\
         <Ry><Js>wz</Js><Zt>1</Zt><Cs>many</Cs></Ry></Hyzt></Dxhyzt></ICP>",
    )
    .unwrap();
    let [BureauEvent::ConfirmationState { people, .. }] = &events[..] else { panic!("{events:?}") };
    let counted: Vec<_> = people.iter().map(|person| (person.wrong, person.resent)).collect();
    assert_eq!(counted, [(Some(3), Some(1)), (None, None)]);
    assert_eq!(people[1].step, ConfirmationStep::Confirmed, "a count that is none spoils nothing");
}

#[test]
fn a_confirmation_state_that_is_not_whole_is_nobodys_yes() {
    let hyzt = |content: &str| {
        let text = format!("<ICP><Dxhyzt><Hyzt>{content}</Hyzt></Dxhyzt></ICP>");
        read(&text).unwrap().pop().unwrap()
    };
    let whole = "<IspZtid>1</IspZtid><Sfwc>1</Sfwc><Jzsj>2026-11-25 10:00:00</Jzsj>\
                 <Ry><Js>zt</Js><Zt>1</Zt></Ry>";
    assert!(matches!(hyzt(whole), BureauEvent::ConfirmationState { .. }));
    for (part, other) in [
        ("<IspZtid>1</IspZtid>", ""),
        ("<Sfwc>1</Sfwc>", "<Sfwc>2</Sfwc>"),
        ("2026-11-25 10:00:00", "tomorrow"),
        ("<Zt>1</Zt>", "<Zt>4</Zt>"),
        ("<Js>zt</Js>", "<Js>xx</Js>"),
        ("<Ry><Js>zt</Js><Zt>1</Zt></Ry>", ""),
    ] {
        let event = hyzt(&whole.replace(part, other));
        assert!(matches!(event, BureauEvent::Unreadable { .. }), "{other}: {event:?}");
    }
}

#[test]
fn code_tables_come_under_our_names_with_every_column() {
    let events = read(
        "<JCDM><Bbdwlb><Bbdw><Id>9</Id><Dwmc>示例接入商</Dwmc><Sfyx>1</Sfyx></Bbdw></Bbdwlb><Jcdm_xx>\
         <Zjlx_dms><Zjlx_xx><Id>1</Id><Mc>营业执照</Mc><Dwflid>4</Dwflid><Sfyx>1</Sfyx></Zjlx_xx>\
         <Zjlx_xx><Id>8</Id><Mc>军官证</Mc><Dwflid>5</Dwflid><Sfyx>0</Sfyx></Zjlx_xx></Zjlx_dms>\
         <Wzjylx_dms><Wzjylx_xx><Id>1</Id><Ysid>1</Ysid><Mc>新闻</Mc><Sfqzsp>1</Sfqzsp><Sfyx>1</Sfyx>\
         </Wzjylx_xx></Wzjylx_dms>\
         <Zxly_dms><Zxly_xx><Id>2</Id><Nr>不再使用</Nr><Sfyx>1</Sfyx></Zxly_xx></Zxly_dms>\
         <Xyz_dms><Xyz><Id>1</Id><Mc>新表</Mc></Xyz></Xyz_dms>\
         <Yylb_dms><Yylb><Id>x</Id><Mc>坏行</Mc></Yylb></Yylb_dms>\
         </Jcdm_xx></JCDM>",
    )
    .unwrap();
    let tables: Vec<(&str, usize)> = events
        .iter()
        .filter_map(|event| match event {
            BureauEvent::Codes { table, rows } => Some((table.as_str(), rows.len())),
            _ => None,
        })
        .collect();
    assert_eq!(
        tables,
        [
            ("reporting_unit", 1),
            ("document_type", 2),
            ("prior_approval", 1),
            ("cancel_reason", 1),
            ("Xyz_dms", 1)
        ]
    );
    let BureauEvent::Codes { rows, .. } = &events[1] else { panic!() };
    assert_eq!((rows[0].id, rows[0].label.as_str(), rows[0].parent), (1, "营业执照", Some(4)));
    assert_eq!((rows[0].valid, rows[1].valid), (true, false));
    let BureauEvent::Codes { rows, .. } = &events[2] else { panic!() };
    assert_eq!(rows[0].more["Sfqzsp"], "1");
    assert_eq!(rows[0].more["Ysid"], "1");
    let BureauEvent::Codes { rows, .. } = &events[3] else { panic!() };
    assert_eq!(rows[0].label, "不再使用");
    assert!(matches!(&events[5], BureauEvent::Unreadable { element, .. } if element == "Yylb_dms"));
}

#[test]
fn cancellations_notices_and_the_rest_are_told_apart() {
    let events = read(
        "<ICP><ZXSJ><Zxxx><Zxlb>0</Zxlb><Jlid>501</Jlid></Zxxx><Zxxx><Zxlb>2</Zxlb><Jlid>801</Jlid></Zxxx>\
         <Zxxx><Zxlb>7</Zxlb><Jlid>1</Jlid></Zxxx></ZXSJ>\
         <XGTZ><Tzxx><Tzlb>1</Tzlb><Baxh>粤ICP备2024000001号-1</Baxh><Tznr>请整改</Tznr><Bz>限期</Bz></Tzxx></XGTZ>\
         <HMDLB/><Xyz/></ICP><IP/><YM/>",
    )
    .unwrap();
    let other = |element: &str| BureauEvent::Other { element: element.into() };
    assert_eq!(
        events,
        [
            BureauEvent::Cancelled { what: Cancelled::Sponsor, id: 501 },
            BureauEvent::Cancelled { what: Cancelled::Access, id: 801 },
            BureauEvent::Unreadable { element: "Zxxx".into(), lacks: "Zxlb" },
            BureauEvent::Notice {
                about: NoticeAbout::Service,
                number: Some("粤ICP备2024000001号-1".into()),
                id: None,
                text: "请整改".into(),
                remark: Some("限期".into()),
            },
            other("Xyz"),
            other("IP"),
            other("YM"),
        ]
    );
}

#[test]
fn a_file_may_be_utf8_when_it_says_so_and_not_when_it_says_gbk() {
    let file = |encoding: &str, bytes: fn(&str) -> Vec<u8>| {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><DownloadData><ICP><BAJG><Jg_xx>\
             <Jgxx><Jgdm>1002</Jgdm><Dmms>管局审核拒绝</Dmms></Jgxx></Jg_xx></BAJG></ICP></DownloadData>"
        );
        bureau().read(&zip(&bytes(&text)))
    };
    let utf8: fn(&str) -> Vec<u8> = |text| text.as_bytes().to_vec();
    assert!(file("UTF-8", utf8).is_ok());
    assert!(file("gb2312", gbk).is_ok());
    assert_eq!(file("UTF-8", gbk), Err(ReadError::Encoding));
    assert_eq!(file("GBK", utf8), Err(ReadError::Encoding));
    assert_eq!(file("UTF-7", gbk), Err(ReadError::Encoding));
    assert_eq!(file("UTF-16", gbk), Err(ReadError::Encoding));
}

#[test]
fn prefixes_comments_and_cdata_change_nothing() {
    let plain =
        "<ICP><BAJG><Jg_xx><Jgxx><Jgdm>1002</Jgdm><Dmms>a&amp;b</Dmms></Jgxx></Jg_xx></BAJG></ICP>";
    let dressed = "<n:ICP xmlns:n=\"x\"><n:BAJG><!-- c --><n:Jg_xx><Jgxx><Jgdm> 10<!-- -->02\n</Jgdm>\
                   <Dmms><![CDATA[a&b]]></Dmms></Jgxx></n:Jg_xx></n:BAJG></n:ICP>";
    assert_eq!(read(plain).unwrap(), read(dressed).unwrap());
}
