//! Records that concern what is on file: changes and cancellations.

use roxmltree::Node;

use super::Bureau;
use super::case::Matter;
use super::officers::{check_dialect, check_password};
use super::opening::Opening;
use crate::codes::Operation;
use crate::config::Provider;
use crate::record;
use crate::rules::{self, Findings, Owners};
use crate::wire::reading::Ask;

impl Bureau {
    pub(super) fn take_change(
        &mut self,
        provider: &Provider,
        sequence: i64,
        node: Node<'_, '_>,
    ) -> String {
        let mut findings = Findings::new();
        let today = self.now().date();
        let dialect = record::dialect(node);
        let mut sponsor = node.child("Zt_xx").map(record::new_sponsor).unwrap_or_default();
        dialect.enrich_sponsor(&mut sponsor);
        rules::sponsor(&sponsor, today, &mut findings);
        self.check_sponsor_codes(&sponsor, &mut findings);
        let id = sponsor.id;
        let on_file = self.state.library.sponsor(id);
        let cancelled = self.state.library.sponsor_was_cancelled(id);
        findings.unless(on_file.is_some() || !cancelled, 1049, "Zt_xx/Ztid");
        findings.unless(on_file.is_some() || cancelled, 1058, "Zt_xx/Ztid");
        if let Some(record) = on_file {
            findings.unless(record.sponsor.number == sponsor.number, 1016, "Zt_xx/Baxh");
            let same_province = record.sponsor.address.province == sponsor.address.province;
            findings.unless(same_province, 1046, "Zt_xx/Txdz/Shengid");
            check_password(record, node, &mut findings);
            self.check_running_sponsor(id, &mut findings);
            let certificate = &sponsor.certificate;
            let taken = self.state.library.records().any(|other| {
                other.sponsor.id != id
                    && other.sponsor.certificate.kind == certificate.kind
                    && other.sponsor.certificate.number.eq_ignore_ascii_case(&certificate.number)
            });
            findings.unless(!taken, 1003, "Zt_xx/Zj");
        }
        let mut services = Vec::new();
        for wz in node.all("Wz_xx") {
            let mut service = record::change_service(wz, provider.isp_id);
            dialect.enrich_service(&mut service);
            rules::service(&service, !sponsor.is_individual(), today, &mut findings);
            self.check_codes(&service, &mut findings);
            let found = self
                .state
                .library
                .service(service.id)
                .filter(|(record, _)| record.sponsor.id == id);
            let before = found.map_or(record::WEBSITE, |(_, before)| before.kind);
            // Without the dialect the type, and what hangs on it, stays as it was.
            if service.kind != 0 {
                rules::service_kind(&service, false, &mut findings);
                let same = found.is_none() || service.kind == before;
                findings.unless(same, 1016, "Yz_xx/Wz/Fwlx");
            } else if before == record::WEBSITE {
                findings.unless(!service.domains.is_empty(), 1004, "Wz_xx/Ym_xx");
            }
            let gone = self.state.library.service_was_cancelled(service.id);
            findings.unless(found.is_some() || !gone, 1050, "Wz_xx/Wzid");
            findings.unless(found.is_some() || gone, 1059, "Wz_xx/Wzid");
            if let Some((_, before)) = found {
                findings.unless(before.number == service.number, 1016, "Wz_xx/Baxh");
                let own = before.accesses.iter().any(|a| a.provider == provider.isp_id);
                findings.unless(own, 1048, "Wz_xx/Wzid");
                for access in &service.accesses {
                    let known = before
                        .accesses
                        .iter()
                        .any(|a| a.id == access.id && a.provider == provider.isp_id);
                    findings.unless(known, 1016, "Wz_xx/Jr_xx/Jrid");
                }
            }
            for access in &service.accesses {
                self.check_access(provider, access, &mut findings);
            }
            for domain in &service.domains {
                self.check_domain(&domain.name, Some(service.id), &mut findings);
            }
            services.push(service);
        }
        let attachments = record::attachments(node);
        let owners = Owners {
            sponsors: vec![id],
            services: services.iter().map(|s| s.id).collect(),
            numbers: sponsor
                .number
                .iter()
                .chain(services.iter().filter_map(|s| s.number.as_ref()))
                .cloned()
                .collect(),
        };
        rules::attachments(&attachments, &owners, &self.config.limits, &mut findings);
        check_dialect(&dialect, None, &[], &owners.services, &mut findings);

        let opening = Opening {
            operation: Operation::Change,
            label: id.to_string(),
            record_ids: vec![id],
            matter: Matter::Change { sponsor: Box::new(sponsor), services },
            attachments,
            confirmers: dialect.confirmers,
        };
        self.open_case(provider, sequence, opening, findings);
        format!("Ztid:{id}")
    }

    pub(super) fn take_cancellation(
        &mut self,
        provider: &Provider,
        sequence: i64,
        node: Node<'_, '_>,
    ) -> String {
        let mut findings = Findings::new();
        let dialect = record::dialect(node);
        let id = node.int_of("Jlid").unwrap_or(0);
        let (operation, word) = match node.int_of("Zxlb") {
            Some(0) => (Operation::CancelSponsor, "Ztid"),
            Some(1) => (Operation::CancelService, "Wzid"),
            _ => (Operation::CancelAccess, "Jrid"),
        };
        match operation {
            Operation::CancelSponsor => self.check_leaving_sponsor(id, node, &mut findings),
            Operation::CancelService => self.check_leaving_service(provider, id, &mut findings),
            _ => self.check_leaving_access(provider, id, &mut findings),
        }
        let phones: Vec<&str> = dialect.emergency_phones().collect();
        let named: Vec<i64> = dialect.service_ids().collect();
        rules::dialect(&dialect, &phones, &named, &mut findings);
        let opening = Opening {
            operation,
            label: id.to_string(),
            record_ids: vec![id],
            matter: Matter::Cancel {
                id,
                reason: node.int_of("Zxly").unwrap_or(0),
                remark: node.text_of("Zxlybz"),
            },
            attachments: Vec::new(),
            confirmers: dialect.confirmers,
        };
        self.open_case(provider, sequence, opening, findings);
        format!("{word}:{id}")
    }

    /// Whether a cancellation of exactly this is running.
    fn is_leaving(&self, operation: Operation, id: i64) -> bool {
        self.running().any(|case| {
            case.operation == operation
                && matches!(case.matter, Matter::Cancel { id: other, .. } if other == id)
        })
    }

    fn check_leaving_sponsor(&self, id: i64, node: Node<'_, '_>, findings: &mut Findings) {
        let library = &self.state.library;
        findings.unless(!library.sponsor_was_cancelled(id), 1049, "Jlid");
        let record = library.sponsor(id);
        findings.unless(record.is_some() || library.sponsor_was_cancelled(id), 1058, "Jlid");
        findings.unless(!self.is_leaving(Operation::CancelSponsor, id), 1027, "Jlid");
        if let Some(record) = record {
            check_password(record, node, findings);
            let leaving =
                record.services.iter().any(|s| self.is_leaving(Operation::CancelService, s.id));
            findings.unless(!leaving, 1043, "Jlid");
        }
    }

    fn check_leaving_service(&self, provider: &Provider, id: i64, findings: &mut Findings) {
        let library = &self.state.library;
        findings.unless(!library.service_was_cancelled(id), 1050, "Jlid");
        let found = library.service(id);
        findings.unless(found.is_some() || library.service_was_cancelled(id), 1059, "Jlid");
        findings.unless(!self.is_leaving(Operation::CancelService, id), 1030, "Jlid");
        if let Some((record, service)) = found {
            findings.unless(
                !self.is_leaving(Operation::CancelSponsor, record.sponsor.id),
                1042,
                "Jlid",
            );
            let own = service.accesses.iter().any(|a| a.provider == provider.isp_id);
            findings.unless(own, 1048, "Jlid");
        }
    }

    fn check_leaving_access(&self, provider: &Provider, id: i64, findings: &mut Findings) {
        let found = self.state.library.access(id);
        findings.unless(found.is_some(), 1016, "Jlid");
        findings.unless(!self.is_leaving(Operation::CancelAccess, id), 1032, "Jlid");
        if let Some((_, service, access)) = found {
            findings.unless(access.provider == provider.isp_id, 1047, "Jlid");
            findings.unless(service.accesses.len() > 1, 1025, "Jlid");
        }
    }
}
