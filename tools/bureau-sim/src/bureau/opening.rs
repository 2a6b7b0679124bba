//! One record of an upload: its data are checked, then it becomes a case or a result full of findings.
//! Here: what is new – filings, services, accesses. `standing` has what concerns records on file.

use roxmltree::Node;

use super::Bureau;
use super::case::{Case, Matter, Stage};
use super::officers::{check_dialect, check_password};
use super::outbox::Gathered;
use crate::codes::Operation;
use crate::config::Provider;
use crate::record::{self, Access, Attachment, Confirmer, Dialect, Officer, Service, Sponsor};
use crate::rules::{self, Finding, Findings, Owners};
use crate::wire::reading::Ask;

/// A record that was read and checked, ready to become a case.
pub(super) struct Opening {
    pub(super) operation: Operation,
    pub(super) label: String,
    pub(super) record_ids: Vec<i64>,
    pub(super) matter: Matter,
    pub(super) attachments: Vec<Attachment>,
    pub(super) confirmers: Vec<Confirmer>,
}

impl Bureau {
    /// Open a case, or tell the findings.
    pub(super) fn open_case(
        &mut self,
        provider: &Provider,
        sequence: i64,
        opening: Opening,
        findings: Findings,
    ) {
        let Opening { operation, label, record_ids, matter, attachments, confirmers } = opening;
        let mut findings = findings.all();
        let unlucky = self.gathered.as_mut().and_then(Gathered::refuses_this_one);
        findings.extend(unlucky.map(|code| Finding::new(code, "")));
        if !findings.is_empty() {
            self.tell_findings(provider.isp_id, operation, &label, &findings);
            return;
        }
        let now = self.now();
        self.state.last_case += 1;
        let id = self.state.last_case;
        let case = Case {
            id,
            provider: provider.isp_id,
            sequence,
            operation,
            label,
            record_ids,
            received: now,
            stage: Stage::BureauReview { since: now },
            confirmation: None,
            matter,
            attachments,
        };
        self.docket.add(&case);
        self.state.cases.insert(id, case);
        self.dirty = true;
        if !confirmers.is_empty() {
            self.start_confirmation(id, confirmers);
        }
    }

    /// Cases nothing has been decided about.
    pub(super) fn running(&self) -> impl Iterator<Item = &Case> {
        self.state.cases.values().filter(|case| !case.stage.is_final())
    }

    pub(super) fn take_new_filing(
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
        let services = self.read_services(
            provider,
            node,
            &dialect,
            Some(!sponsor.is_individual()),
            &mut findings,
        );

        let certificate = &sponsor.certificate;
        let on_file = self.state.library.records().any(|r| {
            r.sponsor.certificate.kind == certificate.kind
                && r.sponsor.certificate.number.eq_ignore_ascii_case(&certificate.number)
        });
        findings.unless(!on_file, 1003, "Zt_xx/Zj");
        findings.unless(
            !self.state.blacklist.certificates.contains(&certificate.number),
            1065,
            "Zt_xx/Zj",
        );
        let isp_id = sponsor.isp_id.unwrap_or(0);
        let same_sponsor = self.docket.with_certificate(&certificate.number).any(|id| {
            self.state.cases.get(&id).is_some_and(|case| case.operation == Operation::NewFiling)
        });
        let same_id = self.docket.with_sponsor(provider.isp_id, sponsor.isp_id).next().is_some();
        let running = same_sponsor || same_id;
        findings.unless(!running, 1052, "Zt_xx");

        let attachments = record::attachments(node);
        let owners = Owners {
            sponsors: vec![isp_id],
            services: services.iter().filter_map(|s| s.isp_id).collect(),
            numbers: Vec::new(),
        };
        rules::attachments(&attachments, &owners, &self.config.limits, &mut findings);
        let officers: Vec<&Officer> = services.iter().map(|s| &s.officer).collect();
        check_dialect(&dialect, Some(&sponsor.officer), &officers, &owners.services, &mut findings);

        let label = isp_id.to_string();
        let opening = Opening {
            operation: Operation::NewFiling,
            label: label.clone(),
            record_ids: vec![isp_id],
            matter: Matter::NewFiling { sponsor: Box::new(sponsor), services },
            attachments,
            confirmers: dialect.confirmers,
        };
        self.open_case(provider, sequence, opening, findings);
        format!("IspZtid:{label}")
    }

    /// Read and check all `Wz_xx` of a record that brings new services.
    fn read_services(
        &self,
        provider: &Provider,
        node: Node<'_, '_>,
        dialect: &Dialect,
        organisation: Option<bool>,
        findings: &mut Findings,
    ) -> Vec<Service> {
        let today = self.now().date();
        let mut services = Vec::new();
        for wz in node.all("Wz_xx") {
            let mut service = record::new_service(wz, provider.isp_id);
            dialect.enrich_service(&mut service);
            rules::service(&service, organisation.unwrap_or(false), today, findings);
            self.check_codes(&service, findings);
            rules::service_kind(&service, true, findings);
            for access in &service.accesses {
                self.check_access(provider, access, findings);
            }
            let known = self.state.library.find(|s| {
                s.isp_id == service.isp_id
                    && s.accesses
                        .iter()
                        .any(|a| a.provider == provider.isp_id && a.isp_id.is_some())
            });
            findings.unless(known.is_none(), 1037, "Wz_xx/IspWzid");
            for domain in &service.domains {
                self.check_domain(&domain.name, None, findings);
            }
            services.push(service);
        }
        services
    }

    /// Codes of a sponsor that were withdrawn since the table was printed.
    pub(super) fn check_sponsor_codes(&self, sponsor: &Sponsor, findings: &mut Findings) {
        let nature = sponsor.nature.is_some_and(|id| self.is_withdrawn("nature", id));
        findings.unless(!nature, 1014, "Zt_xx/Dwxz");
        let certificate = self.is_withdrawn("cert_type", sponsor.certificate.kind);
        findings.unless(!certificate, 1008, "Zt_xx/Zj");
    }

    /// Codes of a service that were withdrawn since the table was printed.
    pub(super) fn check_codes(&self, service: &Service, findings: &mut Findings) {
        let withdrawn =
            |table: &str, ids: &[i64]| ids.iter().any(|id| self.is_withdrawn(table, *id));
        let approvals: Vec<i64> = service.approvals.iter().map(|a| a.kind).collect();
        findings.unless(!withdrawn("pre_approval", &approvals), 1033, "Wz_xx/Nrlx");
        findings.unless(!withdrawn("service_content", &service.contents), 1034, "Wz_xx/Fwnr");
        findings.unless(!withdrawn("language", &service.languages), 1066, "Wz_xx/Yylb");
    }

    /// A domain may be on file or on its way only once. `except`: the service it belongs to already.
    pub(super) fn check_domain(&self, domain: &str, except: Option<i64>, findings: &mut Findings) {
        let place = "Wz_xx/Ym_xx/Ym";
        let taken = self.state.library.by_domain(domain).is_some_and(|(_, s)| Some(s.id) != except);
        findings.unless(!taken, 1039, place);
        let on_its_way = self.docket.with_domain(domain).any(|id| {
            let services = self.state.cases.get(&id).map(|case| case.matter.services());
            services.unwrap_or_default().iter().any(|s| {
                (except.is_none() || Some(s.id) != except)
                    && s.domains.iter().any(|d| d.name == domain)
            })
        });
        findings.unless(!on_its_way, 1005, place);
        findings.unless(!self.state.blacklist.domains.contains(domain), 1064, place);
    }

    /// An access by itself, and against what other providers have on file.
    pub(super) fn check_access(
        &self,
        provider: &Provider,
        access: &Access,
        findings: &mut Findings,
    ) {
        rules::access(access, &provider.ip_ranges, findings);
        let withdrawn =
            |table: &str, ids: &[i64]| ids.iter().any(|id| self.is_withdrawn(table, *id));
        findings.unless(!withdrawn("access_mode", &access.modes), 1035, "Jr_xx/Wzjrfs/Jrfs");
        let clash = self
            .state
            .library
            .records()
            .flat_map(|r| &r.services)
            .flat_map(|s| &s.accesses)
            .any(|other| other.provider != provider.isp_id && overlap(other, access));
        findings.unless(!clash, 1024, "Jr_xx/Ip_xx");
        let known =
            self.state.library.records().flat_map(|r| &r.services).flat_map(|s| &s.accesses).any(
                |other| {
                    access.id == 0
                        && other.provider == provider.isp_id
                        && other.isp_id.is_some()
                        && other.isp_id == access.isp_id
                },
            );
        findings.unless(!known, 1038, "Jr_xx/IspJrid");
    }

    pub(super) fn take_new_services(
        &mut self,
        provider: &Provider,
        sequence: i64,
        node: Node<'_, '_>,
    ) -> String {
        let mut findings = Findings::new();
        let dialect = record::dialect(node);
        let given = node.child("Zt_xx");
        let number = given.and_then(|n| n.text_of("Ztbah"));
        let id = given.and_then(|n| n.int_of("Ztid"));
        let library = &self.state.library;
        let record = match (&number, id) {
            (Some(number), _) => library.by_number(number),
            (None, id) => id.and_then(|id| library.sponsor(id)),
        };
        findings.unless(
            record.is_some() || !id.is_some_and(|id| library.sponsor_was_cancelled(id)),
            1049,
            "Zt_xx",
        );
        findings.unless(
            record.is_some() || id.is_some_and(|id| library.sponsor_was_cancelled(id)),
            1058,
            "Zt_xx",
        );
        let organisation = record.map(|r| !r.sponsor.is_individual());
        if let Some(record) = record {
            check_password(record, node, &mut findings);
            self.check_running_sponsor(record.sponsor.id, &mut findings);
        }
        let services = self.read_services(provider, node, &dialect, organisation, &mut findings);
        let attachments = record::attachments(node);
        let owners = Owners {
            sponsors: record.map(|r| r.sponsor.id).into_iter().collect(),
            services: services.iter().filter_map(|s| s.isp_id).collect(),
            numbers: record.and_then(|r| r.sponsor.number.clone()).into_iter().collect(),
        };
        if record.is_some() {
            rules::attachments(&attachments, &owners, &self.config.limits, &mut findings);
        }
        let officers: Vec<&Officer> = services.iter().map(|s| &s.officer).collect();
        check_dialect(&dialect, None, &officers, &owners.services, &mut findings);

        let sponsor = record.map_or(0, |r| r.sponsor.id);
        let label = number
            .or_else(|| record.and_then(|r| r.sponsor.number.clone()))
            .unwrap_or_else(|| id.unwrap_or(0).to_string());
        let ids: Vec<String> = owners.services.iter().map(|id| format!("IspWzid:{id}")).collect();
        let opening = Opening {
            operation: Operation::AddService,
            label,
            record_ids: owners.services.clone(),
            matter: Matter::AddService { sponsor, services },
            attachments,
            confirmers: dialect.confirmers,
        };
        self.open_case(provider, sequence, opening, findings);
        ids.join(" ")
    }

    pub(super) fn take_new_access(
        &mut self,
        provider: &Provider,
        sequence: i64,
        node: Node<'_, '_>,
    ) -> String {
        let mut findings = Findings::new();
        let dialect = record::dialect(node);
        let given = node.child("Wz_xx");
        let number = given.and_then(|n| n.text_of("Wzbah"));
        let id = given.and_then(|n| n.int_of("Wzid"));
        let library = &self.state.library;
        let found = match (&number, id) {
            (Some(number), _) => library.service_by_number(number),
            (None, id) => id.and_then(|id| library.service(id)),
        };
        let cancelled = id.is_some_and(|id| library.service_was_cancelled(id));
        findings.unless(found.is_some() || !cancelled, 1050, "Wz_xx");
        findings.unless(found.is_some() || cancelled, 1059, "Wz_xx");
        let access = record::read_access(node, provider.isp_id);
        self.check_access(provider, &access, &mut findings);
        let isp_id = access.isp_id.unwrap_or(0);
        let mut owners = Owners::default();
        if let Some((record, service)) = found {
            check_password(record, node, &mut findings);
            let same = service
                .accesses
                .iter()
                .any(|a| a.provider == provider.isp_id && overlap(a, &access));
            findings.unless(!same, 1029, "Ip_xx");
            let running = self.running().any(|case| {
                matches!(&case.matter, Matter::AddAccess { service: id, access: other }
                    if *id == service.id && (other.isp_id == access.isp_id || overlap(other, &access)))
            });
            findings.unless(!running, 1052, "IspJrid");
            owners.sponsors.push(record.sponsor.id);
            owners.services.extend([service.id, isp_id]);
            owners.numbers.extend(record.sponsor.number.iter().chain(&service.number).cloned());
        }
        let attachments = record::attachments(node);
        // What belongs to a service that is not there would only be found wrong a second time.
        if found.is_some() {
            rules::attachments(&attachments, &owners, &self.config.limits, &mut findings);
            let on_record: Vec<&Officer> = found.iter().map(|(_, s)| &s.officer).collect();
            check_dialect(&dialect, None, &on_record, &owners.services, &mut findings);
        }

        let service = found.map_or(0, |(_, s)| s.id);
        let label = number
            .or_else(|| found.and_then(|(_, s)| s.number.clone()))
            .unwrap_or_else(|| id.unwrap_or(0).to_string());
        let opening = Opening {
            operation: Operation::AddAccess,
            label,
            record_ids: vec![isp_id],
            matter: Matter::AddAccess { service, access },
            attachments,
            confirmers: dialect.confirmers,
        };
        self.open_case(provider, sequence, opening, findings);
        format!("IspJrid:{isp_id}")
    }

    /// A change or cancellation of the same sponsor must be decided first (1017, 1042).
    pub(super) fn check_running_sponsor(&self, sponsor: i64, findings: &mut Findings) {
        let changing = self.running().any(|case| match &case.matter {
            Matter::Change { sponsor: s, .. } => s.id == sponsor,
            Matter::Migration { giver, receiver, .. } => [giver, receiver].contains(&&sponsor),
            _ => false,
        });
        findings.unless(!changing, 1017, "Zt_xx");
        let leaving = self.running().any(|case| {
            case.operation == Operation::CancelSponsor
                && matches!(case.matter, Matter::Cancel { id, .. } if id == sponsor)
        });
        findings.unless(!leaving, 1042, "Zt_xx");
    }
}

/// Whether two accesses share an address.
pub(super) fn overlap(a: &Access, b: &Access) -> bool {
    a.ranges.iter().any(|x| b.ranges.iter().any(|y| x.first <= y.last && y.first <= x.last))
}
