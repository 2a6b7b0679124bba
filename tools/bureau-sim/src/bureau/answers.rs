//! Answers to what was handed out: `HSJG` to inspection tasks, `WBACLJG` about unfiled sites.
//!
//! Neither opens a case. Each record gets its result at once: 1001 when it was taken, else everything that
//! is wrong with it.

use chrono::NaiveDate;
use roxmltree::Node;

use super::Bureau;
use super::handout::{InspectionAnswer, UnfiledAnswer};
use crate::codes::{self, Operation};
use crate::config::Provider;
use crate::record;
use crate::rules::{self, Finding, Findings};
use crate::wire::reading::Ask;

/// The code of an answer that was taken.
const TAKEN: u16 = 1001;

impl Bureau {
    /// `Hsjgxx`: what the provider found about a record it was asked to look at.
    pub(super) fn take_inspection(&mut self, provider: &Provider, node: Node<'_, '_>) -> String {
        let mut findings = Findings::new();
        let record = node.child("Baxx");
        let sponsor = record.and_then(|n| n.child("Zt_xx"));
        let id = sponsor.and_then(|n| n.int_of("Ztid")).unwrap_or(0);
        let services = record.map(|n| n.all("Wz_xx")).unwrap_or_default();
        let ids: Vec<i64> = services.iter().filter_map(|n| n.int_of("Wzid")).collect();
        self.check_inspected(provider, node, id, &services, &mut findings);

        let mine =
            |t: &&mut super::handout::Inspection| t.provider == provider.isp_id && t.sponsor == id;
        let tasks: Vec<_> = self.state.handouts.inspections.iter_mut().filter(mine).collect();
        let elsewhere = tasks.is_empty();
        // A task about some of the services is answered by exactly these.
        let mut open = tasks.into_iter().filter(|t| t.answer.is_none());
        let same = |task: &[i64]| {
            task.len() == ids.len() && task.iter().all(|service| ids.contains(service))
        };
        let fitting = open.find(|task| same(&task.services));
        findings.unless(!elsewhere, 1016, "Hsjgxx/Baxx/Zt_xx/Ztid");
        findings.unless(elsewhere || fitting.is_some(), 1037, "Hsjgxx/Baxx");
        let mut findings = findings.all();
        if let (Some(task), true) = (fitting, findings.is_empty()) {
            task.answer = Some(InspectionAnswer {
                at: self.clock.now(),
                right: node.int_of("Hsjg") == Some(0),
                inspected: node.text_of("Hssj").unwrap_or_default(),
                opinion: node.text_of("Hsyj").unwrap_or_default(),
                errors: node.text_of("Cwxx"),
            });
            findings.push(Finding::new(TAKEN, "Hsjgxx"));
            self.dirty = true;
        }
        self.tell_findings(provider.isp_id, Operation::Inspection, &id.to_string(), &findings);
        format!("Ztid:{id}")
    }

    /// Everything about an answer but whether it was asked for.
    fn check_inspected(
        &self,
        provider: &Provider,
        node: Node<'_, '_>,
        id: i64,
        services: &[Node<'_, '_>],
        findings: &mut Findings,
    ) {
        let today = self.now().date();
        let own = node.int_of("Bbdw") == Some(provider.isp_id);
        findings.unless(own, 1054, "Hsjgxx/Bbdw");
        let day = node.text_of("Hssj").and_then(|day| day.parse::<NaiveDate>().ok());
        findings.unless(day.is_some_and(|day| day <= today), 1999, "Hsjgxx/Hssj");
        let library = &self.state.library;
        let gone = library.sponsor_was_cancelled(id);
        findings.unless(!gone, 1049, "Hsjgxx/Baxx/Zt_xx/Ztid");
        let on_file = library.sponsor(id);
        findings.unless(gone || on_file.is_some(), 1058, "Hsjgxx/Baxx/Zt_xx/Ztid");
        let zt = node.child("Baxx").and_then(|n| n.child("Zt_xx"));
        let sponsor = zt.map(record::new_sponsor).unwrap_or_default();
        rules::sponsor(&sponsor, today, findings);
        for wz in services {
            let service = record::change_service(*wz, provider.isp_id);
            rules::service(&service, !sponsor.is_individual(), today, findings);
            for access in &service.accesses {
                rules::access(access, &provider.ip_ranges, findings);
            }
            let Some(record) = on_file else { continue };
            let known = record.services.iter().find(|s| s.id == service.id);
            findings.unless(known.is_some(), 1059, "Hsjgxx/Baxx/Wz_xx/Wzid");
            let accesses = known.map(|s| s.accesses.as_slice()).unwrap_or_default();
            let own =
                |id: i64| accesses.iter().any(|a| a.id == id && a.provider == provider.isp_id);
            let all_own = known.is_none() || service.accesses.iter().all(|a| own(a.id));
            findings.unless(all_own, 1048, "Hsjgxx/Baxx/Wz_xx/Jr_xx/Jrid");
        }
    }

    /// `Clxx`: what the provider did about an unfiled site.
    pub(super) fn take_unfiled(&mut self, provider: &Provider, node: Node<'_, '_>) -> String {
        let mut findings = Findings::new();
        let domain = node.text_of("Ym").unwrap_or_default().to_lowercase();
        let ip = node.int_of("IP").unwrap_or(0);
        let result = node.int_of("Cljg").unwrap_or(0);
        let known = codes::row("unfiled_result", result).is_some();
        findings.unless(known && !self.is_withdrawn("unfiled_result", result), 5007, "Clxx/Cljg");
        findings.unless(node.int_of("Jrs") == Some(provider.isp_id), 1054, "Clxx/Jrs");
        for day in ["Rbsj", "Clsx"] {
            let readable = node.text_of(day).is_some_and(|day| day.parse::<NaiveDate>().is_ok());
            findings.unless(readable, 1999, format!("Clxx/{day}"));
        }
        let mine = |site: &&mut super::handout::UnfiledSite| {
            site.provider == provider.isp_id && site.domain == domain && site.ip == ip
        };
        let sites: Vec<_> = self.state.handouts.unfiled.iter_mut().filter(mine).collect();
        let elsewhere = sites.is_empty();
        let open = sites.into_iter().find(|site| site.answer.is_none());
        findings.unless(!elsewhere, 5005, "Clxx/Ym");
        findings.unless(elsewhere || open.is_some(), 5006, "Clxx/Ym");
        let carrier = open.as_ref().is_none_or(|site| node.int_of("Yys") == Some(site.operator));
        findings.unless(carrier, 1016, "Clxx/Yys");
        let mut findings = findings.all();
        if let (Some(site), true) = (open, findings.is_empty()) {
            let opinion = node.text_of("Clyj").unwrap_or_default();
            site.answer = Some(UnfiledAnswer { at: self.clock.now(), result, opinion });
            findings.push(Finding::new(TAKEN, "Clxx"));
            self.dirty = true;
        }
        self.tell_findings(provider.isp_id, Operation::Unfiled, &domain, &findings);
        format!("Ym:{domain}")
    }
}
