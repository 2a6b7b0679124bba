//! A record as a draft: what a change starts from, and what a new service repeats of its sponsor.

use super::Record;
use crate::{
    dossier::{Access, IpRange, Officer, PriorApproval, Region, Service, Sponsor},
    draft::{
        AccessDraft, DocumentDraft, Draft, OfficerDraft, PriorApprovalDraft, RegionDraft,
        ServiceDraft, SponsorDraft, TargetDraft,
    },
};

impl Record {
    /// Sponsor, live services and number as typed. Remarks to the provider aren't on record.
    pub fn as_draft(&self) -> Draft {
        Draft {
            sponsor: self.sponsor.as_ref().map(sponsor).unwrap_or_default(),
            services: self.live_services().map(|recorded| service(&recorded.service)).collect(),
            target: TargetDraft {
                sponsor_number: Some(self.sponsor_number.clone()),
                ..TargetDraft::default()
            },
            ..Draft::default()
        }
    }
}

fn sponsor(filed: &Sponsor) -> SponsorDraft {
    let Region { province, city, county } = filed.region;
    SponsorDraft {
        region: RegionDraft {
            province: Some(province.to_string()),
            city: Some(city.to_string()),
            county: county.map(|code| code.to_string()),
        },
        name: Some(filed.name.clone()),
        kind: Some(filed.kind),
        document: DocumentDraft {
            type_: Some(filed.document_type),
            number: Some(filed.document_number.clone()),
            address: Some(filed.document_address.clone()),
        },
        address: Some(filed.address.clone()),
        investor: filed.investor.clone(),
        officer: officer(&filed.officer),
    }
}

fn officer(filed: &Officer) -> OfficerDraft {
    OfficerDraft {
        name: Some(filed.name.clone()),
        document_type: Some(filed.document_type),
        document_number: Some(filed.document_number.clone()),
        mobile: Some(filed.mobile.clone()),
        email: Some(filed.email.clone()),
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
