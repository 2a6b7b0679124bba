//! Who may act: the filing password, and whether those who must confirm are the officers of the record.

use roxmltree::Node;

use crate::record::library::Record;
use crate::record::{Confirmer, Dialect, Officer, Role};
use crate::rules::{self, Findings};
use crate::wire::reading::Ask;

/// A filing password that is sent along must be the one on file (1018). One that is missing is no error:
/// the SMS took its place.
pub(super) fn check_password(record: &Record, node: Node<'_, '_>, findings: &mut Findings) {
    if let (Some(given), Some(right)) = (node.text_of("ICPmm"), &record.password) {
        findings.unless(given.eq_ignore_ascii_case(right), 1018, "ICPmm");
    }
}

/// Our dialect against the data beside it. Whoever must confirm as an officer the record brings along must
/// be that officer: same mobile, and same certificate when the record says one (1007).
pub(super) fn check_dialect(
    dialect: &Dialect,
    sponsor_officer: Option<&Officer>,
    service_officers: &[&Officer],
    service_ids: &[i64],
    findings: &mut Findings,
) {
    let phones: Vec<&str> = dialect.emergency_phones().collect();
    rules::dialect(dialect, &phones, service_ids, findings);
    for person in &dialect.confirmers {
        let candidates: &[&Officer] = match person.role {
            Role::Sponsor => sponsor_officer.as_slice(),
            Role::Service => service_officers,
        };
        let fits = candidates.is_empty() || candidates.iter().any(|o| is_officer(person, o));
        findings.unless(fits, 1007, "Yz_xx/Dx/Dxry");
    }
}

fn is_officer(person: &Confirmer, officer: &Officer) -> bool {
    rules::mobiles(&officer.mobile).contains(&person.mobile.as_str())
        && officer
            .certificate
            .as_ref()
            .is_none_or(|c| c.number.eq_ignore_ascii_case(&person.cert_number))
}
