//! What a quick app has that a website has not.

use super::{CheckContext, findings::Findings, fingerprint, package};
use crate::{
    code::CodeTable,
    draft::{FingerprintAlgorithm, QuickAppDraft, ServiceDraft, ServiceKind},
};

const MOST: usize = 64;

pub(super) fn read(
    typed: &ServiceDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Option<QuickAppDraft>> {
    match (&typed.quick_app, typed.kind) {
        (Some(quick), ServiceKind::QuickApp) => part(quick, at, context, findings).map(Some),
        (None, ServiceKind::QuickApp) => {
            findings.error(at, "quick_app.missing");
            None
        }
        (_, _) => Some(None),
    }
}

fn part(
    typed: &QuickAppDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<QuickAppDraft> {
    let package = package::package(typed.package.as_deref(), &format!("{at}/package"), findings);
    let print = typed.fingerprint.as_deref();
    let at_print = format!("{at}/fingerprint");
    // Signed as an Android package is.
    let print = fingerprint::fingerprint(print, FingerprintAlgorithm::Md5, &at_print, findings);
    let vendors = findings.codes(
        context,
        CodeTable::QuickAppVendor,
        &format!("{at}/vendors"),
        &typed.vendors,
        MOST,
    );
    Some(QuickAppDraft { package: Some(package?), fingerprint: Some(print?), vendors: vendors? })
}
