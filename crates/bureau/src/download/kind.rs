//! `Yz_xx` of `BASJ`: what our dialect tells of a record. Lenient: what cannot be read is left out, as a
//! bureau without the dialect leaves it out.

use crate::{record::RecordedDialect, xml::Element};
use filing::{
    draft::{
        AppDraft, AppPlatform, MiniProgramDraft, PlatformDraft, QuickAppDraft, ServiceKind,
        StoreDraft,
    },
    personal::Personal,
};

/// The `Yz_xx` of a `Baxx`, in the version we speak.
pub(super) fn part(record: &Element) -> Option<&Element> {
    let ours = |part: &&Element| {
        part.attributes.iter().any(|(name, value)| name == "version" && value == "beian-1")
    };
    record.child("Yz_xx").filter(ours)
}

/// The `Wz` about the service with this `Wzid`.
pub(super) fn service(part: &Element, id: i64) -> Option<&Element> {
    part.all("Wz").find(|service| service.number("IspWzid") == Some(id))
}

pub(super) fn service_kind(service: &Element) -> Option<ServiceKind> {
    service.number("Fwlx").and_then(ServiceKind::from_code)
}

pub(super) fn emergency_phone(of: &Element) -> Option<Personal> {
    of.text_of("Yjlxdh").map(Personal::from)
}

pub(super) fn read(service: &Element) -> RecordedDialect {
    let range = |range: &Element| Some((range.number("Qsip")?, range.number("Zzip")?));
    RecordedDialect {
        emergency_phone: emergency_phone(service),
        ipv6: service.all("Ipv6").filter_map(range).collect(),
        app: service.child("App").map(app),
        mini_program: service.child("Xcx").map(|program| MiniProgramDraft {
            host: program.number("Pt"),
            host_name: text(program, "Mc"),
            app_id: text(program, "Appid"),
            original_id: text(program, "Ysid"),
        }),
        quick_app: service.child("Kyy").map(|quick| QuickAppDraft {
            package: text(quick, "Bm"),
            fingerprint: text(quick, "Qm"),
            vendors: quick.all("Cs").filter_map(|code| code.text.trim().parse().ok()).collect(),
        }),
    }
}

fn text(element: &Element, name: &str) -> Option<String> {
    element.text_of(name).map(str::to_owned)
}

fn app(app: &Element) -> AppDraft {
    let yes = |name| match app.text_of(name) {
        Some("1") => Some(true),
        Some("0") => Some(false),
        _ => None,
    };
    AppDraft {
        platforms: app.all("Pt").filter_map(platform).collect(),
        stores: app
            .all("Sd")
            .map(|store| StoreDraft {
                store: store.number("Lx"),
                name: text(store, "Mc"),
                url: text(store, "Dz"),
            })
            .collect(),
        icon: None,
        uses_sdk: yes("Sy"),
        offers_sdk: yes("Tg"),
    }
}

fn platform(platform: &Element) -> Option<PlatformDraft> {
    Some(PlatformDraft {
        platform: AppPlatform::from_code(platform.number("Lx")?)?,
        bundle_id: text(platform, "Bm"),
        public_key: text(platform, "Gy"),
        fingerprint: text(platform, "Qm"),
        hosts: platform.all("Ym").map(|host| host.text.trim().to_owned()).collect(),
    })
}
