//! 前置审批或专项审批: what was listed, and what names and contents make a reviewer ask for.

use super::{CheckContext, findings::Findings};
use crate::{
    code::CodeTable, dossier::PriorApproval, draft::ServiceDraft, issue::Issue, site_name,
};

/// Scans of one approval (V3.0 `Spwj`).
const MOST_SCANS: usize = 10;

pub(super) fn read(
    typed: &ServiceDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Vec<PriorApproval>> {
    let mut approvals: Vec<PriorApproval> = Vec::new();
    let mut all_right = true;
    let mut types = Vec::new();
    for (n, approval) in typed.prior_approvals.iter().enumerate() {
        let at = format!("{at}/prior_approvals/{n}");
        let at_type = format!("{at}/type");
        let type_ = findings.code(context, CodeTable::PriorApproval, &at_type, approval.type_);
        if let Some(type_) = type_ {
            if types.contains(&type_) {
                findings.error(at_type, "prior_approval.duplicate");
            }
            types.push(type_);
        }
        let number = findings.text(&format!("{at}/number"), approval.number.as_deref(), 512);
        let at_scans = format!("{at}/materials");
        match approval.materials.len() {
            0 => findings.error(at_scans, "prior_approval.no_scan"),
            n if n > MOST_SCANS => {
                findings.push(Issue::error(at_scans, "prior_approval.too_many_scans").with("10"))
            }
            _ => {}
        }
        match (type_, number) {
            (Some(type_), Some(number)) => {
                let materials = approval.materials.clone();
                approvals.push(PriorApproval { type_, number, materials });
            }
            _ => all_right = false,
        }
    }
    let names: Vec<&str> = typed.names.iter().map(String::as_str).collect();
    for hint in site_name::prior_approvals(&names, &typed.contents, &types) {
        findings.push(hint.issue(format!("{at}/prior_approvals")));
    }
    all_right.then_some(approvals)
}
