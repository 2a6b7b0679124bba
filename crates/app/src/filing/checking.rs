//! All findings of a draft: the rules' and the protocol's.

use crate::{
    App,
    error::{Error, Result},
};
use bureau::Dialect;
use filing::{
    check::{self, CheckContext},
    dossier::Dossier,
    draft::{Draft, ServiceKind},
    issue::Issue,
    kind::{Case, EvidenceAsked, ServicePart},
    number::IpBlock,
    time::Timestamp,
};
use store::FilingRow;

impl App {
    /// Every finding of a filing as it stands.
    pub(crate) fn findings(&self, row: &FilingRow, now: Timestamp) -> Vec<Issue> {
        let pools = self.pools();
        let mut found = check::check(&row.draft, &context(row, now, &pools));
        found.extend(self.uncarried(row));
        found
    }

    /// The complete filing, or every finding.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what blocks, beside the warnings.
    pub(crate) fn complete(&self, row: &FilingRow, now: Timestamp) -> Result<Dossier> {
        let pools = self.pools();
        let uncarried = self.uncarried(row);
        match check::complete(&row.draft, &context(row, now, &pools)) {
            Ok(dossier) if uncarried.is_empty() => Ok(dossier),
            Ok(_) => Err(Error::Invalid(uncarried)),
            Err(mut found) => {
                found.extend(uncarried);
                Err(Error::Invalid(found))
            }
        }
    }

    /// What the bureau's interface has no place for.
    fn uncarried(&self, row: &FilingRow) -> Vec<Issue> {
        let mut found = uncarried(&row.draft);
        if self.bureau.dialect() == Dialect::None {
            found.extend(kinds_not_carried(row));
        }
        found
    }

    /// The provider's own address blocks. What is no block was refused when the program started.
    fn pools(&self) -> Vec<IpBlock> {
        let blocks = &self.settings.provider.ip_blocks;
        blocks.iter().filter_map(|block| block.parse().ok()).collect()
    }
}

fn context<'a>(row: &FilingRow, now: Timestamp, pools: &'a [IpBlock]) -> CheckContext<'a> {
    let shipped = CheckContext::shipped(row.kind, now);
    CheckContext { initiator: row.initiator, pools, ..shipped }
}

/// 细分情况 of this filing, for the SMS table and the evidence.
pub(crate) fn case(row: &FilingRow) -> Case {
    context(row, row.updated_at, &[]).case(&row.draft)
}

/// What the phone must collect for this filing.
pub(crate) fn evidence_asked(row: &FilingRow) -> EvidenceAsked {
    context(row, row.updated_at, &[]).evidence(&row.draft).given(false)
}

/// What a bureau without our dialect cannot be told: V3.0 knows websites only.
fn kinds_not_carried(row: &FilingRow) -> impl Iterator<Item = Issue> {
    let whole = row.kind.spec().services == ServicePart::Whole;
    let services = row.draft.services.iter().enumerate().filter(move |_| whole);
    services.filter(|(_, service)| service.kind != ServiceKind::Website).map(|(n, _)| {
        Issue::error(format!("/services/{n}/kind"), "bureau.service_kind_not_carried")
    })
}

/// Texts with a character that the bureau's encoding (GBK) has no place for; each is named.
fn uncarried(draft: &Draft) -> Vec<Issue> {
    draft
        .texts()
        .filter_map(|(path, text)| {
            let character = bureau::unencodable(text)?;
            Some(Issue::error(path, "text.not_in_gbk").with(character.to_string()))
        })
        .collect()
}
