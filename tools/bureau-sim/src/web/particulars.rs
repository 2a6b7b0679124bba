//! What only an app, a mini program or a quick app has, as rows of the clerk's page.

use super::record_facts::name_of;
use crate::record::{App, Particulars};

/// Label and text, only of what is there.
pub(super) fn rows(particulars: &Particulars) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(app) = &particulars.app {
        rows.extend(app_rows(app));
    }
    if let Some(program) = &particulars.mini_program {
        let host = program.host_name.clone();
        rows.push(("所在平台", host.unwrap_or_else(|| name_of("mini_program_host", program.host))));
        rows.push(("AppID", program.app_id.clone()));
        rows.push(("原始ID", program.original_id.clone().unwrap_or_default()));
    }
    if let Some(quick) = &particulars.quick_app {
        let vendors = quick.vendors.iter().map(|id| name_of("quick_app_vendor", *id));
        rows.push(("包名", quick.package.clone()));
        rows.push(("签名", quick.signature.clone()));
        rows.push(("厂商", vendors.collect::<Vec<_>>().join("、")));
    }
    rows
}

fn app_rows(app: &App) -> Vec<(&'static str, String)> {
    let yes = |answer| if answer { "是" } else { "否" }.to_owned();
    let stores = app.stores.iter().map(|store| {
        let name = store.name.clone().unwrap_or_else(|| name_of("app_store", store.kind));
        format!("{name} {}", store.address)
    });
    let mut rows = vec![
        ("使用SDK", yes(app.uses_sdk)),
        ("提供SDK", yes(app.offers_sdk)),
        ("分发平台", stores.collect::<Vec<_>>().join("；")),
    ];
    for platform in &app.platforms {
        let hosts = platform.hosts.join("、");
        let (kind, signature) = (name_of("app_platform", platform.kind), &platform.signature);
        let text = format!("{kind} {} 签名 {signature} {hosts}", platform.package);
        rows.push(("运行平台", text.trim_end().to_owned()));
    }
    rows
}
