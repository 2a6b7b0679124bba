//! Which evidence an edit makes stale: the table of handbook §6.4. What is stale is collected again,
//! what isn't stays.

use crate::{
    draft::{Draft, OfficerDraft, PlatformDraft, ServiceDraft},
    id::ServiceId,
};
use serde::{Deserialize, Serialize};

/// Evidence that no longer proves what the draft says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "stale", content = "service", rename_all = "snake_case")]
pub enum StaleEvidence {
    /// The sponsor stage, of every service.
    Sponsor,
    /// The service stage of this service.
    Service(ServiceId),
    /// Only the match of the phone: pictures are kept.
    Phone(ServiceId),
    /// 真实性核验单 of this service.
    Sheet(ServiceId),
}

/// One line of the table.
#[derive(Debug)]
pub struct StaleRow {
    /// What changed; words `stale.<name>`.
    pub name: &'static str,
    pub makes: &'static [Makes],
    changed: Field,
}

/// What a change makes stale, before it is known whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    SponsorStage,
    ServiceStage,
    /// The service stage, where one person holds both roles.
    ServiceStageOfSamePerson,
    Phone,
    EverySheet,
    Sheet,
}

#[derive(Clone, Copy, Debug)]
enum Field {
    OfSponsor(fn(&Draft, &Draft) -> bool),
    OfService(fn(&ServiceDraft, &ServiceDraft) -> bool),
}

fn identity_differs(before: &OfficerDraft, after: &OfficerDraft) -> bool {
    before.name != after.name
        || before.document_type != after.document_type
        || before.document_number != after.document_number
}

/// What the sheet prints of an app.
fn platforms(service: &ServiceDraft) -> Option<&[PlatformDraft]> {
    service.app.as_ref().map(|app| app.platforms.as_slice())
}

/// The table. A change of what isn't named (mailboxes, remarks, postal address, the sponsor
/// officer's phone) makes nothing stale.
pub const STALE_TABLE: &[StaleRow] = &[
    StaleRow {
        name: "sponsor_identity",
        makes: &[Makes::SponsorStage, Makes::EverySheet],
        changed: Field::OfSponsor(|before, after| {
            let (before, after) = (&before.sponsor, &after.sponsor);
            before.name != after.name
                || before.kind != after.kind
                || before.document != after.document
        }),
    },
    StaleRow {
        name: "sponsor_officer_identity",
        makes: &[Makes::SponsorStage, Makes::ServiceStageOfSamePerson, Makes::EverySheet],
        changed: Field::OfSponsor(|before, after| {
            identity_differs(&before.sponsor.officer, &after.sponsor.officer)
        }),
    },
    StaleRow {
        name: "service_officer_identity",
        makes: &[Makes::ServiceStage, Makes::Sheet],
        changed: Field::OfService(|before, after| {
            identity_differs(&before.officer, &after.officer)
        }),
    },
    StaleRow {
        // Our sheet prints the number.
        name: "service_officer_mobile",
        makes: &[Makes::Phone, Makes::Sheet],
        changed: Field::OfService(|before, after| before.officer.mobile != after.officer.mobile),
    },
    StaleRow {
        name: "service_itself",
        makes: &[Makes::Sheet],
        changed: Field::OfService(|before, after| {
            before.names != after.names
                || before.domains != after.domains
                || before.contents != after.contents
                || before.prior_approvals != after.prior_approvals
                || before.kind != after.kind
                || platforms(before) != platforms(after)
                || before.mini_program != after.mini_program
                || before.quick_app != after.quick_app
        }),
    },
    StaleRow {
        name: "access",
        makes: &[Makes::Sheet],
        changed: Field::OfService(|before, after| before.access != after.access),
    },
];

/// What an edit makes stale, each once, in a fixed order. Services that are new or gone have no
/// evidence to lose.
pub fn stale_evidence(before: &Draft, after: &Draft) -> Vec<StaleEvidence> {
    let mut stale = Vec::new();
    for row in STALE_TABLE {
        for now in &after.services {
            let Some(then) = before.services.iter().find(|then| then.id == now.id) else {
                continue;
            };
            let changed = match row.changed {
                Field::OfSponsor(changed) => changed(before, after),
                Field::OfService(changed) => changed(then, now),
            };
            if changed {
                stale.extend(row.makes.iter().filter_map(|makes| match makes {
                    Makes::SponsorStage => Some(StaleEvidence::Sponsor),
                    Makes::ServiceStage => Some(StaleEvidence::Service(now.id)),
                    Makes::ServiceStageOfSamePerson => {
                        let one_before = before.sponsor.officer.is_same_person(&then.officer);
                        let one_after = after.sponsor.officer.is_same_person(&now.officer);
                        (one_before || one_after).then_some(StaleEvidence::Service(now.id))
                    }
                    Makes::Phone => Some(StaleEvidence::Phone(now.id)),
                    Makes::EverySheet | Makes::Sheet => Some(StaleEvidence::Sheet(now.id)),
                }));
            }
        }
        // A filing without services still has a sponsor stage.
        if let (true, Field::OfSponsor(changed)) = (after.services.is_empty(), row.changed)
            && changed(before, after)
            && row.makes.contains(&Makes::SponsorStage)
        {
            stale.push(StaleEvidence::Sponsor);
        }
    }
    stale.sort_unstable();
    stale.dedup();
    stale
}
