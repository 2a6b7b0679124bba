//! What only an app, a mini program or a quick app has: `App`, `Xcx`, `Kyy` of the dialect's `Wz`.

use crate::{
    envelope,
    submission::{Owner, Submission},
    xml::Element,
};
use filing::{
    dossier::Service,
    draft::{AppDraft, MiniProgramDraft, PlatformDraft, QuickAppDraft, StoreDraft},
};

/// The part of the service's own kind; a website has none.
pub(super) fn element(submission: &Submission<'_>, service: &Service) -> Option<Element> {
    let app = service.app.as_ref().map(|part| app(submission, service, part));
    app.or_else(|| service.mini_program.as_ref().map(mini_program))
        .or_else(|| service.quick_app.as_ref().map(quick_app))
}

fn app(submission: &Submission<'_>, service: &Service, app: &AppDraft) -> Element {
    let icon = submission.attachments.iter().find(|one| one.owner == Owner::Icon(service.id));
    Element::new("App")
        .maybe("Tb", icon.map(|icon| envelope::wrap(&icon.jpeg, None)))
        .with(yes("Sy", app.uses_sdk))
        .with(yes("Tg", app.offers_sdk))
        .extend(app.platforms.iter().map(platform))
        .extend(app.stores.iter().map(store))
}

fn yes(name: &'static str, answer: Option<bool>) -> Element {
    Element::leaf(name, u8::from(answer == Some(true)))
}

fn platform(platform: &PlatformDraft) -> Element {
    Element::new("Pt")
        .with(Element::leaf("Lx", platform.platform.code()))
        .maybe("Bm", platform.bundle_id.as_deref())
        .maybe("Gy", platform.public_key.as_deref())
        .maybe("Qm", platform.fingerprint.as_deref())
        .extend(platform.hosts.iter().map(|host| Element::leaf("Ym", host)))
}

fn store(store: &StoreDraft) -> Element {
    Element::new("Sd")
        .maybe("Lx", store.store)
        .maybe("Mc", store.name.as_deref())
        .maybe("Dz", store.url.as_deref())
}

fn mini_program(program: &MiniProgramDraft) -> Element {
    Element::new("Xcx")
        .maybe("Pt", program.host)
        .maybe("Mc", program.host_name.as_deref())
        .maybe("Appid", program.app_id.as_deref())
        .maybe("Ysid", program.original_id.as_deref())
}

fn quick_app(quick: &QuickAppDraft) -> Element {
    Element::new("Kyy")
        .maybe("Bm", quick.package.as_deref())
        .maybe("Qm", quick.fingerprint.as_deref())
        .extend(quick.vendors.iter().map(|vendor| Element::leaf("Cs", vendor)))
}
