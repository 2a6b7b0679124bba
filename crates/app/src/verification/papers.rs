//! 承诺书 and 真实性核验单: printed for the desk, agreed to and photographed on the phone.

use super::capture::due;
use crate::{
    App, Ctx,
    error::{Error, Result},
    sheet::{self, CommitmentForm, SheetForm},
    words,
};
use filing::{
    code::{CodeTable, CodeTables},
    draft::{Draft, ServiceDraft, ServiceKind},
    id::{FilingId, ServiceId},
    region::Regions,
    verification::{Evidence, Screen, Step, Verdict},
};
use store::FilingRow;
use vision::Report;

impl App {
    /// The verification sheet of one service, filled in.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Unavailable`] when the fonts are missing.
    pub async fn print_sheet(
        &self,
        ctx: &Ctx,
        id: FilingId,
        service: ServiceId,
    ) -> Result<Vec<u8>> {
        let (row, service) = self.printed(ctx, id, service).await?;
        let typesetter = self.typesetter.as_ref().ok_or(Error::Unavailable("fonts"))?;
        let tables = self.codes.current();
        let sponsor = &row.draft.sponsor;
        let access = &service.access;
        let today = ctx.now.day();
        let labels = |table: CodeTable, ids: &[u32]| {
            let known: Vec<&str> =
                ids.iter().filter_map(|id| tables.label(table, *id, today)).collect();
            known.join("、")
        };
        let form = SheetForm {
            code: code(id),
            organisation: !sponsor.is_individual(),
            sponsor_name: whole(sponsor.name.as_ref()),
            document_label: document_label(&tables, &row.draft, ctx.now.day()),
            document_number: masked(sponsor.document.number.as_ref()),
            service_kind: words::service_kind(service.kind),
            service_name: service.names.join("、"),
            domains: domains(std::slice::from_ref(&service)),
            particulars: particulars(&service, today),
            officer_name: whole(service.officer.name.as_ref()),
            officer_mobile: whole(service.officer.mobile.as_ref()),
            provider_name: self.settings.provider.name.clone(),
            access_methods: labels(CodeTable::AccessMethod, &access.methods),
            server_locations: labels(CodeTable::ServerLocation, &access.server_locations),
            ip_ranges: access.ip_ranges.join("、"),
        };
        sheet::verification_sheet(typesetter, &form)
    }

    /// The letter of commitment, filled in.
    ///
    /// # Errors
    /// As [`App::print_sheet`].
    pub async fn print_commitment(
        &self,
        ctx: &Ctx,
        id: FilingId,
        service: ServiceId,
    ) -> Result<Vec<u8>> {
        let (row, _) = self.printed(ctx, id, service).await?;
        let typesetter = self.typesetter.as_ref().ok_or(Error::Unavailable("fonts"))?;
        let sponsor = &row.draft.sponsor;
        let services = &row.draft.services;
        let province = row.province.as_deref().unwrap_or(&self.settings.provider.province);
        let form = CommitmentForm {
            code: code(id),
            bureau: format!("{}通信管理局", Regions::shipped().name(province).unwrap_or_default()),
            organisation: !sponsor.is_individual(),
            sponsor_name: whole(sponsor.name.as_ref()),
            document_label: document_label(&self.codes.current(), &row.draft, ctx.now.day()),
            document_number: masked(sponsor.document.number.as_ref()),
            services: by_kind(services),
            domains: domains(services),
            signer: whole(sponsor.officer.name.as_ref()),
        };
        sheet::commitment(typesetter, &form)
    }

    async fn printed(
        &self,
        ctx: &Ctx,
        id: FilingId,
        service: ServiceId,
    ) -> Result<(FilingRow, ServiceDraft)> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &row)?;
        let known = row.draft.services.iter().find(|s| s.id == service).cloned();
        Ok((row, known.ok_or(Error::NotFound("service"))?))
    }

    /// The commitment was read on the phone and agreed to.
    ///
    /// # Errors
    /// [`Error::Refused`] when the step is not due.
    pub async fn agree(&self, ctx: &Ctx) -> Result<()> {
        let mut open = self.open_run(ctx).await?;
        let step = due(&open, |step| step.screen == Screen::Agree)?;
        let evidence = Evidence {
            service: Some(open.row.service),
            stage: step.stage,
            step: Step::Commitment,
            materials: Vec::new(),
            readings: Vec::new(),
            measures: Vec::new(),
            verdict: Verdict::Passed,
            at: ctx.now,
        };
        self.finish_step(ctx, &mut open, evidence).await?;
        open.tx.commit().await?;
        Ok(())
    }
}

/// What a photographed sheet lacks of this filing: its text is looked for, line by line. A human
/// looks at what was not found.
pub(super) fn sheet_doubts(filing: &FilingRow, service: ServiceId, report: &Report) -> Vec<String> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let text: String = report.lines.iter().map(|line| plain(&line.text)).collect();
    let Some(service) = filing.draft.services.iter().find(|s| s.id == service) else {
        return Vec::new();
    };
    let sponsor = filing.draft.sponsor.name.as_ref().map(|name| plain(name.reveal()));
    let mut doubts = Vec::new();
    // Without a domain its name is what tells it.
    if service.domains.is_empty() && service.names.iter().any(|name| !text.contains(&plain(name))) {
        doubts.push("sheet.service_not_found".to_owned());
    }
    if sponsor.is_some_and(|name| !text.contains(&name)) {
        doubts.push("sheet.sponsor_not_found".to_owned());
    }
    if service.domains.iter().any(|domain| !text.contains(&plain(domain))) {
        doubts.push("sheet.domain_not_found".to_owned());
    }
    doubts
}

/// As the papers say it, also where there is none.
fn domains(services: &[ServiceDraft]) -> String {
    let all: Vec<&str> =
        services.iter().flat_map(|service| &service.domains).map(String::as_str).collect();
    if all.is_empty() { "无（以IP地址接入）".into() } else { all.join("、") }
}

/// Names of the services, kind by kind.
fn by_kind(services: &[ServiceDraft]) -> Vec<(String, String)> {
    let of = |kind: ServiceKind| {
        let names: Vec<&str> = services
            .iter()
            .filter(|service| service.kind == kind)
            .flat_map(|service| &service.names)
            .map(String::as_str)
            .collect();
        (!names.is_empty()).then(|| (words::service_kind(kind), names.join("、")))
    };
    ServiceKind::ALL.into_iter().filter_map(of).collect()
}

/// What only this kind of service has, by which it is told from others.
fn particulars(service: &ServiceDraft, today: chrono::NaiveDate) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let label = |field: &str| words::field(&format!("/services/0/{field}"));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match service.kind {
        ServiceKind::Website => {}
        ServiceKind::App => {
            let platforms = service.app.iter().flat_map(|app| &app.platforms).map(|platform| {
                let name = words::app_platform(platform.platform);
                format!("{name} {}", text(&platform.bundle_id))
            });
            let platforms: Vec<String> = platforms.collect();
            rows.push((label("app/platforms"), platforms.join("、")));
        }
        ServiceKind::MiniProgram => {
            if let Some(program) = &service.mini_program {
                let known = program.host.and_then(|host| {
                    CodeTables::shipped().label(CodeTable::MiniProgramHost, host, today)
                });
                let host = program.host_name.as_deref().or(known).unwrap_or_default();
                rows.push((label("mini_program/host"), host.to_owned()));
                rows.push((label("mini_program/app_id"), text(&program.app_id)));
            }
        }
        ServiceKind::QuickApp => {
            if let Some(quick) = &service.quick_app {
                rows.push((label("quick_app/package"), text(&quick.package)));
            }
        }
    }
    rows
}

/// A filing's code on paper: short, and enough to tell it from others.
fn code(id: FilingId) -> String {
    let hex = id.uuid().simple().to_string();
    format!("BA-{}", hex[20..].to_uppercase())
}

fn document_label(tables: &CodeTables, draft: &Draft, today: chrono::NaiveDate) -> String {
    let type_ = draft.sponsor.document.type_;
    type_
        .and_then(|id| tables.label(CodeTable::DocumentType, id, today))
        .unwrap_or_default()
        .to_owned()
}

/// The paper is signed by the person whose name stands on it.
fn whole(text: Option<&filing::personal::Personal>) -> String {
    text.map(|text| text.reveal().to_owned()).unwrap_or_default()
}

fn masked(text: Option<&filing::personal::Personal>) -> String {
    text.map(filing::personal::Personal::masked).unwrap_or_default()
}
