//! What an app has that a website has not (工信部信管〔2023〕105号; handbook §3.11).

use super::{CheckContext, findings::Findings, fingerprint, package};
use crate::{
    code::CodeTable,
    draft::{AppDraft, AppPlatform, PlatformDraft, ServiceDraft, ServiceKind, StoreDraft},
    issue::Issue,
    kind::Numbers,
    number::{DomainName, DomainNameError, HostName},
};

/// Stores of one app, hosts of one platform (ours: the lists of today's dialect).
const MOST: usize = 64;
/// Parts before the public suffix: 四级域名 is `a.b.example.com`.
const DEEPEST: usize = 3;

pub(super) fn read(
    typed: &ServiceDraft,
    at: &str,
    domains: &[DomainName],
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Option<AppDraft>> {
    match (&typed.app, typed.kind) {
        (Some(app), ServiceKind::App) => app_part(app, at, domains, context, findings).map(Some),
        (None, ServiceKind::App) => {
            findings.error(at, "app.missing");
            None
        }
        // What another kind does not have is told by the table of the form.
        (_, _) => Some(None),
    }
}

fn app_part(
    typed: &AppDraft,
    at: &str,
    domains: &[DomainName],
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<AppDraft> {
    let mut platforms = Vec::new();
    if typed.platforms.is_empty() {
        findings.error(format!("{at}/platforms"), "app.no_platform");
    }
    for (n, platform) in typed.platforms.iter().enumerate() {
        let at = format!("{at}/platforms/{n}");
        if typed.platforms[..n].iter().any(|earlier| earlier.platform == platform.platform) {
            findings.error(format!("{at}/platform"), "app.platform_twice");
        }
        platforms.push(platform_part(platform, &at, domains, findings));
    }
    let stores = stores(typed, &format!("{at}/stores"), context, findings);
    // A later filing may leave the icon as it was.
    let brings_it = context.kind.spec().gives != Numbers::None;
    let icon_missing = brings_it && typed.icon.is_none();
    if icon_missing {
        findings.error(format!("{at}/icon"), "app.no_icon");
    }
    for (field, answer) in [("uses_sdk", typed.uses_sdk), ("offers_sdk", typed.offers_sdk)] {
        if answer.is_none() {
            findings.error(format!("{at}/{field}"), "required");
        }
    }
    let platforms = platforms.into_iter().collect::<Option<Vec<_>>>()?;
    let complete = !platforms.is_empty()
        && !icon_missing
        && typed.uses_sdk.is_some()
        && typed.offers_sdk.is_some();
    let stores = stores?;
    complete.then(|| AppDraft { platforms, stores, ..typed.clone() })
}

/// Numbers in normal form: no colons and blanks, lower case.
fn platform_part(
    typed: &PlatformDraft,
    at: &str,
    domains: &[DomainName],
    findings: &mut Findings,
) -> Option<PlatformDraft> {
    let bundle_id =
        package::package(typed.bundle_id.as_deref(), &format!("{at}/bundle_id"), findings);
    let public_key =
        fingerprint::public_key(typed.public_key.as_deref(), &format!("{at}/public_key"), findings);
    let wanted = AppPlatform::fingerprint(typed.platform);
    let print = typed.fingerprint.as_deref();
    let print = fingerprint::fingerprint(print, wanted, &format!("{at}/fingerprint"), findings);
    let hosts = hosts(typed, &format!("{at}/hosts"), domains, findings);
    Some(PlatformDraft {
        platform: typed.platform,
        bundle_id: Some(bundle_id?),
        public_key: Some(public_key?),
        fingerprint: Some(print?),
        hosts: hosts?,
    })
}

/// 该平台使用的域名: the service's domains or names below them, down to the fourth level.
fn hosts(
    typed: &PlatformDraft,
    at: &str,
    domains: &[DomainName],
    findings: &mut Findings,
) -> Option<Vec<String>> {
    let mut hosts: Vec<String> = Vec::new();
    let mut all_right = true;
    if typed.hosts.len() > MOST {
        findings.push(Issue::error(at, "list.too_many").with(MOST.to_string()));
        all_right = false;
    }
    for (n, host) in typed.hosts.iter().enumerate() {
        let at = format!("{at}/{n}");
        let Some(host) = findings.parsed::<HostName>(&at, Some(host), DomainNameError::code) else {
            all_right = false;
            continue;
        };
        if !domains.iter().any(|domain| domain.covers(&host)) {
            findings.error(&at, "host.outside_domains");
        }
        let own = host.as_str().len() - host.suffix().len();
        if host.as_str()[..own].matches('.').count() > DEEPEST {
            findings.error(&at, "app.host_too_deep");
        }
        let host = host.as_str().to_owned();
        match hosts.contains(&host) {
            true => findings.warning(&at, "list.duplicate"),
            false => hosts.push(host),
        }
    }
    all_right.then_some(hosts)
}

/// 分发平台: which, and under which address.
fn stores(
    typed: &AppDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Vec<StoreDraft>> {
    let mut stores = Vec::new();
    let mut all_right = true;
    if typed.stores.len() > MOST {
        findings.push(Issue::error(at, "list.too_many").with(MOST.to_string()));
        all_right = false;
    }
    for (n, typed) in typed.stores.iter().enumerate() {
        let at = format!("{at}/{n}");
        let store =
            findings.code(context, CodeTable::AppStore, &format!("{at}/store"), typed.store);
        let name = findings.named_other(
            context,
            (CodeTable::AppStore, store),
            &format!("{at}/name"),
            typed.name.as_deref(),
        );
        let url = url(typed.url.as_deref(), &format!("{at}/url"), findings);
        match (store, name, url) {
            (Some(store), Some(name), Some(url)) => {
                stores.push(StoreDraft { store: Some(store), name, url: Some(url) });
            }
            _ => all_right = false,
        }
    }
    all_right.then_some(stores)
}

fn url(typed: Option<&str>, at: &str, findings: &mut Findings) -> Option<String> {
    let text = findings.text(at, typed, 512)?;
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = bare.and_then(|bare| bare.split(['/', '?', '#']).next());
    let right = host.is_some_and(|host| host.parse::<HostName>().is_ok());
    if !right {
        findings.error(at, "app.store_url_shape");
    }
    right.then_some(text)
}
