//! `Yz_qy` of our dialect: a domain or a service moves to another sponsor on file.

use roxmltree::Node;

use super::Bureau;
use super::case::Matter;
use super::officers::check_dialect;
use super::opening::Opening;
use crate::codes::Operation;
use crate::config::Provider;
use crate::record;
use crate::rules::{self, Findings, Owners};
use crate::wire::reading::Ask;

impl Bureau {
    pub(super) fn take_migration(
        &mut self,
        provider: &Provider,
        sequence: i64,
        node: Node<'_, '_>,
    ) -> String {
        let mut findings = Findings::new();
        let today = self.now().date();
        let dialect = record::dialect(node);
        let whole = node.int_of("Qylb") == Some(1);
        let number = |side: &str, name: &str| {
            node.child(side).and_then(|n| n.text_of(name)).unwrap_or_default()
        };
        let (giver_number, service_number) = (number("Qczt", "Ztbah"), number("Qczt", "Wzbah"));
        let receiver_number = number("Qrzt", "Ztbah");
        let library = &self.state.library;
        let giver = library.by_number(&giver_number);
        findings.unless(giver.is_some(), 1058, "Qczt/Ztbah");
        let receiver = library.by_number(&receiver_number);
        findings.unless(receiver.is_some(), 1058, "Qrzt/Ztbah");
        findings.unless(giver_number != receiver_number, 1016, "Qrzt/Ztbah");
        let giver_id = giver.map(|r| r.sponsor.id);
        let before = library
            .service_by_number(&service_number)
            .filter(|(record, _)| Some(record.sponsor.id) == giver_id)
            .map(|(_, service)| service);
        findings.unless(before.is_some(), 1059, "Qczt/Wzbah");
        for record in giver.into_iter().chain(receiver) {
            self.check_running_sponsor(record.sponsor.id, &mut findings);
        }
        if let Some(record) = receiver {
            findings.unless(!(whole && record.sponsor.is_individual()), 1014, "Qrzt/Ztbah");
        }

        let mut moved = node
            .child("Wz_xx")
            .map(|wz| record::new_service(wz, provider.isp_id))
            .unwrap_or_default();
        dialect.enrich_service(&mut moved);
        let organisation = receiver.is_some_and(|r| !r.sponsor.is_individual());
        rules::service(&moved, organisation, today, &mut findings);
        for access in &moved.accesses {
            self.check_access(provider, access, &mut findings);
        }
        if let Some(service) = before {
            let own = service.accesses.iter().any(|a| a.provider == provider.isp_id);
            findings.unless(own, 1048, "Qczt/Wzbah");
            let has = |name: &str| service.domains.iter().any(|d| d.name == name);
            findings.unless(moved.domains.iter().all(|d| has(&d.name)), 1016, "Wz_xx/Ym_xx/Ym");
            let all = moved.domains.len() == service.domains.len();
            findings.unless(!whole || all, 1016, "Wz_xx/Ym_xx/Ym");
            for domain in &moved.domains {
                self.check_domain(&domain.name, Some(service.id), &mut findings);
            }
            // The type moves along unless the dialect says one.
            if dialect.service_ids().next().is_none() {
                moved.kind = service.kind;
            }
        }

        let isp_id = moved.isp_id.unwrap_or(0);
        let attachments = record::attachments(node);
        let owners = Owners {
            sponsors: receiver.map(|r| r.sponsor.id).into_iter().collect(),
            services: vec![isp_id],
            numbers: vec![receiver_number],
        };
        rules::attachments(&attachments, &owners, &self.config.limits, &mut findings);
        let officer = receiver.map(|r| &r.sponsor.officer);
        check_dialect(&dialect, officer, &[&moved.officer], &owners.services, &mut findings);

        let matter = Matter::Migration {
            giver: giver_id.unwrap_or(0),
            service: before.map_or(0, |s| s.id),
            receiver: receiver.map_or(0, |r| r.sponsor.id),
            whole,
            moved: Box::new(moved),
        };
        let opening = Opening {
            operation: Operation::Migration,
            label: isp_id.to_string(),
            record_ids: vec![isp_id],
            matter,
            attachments,
            confirmers: dialect.confirmers,
        };
        self.open_case(provider, sequence, opening, findings);
        format!("IspWzid:{isp_id}")
    }
}
