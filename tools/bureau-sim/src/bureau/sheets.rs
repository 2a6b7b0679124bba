//! `XZHYD`: sheets and other material handed in by themselves, for what is on file.

use roxmltree::Node;

use super::Bureau;
use crate::codes::Operation;
use crate::config::Provider;
use crate::record;
use crate::rules::{self, Findings, Owners};

impl Bureau {
    /// `XZHYD`: material handed in later. It opens no case; 1060 says it was taken.
    pub(super) fn take_sheets(&mut self, provider: &Provider, node: Node<'_, '_>) -> String {
        let attachments = record::attachments(node);
        let mut labels = Vec::new();
        for item in attachments {
            let mut findings = Findings::new();
            let library = &self.state.library;
            let by_number = item.owner_number.as_deref();
            let (found, missing) = if item.owner_kind == 1 {
                (
                    by_number
                        .map_or_else(
                            || item.owner_id.and_then(|id| library.sponsor(id)),
                            |n| library.by_number(n),
                        )
                        .is_some(),
                    1058,
                )
            } else {
                let by_id = || item.owner_id.and_then(|id| library.service(id));
                (by_number.map_or_else(by_id, |n| library.service_by_number(n)).is_some(), 1059)
            };
            findings.unless(found, missing, "Fjxx/Fjssdx");
            let owners = Owners {
                sponsors: item.owner_id.into_iter().collect(),
                services: item.owner_id.into_iter().collect(),
                numbers: item.owner_number.clone().into_iter().collect(),
            };
            let label =
                item.owner_number.clone().unwrap_or_else(|| item.owner_id.unwrap_or(0).to_string());
            rules::attachments(
                std::slice::from_ref(&item),
                &owners,
                &self.config.limits,
                &mut findings,
            );
            let mut findings = findings.all();
            if findings.is_empty() {
                findings.push(rules::Finding::new(1060, "Fjxx"));
            }
            self.tell_findings(provider.isp_id, Operation::Sheet, &label, &findings);
            labels.push(format!("Fjxx:{label}"));
        }
        labels.join(" ")
    }
}
