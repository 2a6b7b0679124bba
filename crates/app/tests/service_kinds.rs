//! Apps, mini programs and quick apps, from the type check to the number with their letter.

use crate::{
    desk::{Desk, Sponsor},
    papers::Papers,
    phone::{Phone, fresh_code_of},
    world::World,
};
use app::{
    Error,
    filing::{NewFiling, TypeQuestion},
};
use bureau::{Bureau, BureauConfig, BureauRecord};
use filing::{
    classify::{DomainKnown, Outcome},
    draft::ServiceKind,
    id::{FilingId, ServiceId},
    issue::Severity,
    kind::FilingKind,
    state::Stage,
};
use serde_json::{Value, json};
use std::sync::Arc;

const MD5: &str = "0123456789abcdef0123456789abcdef";

/// The part that only this kind has, without the icon.
fn part(kind: ServiceKind) -> Value {
    match kind {
        ServiceKind::Website => Value::Null,
        ServiceKind::App => json!({
            "platforms": [{
                "platform": "android", "bundle_id": "com.sample.books",
                "public_key": "AB:CD".repeat(64),
                "fingerprint": "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF",
            }],
            "stores": [{ "store": 2, "url": "https://store.example.com/books" }],
            "uses_sdk": true, "offers_sdk": false,
        }),
        ServiceKind::MiniProgram => json!({ "host": 1, "app_id": "wx0123456789abcdef" }),
        ServiceKind::QuickApp => json!({
            "package": "com.sample.books", "fingerprint": MD5, "vendors": [1],
        }),
    }
}

/// The website of [`Desk::typed`] as another kind of service.
fn as_kind(service: &mut Value, kind: ServiceKind, domain: Option<&str>) {
    let fields = service.as_object_mut().expect("a service");
    fields.remove("hosts");
    fields.remove("home_url");
    fields.insert("kind".into(), kind.name().into());
    fields.insert("domains".into(), json!(domain.into_iter().collect::<Vec<_>>()));
    if kind != ServiceKind::Website {
        fields.insert(kind.name().into(), part(kind));
    }
}

fn picture(format: image::ImageFormat) -> Vec<u8> {
    let drawn =
        image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([(x * 4) as u8, (y * 4) as u8, 128]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, format).expect("a picture is written");
    bytes.into_inner()
}

impl Desk<'_> {
    /// A draft of one service of this kind, everything typed but an app's icon.
    async fn typed_kind(&self, kind: ServiceKind, domain: Option<&str>) -> (FilingId, ServiceId) {
        let created = self.create_kind(kind, domain).await.expect("a first filing is offered");
        let service = created.draft.services[0].id;
        assert_eq!(created.draft.services[0].kind, kind);
        let mut typed = self.typed(service);
        as_kind(&mut typed["services"][0], kind, domain);
        self.change(created.id, &typed).await;
        (created.id, service)
    }

    async fn put_icon(&self, id: FilingId, service: ServiceId, bytes: Vec<u8>) -> app::Result<()> {
        let version = self.world.row(id).await.version;
        self.world.app.put_icon(&self.ctx(), id, service, version, bytes).await
    }

    /// Path and code of the errors that the filing shows.
    async fn errors(&self, id: FilingId) -> Vec<(String, String)> {
        let shown = self.world.app.show_filing(&self.ctx(), id).await.expect("own filing");
        let errors = shown.findings.into_iter().filter(|f| f.severity == Severity::Error);
        errors.map(|finding| (finding.path, finding.code.into_owned())).collect()
    }

    /// From a complete draft to the number.
    async fn to_the_number(&self, id: FilingId) -> String {
        self.finish(id).await;
        Phone::scan(self, id).await.go_through(&Papers::Blank).await;
        self.submit(id).await;
        self.world.approve(id).await;
        self.world.through_the_bureau(id, &[&self.head]).await
    }
}

fn codes(error: Error) -> Vec<(String, String)> {
    match error {
        Error::Invalid(issues) => {
            issues.into_iter().map(|issue| (issue.path, issue.code.into_owned())).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn at(path: &str, code: &str) -> (String, String) {
    (path.to_owned(), code.to_owned())
}

/// What our record says of the service with this number.
async fn on_record(world: &World, number: &str) -> (ServiceKind, BureauRecord) {
    let store = &world.app.store;
    let service = store.record_service_by_number(number).await.expect("a database");
    let service = service.expect("it is on record");
    let record = store.record(service.record).await.expect("a database").expect("its record");
    (
        service.kind,
        serde_json::from_value(record.data["filed"].clone()).expect("the bureau's words"),
    )
}

#[tokio::test]
async fn an_app_without_a_domain_is_filed_and_gets_a_number_with_its_letter() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 91).await;
    let (id, service) = desk.typed_kind(ServiceKind::App, None).await;
    let row = world.row(id).await;
    let kept = row.classification.expect("the type check is kept");
    assert_eq!(kept["rule"], "D06");
    assert_eq!(kept["facts"]["domain"], "none");
    // The one thing that is missing is told at its field; nothing goes on before.
    assert_eq!(desk.errors(id).await, [at("/services/0/app/icon", "app.no_icon")]);
    let version = world.row(id).await.version;
    let early = world.app.finish_entry(&desk.ctx(), id, version).await;
    assert!(
        codes(early.expect_err("the icon")).contains(&at("/services/0/app/icon", "app.no_icon"))
    );
    desk.put_icon(id, service, picture(image::ImageFormat::Png)).await.expect("an icon");
    assert_eq!(desk.errors(id).await, []);

    let number = desk.to_the_number(id).await;
    assert!(number.ends_with("号-1A"), "{number}");
    let told = world.simulator.with(|bureau| {
        let (_, filed) = bureau.library().service_by_number(&number).expect("on file");
        let app = filed.particulars.app.clone().expect("an app");
        assert!(app.icon.is_some_and(|icon| icon.starts_with("/9j/")), "a JPEG");
        assert!(filed.domains.is_empty() && filed.home_url.is_none());
        let platform = app.platforms[0].clone();
        (platform.package, platform.signature, platform.public_key.len())
    });
    assert_eq!(told, ("com.sample.books".into(), MD5.into(), 256));
    let (kind, record) = on_record(&world, &number).await;
    assert_eq!(kind, ServiceKind::App);
    let app = record.services[0].dialect.app.as_ref().expect("it came back with the record");
    assert_eq!(app.platforms[0].bundle_id.as_deref(), Some("com.sample.books"));
    assert_eq!(app.stores[0].store, Some(2));
}

#[tokio::test]
async fn a_mini_program_is_filed_and_gets_a_number_with_its_letter() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 92).await;
    let (id, _) = desk.typed_kind(ServiceKind::MiniProgram, Some(desk.domain())).await;
    assert_eq!(desk.errors(id).await, []);
    let number = desk.to_the_number(id).await;
    assert!(number.ends_with("号-1X"), "{number}");
    let (kind, record) = on_record(&world, &number).await;
    assert_eq!(kind, ServiceKind::MiniProgram);
    let program = record.services[0].dialect.mini_program.as_ref().expect("it came back");
    assert_eq!((program.host, program.app_id.as_deref()), (Some(1), Some("wx0123456789abcdef")));
    assert_eq!(record.services[0].domains[0].name, desk.domain());
}

#[tokio::test]
async fn a_quick_app_is_filed_and_gets_a_number_with_its_letter() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 93).await;
    let (id, _) = desk.typed_kind(ServiceKind::QuickApp, None).await;
    assert_eq!(desk.errors(id).await, []);
    let number = desk.to_the_number(id).await;
    assert!(number.ends_with("号-1K"), "{number}");
    let (kind, record) = on_record(&world, &number).await;
    assert_eq!(kind, ServiceKind::QuickApp);
    let quick = record.services[0].dialect.quick_app.as_ref().expect("it came back");
    assert_eq!((quick.fingerprint.as_deref(), quick.vendors.as_slice()), (Some(MD5), &[1][..]));
}

#[tokio::test]
async fn a_website_and_an_app_in_one_filing_share_the_running_number() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 94).await;
    let created = desk.create().await.expect("a first filing is offered");
    let id = created.id;
    let mut typed = desk.typed(created.draft.services[0].id);
    let mut second = typed["services"][0].clone();
    second.as_object_mut().expect("a service").remove("id");
    as_kind(&mut second, ServiceKind::App, None);
    second["names"] = json!(["清风阅读"]);
    second["access"]["ip_ranges"] = json!(["1.2.3.8-1.2.3.9"]);
    typed["services"].as_array_mut().expect("services").push(second);
    let services = desk.change(id, &typed).await.draft.services;
    desk.put_icon(id, services[1].id, picture(image::ImageFormat::Jpeg)).await.expect("an icon");
    desk.finish(id).await;

    Phone::scan(&desk, id).await.go_through(&Papers::Blank).await;
    let token = fresh_code_of(&desk, id, services[1].id).await;
    let phone = Phone::open(&desk, &token).await.expect("a fresh code opens");
    let notice = phone.view().await;
    let words = notice.lines.join("\n") + &notice.consents[0].text;
    assert!(words.contains("APP") && !words.contains("网站"), "{words}");
    phone.go_through(&Papers::Blank).await;
    assert_eq!(world.stage(id).await, Stage::Ready);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let labels: Vec<&str> = shown.services.iter().map(|s| s.status_label.as_str()).collect();
    assert_eq!(labels, ["核验完成", "核验完成"]);

    desk.submit(id).await;
    let case = world.app.show_case(&world.reviewer(), id).await.expect("a case");
    let message = |code: &str| {
        let point = case.checklist.iter().find(|point| point.item.code == code);
        point.expect("a standing point").message.clone()
    };
    assert_eq!(message("names_fit_the_sponsor"), "服务名称与主办单位相符", "it is about both");
    assert!(case.materials.iter().any(|material| material.slot == "app_icon"));
    world.approve(id).await;
    world.through_the_bureau(id, &[&desk.head]).await;
    let on_file: Vec<String> = world.simulator.with(|bureau| {
        let record = bureau.library().records().next().expect("a record");
        record.services.iter().filter_map(|s| s.number.clone()).collect()
    });
    assert!(on_file[0].ends_with("号-1") && on_file[1].ends_with("号-2A"), "{on_file:?}");
    for (number, kind) in on_file.iter().zip([ServiceKind::Website, ServiceKind::App]) {
        assert_eq!(on_record(&world, number).await.0, kind, "{number}");
    }
}

#[tokio::test]
async fn everything_wrong_with_an_app_is_told_at_once_and_nothing_is_lost() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 95).await;
    let (id, _) = desk.typed_kind(ServiceKind::App, Some(desk.domain())).await;
    let mut service = serde_json::to_value(&world.row(id).await.draft.services[0]).expect("JSON");
    service["names"] = json!(["清风书屋", "清风书屋苹果版"]);
    let wrong = json!({
        "platform": "ios", "bundle_id": "com.sample.books", "public_key": MD5, "fingerprint": MD5,
        "hosts": ["api.elsewhere.com"],
    });
    service["app"] = json!({ "platforms": [wrong], "uses_sdk": true });
    let before = desk.change(id, &json!({ "services": [service] })).await.draft;
    let platform = "/services/0/app/platforms/0";
    let expected = [
        at("/services/0/names", "names.one_only"),
        at(&format!("{platform}/public_key"), "app.public_key_is_fingerprint"),
        at(&format!("{platform}/fingerprint"), "app.fingerprint_is_other"),
        at(&format!("{platform}/hosts/0"), "host.outside_domains"),
        at("/services/0/app/icon", "app.no_icon"),
        at("/services/0/app/offers_sdk", "required"),
    ];
    assert_eq!(desk.errors(id).await, expected);
    let version = world.row(id).await.version;
    let refused = world.app.finish_entry(&desk.ctx(), id, version).await;
    let told = codes(refused.expect_err("nothing goes on"));
    assert!(expected.iter().all(|finding| told.contains(finding)), "{told:?}");
    assert_eq!(world.row(id).await.draft, before, "what was typed stays");
    assert_eq!(world.stage(id).await, Stage::Entering);
    let shown = world.app.show_filing(&desk.ctx(), id).await.expect("own filing");
    let mixed = shown.findings.iter().find(|f| f.code == "app.fingerprint_is_other");
    let words = app::words::finding(mixed.expect("told"));
    assert!(words.contains("MD5") && words.contains("SHA-1") && words.contains("40"), "{words}");
}

#[tokio::test]
async fn only_what_is_no_website_may_ask_without_a_domain() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 96).await;
    for kind in ServiceKind::ALL {
        for domain in [None, Some("  ".to_owned())] {
            let question = TypeQuestion { domain, service_kind: kind, ..desk.question() };
            let answer = world.app.classify(&desk.ctx(), question).await;
            if kind == ServiceKind::Website {
                assert_eq!(codes(answer.expect_err("a domain")), [at("/domain", "required")]);
                continue;
            }
            let answer = answer.expect("an answer");
            assert_eq!(answer.outcome, Outcome::NewFiling);
            assert_eq!(answer.facts.domain, DomainKnown::None);
            assert_eq!(answer.question.domain, None);
        }
    }
    // What is wrong is wrong for every kind, and all of it is told.
    let question = TypeQuestion {
        domain: Some("not a domain".into()),
        document_number: "1".into(),
        service_kind: ServiceKind::App,
        ..desk.question()
    };
    let told = codes(world.app.classify(&desk.ctx(), question).await.expect_err("two faults"));
    assert_eq!(told.len(), 2);
    let new = NewFiling {
        kind: FilingKind::NewFiling,
        question: TypeQuestion { domain: None, service_kind: ServiceKind::App, ..desk.question() },
        service_kind: ServiceKind::Website,
    };
    let refused = world.app.create_filing(&desk.ctx(), new).await;
    assert_eq!(codes(refused.expect_err("the draft is a website")), [at("/domain", "required")]);
}

#[tokio::test]
async fn a_bureau_without_the_dialect_cannot_be_told_of_an_app_and_that_is_said_while_typing() {
    let mut world = World::blind().await;
    let config: BureauConfig = toml::from_str(&format!(
        "endpoint = \"{}\"\nprovider_id = 110000000000\nuser = \"demo-isp\"\n\
         password = \"demo-password\"\nprovider_code = 110000000000\ndialect = \"none\"",
        world.simulator.url()
    ))
    .expect("a configuration");
    let random = |n: usize| "abcdefghijABCDEFGHIJ".chars().cycle().take(n).collect();
    world.app.bureau = Arc::new(Bureau::new(config, world.line.clone(), Arc::new(random)));
    let desk = Desk::enterprise(&world, 97).await;
    let (id, _) = desk.typed_kind(ServiceKind::MiniProgram, Some(desk.domain())).await;
    let expected = [at("/services/0/kind", "bureau.service_kind_not_carried")];
    assert_eq!(desk.errors(id).await, expected);
    let version = world.row(id).await.version;
    let refused = world.app.finish_entry(&desk.ctx(), id, version).await;
    assert_eq!(codes(refused.expect_err("it could not be reported")), expected);
    let website = desk.create_kind(ServiceKind::Website, Some(desk.domain())).await;
    let website = website.expect("a draft").id;
    let typed = desk.typed(desk.service(website).await);
    desk.change(website, &typed).await;
    assert_eq!(desk.errors(website).await, []);
}

#[tokio::test]
async fn an_icon_is_a_small_picture_of_the_filings_own() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 98).await;
    let (id, service) = desk.typed_kind(ServiceKind::App, None).await;
    let refused = |answer: app::Result<()>| codes(answer.expect_err("refused"));
    assert_eq!(refused(desk.put_icon(id, service, Vec::new()).await), [at("/file", "required")]);
    let both = [at("/file", "icon.too_large"), at("/file", "icon.neither_jpeg_nor_png")];
    assert_eq!(refused(desk.put_icon(id, service, vec![0; 200_000]).await), both);
    let broken = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat();
    let told = refused(desk.put_icon(id, service, broken).await);
    assert!(told[0].1.starts_with("picture."), "{told:?}");
    let png = picture(image::ImageFormat::Png);
    let stale = world.app.put_icon(&desk.ctx(), id, service, 0, png).await;
    assert!(matches!(stale, Err(Error::Stale { .. })));
    assert!(world.app.list_materials(&desk.ctx(), id).await.expect("own").is_empty());

    // A second one takes the place of the first.
    for format in [image::ImageFormat::Png, image::ImageFormat::Jpeg] {
        desk.put_icon(id, service, picture(format)).await.expect("an icon");
    }
    let kept = world.app.list_materials(&desk.ctx(), id).await.expect("own");
    assert_eq!(kept.len(), 1);
    let named = world.row(id).await.draft.services[0].app.as_ref().and_then(|app| app.icon);
    assert_eq!(named, Some(kept[0].id));

    // Another's icon can't be named, nor seen by whose filing it is not.
    let other = Desk::enterprise(&world, 99).await;
    let (theirs, of_theirs) = other.typed_kind(ServiceKind::App, None).await;
    let stolen = other.put_icon(id, service, picture(image::ImageFormat::Png)).await;
    assert!(matches!(stolen, Err(Error::NotFound(_))));
    let mut draft = serde_json::to_value(&world.row(theirs).await.draft.services[0]).expect("JSON");
    draft["app"]["icon"] = json!(kept[0].id);
    let version = world.row(theirs).await.version;
    let change = json!({ "services": [draft] });
    let named = world.app.edit_filing(&other.ctx(), theirs, version, &change).await;
    let named = codes(named.expect_err("another's"));
    assert_eq!(named, [at("/services/0/app/icon", "icon.unknown")]);
    assert_eq!(world.row(theirs).await.version, version, "nothing was changed");

    // What is no app has none.
    let mut website = other.typed(of_theirs);
    website["services"][0]["kind"] = ServiceKind::Website.name().into();
    other.change(theirs, &website).await;
    let refused = other.put_icon(theirs, of_theirs, picture(image::ImageFormat::Png)).await;
    assert!(matches!(refused, Err(Error::Refused { code: "icon_of_app_only", .. })));
}

#[tokio::test]
async fn papers_of_each_kind_are_printed() {
    let world = World::blind().await;
    for (seed, kind) in (101..).zip(ServiceKind::ALL) {
        let desk = Desk::enterprise(&world, seed).await;
        let Sponsor::Enterprise(_) = &desk.sponsor else { unreachable!() };
        let domain = (kind == ServiceKind::Website).then(|| desk.domain());
        let (id, service) = desk.typed_kind(kind, domain).await;
        for pdf in [
            world.app.print_sheet(&desk.ctx(), id, service).await,
            world.app.print_commitment(&desk.ctx(), id, service).await,
        ] {
            assert!(pdf.expect("a page").starts_with(b"%PDF"), "{kind:?}");
        }
    }
}
