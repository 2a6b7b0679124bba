//! Every text of a draft that is sent to the bureau, with its place: what must be writable in the
//! bureau's character set is checked on these.

use super::{Draft, OfficerDraft};
use crate::personal::Personal;

impl Draft {
    /// JSON pointer and text of everything typed that will be reported. Remarks to the provider
    /// aren't. Personal data: say why at the call site.
    pub fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let mut texts = Texts(Vec::new());
        let sponsor = &self.sponsor;
        texts.personal("/sponsor/name", &sponsor.name);
        texts.personal("/sponsor/document/number", &sponsor.document.number);
        texts.personal("/sponsor/document/address", &sponsor.document.address);
        texts.personal("/sponsor/address", &sponsor.address);
        texts.plain("/sponsor/investor", &sponsor.investor);
        texts.officer("/sponsor/officer", &sponsor.officer);
        for (n, service) in self.services.iter().enumerate() {
            let at = format!("/services/{n}");
            texts.list(&format!("{at}/names"), &service.names);
            texts.list(&format!("{at}/domains"), &service.domains);
            texts.list(&format!("{at}/hosts"), &service.hosts);
            texts.plain(&format!("{at}/home_url"), &service.home_url);
            for (m, approval) in service.prior_approvals.iter().enumerate() {
                texts.plain(&format!("{at}/prior_approvals/{m}/number"), &approval.number);
            }
            texts.officer(&format!("{at}/officer"), &service.officer);
            texts.list(&format!("{at}/access/ip_ranges"), &service.access.ip_ranges);
            for (m, platform) in service.app.iter().flat_map(|app| &app.platforms).enumerate() {
                let at = format!("{at}/app/platforms/{m}");
                texts.plain(&format!("{at}/bundle_id"), &platform.bundle_id);
                texts.plain(&format!("{at}/public_key"), &platform.public_key);
                texts.plain(&format!("{at}/fingerprint"), &platform.fingerprint);
                texts.list(&format!("{at}/hosts"), &platform.hosts);
            }
            for (m, store) in service.app.iter().flat_map(|app| &app.stores).enumerate() {
                texts.plain(&format!("{at}/app/stores/{m}/name"), &store.name);
                texts.plain(&format!("{at}/app/stores/{m}/url"), &store.url);
            }
            if let Some(program) = &service.mini_program {
                texts.plain(&format!("{at}/mini_program/host_name"), &program.host_name);
                texts.plain(&format!("{at}/mini_program/app_id"), &program.app_id);
                texts.plain(&format!("{at}/mini_program/original_id"), &program.original_id);
            }
            if let Some(quick) = &service.quick_app {
                texts.plain(&format!("{at}/quick_app/package"), &quick.package);
                texts.plain(&format!("{at}/quick_app/fingerprint"), &quick.fingerprint);
            }
        }
        texts.plain("/target/sponsor_number", &self.target.sponsor_number);
        texts.plain("/target/service_number", &self.target.service_number);
        texts.plain("/target/receiving_sponsor_number", &self.target.receiving_sponsor_number);
        texts.plain("/reason", &self.reason);
        texts.0.into_iter()
    }
}

struct Texts<'a>(Vec<(String, &'a str)>);

impl<'a> Texts<'a> {
    fn personal(&mut self, at: &str, text: &'a Option<Personal>) {
        self.0.extend(text.iter().map(|text| (at.to_owned(), text.reveal())));
    }
    fn plain(&mut self, at: &str, text: &'a Option<String>) {
        self.0.extend(text.iter().map(|text| (at.to_owned(), text.as_str())));
    }
    fn list(&mut self, at: &str, texts: &'a [String]) {
        self.0
            .extend(texts.iter().enumerate().map(|(n, text)| (format!("{at}/{n}"), text.as_str())));
    }
    fn officer(&mut self, at: &str, officer: &'a OfficerDraft) {
        self.personal(&format!("{at}/name"), &officer.name);
        self.personal(&format!("{at}/document_number"), &officer.document_number);
        self.personal(&format!("{at}/mobile"), &officer.mobile);
        self.personal(&format!("{at}/email"), &officer.email);
        self.personal(&format!("{at}/phone"), &officer.phone);
        self.personal(&format!("{at}/emergency_phone"), &officer.emergency_phone);
        self.personal(&format!("{at}/im_account"), &officer.im_account);
        self.plain(&format!("{at}/remark_bureau"), &officer.remark_bureau);
    }
}
