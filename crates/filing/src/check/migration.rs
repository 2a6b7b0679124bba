//! What the opener of a migration fixed: its account completes the filing and changes none of it.

use crate::{
    draft::{Draft, ServiceDraft},
    issue::Issue,
    kind::{Channel, FilingKind},
};

/// The places of a migration's draft that were changed and may not be: sponsor, numbers, reason, which
/// service and which domains. Nothing for other kinds, whose sponsor fixes everything itself.
pub fn fixed_by_opener(kind: FilingKind, before: &Draft, after: &Draft) -> Vec<Issue> {
    if kind.spec().channel != Channel::AdministratorWithSecondPerson {
        return Vec::new();
    }
    let moved = |draft: &Draft| -> Vec<ServiceDraft> {
        let of = |service: &ServiceDraft| ServiceDraft {
            domains: service.domains.clone(),
            ..ServiceDraft::new(service.id, service.kind)
        };
        draft.services.iter().map(of).collect()
    };
    let same = [
        ("/sponsor", before.sponsor == after.sponsor),
        ("/target", before.target == after.target),
        ("/reason", before.reason == after.reason),
        ("/services", moved(before) == moved(after)),
    ];
    let changed = same.into_iter().filter(|(_, same)| !same);
    changed.map(|(path, _)| Issue::error(path, "migration.fixed")).collect()
}
