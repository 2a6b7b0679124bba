//! One synthetic sponsor with its service, a bureau to hand, and a transport that answers from a list.

use async_trait::async_trait;
use bureau::{
    Attachment, AttachmentUse, Bureau, BureauConfig, BureauTransport, Confirmer, Operation, Owner,
    RecordIds, ReportMode, ServiceRecordIds, Submission, TransportError, WireIds,
};
use filing::{dossier::Dossier, id::ServiceId, kind::Party, time::Timestamp};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

pub const SERVICE: &str = "svc_00000000000000000000000000000001";

pub fn service_id() -> ServiceId {
    SERVICE.parse().unwrap()
}

pub const CONFIG: &str = r#"
endpoint = "http://bureau.example"
provider_id = 110000000211
user = "provider"
password = "secret-for-tests"
provider_code = 110000000000
"#;

pub fn config() -> BureauConfig {
    toml::from_str(CONFIG).unwrap()
}

/// Twenty letters, the same each time.
pub fn random() -> Arc<dyn Fn(usize) -> String + Send + Sync> {
    Arc::new(|length| "abcdefghijABCDEFGHIJ".chars().cycle().take(length).collect())
}

/// Answers from a list, and remembers what it was asked.
#[derive(Default)]
pub struct Fake {
    answers: Mutex<VecDeque<Result<Vec<u8>, TransportError>>>,
    pub calls: Mutex<Vec<(Operation, String)>>,
}

impl Fake {
    pub fn answering(answer: Result<Vec<u8>, TransportError>) -> Arc<Self> {
        let fake = Self::default();
        fake.answers.lock().unwrap().push_back(answer);
        Arc::new(fake)
    }

    /// The text of one parameter of the last call.
    pub fn parameter(&self, name: &str) -> String {
        let calls = self.calls.lock().unwrap();
        let document = roxmltree::Document::parse(&calls.last().unwrap().1).unwrap();
        let found = document.descendants().find(|node| node.tag_name().name() == name);
        found.and_then(|node| node.text()).unwrap_or_default().to_owned()
    }
}

#[async_trait]
impl BureauTransport for Fake {
    async fn call(
        &self,
        operation: Operation,
        envelope: String,
    ) -> Result<Vec<u8>, TransportError> {
        self.calls.lock().unwrap().push((operation, envelope));
        self.answers.lock().unwrap().pop_front().unwrap_or(Err(TransportError::Unreachable))
    }
}

pub fn bureau_with(config: BureauConfig, transport: Arc<Fake>) -> Bureau {
    Bureau::new(config, transport, random())
}

pub fn bureau() -> Bureau {
    bureau_with(config(), Arc::default())
}

/// `inner` as the escaped string of a SOAP answer.
pub fn soap(inner: &str) -> Vec<u8> {
    let escaped = inner.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>\
         <ns2:answer xmlns:ns2=\"urn:x\"><return>{escaped}</return></ns2:answer></S:Body></S:Envelope>"
    )
    .into_bytes()
}

pub fn code(code: i32, rest: &str) -> Vec<u8> {
    soap(&format!("<return><msg_code>{code}</msg_code><msg>说明</msg>{rest}</return>"))
}

fn officer(name: &str, number: &str, mobile: &str) -> Value {
    json!({
        "name": name, "document_type": 2, "document_number": number, "mobile": mobile,
        "email": "yi@example.com", "phone": "020-12345678", "emergency_phone": "13900000000",
        "im_type": 1, "im_account": "1234567", "remark_bureau": "无",
    })
}

pub fn sponsor() -> Value {
    json!({
        "name": "示例科技（广州）有限公司", "kind": 4,
        "region": { "province": 440000, "city": 440100, "county": 440106 },
        "document_type": 1, "document_number": "91440101MA00000156",
        "document_address": "广州市天河区示例路1号", "address": "天河区示例路1号2栋301室",
        "investor": "示例投资人",
        "officer": officer("示例甲", "440101199001010011", "13800000000"),
    })
}

pub fn service() -> Value {
    json!({
        "id": SERVICE, "kind": "website", "names": ["示例科技官网"],
        "domains": [
            { "ascii": "example-icp.com", "unicode": "example-icp.com" },
            { "ascii": "xn--fsqu00a.xn--fiqs8s", "unicode": "例子.中国" },
        ],
        "hosts": ["www.example-icp.com"], "home_url": "www.example-icp.com",
        "prior_approvals": [{ "type": 5, "number": "示准字2026第1号", "materials": [] }],
        "contents": [8, 9], "languages": [1], "application_types": [1],
        "officer": officer("示例乙", "110100198512310027", "19900000001"),
        "access": {
            "server_locations": [5], "methods": [3],
            "ip_ranges": [
                { "start": "1.2.3.4", "end": "1.2.3.7" },
                { "start": "240e::1", "end": "240e::ff" },
            ],
        },
        "app": null,
    })
}

/// A dossier of a kind; `change` may alter its JSON.
pub fn dossier_with(kind: &str, change: impl FnOnce(&mut Value)) -> Dossier {
    let mut value = json!({
        "kind": kind, "sponsor": sponsor(), "services": [service()],
        "target": { "sponsor_number": null, "service_number": null,
                    "receiving_sponsor_number": null },
        "cancel_reason": null,
    });
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

pub fn dossier(kind: &str) -> Dossier {
    dossier_with(kind, |_| ())
}

pub const SPONSOR_NUMBER: &str = "粤ICP备2024000001号";
pub const SERVICE_NUMBER: &str = "粤ICP备2024000001号-1";

/// As `dossier`, about a filed record.
pub fn later(kind: &str) -> Dossier {
    dossier_with(kind, |value| {
        value["target"]["sponsor_number"] = SPONSOR_NUMBER.into();
        value["target"]["service_number"] = SERVICE_NUMBER.into();
        value["cancel_reason"] = 1.into();
    })
}

pub fn record_ids() -> RecordIds {
    RecordIds {
        sponsor: Some(501),
        sponsor_number: Some(SPONSOR_NUMBER.into()),
        services: vec![ServiceRecordIds {
            service: service_id(),
            id: Some(601),
            number: Some(SERVICE_NUMBER.into()),
            domains: BTreeMap::from([("example-icp.com".into(), 701)]),
            access: Some(801),
            ips: Vec::new(),
        }],
        filed: None,
    }
}

/// The smallest bytes that begin as a JPEG does.
pub fn jpeg(size: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.resize(size.max(4), 7);
    bytes
}

pub fn attachments() -> Vec<Attachment> {
    let one = |use_, owner| Attachment { use_, owner, jpeg: jpeg(8) };
    vec![
        one(AttachmentUse::SponsorDocument, Owner::Sponsor),
        one(AttachmentUse::Sheet, Owner::Service(service_id())),
        one(AttachmentUse::PriorApproval, Owner::Approval(service_id(), 0)),
    ]
}

pub fn confirmers() -> Vec<Confirmer> {
    vec![
        Confirmer {
            role: Party::SponsorOfficer,
            name: "示例甲".into(),
            mobile: "13800000000".into(),
            document_number: "440101199001010011".into(),
        },
        Confirmer {
            role: Party::ServiceOfficer,
            name: "示例乙".into(),
            mobile: "19900000001".into(),
            document_number: "110100198512310027".into(),
        },
    ]
}

/// With everything a submission can have.
pub fn submission<'a>(
    dossier: &'a Dossier,
    ids: &'a WireIds,
    record: Option<&'a RecordIds>,
) -> Submission<'a> {
    let verified: Timestamp = "2026-11-24T02:00:00Z".parse().unwrap();
    Submission {
        dossier,
        ids,
        record,
        attachments: attachments(),
        confirmers: confirmers(),
        verified_at: BTreeMap::from([(service_id(), verified)]),
        report_mode: ReportMode::OnBehalf,
        filing_password: None,
    }
}
