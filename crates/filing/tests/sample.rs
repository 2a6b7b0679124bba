//! Complete drafts to spoil. Everybody and everything in them is made up.

use filing::{
    draft::{
        AccessDraft, AppDraft, AppPlatform, DocumentDraft, Draft, MiniProgramDraft, OfficerDraft,
        PlatformDraft, QuickAppDraft, RegionDraft, ServiceDraft, ServiceKind, SponsorDraft,
        StoreDraft, sponsor_kind,
    },
    id::{MaterialId, ServiceId},
    time::Timestamp,
};

pub const FIRST: &str = "440106198503120015";
pub const SECOND: &str = "440106199007050024";
pub const BOY: &str = "440106201201010042";

pub fn now() -> Timestamp {
    "2026-11-24T04:00:00Z".parse().expect("an instant")
}

pub fn service_id(n: u128) -> ServiceId {
    ServiceId::from_uuid(uuid::Uuid::from_u128(n))
}

pub fn officer(name: &str, number: &str, mobile: &str) -> OfficerDraft {
    OfficerDraft {
        name: Some(name.into()),
        document_type: Some(2),
        document_number: Some(number.into()),
        mobile: Some(mobile.into()),
        email: Some(format!("officer{}@example.com", &mobile[7..]).into()),
        phone: Some("020-12345678".into()),
        emergency_phone: Some("13900009999".into()),
        ..OfficerDraft::default()
    }
}

pub fn service(n: u128) -> ServiceDraft {
    let mut service = ServiceDraft::new(service_id(n), ServiceKind::Website);
    service.names = vec!["样例科技官网".into()];
    service.domains = vec![format!("example{n}.com")];
    service.hosts = vec![format!("www.example{n}.com")];
    service.home_url = Some(format!("www.example{n}.com"));
    service.contents = vec![8];
    service.application_types = vec![1];
    service.officer = officer("测试人乙", SECOND, "13900000002");
    service.access = AccessDraft {
        server_locations: vec![5],
        methods: vec![3],
        ip_ranges: vec![format!("8.8.8.{n}")],
    };
    service
}

/// A company of Guangdong with one website; two people.
pub fn company() -> Draft {
    Draft {
        sponsor: SponsorDraft {
            region: RegionDraft {
                province: Some("440000".into()),
                city: Some("440100".into()),
                county: Some("440106".into()),
            },
            name: Some("广州样例科技有限公司".into()),
            kind: Some(sponsor_kind::ENTERPRISE),
            document: DocumentDraft {
                type_: Some(1),
                number: Some("91440101MA59ABC137".into()),
                address: Some("广州市天河区样例路1号".into()),
            },
            address: Some("样例路1号2楼201室".into()),
            investor: None,
            officer: officer("测试人甲", FIRST, "13900000001"),
        },
        services: vec![service(1)],
        ..Draft::default()
    }
}

/// An individual of Guangdong, the same person in every role.
pub fn individual() -> Draft {
    let mut draft = company();
    draft.sponsor.kind = Some(sponsor_kind::INDIVIDUAL);
    draft.sponsor.name = Some("测试人甲".into());
    draft.sponsor.document = DocumentDraft {
        type_: Some(2),
        number: Some(FIRST.into()),
        address: Some("广州市天河区样例路1号".into()),
    };
    draft.sponsor.let_officer_follow();
    draft.sponsor.officer.phone = None;
    draft.services[0].names = vec!["甲的学习笔记".into()];
    draft.services[0].officer = draft.sponsor.officer.clone();
    draft
}

/// The company with another kind of service in place of its website.
fn other_kind(kind: ServiceKind) -> Draft {
    let mut draft = company();
    let service = &mut draft.services[0];
    service.kind = kind;
    service.hosts = Vec::new();
    service.home_url = None;
    draft
}

pub const MD5: &str = "0123456789abcdef0123456789abcdef";

pub fn app() -> Draft {
    let mut draft = other_kind(ServiceKind::App);
    draft.services[0].application_types = vec![5];
    draft.services[0].app = Some(AppDraft {
        platforms: vec![PlatformDraft {
            platform: AppPlatform::Android,
            bundle_id: Some("com.example.app".into()),
            public_key: Some("ab".repeat(128)),
            fingerprint: Some(MD5.into()),
            hosts: vec!["api.example1.com".into()],
        }],
        stores: vec![StoreDraft {
            store: Some(2),
            name: None,
            url: Some("https://store.example.com/app".into()),
        }],
        icon: Some(MaterialId::from_uuid(uuid::Uuid::from_u128(9))),
        uses_sdk: Some(false),
        offers_sdk: Some(false),
    });
    draft
}

pub fn mini_program() -> Draft {
    let mut draft = other_kind(ServiceKind::MiniProgram);
    draft.services[0].mini_program = Some(MiniProgramDraft {
        host: Some(1),
        host_name: None,
        app_id: Some("wx0123456789abcdef".into()),
        original_id: Some("gh_0123456789ab".into()),
    });
    draft
}

pub fn quick_app() -> Draft {
    let mut draft = other_kind(ServiceKind::QuickApp);
    draft.services[0].quick_app = Some(QuickAppDraft {
        package: Some("com.example.quick".into()),
        fingerprint: Some(MD5.into()),
        vendors: vec![1],
    });
    draft
}
