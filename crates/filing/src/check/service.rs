//! ICP备案网站信息: one service, and the list of them (handbook §2.4; F26, F30).

use super::{
    CheckContext, access, app,
    findings::{Findings, given, revealed},
    mini_program, officer, prior_approval, quick_app,
};
use crate::{
    code::CodeTable,
    dossier::{Access, Domain, Service},
    draft::{Draft, ServiceDraft, ServiceKind},
    issue::Issue,
    kind::{FilingKind, ServicePart},
    number::{DomainName, DomainNameError, HostName},
    service_form::{self, Asked, SERVICE_FORM},
    site_name::{self, NamedBy},
};

/// Characters of all names together, joined with `;` (V3.0 `Wzmc`).
const NAMES_LENGTH: usize = 512;
/// Characters of all hosts together (guide 2.2.3: 总长度不超过255个字符).
const HOSTS_LENGTH: usize = 255;
/// Values of a list (V3.0).
const MOST: usize = 64;

pub(super) fn read_all(
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Vec<Service>> {
    if draft.services.is_empty() {
        findings.error("/services", "services.none");
        return None;
    }
    let mut services = Vec::new();
    for (n, service) in draft.services.iter().enumerate() {
        let at = format!("/services/{n}");
        if draft.services[..n].iter().any(|earlier| earlier.id == service.id) {
            findings.error(format!("{at}/id"), "services.duplicate_id");
        }
        services.push(read(service, &at, draft, context, findings));
    }
    services.into_iter().collect()
}

fn read(
    typed: &ServiceDraft,
    at: &str,
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Service> {
    let spec = context.kind.spec();
    let whole = spec.services == ServicePart::Whole;
    let path = |field: &str| format!("{at}/{field}");
    out_of_place(typed, at, findings);
    let takes = |field: &str| service_form::asked(field, typed.kind) != Asked::No;
    let names = names(typed, &path("names"), draft, findings);
    let domains = domains(typed, &path("domains"), context, findings);
    let read_domains = domains.as_deref().unwrap_or_default();
    let hosts = match takes("hosts") {
        true => hosts(typed, &path("hosts"), read_domains, findings),
        false => Some(Vec::new()),
    };
    let home_url = match takes("home_url") {
        true => home_url(typed, &path("home_url"), whole, read_domains, findings),
        false => Some(None),
    };
    let approvals = match whole {
        true => prior_approval::read(typed, at, context, findings),
        false => Some(Vec::new()),
    };
    let mut list = |table, field, chosen: &[u32]| match whole {
        true => findings.codes(context, table, &path(field), chosen, MOST),
        false => Some(Vec::new()),
    };
    let contents = list(CodeTable::ServiceContent, "contents", &typed.contents);
    let languages = list(CodeTable::Language, "languages", &typed.languages);
    let application_types =
        list(CodeTable::ApplicationServiceType, "application_types", &typed.application_types);
    let officer =
        officer::read_services(&typed.officer, &path("officer"), draft, context, findings);
    let access = match spec.access {
        true => access::read(&typed.access, &path("access"), context, findings),
        false => Some(Access {
            server_locations: Vec::new(),
            methods: Vec::new(),
            ip_ranges: Vec::new(),
        }),
    };
    let (app, mini_program, quick_app) = match whole {
        true => (
            app::read(typed, &path("app"), read_domains, context, findings),
            mini_program::read(typed, &path("mini_program"), context, findings),
            quick_app::read(typed, &path("quick_app"), context, findings),
        ),
        false => (Some(None), Some(None), Some(None)),
    };
    let as_written = |domain: DomainName| Domain {
        ascii: domain.as_str().to_owned(),
        unicode: domain.unicode(),
    };
    Some(Service {
        id: typed.id,
        kind: typed.kind,
        names: names?,
        domains: domains?.into_iter().map(as_written).collect(),
        hosts: hosts?,
        home_url: home_url?,
        prior_approvals: approvals?,
        contents: contents?,
        languages: languages?,
        application_types: application_types?,
        officer: officer?,
        access: access?,
        app: app?,
        mini_program: mini_program?,
        quick_app: quick_app?,
    })
}

/// What was typed into fields that this kind of service does not have.
fn out_of_place(typed: &ServiceDraft, at: &str, findings: &mut Findings) {
    for row in SERVICE_FORM.iter().filter(|row| row.is_out_of_place(typed)) {
        findings.warning(format!("{at}/{}", row.field), "service.not_asked");
    }
}

/// 网站名称: at least one, together within the interface's field. What is no website has one name,
/// the same on all platforms (handbook §3.11).
fn names(
    typed: &ServiceDraft,
    at: &str,
    draft: &Draft,
    findings: &mut Findings,
) -> Option<Vec<String>> {
    if typed.names.is_empty() {
        findings.error(at, "required");
        return None;
    }
    if typed.kind != ServiceKind::Website && typed.names.len() > 1 {
        findings.error(at, "names.one_only");
    }
    let sponsor = revealed(&draft.sponsor.name).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    let mut all_right = true;
    for (n, name) in typed.names.iter().enumerate() {
        let at = format!("{at}/{n}");
        let Some(name) = findings.text(&at, Some(name), NAMES_LENGTH) else {
            all_right = false;
            continue;
        };
        if name.contains([';', '；']) {
            findings.error(&at, "text.separator");
        }
        if names.contains(&name) {
            findings.warning(&at, "list.duplicate");
            continue;
        }
        if let Some(by) = draft.sponsor.kind.map(|kind| NamedBy::of(kind, sponsor)) {
            for finding in site_name::check(&name, by) {
                findings.push(finding.issue(&at));
            }
        }
        names.push(name);
    }
    let together = names.iter().map(|name| name.chars().count() + 1).sum::<usize>();
    if together > NAMES_LENGTH + 1 {
        findings.push(Issue::error(at, "names.too_long").with(NAMES_LENGTH.to_string()));
    }
    all_right.then_some(names)
}

/// 网站域名列表: registrable domains, none twice. A website has one at least, and so has what moves
/// by its domain.
fn domains(
    typed: &ServiceDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Vec<DomainName>> {
    if typed.domains.is_empty() {
        let required = service_form::asked("domains", typed.kind) == Asked::Required
            || context.kind == FilingKind::MigrateDomain;
        if required {
            findings.error(at, "required");
            return None;
        }
        if context.kind.spec().services == ServicePart::Whole {
            findings.info(at, "domains.none_but_addresses");
        }
    }
    let mut domains: Vec<DomainName> = Vec::new();
    let mut all_right = true;
    for (n, domain) in typed.domains.iter().enumerate() {
        let at = format!("{at}/{n}");
        match findings.parsed::<DomainName>(&at, Some(domain), DomainNameError::code) {
            Some(domain) if domains.contains(&domain) => findings.error(at, "domain.duplicate"),
            Some(domain) => domains.push(domain),
            None => all_right = false,
        }
    }
    all_right.then_some(domains)
}

/// 绑定域名: names under the listed domains.
fn hosts(
    typed: &ServiceDraft,
    at: &str,
    domains: &[DomainName],
    findings: &mut Findings,
) -> Option<Vec<String>> {
    let mut hosts: Vec<String> = Vec::new();
    let mut all_right = true;
    for (n, host) in typed.hosts.iter().enumerate() {
        let at = format!("{at}/{n}");
        let Some(host) = findings.parsed::<HostName>(&at, Some(host), DomainNameError::code) else {
            all_right = false;
            continue;
        };
        if !domains.is_empty() && !domains.iter().any(|domain| domain.covers(&host)) {
            findings.error(&at, "host.outside_domains");
        }
        let host = host.as_str().to_owned();
        match hosts.contains(&host) {
            true => findings.warning(&at, "list.duplicate"),
            false => hosts.push(host),
        }
    }
    if typed.hosts.iter().map(|host| host.trim().chars().count()).sum::<usize>() > HOSTS_LENGTH {
        findings.push(Issue::error(at, "hosts.too_long").with(HOSTS_LENGTH.to_string()));
    }
    all_right.then_some(hosts)
}

/// 首页网址: 4–255 characters, on one of the domains (1022, 1041). A website has one.
fn home_url(
    typed: &ServiceDraft,
    at: &str,
    required: bool,
    domains: &[DomainName],
    findings: &mut Findings,
) -> Option<Option<String>> {
    let url = given(typed.home_url.as_deref());
    if url.is_none() && !required {
        return Some(None);
    }
    let url = findings.text(at, url, 255)?;
    if url.chars().count() < 4 {
        findings.push(Issue::error(at, "text.too_short").with("4"));
        return None;
    }
    let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(&url);
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) { host } else { bare }
    });
    let Ok(host) = host.parse::<HostName>() else {
        findings.error(at, "home_url.shape");
        return None;
    };
    if !domains.is_empty() && !domains.iter().any(|domain| domain.covers(&host)) {
        findings.error(at, "home_url.outside_domains");
    }
    Some(Some(url))
}
