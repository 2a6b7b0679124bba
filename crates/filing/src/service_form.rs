//! Which field is asked for which kind of service: a table, so that neither the checks nor a screen
//! say it a second time. Printed into `tests/golden/service_form.txt`.
//!
//! Sources: guide 2.2.3 for websites (handbook §2.4), 工信部信管〔2023〕105号 for apps (handbook §3.11).
//! No source says what mini programs and quick apps are asked beside that; those rows are ours.
//!
//! **Domains.** A website is its domain. An app, a mini program or a quick app may have none: what it
//! speaks to is then known by the IP addresses of its access, which every new filing must name. So
//! there is always a domain or an address.

use crate::draft::{ServiceDraft, ServiceKind};
use serde::Serialize;

/// How a kind takes a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Asked {
    Required,
    Optional,
    /// Not part of this kind: what is typed stays in the draft, is told, and is never reported.
    No,
}

impl Asked {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::No => "no",
        }
    }
}

/// One field of [`ServiceDraft`].
#[derive(Debug)]
pub struct FormRow {
    /// Its place in the service, `app.platforms.bundle_id`; the key of its label is
    /// `services.<field>`.
    pub field: &'static str,
    website: Asked,
    app: Asked,
    mini_program: Asked,
    quick_app: Asked,
    /// Whether anything was typed; what lies inside another row's field is told with that one.
    given: fn(&ServiceDraft) -> bool,
}

impl FormRow {
    pub const fn asked(&self, kind: ServiceKind) -> Asked {
        match kind {
            ServiceKind::Website => self.website,
            ServiceKind::App => self.app,
            ServiceKind::MiniProgram => self.mini_program,
            ServiceKind::QuickApp => self.quick_app,
        }
    }

    /// Something was typed that this kind of service does not have.
    pub fn is_out_of_place(&self, service: &ServiceDraft) -> bool {
        self.asked(service.kind) == Asked::No && (self.given)(service)
    }
}

const R: Asked = Asked::Required;
const O: Asked = Asked::Optional;
const N: Asked = Asked::No;

const fn row(
    field: &'static str,
    [website, app, mini_program, quick_app]: [Asked; 4],
    given: fn(&ServiceDraft) -> bool,
) -> FormRow {
    FormRow { field, website, app, mini_program, quick_app, given }
}

/// A row inside another.
const fn inner(field: &'static str, asked: [Asked; 4]) -> FormRow {
    row(field, asked, |_| false)
}

const APP: [Asked; 4] = [N, R, N, N];
const APP_MAY: [Asked; 4] = [N, O, N, N];
const MINI: [Asked; 4] = [N, N, R, N];
const MINI_MAY: [Asked; 4] = [N, N, O, N];
const QUICK: [Asked; 4] = [N, N, N, R];

/// The form of one service, in its order. Columns: website, app, mini program, quick app.
pub const SERVICE_FORM: &[FormRow] = &[
    row("names", [R, R, R, R], |s| !s.names.is_empty()),
    row("domains", [R, O, O, O], |s| !s.domains.is_empty()),
    // An app names its hosts platform by platform.
    row("hosts", [O, N, O, O], |s| !s.hosts.is_empty()),
    row("home_url", [R, N, N, N], |s| s.home_url.as_deref().is_some_and(|u| !u.trim().is_empty())),
    row("prior_approvals", [O, O, O, O], |s| !s.prior_approvals.is_empty()),
    row("contents", [R, R, R, R], |s| !s.contents.is_empty()),
    row("languages", [R, R, R, R], |s| !s.languages.is_empty()),
    row("application_types", [R, R, R, R], |s| !s.application_types.is_empty()),
    row("officer", [R, R, R, R], |s| s.officer.name.is_some()),
    row("access", [R, R, R, R], |s| !s.access.ip_ranges.is_empty()),
    row("app", APP, |s| s.app.is_some()),
    inner("app.platforms", APP),
    inner("app.platforms.platform", APP),
    inner("app.platforms.bundle_id", APP),
    inner("app.platforms.public_key", APP),
    inner("app.platforms.fingerprint", APP),
    inner("app.platforms.hosts", APP_MAY),
    inner("app.stores", APP_MAY),
    // Of a filing that brings the app; a later one may leave it as it was.
    inner("app.icon", APP),
    inner("app.uses_sdk", APP),
    inner("app.offers_sdk", APP),
    row("mini_program", MINI, |s| s.mini_program.is_some()),
    inner("mini_program.host", MINI),
    inner("mini_program.host_name", MINI_MAY),
    inner("mini_program.app_id", MINI),
    inner("mini_program.original_id", MINI_MAY),
    row("quick_app", QUICK, |s| s.quick_app.is_some()),
    inner("quick_app.package", QUICK),
    inner("quick_app.fingerprint", QUICK),
    inner("quick_app.vendors", QUICK),
];

/// How a kind takes a field of the table.
///
/// # Panics
/// For a field that no row names: the caller's mistake.
pub fn asked(field: &str, kind: ServiceKind) -> Asked {
    let row = SERVICE_FORM.iter().find(|row| row.field == field);
    row.unwrap_or_else(|| panic!("the form has no field {field}")).asked(kind)
}
