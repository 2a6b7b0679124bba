//! Websites, apps, mini programs, quick apps: what each must have (`DIALECT.md`). V3.0 has no codes for
//! them, so the general ones are used: 5001 the parts do not fit, 5002 a value that is in no table, 5008
//! signs that do not belong there, 5010 no picture, 1004 no domain of its own.

use super::{Findings, attachment, place};
use crate::codes;
use crate::record::{APP, MINI_PROGRAM, QUICK_APP, Service, WEBSITE};

/// Bytes of an icon (handbook §3.11).
const ICON: usize = 100 * 1024;
/// Hexadecimal digits of the hashes.
const MD5: usize = 32;
const SHA1: usize = 40;

/// Check what a new or changed service says by its type. `brings_it`: whether it is new.
pub fn check(service: &Service, brings_it: bool, findings: &mut Findings) {
    findings.unless(codes::row("service_type", service.kind).is_some(), 5002, "Yz_xx/Wz/Fwlx");
    let parts = &service.particulars;
    for (kind, there, name) in [
        (APP, parts.app.is_some(), "App"),
        (MINI_PROGRAM, parts.mini_program.is_some(), "Xcx"),
        (QUICK_APP, parts.quick_app.is_some(), "Kyy"),
    ] {
        findings.unless(there == (service.kind == kind), 5001, format!("Yz_xx/Wz/{name}"));
    }
    let named = !service.domains.is_empty() || service.kind != WEBSITE;
    findings.unless(named, 1004, "Wz_xx/Ym_xx");
    app(service, brings_it, findings);
    if let Some(program) = &parts.mini_program {
        named_other(
            "mini_program_host",
            program.host,
            program.host_name.as_ref(),
            "Xcx/Pt",
            findings,
        );
        findings.unless(is_id(&program.app_id), 5008, "Yz_xx/Wz/Xcx/Appid");
        let original = program.original_id.as_deref().is_none_or(is_id);
        findings.unless(original, 5008, "Yz_xx/Wz/Xcx/Ysid");
    }
    if let Some(quick) = &parts.quick_app {
        findings.unless(is_package(&quick.package), 5008, "Yz_xx/Wz/Kyy/Bm");
        findings.unless(is_hex(&quick.signature, MD5), 5008, "Yz_xx/Wz/Kyy/Qm");
        let known = quick.vendors.iter().all(|id| codes::row("quick_app_vendor", *id).is_some());
        findings.unless(known, 5002, "Yz_xx/Wz/Kyy/Cs");
    }
}

fn app(service: &Service, brings_it: bool, findings: &mut Findings) {
    let Some(app) = &service.particulars.app else { return };
    match &app.icon {
        Some(icon) => findings.unless(is_icon(icon), 5010, "Yz_xx/Wz/App/Tb"),
        None => findings.unless(!brings_it, 5010, "Yz_xx/Wz/App/Tb"),
    }
    for (n, platform) in app.platforms.iter().enumerate() {
        let once = app.platforms[..n].iter().all(|earlier| earlier.kind != platform.kind);
        findings.unless(once, 5001, "Yz_xx/Wz/App/Pt");
        findings.unless(is_package(&platform.package), 5008, "Yz_xx/Wz/App/Pt/Bm");
        let key = platform.public_key.bytes().all(|b| b.is_ascii_hexdigit());
        findings.unless(key, 5008, "Yz_xx/Wz/App/Pt/Gy");
        let row = codes::row("app_platform", platform.kind);
        let digits = if row.is_some_and(|row| row.extra == "sha1") { SHA1 } else { MD5 };
        findings.unless(is_hex(&platform.signature, digits), 5008, "Yz_xx/Wz/App/Pt/Qm");
        let own = |host: &String| {
            place::is_domain(host)
                && service
                    .domains
                    .iter()
                    .any(|d| *host == d.name || host.ends_with(&format!(".{}", d.name)))
        };
        findings.unless(platform.hosts.iter().all(own), 1004, "Yz_xx/Wz/App/Pt/Ym");
    }
    for store in &app.stores {
        named_other("app_store", store.kind, store.name.as_ref(), "App/Sd/Lx", findings);
        let address = store.address.starts_with("https://") || store.address.starts_with("http://");
        let host = place::host(&store.address).is_some();
        findings.unless(address && host, 5008, "Yz_xx/Wz/App/Sd/Dz");
    }
}

/// A code of a table; the row that says only "other" wants a name.
fn named_other(
    table: &str,
    id: i64,
    name: Option<&String>,
    element: &str,
    findings: &mut Findings,
) {
    let row = codes::row(table, id);
    findings.unless(row.is_some(), 5002, format!("Yz_xx/Wz/{element}"));
    let named = row.is_none_or(|row| row.extra != "other") || name.is_some();
    findings.unless(named, 5001, format!("Yz_xx/Wz/{element}"));
}

fn is_icon(base64: &str) -> bool {
    let bytes = crate::wire::envelope::from_base64(base64);
    bytes.is_some_and(|bytes| bytes.len() <= ICON) && attachment::is_jpeg(base64)
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_id(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

fn is_package(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && is_id(part))
}
