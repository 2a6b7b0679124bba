//! What the clerk reads of a sponsor and of a service.

use super::page::facts;
use crate::codes;
use crate::record::{Officer, Service, Sponsor};

pub fn name_of(table: &str, id: i64) -> String {
    codes::row(table, id).map_or_else(|| id.to_string(), |row| row.name.to_owned())
}

pub fn sponsor_facts(sponsor: &Sponsor) -> String {
    let address = &sponsor.address;
    let county = address.county.map(|c| format!(" {c}")).unwrap_or_default();
    let mut rows = vec![
        ("主办单位", sponsor.name.clone()),
        ("单位性质", sponsor.nature.map(|n| name_of("nature", n)).unwrap_or_default()),
        ("证件类型", name_of("cert_type", sponsor.certificate.kind)),
        ("证件号码", sponsor.certificate.number.clone()),
        ("证件住所", sponsor.certificate.address.clone()),
        ("区划代码", format!("{} {}{county}", address.province, address.city)),
        ("通信地址", address.detail.clone().unwrap_or_default()),
        ("投资人", sponsor.investor.clone().unwrap_or_default()),
        ("备案号", sponsor.number.clone().unwrap_or_default()),
    ];
    rows.extend(officer_rows(&sponsor.officer));
    format!("<h3>主体信息</h3>{}", facts(&rows))
}

pub fn service_facts(service: &Service) -> String {
    let names = |table: &str, ids: &[i64]| {
        ids.iter().map(|id| name_of(table, *id)).collect::<Vec<_>>().join("、")
    };
    let domains: Vec<&str> = service.domains.iter().map(|d| d.name.as_str()).collect();
    let addresses: Vec<String> = service.accesses.iter().map(ranges).collect();
    let ipv6: Vec<String> =
        service.ipv6.iter().map(|r| format!("{}–{}", r.first, r.last)).collect();
    let mut rows = vec![
        ("服务名称", service.name.clone()),
        (
            "服务类型",
            if service.kind == 0 { String::new() } else { name_of("service_type", service.kind) },
        ),
        ("域名", domains.join("、")),
        ("首页", service.home_url.clone().unwrap_or_default()),
        ("服务内容", names("service_content", &service.contents)),
        ("语言", names("language", &service.languages)),
        ("IP地址", addresses.join("、")),
        ("IPv6地址", ipv6.join("、")),
        (
            "接入方式",
            names(
                "access_mode",
                &service.accesses.iter().flat_map(|a| a.modes.clone()).collect::<Vec<_>>(),
            ),
        ),
        (
            "放置地",
            names(
                "server_location",
                &service.accesses.iter().flat_map(|a| a.locations.clone()).collect::<Vec<_>>(),
            ),
        ),
        (
            "前置审批",
            service
                .approvals
                .iter()
                .map(|a| format!("{} {}", name_of("pre_approval", a.kind), a.number))
                .collect::<Vec<_>>()
                .join("；"),
        ),
        (
            "电子化核验",
            service
                .evidence
                .as_ref()
                .map(|e| format!("方式{} {}", e.method, e.at))
                .unwrap_or_default(),
        ),
        ("备注", service.remark.clone().unwrap_or_default()),
    ];
    rows.extend(super::particulars::rows(&service.particulars));
    rows.extend(officer_rows(&service.officer));
    format!("<h3>服务信息</h3>{}", facts(&rows))
}

fn officer_rows(officer: &Officer) -> Vec<(&'static str, String)> {
    let certificate = officer.certificate.as_ref();
    vec![
        ("负责人", officer.name.clone().unwrap_or_default()),
        ("手机号码", officer.mobile.clone()),
        ("应急电话", officer.emergency_phone.clone().unwrap_or_default()),
        ("办公电话", officer.office_phone.clone().unwrap_or_default()),
        ("电子邮件", officer.email.clone()),
        (
            "负责人证件",
            certificate
                .map(|c| format!("{} {}", name_of("cert_type", c.kind), c.number))
                .unwrap_or_default(),
        ),
    ]
}

pub fn ranges(access: &crate::record::Access) -> String {
    let dotted = |n: i64| {
        u32::try_from(n)
            .map(std::net::Ipv4Addr::from)
            .map_or_else(|_| n.to_string(), |a| a.to_string())
    };
    let all: Vec<String> =
        access.ranges.iter().map(|r| format!("{}–{}", dotted(r.first), dotted(r.last))).collect();
    all.join("、")
}
