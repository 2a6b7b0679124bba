//! From a message that passed its description to the types of this module.

use roxmltree::Node;

use super::{
    Access, Address, Approval, Attachment, Certificate, Confirmer, Domain, Evidence, Ipv6Range,
    Officer, Particulars, Range, Role, Service, Sponsor, WEBSITE,
};
use crate::wire::reading::Ask;

/// `Zt_xx` of a new filing or of a change.
#[must_use]
pub fn new_sponsor(node: Node<'_, '_>) -> Sponsor {
    let place = node.child("Txdz");
    Sponsor {
        isp_id: node.int_of("IspZtid"),
        id: node.int_of("Ztid").unwrap_or(0),
        name: node.text_of("Dwmc").unwrap_or_default(),
        nature: node.int_of("Dwxz"),
        investor: node.text_of("Tzr"),
        address: Address {
            province: place.and_then(|p| p.int_of("Shengid")).unwrap_or(0),
            city: place.and_then(|p| p.int_of("Shiid")).unwrap_or(0),
            county: place.and_then(|p| p.int_of("Xianid")),
            detail: place.and_then(|p| p.text_of("Xxdz")),
        },
        certificate: node.child("Zj").map(certificate).unwrap_or_default(),
        officer: node.child("Fzr").map(officer).unwrap_or_default(),
        reported_by: node.int_of("Bbfs").unwrap_or(1),
        remark: node.text_of("Bz"),
        number: node.text_of("Baxh"),
    }
}

fn certificate(node: Node<'_, '_>) -> Certificate {
    Certificate {
        kind: node.int_of("Zjlx").unwrap_or(0),
        number: node.text_of("Zjhm").unwrap_or_default(),
        address: node.text_of("Zjzs").unwrap_or_default(),
    }
}

fn officer(node: Node<'_, '_>) -> Officer {
    let certificate = node.text_of("Fzr_zjhm").map(|number| Certificate {
        kind: node.int_of("Fzr_zjlx").unwrap_or(0),
        number,
        address: String::new(),
    });
    Officer {
        name: node.text_of("Fzr_xm"),
        office_phone: node.text_of("Fzr_dhhm"),
        // V3.0 calls it sjhm in HSJG, and only there.
        mobile: node.text_of("Fzr_sjhm").or_else(|| node.text_of("sjhm")).unwrap_or_default(),
        email: node.text_of("Fzr_dzyj").unwrap_or_default(),
        msn: node.text_of("Msn"),
        qq: node.text_of("Qq"),
        certificate,
        emergency_phone: None,
    }
}

/// `Wz_xx` of a new filing or of a new service.
#[must_use]
pub fn new_service(node: Node<'_, '_>, provider: i64) -> Service {
    let inside =
        |name: &str, item: &str| node.child(name).map(|n| n.ints_of(item)).unwrap_or_default();
    Service {
        isp_id: node.int_of("IspWzid"),
        id: node.int_of("Wzid").unwrap_or(0),
        name: node.text_of("Wzmc").unwrap_or_default(),
        kind: WEBSITE,
        approvals: node
            .child("Nrlx")
            .map(|n| n.all("Nrlx_xx"))
            .unwrap_or_default()
            .into_iter()
            .map(approval)
            .collect(),
        contents: inside("Fwnr", "Fwnr_id"),
        languages: inside("Yylb", "Yylb_id"),
        domains: node.all("Ym_xx").into_iter().map(domain).collect(),
        accesses: node.all("Jr_xx").into_iter().map(|n| access(n, provider)).collect(),
        officer: node.child("Wz_Fzr").map(officer).unwrap_or_default(),
        home_url: node.text_of("Syurl"),
        remark: node.text_of("Wz_Bz"),
        number: node.text_of("Baxh"),
        ..Service::default()
    }
}

/// `Wz_xx` of a change: the same, by the bureau's ids. The type stays 0 (as it was) unless our dialect
/// says one.
#[must_use]
pub fn change_service(node: Node<'_, '_>, provider: i64) -> Service {
    Service { kind: 0, ..new_service(node, provider) }
}

fn approval(node: Node<'_, '_>) -> Approval {
    Approval {
        kind: node.int_of("Nrlx_id").unwrap_or(0),
        number: node.text_of("Qzsph").unwrap_or_default(),
        scans: node.all("Spwj").iter().filter_map(|n| n.text().map(str::to_owned)).collect(),
    }
}

fn domain(node: Node<'_, '_>) -> Domain {
    Domain {
        isp_id: node.int_of("IspYmid"),
        id: node.int_of("Ymid").unwrap_or(0),
        name: node.text_of("Ym").unwrap_or_default().to_lowercase(),
    }
}

/// `Jr_xx`, or the access fields of `XZJR/Xzxx`.
#[must_use]
pub fn access(node: Node<'_, '_>, provider: i64) -> Access {
    Access {
        isp_id: node.int_of("IspJrid"),
        id: node.int_of("Jrid").unwrap_or(0),
        provider,
        locations: node.child("Wzfb").map(|n| n.ints_of("Fbdd")).unwrap_or_default(),
        modes: node.child("Wzjrfs").map(|n| n.ints_of("Jrfs")).unwrap_or_default(),
        ranges: ranges(node),
    }
}

/// All `Ip_xx` of an access.
#[must_use]
pub fn ranges(node: Node<'_, '_>) -> Vec<Range> {
    let range = |n: &Node<'_, '_>| Range {
        isp_id: n.int_of("IspIpid"),
        id: n.int_of("Ipid").unwrap_or(0),
        first: n.int_of("Qsip").unwrap_or(0),
        last: n.int_of("Zzip").unwrap_or(0),
    };
    node.all("Ip_xx").iter().map(range).collect()
}

/// `Fj*/Fjxx` of a record, or the `Fjxx*` of `XZHYD`.
#[must_use]
pub fn attachments(record: Node<'_, '_>) -> Vec<Attachment> {
    let inside = record.all("Fj").into_iter().filter_map(|fj| fj.child("Fjxx"));
    inside.chain(record.all("Fjxx")).map(attachment).collect()
}

fn attachment(node: Node<'_, '_>) -> Attachment {
    let owner = node.child("Fjssdx");
    let named = owner.and_then(|o| o.child("Ssdxbs"));
    Attachment {
        format: node.int_of("Fjwjgs").unwrap_or(0),
        purpose: node.int_of("Fjyt").unwrap_or(0),
        content: node.text_of("Fjnr").unwrap_or_default(),
        owner_kind: owner.and_then(|o| o.int_of("Ssdxlx")).unwrap_or(0),
        owner_id: owner
            .and_then(|o| o.int_of("Ssdxbs"))
            .or_else(|| named.and_then(|n| n.int_of("Jlid"))),
        owner_number: named.and_then(|n| n.text_of("Baxh")),
    }
}

/// What `Yz_xx`, our dialect, adds to a record (`DIALECT.md`).
#[derive(Default)]
pub struct Dialect {
    /// How many `Yz_xx` there were; more than one is an error.
    pub count: usize,
    sponsor_emergency: Option<String>,
    services: Vec<ServiceExtras>,
    /// Who must confirm by SMS.
    pub confirmers: Vec<Confirmer>,
}

struct ServiceExtras {
    id: i64,
    kind: i64,
    emergency_phone: Option<String>,
    ipv6: Vec<Ipv6Range>,
    evidence: Option<Evidence>,
    particulars: Particulars,
}

/// Read `Yz_xx` of a record; everything is empty when there is none.
#[must_use]
pub fn dialect(record: Node<'_, '_>) -> Dialect {
    let all = record.all("Yz_xx");
    let Some(node) = all.first() else { return Dialect::default() };
    let services = node.all("Wz").into_iter().map(|wz| ServiceExtras {
        id: wz.int_of("IspWzid").unwrap_or(0),
        kind: wz.int_of("Fwlx").unwrap_or(1),
        emergency_phone: wz.text_of("Yjlxdh"),
        ipv6: wz
            .all("Ipv6")
            .iter()
            .map(|n| Ipv6Range {
                first: n.text_of("Qsip").unwrap_or_default(),
                last: n.text_of("Zzip").unwrap_or_default(),
            })
            .collect(),
        evidence: wz.child("Hy").map(|n| Evidence {
            method: n.int_of("Fs").unwrap_or(0),
            at: n.text_of("Sj").unwrap_or_default(),
        }),
        particulars: Particulars::read(wz),
    });
    let confirmers = node.child("Dx").map(|dx| dx.all("Dxry")).unwrap_or_default();
    let confirmers = confirmers.into_iter().map(|n| Confirmer {
        role: if n.text_of("Js").as_deref() == Some("zt") { Role::Sponsor } else { Role::Service },
        name: n.text_of("Xm").unwrap_or_default(),
        mobile: n.text_of("Sjhm").unwrap_or_default(),
        cert_number: n.text_of("Zjhm").unwrap_or_default(),
    });
    Dialect {
        count: all.len(),
        sponsor_emergency: node.child("Zt").and_then(|zt| zt.text_of("Yjlxdh")),
        services: services.collect(),
        confirmers: confirmers.collect(),
    }
}

impl Dialect {
    /// Put what the dialect says about the sponsor where it belongs.
    pub fn enrich_sponsor(&self, sponsor: &mut Sponsor) {
        sponsor.officer.emergency_phone.clone_from(&self.sponsor_emergency);
    }

    /// Put what the dialect says about a service where it belongs: by `IspWzid`, or by the bureau's `Wzid`
    /// in a change.
    pub fn enrich_service(&self, service: &mut Service) {
        let id = service.isp_id.unwrap_or(service.id);
        if let Some(extras) = self.services.iter().find(|extras| extras.id == id) {
            service.kind = extras.kind;
            service.officer.emergency_phone.clone_from(&extras.emergency_phone);
            service.ipv6.clone_from(&extras.ipv6);
            service.evidence.clone_from(&extras.evidence);
            service.particulars.clone_from(&extras.particulars);
        }
    }

    /// Every emergency phone in it.
    pub fn emergency_phones(&self) -> impl Iterator<Item = &str> {
        let of_services =
            self.services.iter().filter_map(|extras| extras.emergency_phone.as_deref());
        self.sponsor_emergency.as_deref().into_iter().chain(of_services)
    }

    /// Ids of services the dialect speaks about.
    pub fn service_ids(&self) -> impl Iterator<Item = i64> {
        self.services.iter().map(|extras| extras.id)
    }
}
