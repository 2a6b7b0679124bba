//! Websites, apps, mini programs and quick apps: what each is asked, and what its number looks like.

use crate::{
    golden,
    sample::{self, MD5, app, company, mini_program, now, quick_app},
};
use filing::{
    check::{self, CheckContext, complete},
    code::{CodeTable, CodeTables},
    draft::{AppPlatform, Draft, PlatformDraft, ServiceDraft, ServiceKind, StoreDraft},
    issue::Severity,
    kind::FilingKind,
    number::FilingNumber,
    province::Provinces,
    service_form::{Asked, SERVICE_FORM, asked},
    shown_number::{NumberPlace, shown_number},
    words::{Language, lookup},
};
use std::fmt::Write;

fn new_filing() -> CheckContext<'static> {
    CheckContext::shipped(FilingKind::NewFiling, now())
}

/// Path and code of the findings of a severity.
fn found(draft: &Draft, context: &CheckContext<'_>, of: Severity) -> Vec<(String, String)> {
    let issues = check::check(draft, context).into_iter();
    issues
        .filter(|issue| issue.severity == of)
        .map(|issue| (issue.path, issue.code.into_owned()))
        .collect()
}

fn errors(mut draft: Draft, spoil: impl FnOnce(&mut ServiceDraft)) -> Vec<(String, String)> {
    spoil(&mut draft.services[0]);
    found(&draft, &new_filing(), Severity::Error)
}

fn warnings(mut draft: Draft, spoil: impl FnOnce(&mut ServiceDraft)) -> Vec<(String, String)> {
    spoil(&mut draft.services[0]);
    assert_eq!(found(&draft, &new_filing(), Severity::Error), []);
    found(&draft, &new_filing(), Severity::Warning)
}

fn at(path: &str, code: &str) -> (String, String) {
    (format!("/services/0/{path}"), code.to_owned())
}

fn of_kind(kind: ServiceKind) -> Draft {
    match kind {
        ServiceKind::Website => company(),
        ServiceKind::App => app(),
        ServiceKind::MiniProgram => mini_program(),
        ServiceKind::QuickApp => quick_app(),
    }
}

#[test]
fn which_field_is_asked_for_which_kind_is_a_table() {
    let mut printed = String::from(
        "Which field is asked for which kind of service (filing::service_form).\n\
         The icon is required of a filing that brings the app; a later one may leave it.\n\n",
    );
    let columns = ServiceKind::ALL.map(ServiceKind::name);
    writeln!(printed, "{:<28}{}", "field", columns.map(|c| format!("{c:<14}")).concat().trim_end())
        .expect("a text");
    for row in SERVICE_FORM {
        let cells = ServiceKind::ALL.map(|kind| format!("{:<14}", row.asked(kind).name())).concat();
        writeln!(printed, "{:<28}{}", row.field, cells.trim_end()).expect("a text");
    }
    let sponsor: FilingNumber = "粤ICP备2026000001号".parse().expect("a number");
    printed += "\nWhat number a service shows, and where (filing::shown_number).\n\n";
    for (place, region) in [("广东", "440000"), ("北京", "110000")] {
        let rules = Provinces::shipped().rules(region.parse().expect("a place"));
        for (n, kind) in (1..).zip(ServiceKind::ALL) {
            let number = sponsor.of_service(n, kind);
            let shown = shown_number(&number, rules);
            let place_of = NumberPlace::of(kind).name();
            writeln!(printed, "{place} {:<13} {number}  shows {shown} at {place_of}", kind.name())
                .expect("a text");
        }
    }
    golden::compare("service_form.txt", &printed);
}

#[test]
fn every_field_of_the_table_has_a_label_and_its_top_level_is_a_service() {
    let whole = ServiceDraft {
        app: app().services[0].app.clone(),
        mini_program: mini_program().services[0].mini_program.clone(),
        quick_app: quick_app().services[0].quick_app.clone(),
        ..company().services[0].clone()
    };
    let json = serde_json::to_value(&whole).expect("a service is JSON");
    for row in SERVICE_FORM {
        let key = format!("services.{}", row.field);
        for language in Language::ALL {
            assert!(lookup(language, "field", &key).is_some(), "{key} in {language:?}");
        }
        let mut place = &json;
        for part in row.field.split('.') {
            place = place.get(part).or_else(|| place.get(0)?.get(part)).expect(row.field);
        }
    }
}

#[test]
fn a_complete_service_of_each_kind_becomes_a_dossier_without_a_warning() {
    for kind in ServiceKind::ALL {
        let draft = of_kind(kind);
        assert_eq!(found(&draft, &new_filing(), Severity::Error), [], "{kind:?}");
        assert_eq!(found(&draft, &new_filing(), Severity::Warning), [], "{kind:?}");
        let dossier = complete(&draft, &new_filing()).expect("no errors");
        let service = &dossier.services()[0];
        assert_eq!(service.kind, kind);
        assert_eq!(service.app.is_some(), kind == ServiceKind::App);
        assert_eq!(service.mini_program.is_some(), kind == ServiceKind::MiniProgram);
        assert_eq!(service.quick_app.is_some(), kind == ServiceKind::QuickApp);
    }
}

#[test]
fn what_the_table_requires_the_checks_require_and_nothing_else() {
    for kind in ServiceKind::ALL {
        let mut draft = company();
        let mut empty = ServiceDraft::new(sample::service_id(1), kind);
        empty.languages = Vec::new();
        draft.services = vec![empty];
        let missing = found(&draft, &new_filing(), Severity::Error);
        for row in SERVICE_FORM.iter().filter(|row| !row.field.contains('.')) {
            let place = format!("/services/0/{}", row.field);
            let within = |path: &str| {
                path.strip_prefix(&place)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let named = missing.iter().any(|(path, _)| within(path));
            assert_eq!(named, row.asked(kind) == Asked::Required, "{kind:?} {}", row.field);
        }
    }
}

#[test]
fn what_a_kind_does_not_have_is_told_kept_in_the_draft_and_not_reported() {
    let (website, others) = (company(), [app(), mini_program(), quick_app()]);
    for kind in ServiceKind::ALL {
        let mut draft = of_kind(kind);
        let service = &mut draft.services[0];
        service.hosts.clone_from(&website.services[0].hosts);
        service.home_url.clone_from(&website.services[0].home_url);
        service.app.clone_from(&others[0].services[0].app);
        service.mini_program.clone_from(&others[1].services[0].mini_program);
        service.quick_app.clone_from(&others[2].services[0].quick_app);
        let expected: Vec<_> = SERVICE_FORM
            .iter()
            .filter(|row| !row.field.contains('.') && row.asked(kind) == Asked::No)
            .map(|row| at(row.field, "service.not_asked"))
            .collect();
        assert!(expected.len() >= 3, "{kind:?}");
        assert_eq!(found(&draft, &new_filing(), Severity::Warning), expected, "{kind:?}");
        let dossier = complete(&draft, &new_filing()).expect("only warnings");
        let reported = &dossier.services()[0];
        let given = [
            reported.home_url.is_some(),
            reported.app.is_some(),
            reported.mini_program.is_some(),
            reported.quick_app.is_some(),
        ];
        let takes =
            ["home_url", "app", "mini_program", "quick_app"].map(|f| asked(f, kind) != Asked::No);
        assert_eq!(given, takes, "{kind:?}");
    }
}

#[test]
fn only_a_website_needs_a_domain_and_the_others_are_told_what_that_means() {
    for kind in ServiceKind::ALL {
        let mut draft = of_kind(kind);
        let service = &mut draft.services[0];
        service.domains.clear();
        service.hosts.clear();
        service.home_url = None;
        for platform in service.app.iter_mut().flat_map(|app| &mut app.platforms) {
            platform.hosts.clear();
        }
        let errors = found(&draft, &new_filing(), Severity::Error);
        if kind == ServiceKind::Website {
            assert_eq!(errors, [at("domains", "required"), at("home_url", "required")]);
            continue;
        }
        assert_eq!(errors, [], "{kind:?}");
        let told = at("domains", "domains.none_but_addresses");
        assert!(found(&draft, &new_filing(), Severity::Info).contains(&told), "{kind:?}");
        // Then its addresses are what it is known by.
        draft.services[0].access.ip_ranges.clear();
        let errors = found(&draft, &new_filing(), Severity::Error);
        assert_eq!(errors, [at("access/ip_ranges", "required")], "{kind:?}");
        // What moves by its domain has one.
        let moving = CheckContext::shipped(FilingKind::MigrateDomain, now());
        let errors = found(&draft, &moving, Severity::Error);
        assert!(errors.contains(&at("domains", "required")), "{errors:?}");
    }
}

#[test]
fn everything_wrong_with_an_app_is_told_at_once() {
    let all = errors(app(), |service| {
        let app = service.app.as_mut().expect("an app");
        app.platforms = vec![PlatformDraft {
            platform: AppPlatform::Ios,
            bundle_id: Some("com..example".into()),
            public_key: Some(MD5.into()),
            fingerprint: Some(MD5.into()),
            hosts: vec!["api.elsewhere.com".into(), "a.b.c.d.example1.com".into()],
        }];
        app.stores = vec![
            StoreDraft { store: Some(99), name: None, url: Some("看商店".into()) },
            StoreDraft::default(),
        ];
        app.icon = None;
        app.offers_sdk = None;
    });
    let platform = "app/platforms/0";
    assert_eq!(
        all,
        [
            at(&format!("{platform}/bundle_id"), "app.bundle_id_shape"),
            at(&format!("{platform}/public_key"), "app.public_key_is_fingerprint"),
            at(&format!("{platform}/fingerprint"), "app.fingerprint_is_other"),
            at(&format!("{platform}/hosts/0"), "host.outside_domains"),
            at(&format!("{platform}/hosts/1"), "app.host_too_deep"),
            at("app/stores/0/name", "required"),
            at("app/stores/0/url", "app.store_url_shape"),
            at("app/stores/1/store", "required"),
            at("app/stores/1/url", "required"),
            at("app/icon", "app.no_icon"),
            at("app/offers_sdk", "required"),
        ]
    );
}

#[test]
fn a_fingerprint_of_another_algorithm_says_which_it_is_and_which_is_asked() {
    for platform in AppPlatform::ALL {
        let wanted = platform.fingerprint();
        for (given, digits) in [("MD5", 32), ("SHA-1", 40), ("SHA-256", 64)] {
            let mut draft = app();
            let app = draft.services[0].app.as_mut().expect("an app");
            app.platforms[0].platform = platform;
            app.platforms[0].fingerprint = Some("AB:".repeat(digits / 2));
            let issues = check::check(&draft, &new_filing());
            let told = issues.iter().find(|issue| issue.code == "app.fingerprint_is_other");
            match given == wanted.label() {
                true => assert!(told.is_none(), "{platform:?} {given}"),
                false => {
                    let args = [given, wanted.label(), &wanted.digits().to_string()];
                    assert_eq!(told.expect("told").args, args, "{platform:?}");
                }
            }
        }
    }
}

#[test]
fn a_later_filing_may_leave_the_icon_as_it_was() {
    let mut draft = app();
    draft.services[0].app.as_mut().expect("an app").icon = None;
    draft.target.sponsor_number = Some("粤ICP备2024000001号".into());
    draft.target.service_number = Some("粤ICP备2024000001号-1A".into());
    let change = CheckContext::shipped(FilingKind::ChangeService, now());
    assert_eq!(found(&draft, &change, Severity::Error), []);
    assert_eq!(
        found(&draft, &CheckContext::shipped(FilingKind::AddService, now()), Severity::Error),
        [at("app/icon", "app.no_icon")]
    );
}

#[test]
fn a_mini_program_is_known_by_its_platform_and_appid() {
    let program = |edit: fn(&mut filing::draft::MiniProgramDraft)| {
        move |service: &mut ServiceDraft| {
            edit(service.mini_program.as_mut().expect("a mini program"));
        }
    };
    assert_eq!(
        errors(mini_program(), program(|p| *p = Default::default())),
        [at("mini_program/host", "required"), at("mini_program/app_id", "required")]
    );
    assert_eq!(
        errors(mini_program(), program(|p| p.app_id = Some("微信小程序".into()))),
        [at("mini_program/app_id", "mini_program.id_shape")]
    );
    assert_eq!(
        errors(mini_program(), program(|p| p.host = Some(99))),
        [at("mini_program/host_name", "required")]
    );
    assert_eq!(
        errors(mini_program(), |service| service.mini_program = None),
        [at("mini_program", "mini_program.missing")]
    );
    // Platforms may change how they write their ids: that is for a reviewer.
    assert_eq!(
        warnings(mini_program(), program(|p| p.host = Some(2))),
        [at("mini_program/app_id", "mini_program.app_id_unusual")]
    );
    assert_eq!(
        warnings(mini_program(), program(|p| p.original_id = Some("0123456789ab".into()))),
        [at("mini_program/original_id", "mini_program.original_id_unusual")]
    );
}

#[test]
fn a_quick_app_is_known_by_its_package_and_signature() {
    let all = errors(quick_app(), |service| {
        let quick = service.quick_app.as_mut().expect("a quick app");
        quick.package = Some("快应用".into());
        quick.fingerprint = Some("ab".repeat(20));
        quick.vendors = vec![77];
    });
    assert_eq!(
        all,
        [
            at("quick_app/package", "app.bundle_id_shape"),
            at("quick_app/fingerprint", "app.fingerprint_is_other"),
            at("quick_app/vendors/0", "code.unknown"),
        ]
    );
}

#[test]
fn an_app_has_one_name_and_its_platforms_belong_together() {
    let two = |service: &mut ServiceDraft| service.names.push("样例科技助手".into());
    assert_eq!(errors(app(), two), [at("names", "names.one_only")]);
    assert_eq!(errors(company(), two), [], "a website may have several");
    let mut draft = app();
    let mut again = draft.services[0].clone();
    again.id = sample::service_id(2);
    again.domains = vec!["example2.com".into()];
    again.app.as_mut().expect("an app").platforms[0].hosts = Vec::new();
    again.access.ip_ranges = vec!["8.8.8.2".into()];
    draft.services.push(again);
    assert_eq!(
        found(&draft, &new_filing(), Severity::Warning),
        [("/services/1/names/0".to_owned(), "names.same_app_twice".to_owned())]
    );
}

#[test]
fn the_letter_of_a_number_must_fit_the_service() {
    let change = CheckContext::shipped(FilingKind::AddAccess, now());
    for kind in ServiceKind::ALL {
        for letter in ServiceKind::ALL {
            let sponsor: FilingNumber = "粤ICP备2024000001号".parse().expect("a number");
            let mut draft = of_kind(kind);
            draft.target.service_number = Some(sponsor.of_service(3, letter).to_string());
            let errors = found(&draft, &change, Severity::Error);
            let expected = match kind == letter {
                true => vec![],
                false => {
                    vec![("/target/service_number".into(), "filing_number.other_kind".to_owned())]
                }
            };
            assert_eq!(errors, expected, "{kind:?} under -3{:?}", letter.letter());
        }
    }
}

#[test]
fn numbers_of_each_kind_are_written_as_they_are_read() {
    let sponsor: FilingNumber = "京ICP备2024000002号-2A".parse().expect("a number");
    for (serial, kind) in [1, 2, 99_999].into_iter().flat_map(|n| ServiceKind::ALL.map(|k| (n, k)))
    {
        let written = sponsor.of_service(serial, kind);
        let read: FilingNumber = written.as_str().parse().expect("a number");
        assert_eq!(read.service(), Some((serial, kind)));
        assert!(read.same_record(&written) && read == written);
        assert_eq!(read.sponsor().as_str(), "京ICP备2024000002号");
    }
    let letters: String = ServiceKind::ALL.into_iter().filter_map(ServiceKind::letter).collect();
    assert_eq!(letters, "AXK");
}

#[test]
fn kinds_and_the_bureaus_table_agree() {
    let rows = CodeTables::shipped().choices(CodeTable::ServiceKind, now().day());
    assert_eq!(rows.len(), ServiceKind::ALL.len());
    for (row, kind) in rows.into_iter().zip(ServiceKind::ALL) {
        assert_eq!(row.id, i64::from(kind.code()));
        assert_eq!(row.key.as_deref(), Some(kind.name()));
        let letter: String = kind.letter().into_iter().collect();
        assert_eq!(row.suffix.as_deref(), Some(letter.as_str()));
        assert_eq!(ServiceKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(ServiceKind::from_code(2), None);
}
