//! Findings about services, their domains, addresses and approvals.

use super::*;

#[test]
fn hosts_and_home_page_lie_under_the_domains() {
    assert_eq!(
        errors(company(), |d| d.services[0].hosts = vec!["www.other.com".into()]),
        one("/services/0/hosts/0", "host.outside_domains")
    );
    assert_eq!(
        errors(company(), |d| d.services[0].home_url = Some("https://www.other.com/".into())),
        one("/services/0/home_url", "home_url.outside_domains")
    );
    assert_eq!(
        errors(company(), |d| {
            d.services[0].home_url = Some("https://shop.example1.com:8443/index".into());
        }),
        []
    );
    assert_eq!(
        errors(company(), |d| d.services[0].home_url = Some("index.html/".into())),
        one("/services/0/home_url", "home_url.shape")
    );
    assert_eq!(
        errors(company(), |d| d.services[0].domains = vec!["www.example1.com".into()]),
        one("/services/0/domains/0", "domain.www")
    );
}

#[test]
fn a_domain_belongs_to_one_service() {
    assert_eq!(
        errors(company(), |d| {
            let mut second = service(2);
            second.domains.push("Example1.COM".into());
            d.services.push(second);
        }),
        one("/services/1/domains/1", "domain.duplicate")
    );
}

#[test]
fn addresses_are_public_ours_and_listed_once() {
    let ours: Vec<IpBlock> = vec!["8.8.8.0/24".parse().expect("a block")];
    let context = CheckContext { pools: &ours, ..new_filing() };
    let of = |ranges: &[&str]| {
        let mut draft = company();
        draft.services[0].access.ip_ranges = ranges.iter().map(|r| (*r).to_owned()).collect();
        errors_of(&draft, &context)
    };
    assert_eq!(of(&["8.8.8.1-8.8.8.9"]), []);
    assert_eq!(of(&["8.8.4.1"]), one("/services/0/access/ip_ranges/0", "ip_range.not_ours"));
    assert_eq!(of(&["192.168.1.1"]), one("/services/0/access/ip_ranges/0", "ip_range.not_public"));
    assert_eq!(
        of(&["8.8.8.1-8.8.8.9", "8.8.8.5"]),
        one("/services/0/access/ip_ranges/1", "ip_range.overlap")
    );
}

#[test]
fn a_prior_approval_has_type_number_and_scans() {
    let scan = MaterialId::from_uuid(uuid::Uuid::from_u128(5));
    let approval = |scans: usize| filing::draft::PriorApprovalDraft {
        type_: Some(1),
        number: Some("文号1".into()),
        materials: vec![scan; scans],
    };
    assert_eq!(errors(company(), |d| d.services[0].prior_approvals = vec![approval(1)]), []);
    assert_eq!(
        errors(company(), |d| d.services[0].prior_approvals = vec![approval(0), approval(11)]),
        [
            ("/services/0/prior_approvals/0/materials".into(), "prior_approval.no_scan".into()),
            ("/services/0/prior_approvals/1/type".into(), "prior_approval.duplicate".into()),
            (
                "/services/0/prior_approvals/1/materials".into(),
                "prior_approval.too_many_scans".into()
            ),
        ]
    );
    assert!(
        warnings(company(), |d| d.services[0].contents = vec![8, 5])
            .iter()
            .any(|(_, code)| code == "prior_approval.by_content")
    );
}

#[test]
fn an_app_says_what_an_app_must() {
    let platform = |d: &mut Draft, print: &str| {
        let app = d.services[0].app.as_mut().expect("an app");
        app.platforms[0].fingerprint = Some(print.into());
    };
    let at = "/services/0/app/platforms/0/fingerprint";
    assert_eq!(
        errors(app(), |d| platform(d, &"ab:".repeat(20))),
        one(at, "app.fingerprint_is_other")
    );
    assert_eq!(errors(app(), |d| platform(d, "xyz")), one(at, "app.fingerprint_shape"));
    assert_eq!(errors(app(), |d| d.services[0].app = None), one("/services/0/app", "app.missing"));
    assert_eq!(
        errors(app(), |d| {
            let app = d.services[0].app.as_mut().expect("an app");
            app.platforms.push(app.platforms[0].clone());
            app.uses_sdk = None;
        }),
        [
            ("/services/0/app/platforms/1/platform".into(), "app.platform_twice".into()),
            ("/services/0/app/uses_sdk".into(), "required".into()),
        ]
    );
    let dossier = {
        let mut draft = app();
        platform(&mut draft, "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF");
        complete(&draft, &new_filing()).expect("colons are fine")
    };
    let print =
        dossier.services()[0].app.as_ref().and_then(|app| app.platforms[0].fingerprint.clone());
    assert_eq!(print.as_deref(), Some("0123456789abcdef0123456789abcdef"));
}
