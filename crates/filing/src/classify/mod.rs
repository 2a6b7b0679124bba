//! 验证备案类型: which kind of filing is this? Ordered rules over what is known of sponsor and domain
//! (handbook §5; the guide shows two outcomes, the rest follows from its menu and its SMS table).

mod facts;
mod rules;

pub use facts::{Account, Blacklist, DomainKnown, Facts, Lookup, ShellPolicy, SponsorKnown};
pub use rules::{Offer, Outcome, RULES, Rule, classify};
