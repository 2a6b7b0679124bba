//! 接入信息 (handbook §2.5; F28).

use super::{CheckContext, findings::Findings};
use crate::{
    code::CodeTable,
    dossier::{self, Access},
    draft::AccessDraft,
    issue::Issue,
    number::{IpRange, IpRangeError},
};

/// The interface takes up to 64 values each.
const MOST: usize = 64;

pub(super) fn read(
    typed: &AccessDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Access> {
    let path = |field: &str| format!("{at}/{field}");
    let server_locations = findings.codes(
        context,
        CodeTable::ServerLocation,
        &path("server_locations"),
        &typed.server_locations,
        MOST,
    );
    let methods =
        findings.codes(context, CodeTable::AccessMethod, &path("methods"), &typed.methods, MOST);
    let ip_ranges = ip_ranges(&typed.ip_ranges, &path("ip_ranges"), context, findings);
    Some(Access { server_locations: server_locations?, methods: methods?, ip_ranges: ip_ranges? })
}

/// Public addresses of the provider's own blocks (1063), none twice (1024).
fn ip_ranges(
    typed: &[String],
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Vec<dossier::IpRange>> {
    if typed.is_empty() {
        findings.error(at, "required");
        return None;
    }
    let mut ranges: Vec<IpRange> = Vec::new();
    let mut all_right = true;
    for (n, text) in typed.iter().enumerate() {
        let at = format!("{at}/{n}");
        let Some(range) = findings.parsed::<IpRange>(&at, Some(text), IpRangeError::code) else {
            all_right = false;
            continue;
        };
        if !context.pools.is_empty() && !range.is_within(context.pools) {
            findings.push(Issue::error(&at, "ip_range.not_ours").with(range.to_string()));
        }
        if ranges.iter().any(|other| other.overlaps(&range)) {
            findings.error(&at, "ip_range.overlap");
        }
        if !range.is_ipv4() {
            findings.info(&at, "ip_range.ipv6_not_reported");
        }
        ranges.push(range);
    }
    let ends = |range: IpRange| dossier::IpRange { start: range.first(), end: range.last() };
    all_right.then(|| ranges.into_iter().map(ends).collect())
}
