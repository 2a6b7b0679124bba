//! 域名迁移 and 网站迁移 (our dialect): from one sponsor on file to another.

use super::{Library, Record};
use crate::clock::At;
use crate::codes;
use crate::record::Service;

impl Library {
    /// Domains go from a service to the receiving sponsor, where they are a new service. A service that
    /// keeps none goes off file. Returns the new service's id.
    pub fn move_domains(
        &mut self,
        from: i64,
        receiver: i64,
        mut moved: Service,
        now: At,
    ) -> Option<i64> {
        let (giver, index) = self.locate(from)?;
        let old = &mut giver.services[index];
        carry_along(old, &mut moved);
        old.domains.retain(|own| !moved.domains.iter().any(|gone| gone.name == own.name));
        old.changed = Some(now);
        giver.changed = now;
        if old.domains.is_empty() {
            self.cancel_service(from, now);
        }
        self.add_service(receiver, moved, now)
    }

    /// A service goes whole: it keeps its id and other providers' accesses, and gets a number of the
    /// receiving sponsor. Returns its id.
    pub fn move_service(
        &mut self,
        service: i64,
        receiver: i64,
        mut moved: Service,
        provider: i64,
        now: At,
    ) -> Option<i64> {
        self.records.get(&receiver)?;
        let (giver, index) = self.locate(service)?;
        let old = giver.services.remove(index);
        giver.changed = now;
        carry_along(&old, &mut moved);
        moved.id = old.id;
        for domain in &mut moved.domains {
            let before = old.domains.iter().find(|own| own.name == domain.name);
            domain.id = before.map_or_else(|| self.id(), |own| own.id);
        }
        for access in &mut moved.accesses {
            self.number_access(access);
        }
        moved.accesses.extend(old.accesses.into_iter().filter(|a| a.provider != provider));
        moved.filed = old.filed;
        moved.changed = Some(now);
        let record = self.records.get_mut(&receiver)?;
        moved.number = Some(record.next_service_number(moved.kind));
        record.services.push(moved);
        record.changed = now;
        Some(service)
    }
}

/// What a migration does not say comes along.
fn carry_along(old: &Service, moved: &mut Service) {
    moved.approvals.clone_from(&old.approvals);
    moved.contents.clone_from(&old.contents);
    moved.languages.clone_from(&old.languages);
}

impl Record {
    /// The next running number with the letter of the service's type (handbook §3.8).
    pub(super) fn next_service_number(&mut self, kind: i64) -> String {
        self.last_service += 1;
        let suffix = codes::row("service_type", kind).map_or("", |row| row.extra);
        let base = self.sponsor.number.as_deref().unwrap_or_default();
        format!("{base}-{}{suffix}", self.last_service)
    }
}
