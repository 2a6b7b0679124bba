//! Whether this provider verified the sponsor as it is (handbook §5.5: its evidence is asked again
//! only if not).

use super::{Record, prefill};
use crate::{
    draft::{Draft, SponsorDraft},
    verification::{StaleEvidence, stale_evidence},
};

impl Record {
    /// The evidence of an accepted filing still proves what the draft says of the sponsor: nothing
    /// was changed that makes a sponsor's evidence stale (handbook §6.4).
    pub fn sponsor_is_verified(&self, sponsor: &SponsorDraft) -> bool {
        let Some(verified) = &self.verified else { return false };
        let before = Draft { sponsor: prefill::sponsor(verified), ..Draft::default() };
        let after = Draft { sponsor: sponsor.clone(), ..Draft::default() };
        !stale_evidence(&before, &after).contains(&StaleEvidence::Sponsor)
    }
}
