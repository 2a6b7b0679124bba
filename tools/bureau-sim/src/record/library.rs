//! 备案库: what is on file, by sponsor; the numbers that were given out.

mod migration;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Access, Service, Sponsor};
use crate::clock::At;

/// The name that signs decisions.
pub const CLERK: &str = "模拟审核员";

/// The bureau's own ids start here, so that nobody mistakes them for a provider's.
const FIRST_ID: i64 = 440_000_000_001;

/// A sponsor on file with its services.
#[derive(Clone, Serialize, Deserialize)]
pub struct Record {
    /// The sponsor.
    pub sponsor: Sponsor,
    /// Its services; cancelled ones are gone.
    pub services: Vec<Service>,
    /// The last running number given to a service of this sponsor, cancelled ones included.
    pub last_service: u32,
    /// MD5 (32 hex digits) of the filing password 备案密码, when one was set.
    pub password: Option<String>,
    /// Who filed it first.
    pub filed_by: i64,
    /// When it was first filed.
    pub filed: At,
    /// When it was last changed.
    pub changed: At,
}

/// Everything on file.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Library {
    records: BTreeMap<i64, Record>,
    next_id: i64,
    numbers: BTreeMap<i32, u32>,
    cancelled_sponsors: BTreeSet<i64>,
    cancelled_services: BTreeSet<i64>,
}

impl Library {
    fn id(&mut self) -> i64 {
        self.next_id = self.next_id.max(FIRST_ID - 1) + 1;
        self.next_id
    }

    /// All records, by the sponsor's id.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// The record with this sponsor id.
    #[must_use]
    pub fn sponsor(&self, id: i64) -> Option<&Record> {
        self.records.get(&id)
    }

    /// The record with this sponsor id, to change.
    pub fn sponsor_mut(&mut self, id: i64) -> Option<&mut Record> {
        self.records.get_mut(&id)
    }

    /// The record with this sponsor number.
    #[must_use]
    pub fn by_number(&self, number: &str) -> Option<&Record> {
        self.records().find(|r| r.sponsor.number.as_deref() == Some(number))
    }

    /// The service with this id, and its record.
    #[must_use]
    pub fn service(&self, id: i64) -> Option<(&Record, &Service)> {
        self.find(|s| s.id == id)
    }

    /// The service with this number, and its record.
    #[must_use]
    pub fn service_by_number(&self, number: &str) -> Option<(&Record, &Service)> {
        self.find(|s| s.number.as_deref() == Some(number))
    }

    /// The service with this domain, and its record.
    #[must_use]
    pub fn by_domain(&self, domain: &str) -> Option<(&Record, &Service)> {
        self.find(|s| s.domains.iter().any(|d| d.name.eq_ignore_ascii_case(domain)))
    }

    /// The access with this id, its service and record.
    #[must_use]
    pub fn access(&self, id: i64) -> Option<(&Record, &Service, &Access)> {
        let (record, service) = self.find(|s| s.accesses.iter().any(|a| a.id == id))?;
        service.accesses.iter().find(|a| a.id == id).map(|access| (record, service, access))
    }

    /// The first service that fits.
    pub fn find(&self, fits: impl Fn(&Service) -> bool) -> Option<(&Record, &Service)> {
        self.records()
            .find_map(|record| record.services.iter().find(|s| fits(s)).map(|s| (record, s)))
    }

    /// Whether a sponsor with this id was cancelled.
    #[must_use]
    pub fn sponsor_was_cancelled(&self, id: i64) -> bool {
        self.cancelled_sponsors.contains(&id)
    }

    /// Whether a service with this id was cancelled.
    #[must_use]
    pub fn service_was_cancelled(&self, id: i64) -> bool {
        self.cancelled_services.contains(&id)
    }

    /// Put a sponsor with its services on file and give it a number (`prefix` 粤 gives
    /// 粤ICP备2026000001号). A number the sponsor brings along is kept. Returns the sponsor's id.
    pub fn file(
        &mut self,
        mut sponsor: Sponsor,
        services: Vec<Service>,
        provider: i64,
        prefix: &str,
        now: At,
    ) -> i64 {
        sponsor.id = self.id();
        if sponsor.number.is_none() {
            sponsor.number = Some(self.next_number(prefix, now));
        }
        let id = sponsor.id;
        let record = Record {
            sponsor,
            services: Vec::new(),
            last_service: 0,
            password: None,
            filed_by: provider,
            filed: now,
            changed: now,
        };
        self.records.insert(id, record);
        for service in services {
            self.add_service(id, service, now);
        }
        id
    }

    /// The next number of the year; numbers that sponsors brought along are passed over.
    fn next_number(&mut self, prefix: &str, now: At) -> String {
        let year = now.year();
        loop {
            let running = self.numbers.entry(year).or_insert(0);
            *running += 1;
            let number = format!("{prefix}ICP备{year}{running:06}号");
            if self.by_number(&number).is_none() {
                return number;
            }
        }
    }

    /// Add a service to a sponsor on file: ids for everything in it, and the next running number with the
    /// letter of its type (handbook §3.8). Returns the service's id.
    pub fn add_service(&mut self, sponsor: i64, mut service: Service, now: At) -> Option<i64> {
        service.id = self.id();
        for domain in &mut service.domains {
            domain.id = self.id();
        }
        for access in &mut service.accesses {
            self.number_access(access);
        }
        service.filed = Some(now);
        service.changed = Some(now);
        let id = service.id;
        let record = self.records.get_mut(&sponsor)?;
        service.number = Some(record.next_service_number(service.kind));
        record.services.push(service);
        record.changed = now;
        Some(id)
    }

    fn number_access(&mut self, access: &mut Access) {
        if access.id == 0 {
            access.id = self.id();
        }
        for range in &mut access.ranges {
            range.id = if range.id == 0 { self.id() } else { range.id };
        }
    }

    /// Add an access to a service on file. Returns the access's id.
    pub fn add_access(&mut self, service: i64, mut access: Access, now: At) -> Option<i64> {
        self.number_access(&mut access);
        let id = access.id;
        let (record, index) = self.locate(service)?;
        record.services[index].accesses.push(access);
        record.services[index].changed = Some(now);
        record.changed = now;
        Some(id)
    }

    fn locate(&mut self, service: i64) -> Option<(&mut Record, usize)> {
        self.records.values_mut().find_map(|record| {
            let index = record.services.iter().position(|s| s.id == service)?;
            Some((record, index))
        })
    }

    /// Take over a change: the sponsor's data, and of each service named in it everything but the accesses
    /// of other providers.
    pub fn change(&mut self, sponsor: Sponsor, services: Vec<Service>, provider: i64, now: At) {
        let id = sponsor.id;
        for mut service in services {
            for domain in &mut service.domains {
                domain.id = if domain.id == 0 { self.id() } else { domain.id };
            }
            for access in &mut service.accesses {
                self.number_access(access);
            }
            let old = self
                .records
                .get_mut(&id)
                .and_then(|r| r.services.iter_mut().find(|s| s.id == service.id));
            let Some(old) = old else { continue };
            for access in &mut service.accesses {
                let before = old.accesses.iter().find(|a| a.id == access.id);
                access.isp_id = access.isp_id.or(before.and_then(|a| a.isp_id));
            }
            let others = old.accesses.iter().filter(|a| a.provider != provider).cloned();
            service.accesses.extend(others);
            service.isp_id = old.isp_id;
            if service.kind == 0 {
                service.kind = old.kind;
                service.ipv6.clone_from(&old.ipv6);
                service.evidence.clone_from(&old.evidence);
                service.particulars.clone_from(&old.particulars);
                service.officer.emergency_phone.clone_from(&old.officer.emergency_phone);
            }
            service.particulars.keep_icon_of(&old.particulars);
            service.number.clone_from(&old.number);
            service.filed = old.filed;
            service.changed = Some(now);
            *old = service;
        }
        if let Some(record) = self.records.get_mut(&id) {
            let before = std::mem::replace(&mut record.sponsor, sponsor);
            record.sponsor.isp_id = before.isp_id;
            record.sponsor.number = before.number;
            record.sponsor.reported_by = before.reported_by;
            let phone = &mut record.sponsor.officer.emergency_phone;
            *phone = phone.take().or(before.officer.emergency_phone);
            record.changed = now;
        }
    }

    /// Take a sponsor off file with everything below it.
    pub fn cancel_sponsor(&mut self, id: i64) {
        if let Some(record) = self.records.remove(&id) {
            self.cancelled_sponsors.insert(id);
            self.cancelled_services.extend(record.services.iter().map(|s| s.id));
        }
    }

    /// Take a service off file.
    pub fn cancel_service(&mut self, id: i64, now: At) {
        if let Some((record, index)) = self.locate(id) {
            record.services.remove(index);
            record.changed = now;
            self.cancelled_services.insert(id);
        }
    }

    /// Take an access off file.
    pub fn cancel_access(&mut self, id: i64, now: At) {
        for record in self.records.values_mut() {
            for service in &mut record.services {
                let before = service.accesses.len();
                service.accesses.retain(|a| a.id != id);
                if service.accesses.len() < before {
                    service.changed = Some(now);
                    record.changed = now;
                }
            }
        }
    }
}
