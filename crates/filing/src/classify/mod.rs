//! 验证备案类型: which kind of filing is this? Ordered rules over what is known of sponsor and domain
//! (handbook §5; the guide shows two outcomes, the rest follows from its menu and its SMS table).

mod facts;
mod rules;

/// A fact of the sponsor's province ([`crate::province::ProvinceRules::shell_policy`]).
pub use crate::province::ShellPolicy;

pub use facts::{Account, Blacklist, DomainKnown, Facts, Lookup, SponsorKnown};
pub use rules::{Offer, Outcome, RULES, Rule, classify};

use crate::time::{Duration, Timestamp};

/// How long an outcome may be relied on; a submission after that asks again (handbook §6.5).
pub const VALID_FOR: Duration = Duration::hours(24);

/// Whether an outcome of `checked_at` still holds (guard `type_check_fresh`).
pub fn is_fresh(checked_at: Timestamp, now: Timestamp) -> bool {
    now.since(checked_at) <= VALID_FOR
}
