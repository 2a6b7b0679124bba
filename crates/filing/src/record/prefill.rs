//! A record as a draft: what a change starts from, and what a new service repeats of its sponsor.

use super::{Record, RecordedService};
use crate::{
    dossier::{Access, IpRange, Officer, PriorApproval, Region, Service, Sponsor},
    draft::{
        AccessDraft, DocumentDraft, Draft, OfficerDraft, PriorApprovalDraft, RegionDraft,
        ServiceDraft, SponsorDraft, TargetDraft,
    },
    id::ServiceId,
    kind::{FilingKind, ServicePart, Target},
    personal::Personal,
};

impl Record {
    /// Sponsor, the services that this provider serves, and number as typed. Remarks to the provider
    /// aren't on record.
    pub fn as_draft(&self) -> Draft {
        Draft {
            sponsor: self.sponsor.as_ref().map(sponsor).unwrap_or_default(),
            services: self.served_services().map(|recorded| service(&recorded.service)).collect(),
            target: TargetDraft {
                sponsor_number: Some(self.sponsor_number.clone()),
                ..TargetDraft::default()
            },
            ..Draft::default()
        }
    }

    /// Sponsor and every service of the record, cancelled ones included, in its order.
    pub fn as_whole_draft(&self) -> Draft {
        let services = self.services.iter().map(|recorded| service(&recorded.service)).collect();
        Draft { services, ..self.as_draft() }
    }

    /// What a filing of this kind starts from. `about` is the service it is about, for kinds that
    /// are about one; `fresh` the empty form of a new service, for kinds that bring one.
    pub fn as_draft_for(
        &self,
        kind: FilingKind,
        about: Option<ServiceId>,
        fresh: Option<ServiceDraft>,
    ) -> Draft {
        let spec = kind.spec();
        let about = about.and_then(|id| self.service(id));
        let whole = self.as_draft();
        let services = match (kind, spec.services) {
            (_, ServicePart::None) => Vec::new(),
            // A copy to recognise it by; where it is hosted is new.
            (FilingKind::AddAccess, _) => about.map(identity).into_iter().collect(),
            (FilingKind::AddService | FilingKind::NewFiling, _) => fresh.into_iter().collect(),
            _ => whole.services,
        };
        let service_number = match spec.target {
            Target::Service | Target::ServiceAndReceiver => {
                about.and_then(|recorded| recorded.number.clone())
            }
            Target::None | Target::Sponsor => None,
        };
        Draft {
            sponsor: whole.sponsor,
            services,
            target: TargetDraft { service_number, ..whole.target },
            ..Draft::default()
        }
    }
}

/// Names, domains and officer of a service that gets another access.
fn identity(recorded: &RecordedService) -> ServiceDraft {
    ServiceDraft { access: AccessDraft::default(), ..service(&recorded.service) }
}

/// A text that the record has.
fn text(filed: &Personal) -> Option<Personal> {
    (!filed.is_empty()).then(|| filed.clone())
}

/// A code that the record has.
fn code(filed: u32) -> Option<u32> {
    (filed != 0).then_some(filed)
}

pub(super) fn sponsor(filed: &Sponsor) -> SponsorDraft {
    let Region { province, city, county } = filed.region;
    SponsorDraft {
        region: RegionDraft {
            province: code(province).map(|code| code.to_string()),
            city: code(city).map(|code| code.to_string()),
            county: county.map(|code| code.to_string()),
        },
        name: text(&filed.name),
        kind: code(filed.kind),
        document: DocumentDraft {
            type_: code(filed.document_type),
            number: text(&filed.document_number),
            address: text(&filed.document_address),
        },
        address: text(&filed.address),
        investor: filed.investor.clone(),
        officer: officer(&filed.officer),
    }
}

fn officer(filed: &Officer) -> OfficerDraft {
    OfficerDraft {
        name: text(&filed.name),
        document_type: code(filed.document_type),
        document_number: text(&filed.document_number),
        mobile: text(&filed.mobile),
        email: text(&filed.email),
        phone: filed.phone.clone(),
        emergency_phone: filed.emergency_phone.clone(),
        im_type: filed.im_type,
        im_account: filed.im_account.clone(),
        remark_bureau: filed.remark_bureau.clone(),
        remark_provider: None,
    }
}

fn service(filed: &Service) -> ServiceDraft {
    ServiceDraft {
        id: filed.id,
        kind: filed.kind,
        names: filed.names.clone(),
        domains: filed.domains.iter().map(|domain| domain.unicode.clone()).collect(),
        hosts: filed.hosts.clone(),
        home_url: filed.home_url.clone(),
        prior_approvals: filed.prior_approvals.iter().map(approval).collect(),
        contents: filed.contents.clone(),
        languages: filed.languages.clone(),
        application_types: filed.application_types.clone(),
        officer: officer(&filed.officer),
        access: access(&filed.access),
        app: filed.app.clone(),
        mini_program: filed.mini_program.clone(),
        quick_app: filed.quick_app.clone(),
    }
}

fn approval(filed: &PriorApproval) -> PriorApprovalDraft {
    PriorApprovalDraft {
        type_: Some(filed.type_),
        number: Some(filed.number.clone()),
        materials: filed.materials.clone(),
    }
}

fn access(filed: &Access) -> AccessDraft {
    let range = |range: &IpRange| match range.start == range.end {
        true => range.start.to_string(),
        false => format!("{}-{}", range.start, range.end),
    };
    AccessDraft {
        server_locations: filed.server_locations.clone(),
        methods: filed.methods.clone(),
        ip_ranges: filed.ip_ranges.iter().map(range).collect(),
    }
}
