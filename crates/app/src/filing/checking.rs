//! All findings of a draft: the rules' and the protocol's.

use crate::{App, error::Result};
use filing::{
    check::{self, CheckContext},
    code::CodeTables,
    dossier::Dossier,
    draft::Draft,
    issue::Issue,
    number::IpBlock,
    province::{ProvinceRules, Provinces},
    region::Regions,
    time::Timestamp,
};
use store::FilingRow;

/// The rules of a province; what is no province code gets the rules that refuse nothing.
pub(crate) fn province_rules(code: &str) -> &'static ProvinceRules {
    let provinces = Provinces::shipped();
    match Regions::shipped().province_of(code) {
        Some(place) => provinces.rules(place),
        None => provinces.default_rules(),
    }
}

impl App {
    /// Every finding of a filing as it stands.
    pub(crate) fn findings(&self, row: &FilingRow, now: Timestamp) -> Vec<Issue> {
        let mut found = self.with_context(row, now, |context| check::check(&row.draft, context));
        found.extend(uncarried(&row.draft));
        found
    }

    /// The complete filing, or every finding.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with what blocks, beside the warnings.
    pub(crate) fn complete(&self, row: &FilingRow, now: Timestamp) -> Result<Dossier> {
        let uncarried = uncarried(&row.draft);
        match self.with_context(row, now, |context| check::complete(&row.draft, context)) {
            Ok(dossier) if uncarried.is_empty() => Ok(dossier),
            Ok(_) => Err(crate::Error::Invalid(uncarried)),
            Err(mut found) => {
                found.extend(uncarried);
                Err(crate::Error::Invalid(found))
            }
        }
    }

    fn with_context<T>(
        &self,
        row: &FilingRow,
        now: Timestamp,
        work: impl FnOnce(&CheckContext<'_>) -> T,
    ) -> T {
        let provider = &self.settings.provider;
        let blocks: Vec<IpBlock> =
            provider.ip_blocks.iter().filter_map(|block| block.parse().ok()).collect();
        let province = row.draft.sponsor.region.province.as_deref();
        let rules = province_rules(province.unwrap_or(&provider.province));
        work(&CheckContext {
            kind: row.kind,
            ip_blocks: &blocks,
            rules,
            tables: CodeTables::shipped(),
            today: now.day(),
        })
    }
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
