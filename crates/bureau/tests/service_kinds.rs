//! Apps, mini programs and quick apps on the wire, both ways.

use crate::{
    downloads::{RECORD, read},
    fixture::{
        self, bureau, bureau_with, config, dossier_with, jpeg, record_ids, service_id, submission,
    },
    wire::compare,
};
use bureau::{
    Attachment, AttachmentUse, BureauEvent, BureauRecord, Dialect, Owner, PrepareError, UploadFile,
    WireIds,
};
use filing::{
    dossier::Dossier,
    draft::{AppPlatform, ServiceKind},
};
use serde_json::{Value, json};

/// The part that only this kind has, as a dossier keeps it.
fn own_part(kind: ServiceKind) -> Value {
    match kind {
        ServiceKind::Website => Value::Null,
        ServiceKind::App => json!({
            "platforms": [
                {
                    "platform": "android", "bundle_id": "com.example.app",
                    "public_key": "ab".repeat(128), "fingerprint": "cd".repeat(16),
                    "hosts": ["api.example-icp.com", "cdn.example-icp.com"],
                },
                {
                    "platform": "ios", "bundle_id": "com.example.App",
                    "public_key": "12".repeat(128), "fingerprint": "ef".repeat(20), "hosts": [],
                },
            ],
            "stores": [
                { "store": 2, "name": null, "url": "https://store.example.com/app" },
                { "store": 99, "name": "示例商店", "url": "https://other.example.com/app" },
            ],
            "icon": "mat_00000000000000000000000000000009",
            "uses_sdk": true, "offers_sdk": false,
        }),
        ServiceKind::MiniProgram => json!({
            "host": 1, "host_name": null,
            "app_id": "wx0123456789abcdef", "original_id": "gh_0123456789ab",
        }),
        ServiceKind::QuickApp => json!({
            "package": "com.example.quick", "fingerprint": "cd".repeat(16), "vendors": [1, 2],
        }),
    }
}

fn dossier(filing: &str, kind: ServiceKind) -> Dossier {
    dossier_with(filing, |value| {
        let service = &mut value["services"][0];
        service["kind"] = kind.name().into();
        if kind != ServiceKind::Website {
            service["domains"] = json!([]);
            service["hosts"] = json!([]);
            service["home_url"] = Value::Null;
            service[kind.name()] = own_part(kind);
        }
        value["target"]["sponsor_number"] = fixture::SPONSOR_NUMBER.into();
    })
}

fn icon() -> Attachment {
    let owner = Owner::Icon(service_id());
    Attachment { use_: AttachmentUse::ServiceOther, owner, jpeg: jpeg(12) }
}

fn file(dossier: &Dossier) -> UploadFile {
    let ids = WireIds::number(dossier, 1001);
    let record = record_ids();
    let mut one = submission(dossier, &ids, Some(&record));
    if dossier.services()[0].app.is_some() {
        one.attachments.push(icon());
    }
    bureau().prepare(&[one]).expect("it can be carried")
}

#[test]
fn a_first_filing_of_each_kind_travels_with_what_only_that_kind_has() {
    for kind in [ServiceKind::App, ServiceKind::MiniProgram, ServiceKind::QuickApp] {
        compare(&format!("xzba_{}", kind.name()), &file(&dossier("new_filing", kind)));
    }
}

#[test]
fn each_kind_of_service_has_its_number_and_no_part_of_another() {
    let parts = [("App", ServiceKind::App), ("Xcx", ServiceKind::MiniProgram)];
    let parts = [parts[0], parts[1], ("Kyy", ServiceKind::QuickApp)];
    for kind in ServiceKind::ALL {
        for filing in ["new_filing", "add_service", "change_service"] {
            let xml = file(&dossier(filing, kind)).xml().expect("the file as made");
            assert!(xml.contains(&format!("<Fwlx>{}</Fwlx>", kind.code())), "{kind:?}");
            for (part, of) in parts {
                assert_eq!(xml.contains(&format!("<{part}>")), kind == of, "{kind:?} {part}");
            }
        }
    }
}

#[test]
fn an_icon_travels_in_the_dialect_and_nowhere_else() {
    let xml = file(&dossier("new_filing", ServiceKind::App)).xml().expect("the file as made");
    assert_eq!(xml.matches("<Tb>").count(), 1);
    assert_eq!(xml.matches("<Fjxx>").count(), 2, "as of a website");
    // A change that leaves it says nothing of it.
    let change = dossier("change_service", ServiceKind::App);
    let (ids, record) = (WireIds::number(&change, 1), record_ids());
    let made = bureau().prepare(&[submission(&change, &ids, Some(&record))]).expect("carried");
    let xml = made.xml().expect("the file as made");
    assert!(xml.contains("<App>") && !xml.contains("<Tb>"));
    // An icon of something that is no app belongs to nothing.
    let website = dossier("new_filing", ServiceKind::Website);
    let ids = WireIds::number(&website, 1);
    let mut one = submission(&website, &ids, None);
    one.attachments.push(icon());
    let refused = bureau().prepare(&[one]).expect_err("no app");
    assert_eq!(refused, PrepareError::Missing { record: 0, what: "owner of an attachment" });
}

#[test]
fn only_a_website_must_have_a_domain() {
    let without = dossier_with("new_filing", |value| {
        value["services"][0]["domains"] = json!([]);
    });
    let ids = WireIds::number(&without, 1);
    let refused = bureau().prepare(&[submission(&without, &ids, None)]).expect_err("a website");
    assert_eq!(refused, PrepareError::Missing { record: 0, what: "domain of a website" });
}

#[test]
fn v30_alone_cannot_say_that_a_service_is_no_website() {
    let mut plain = config();
    plain.dialect = Dialect::None;
    let plain = bureau_with(plain, Default::default());
    for kind in ServiceKind::ALL {
        let dossier = dossier("new_filing", kind);
        let ids = WireIds::number(&dossier, 1);
        let made = plain.prepare(&[submission(&dossier, &ids, None)]);
        if kind == ServiceKind::Website {
            assert!(made.is_ok());
            continue;
        }
        let service = service_id();
        let expected = PrepareError::ServiceKindNotCarried { record: 0, service, kind };
        assert_eq!(expected.code(), "bureau.service_kind_not_carried");
        assert_eq!(made.expect_err("nothing is left out silently"), expected);
    }
}

/// The record of `downloads`, with an app in place of its website.
fn told(dialect: &str) -> BureauRecord {
    let record = RECORD
        .replace("号-1</Baxh></Wz_xx></Baxx>", &format!("号-1A</Baxh></Wz_xx>{dialect}</Baxx>"));
    let mut events = read(&format!("<ICP><BASJ>{record}</BASJ></ICP>")).expect("a file");
    match (events.pop(), events.len()) {
        (Some(BureauEvent::Recorded { record }), 0) => *record,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_uploaded_of_an_app_comes_back_with_its_record() {
    let uploaded = dossier("new_filing", ServiceKind::App);
    let xml = file(&uploaded).xml().expect("the file as made");
    let from = xml.find("<App>").expect("a part");
    let to = xml.find("</App>").expect("its end") + "</App>".len();
    let part = &xml[from..to];
    let record = told(&format!(
        "<Yz_xx version=\"beian-1\"><Zt><Yjlxdh>13800000009</Yjlxdh></Zt>\
         <Wz><IspWzid>601</IspWzid><Fwlx>6</Fwlx><Yjlxdh>13800000008</Yjlxdh>\
         <Ipv6><Qsip>240e::1</Qsip><Zzip>240e::ff</Zzip></Ipv6>{part}</Wz></Yz_xx>"
    ));
    let service = &record.services[0];
    assert_eq!(service.kind, Some(ServiceKind::App));
    let mut expected = uploaded.services()[0].app.clone().expect("an app");
    // Pictures are not sent back.
    expected.icon = None;
    assert_eq!(service.dialect.app, Some(expected));
    assert_eq!(service.dialect.ipv6.len(), 1);
    let phone = |phone: &Option<filing::personal::Personal>| {
        phone.as_ref().map(|phone| phone.reveal().to_owned())
    };
    assert_eq!(phone(&service.dialect.emergency_phone).as_deref(), Some("13800000008"));
    assert_eq!(phone(&record.sponsor.emergency_phone).as_deref(), Some("13800000009"));
    // What is kept of it is read again.
    let kept = serde_json::to_string(&record).expect("JSON");
    assert_eq!(serde_json::from_str::<BureauRecord>(&kept).expect("JSON"), record);
}

#[test]
fn a_mini_program_and_a_quick_app_come_back_too() {
    for kind in [ServiceKind::MiniProgram, ServiceKind::QuickApp] {
        let uploaded = dossier("new_filing", kind);
        let xml = file(&uploaded).xml().expect("the file as made");
        let name = if kind == ServiceKind::QuickApp { "Kyy" } else { "Xcx" };
        let from = xml.find(&format!("<{name}>")).expect("a part");
        let to = xml.find("</Wz></Yz_xx>").or(xml.find("</Wz><Dx>")).expect("its end");
        let record = told(&format!(
            "<Yz_xx version=\"beian-1\"><Wz><IspWzid>601</IspWzid><Fwlx>{}</Fwlx>{}</Wz></Yz_xx>",
            kind.code(),
            &xml[from..to]
        ));
        let (sent, came) = (&uploaded.services()[0], &record.services[0]);
        assert_eq!(came.kind, Some(kind));
        assert_eq!(came.dialect.mini_program, sent.mini_program);
        assert_eq!(came.dialect.quick_app, sent.quick_app);
    }
}

#[test]
fn without_the_dialect_the_letter_of_the_number_says_the_kind() {
    assert_eq!(told("").services[0].kind, Some(ServiceKind::App));
    let other =
        told("<Yz_xx version=\"beian-9\"><Wz><IspWzid>601</IspWzid><Fwlx>7</Fwlx></Wz></Yz_xx>");
    assert_eq!(other.services[0].kind, Some(ServiceKind::App), "another version is not ours");
    assert_eq!(crate::downloads::record().services[0].kind, Some(ServiceKind::Website));
}

#[test]
fn what_cannot_be_read_of_the_dialect_does_not_hold_up_the_record() {
    let record = told(
        "<Yz_xx version=\"beian-1\"><Wz><IspWzid>601</IspWzid><Fwlx>77</Fwlx>\
         <App><Sy>vielleicht</Sy><Pt><Lx>9</Lx></Pt><Pt><Lx>1</Lx></Pt></App></Wz></Yz_xx>",
    );
    let app = record.services[0].dialect.app.as_ref().expect("what could be read");
    assert_eq!((app.uses_sdk, app.platforms.len()), (None, 1));
    assert_eq!(app.platforms[0].platform, AppPlatform::Android);
}
