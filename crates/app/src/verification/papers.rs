//! 承诺书 and 真实性核验单: printed for the desk, agreed to and photographed on the phone.

use super::capture::due;
use crate::{
    App, Ctx,
    error::{Error, Result},
    sheet::{self, CommitmentForm, SheetForm},
};
use filing::{
    code::{CodeTable, CodeTables},
    draft::{Draft, ServiceDraft},
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
            service_name: service.names.join("、"),
            domains: service.domains.join("、"),
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
            service_names: services
                .iter()
                .flat_map(|s| s.names.clone())
                .collect::<Vec<_>>()
                .join("、"),
            domains: services.iter().flat_map(|s| s.domains.clone()).collect::<Vec<_>>().join("、"),
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
    if sponsor.is_some_and(|name| !text.contains(&name)) {
        doubts.push("sheet.sponsor_not_found".to_owned());
    }
    if service.domains.iter().any(|domain| !text.contains(&plain(domain))) {
        doubts.push("sheet.domain_not_found".to_owned());
    }
    doubts
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
