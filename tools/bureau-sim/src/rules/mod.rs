//! What the bureau checks about the data itself, beyond the message's form. Each finding is a result code
//! of the interface (1003–1068, 5010) that goes back in a result file.

pub mod attachment;
mod contact;
mod identity;
mod kind;
mod place;

use crate::codes;
use crate::config::Limits;
use crate::record::{Access, Attachment, Dialect, Officer, Service, Sponsor};

pub use kind::check as service_kind;

/// One thing the bureau objects to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// Result code of the interface.
    pub code: u16,
    /// Where: names of elements, never a value.
    pub place: String,
}

impl Finding {
    /// A finding at a place.
    #[must_use]
    pub fn new(code: u16, place: impl Into<String>) -> Self {
        Self { code, place: place.into() }
    }

    /// The interface's words for it.
    #[must_use]
    pub fn text(&self) -> &'static str {
        codes::message(self.code)
    }
}

/// Collects findings under a place.
pub struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self { found: Vec::new() }
    }

    /// Object to something unless it is right.
    pub fn unless(&mut self, right: bool, code: u16, place: impl Into<String>) {
        if !right {
            self.found.push(Finding::new(code, place));
        }
    }

    /// Everything found; the same code at the same place only once.
    #[must_use]
    pub fn all(mut self) -> Vec<Finding> {
        let mut seen: Vec<Finding> = Vec::new();
        self.found.retain(|finding| {
            let fresh = !seen.contains(finding);
            if fresh {
                seen.push(finding.clone());
            }
            fresh
        });
        self.found
    }
}

impl Default for Findings {
    fn default() -> Self {
        Self::new()
    }
}

/// Check a sponsor's data.
pub fn sponsor(sponsor: &Sponsor, today: chrono::NaiveDate, findings: &mut Findings) {
    let organisation = !sponsor.is_individual();
    let nature_known = sponsor.nature.is_none_or(|id| codes::row("nature", id).is_some());
    findings.unless(
        nature_known && (sponsor.nature.is_some() || !organisation_certificate(sponsor)),
        1014,
        "Zt_xx/Dwxz",
    );
    place::check(&sponsor.address, findings);
    identity::check(&sponsor.certificate, today, "Zt_xx/Zj", findings);
    if organisation {
        findings.unless(sponsor.officer.name.is_some(), 1044, "Zt_xx/Fzr/Fzr_xm");
        findings.unless(sponsor.officer.office_phone.is_some(), 1007, "Zt_xx/Fzr/Fzr_dhhm");
    }
    officer(&sponsor.officer, today, "Zt_xx/Fzr", findings);
}

/// A sponsor without a nature may only be a person: its certificate must be one of nature 5.
fn organisation_certificate(sponsor: &Sponsor) -> bool {
    codes::row("cert_type", sponsor.certificate.kind).is_none_or(|row| row.extra != "5")
}

fn officer(officer: &Officer, today: chrono::NaiveDate, place: &str, findings: &mut Findings) {
    contact::check(officer, place, findings);
    if let Some(certificate) = &officer.certificate {
        identity::check(certificate, today, &format!("{place}/Fzr_zjhm"), findings);
    }
}

/// Check a service's data, without what the library says about it. `organisation`: whether its sponsor is
/// one, when that is known.
pub fn service(
    service: &Service,
    organisation: bool,
    today: chrono::NaiveDate,
    findings: &mut Findings,
) {
    let known = |table: &str, ids: &[i64]| ids.iter().all(|id| codes::row(table, *id).is_some());
    let approvals: Vec<i64> = service.approvals.iter().map(|a| a.kind).collect();
    findings.unless(known("pre_approval", &approvals), 1033, "Wz_xx/Nrlx");
    findings.unless(known("service_content", &service.contents), 1034, "Wz_xx/Fwnr");
    findings.unless(known("language", &service.languages), 1066, "Wz_xx/Yylb");
    for approval in &service.approvals {
        let readable = approval.scans.iter().all(|scan| attachment::is_jpeg(scan));
        findings.unless(readable, 5010, "Wz_xx/Nrlx/Nrlx_xx/Spwj");
    }
    for domain in &service.domains {
        findings.unless(place::is_domain(&domain.name), 1004, "Wz_xx/Ym_xx/Ym");
    }
    if let Some(url) = &service.home_url {
        let host = place::host(url);
        findings.unless(host.is_some(), 1022, "Wz_xx/Syurl");
        if let Some(host) = host {
            let own = service
                .domains
                .iter()
                .any(|d| host == d.name || host.ends_with(&format!(".{}", d.name)));
            findings.unless(own, 1041, "Wz_xx/Syurl");
        }
    }
    if organisation {
        findings.unless(service.officer.office_phone.is_some(), 1031, "Wz_xx/Wz_Fzr/Fzr_dhhm");
    }
    officer(&service.officer, today, "Wz_xx/Wz_Fzr", findings);
    for range in &service.ipv6 {
        findings.unless(place::is_ipv6_range(&range.first, &range.last), 1006, "Yz_xx/Wz/Ipv6");
    }
}

/// Check an access: its codes and addresses. `allowed` are the ranges the provider may use; empty: any.
pub fn access(access: &Access, allowed: &[(i64, i64)], findings: &mut Findings) {
    let known = |table: &str, ids: &[i64]| ids.iter().all(|id| codes::row(table, *id).is_some());
    findings.unless(known("server_location", &access.locations), 1036, "Jr_xx/Wzfb/Fbdd");
    findings.unless(known("access_mode", &access.modes), 1035, "Jr_xx/Wzjrfs/Jrfs");
    for range in &access.ranges {
        findings.unless(place::is_public_range(range.first, range.last), 1006, "Jr_xx/Ip_xx");
        let inside = allowed.is_empty()
            || allowed.iter().any(|(a, b)| *a <= range.first && range.last <= *b);
        findings.unless(inside, 1063, "Jr_xx/Ip_xx");
    }
}

/// Check what was sent along. `owners` are the ids (kind 1 sponsor, 2 service) and numbers the attachments
/// may belong to.
pub fn attachments(list: &[Attachment], owners: &Owners, limits: &Limits, findings: &mut Findings) {
    for item in list {
        findings.unless(
            codes::row("attachment_kind", item.purpose).is_some(),
            1057,
            "Fj/Fjxx/Fjyt",
        );
        findings.unless(attachment::fits(item, limits), 5010, "Fj/Fjxx/Fjnr");
        findings.unless(owners.has(item), 1061, "Fj/Fjxx/Fjssdx");
    }
}

/// Whom attachments of a record may belong to.
#[derive(Default)]
pub struct Owners {
    /// Ids of sponsors.
    pub sponsors: Vec<i64>,
    /// Ids of services.
    pub services: Vec<i64>,
    /// Filing numbers of either.
    pub numbers: Vec<String>,
}

impl Owners {
    fn has(&self, item: &Attachment) -> bool {
        if let Some(number) = &item.owner_number {
            return self.numbers.contains(number);
        }
        let ids = if item.owner_kind == 1 { &self.sponsors } else { &self.services };
        item.owner_id.is_some_and(|id| ids.contains(&id))
    }
}

/// Check our dialect: emergency phones, who must confirm, and that it speaks of services that are there.
pub fn dialect(
    dialect: &Dialect,
    emergency_phones: &[&str],
    service_ids: &[i64],
    findings: &mut Findings,
) {
    findings.unless(dialect.count <= 1, 5001, "Yz_xx");
    for phone in emergency_phones {
        findings.unless(contact::is_phone(phone), 1007, "Yz_xx/Yjlxdh");
    }
    for person in &dialect.confirmers {
        findings.unless(contact::is_mobile(&person.mobile), 1011, "Yz_xx/Dx/Dxry/Sjhm");
    }
    let known = dialect.service_ids().all(|id| service_ids.contains(&id));
    findings.unless(known, 1059, "Yz_xx/Wz/IspWzid");
}

/// The officers' mobiles as a list: several may stand in one field.
#[must_use]
pub fn mobiles(field: &str) -> Vec<&str> {
    contact::parts(field)
}
