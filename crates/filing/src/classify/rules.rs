use super::{Account, Blacklist, DomainKnown, Facts, Lookup, SponsorKnown};
use crate::{kind::FilingKind, province::ShellPolicy};
use serde::{Deserialize, Serialize};

/// What the sponsor is told. Words: `outcome.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// A draft may be saved; asked again before submission.
    LookupUnavailable,
    BlockedSponsor,
    BlockedDomain,
    InFlight,
    /// Never names the other party.
    OtherAccount,
    NewFiling,
    DomainOwnedByOther,
    ShellCancelFirst,
    AddServiceToShell,
    AddService,
    AddServiceImport,
    AddAccess,
    AlreadyHere,
}

impl Outcome {
    pub const fn name(self) -> &'static str {
        match self {
            Self::LookupUnavailable => "lookup_unavailable",
            Self::BlockedSponsor => "blocked_sponsor",
            Self::BlockedDomain => "blocked_domain",
            Self::InFlight => "in_flight",
            Self::OtherAccount => "other_account",
            Self::NewFiling => "new_filing",
            Self::DomainOwnedByOther => "domain_owned_by_other",
            Self::ShellCancelFirst => "shell_cancel_first",
            Self::AddServiceToShell => "add_service_to_shell",
            Self::AddService => "add_service",
            Self::AddServiceImport => "add_service_import",
            Self::AddAccess => "add_access",
            Self::AlreadyHere => "already_here",
        }
    }
}

/// A kind on the screen: a link, or greyed with the reason (`refusal.<code>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    pub kind: FilingKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<&'static str>,
}

/// One row of the table: an empty condition holds for every value.
#[derive(Debug)]
pub struct Rule {
    /// D01 … D15.
    pub id: &'static str,
    lookup: Option<Lookup>,
    blacklist: Option<Blacklist>,
    in_flight: Option<bool>,
    sponsor: Option<SponsorKnown>,
    sponsor_here: Option<bool>,
    account: Option<Account>,
    domain: Option<DomainKnown>,
    domain_here: Option<bool>,
    shell_policy: Option<ShellPolicy>,
    pub outcome: Outcome,
    /// Title and advice on the screen: words `classify.<text>` and `classify.<text>.advice`.
    pub text: &'static str,
    pub offers: &'static [Offer],
}

const fn yes(kind: FilingKind) -> Offer {
    Offer { kind, refused: None }
}

const fn no(kind: FilingKind, code: &'static str) -> Offer {
    Offer { kind, refused: Some(code) }
}

/// 联系管理员操作: no self-service (F20).
const ASK: &str = "ask_administrator";

const ANY: Rule = Rule {
    id: "",
    lookup: None,
    blacklist: None,
    in_flight: None,
    sponsor: None,
    sponsor_here: None,
    account: None,
    domain: None,
    domain_here: None,
    shell_policy: None,
    outcome: Outcome::LookupUnavailable,
    text: "",
    offers: &[],
};

/// The first that matches wins (handbook §5.3).
pub const RULES: &[Rule] = {
    use FilingKind as K;
    use Outcome as O;
    &[
        Rule {
            id: "D01",
            lookup: Some(Lookup::Failed),
            outcome: O::LookupUnavailable,
            text: "lookup_unavailable",
            ..ANY
        },
        Rule {
            id: "D02",
            blacklist: Some(Blacklist::Sponsor),
            outcome: O::BlockedSponsor,
            text: "blocked_sponsor",
            ..ANY
        },
        Rule {
            id: "D03",
            blacklist: Some(Blacklist::Domain),
            outcome: O::BlockedDomain,
            text: "blocked_domain",
            ..ANY
        },
        Rule { id: "D04", in_flight: Some(true), outcome: O::InFlight, text: "in_flight", ..ANY },
        Rule {
            id: "D05",
            account: Some(Account::Other),
            outcome: O::OtherAccount,
            text: "other_account",
            offers: &[no(K::TransferRecord, ASK)],
            ..ANY
        },
        Rule {
            id: "D06",
            sponsor: Some(SponsorKnown::None),
            domain: Some(DomainKnown::None),
            outcome: O::NewFiling,
            text: "new_filing",
            offers: &[yes(K::NewFiling)],
            ..ANY
        },
        Rule {
            id: "D07",
            sponsor: Some(SponsorKnown::None),
            domain: Some(DomainKnown::Other),
            outcome: O::DomainOwnedByOther,
            text: "domain_filed_certificate_not",
            offers: &[no(K::NewFiling, "domain_filed"), no(K::MigrateDomain, ASK)],
            ..ANY
        },
        Rule {
            id: "D08",
            sponsor: Some(SponsorKnown::Shell),
            domain: Some(DomainKnown::None),
            shell_policy: Some(ShellPolicy::Cancel),
            outcome: O::ShellCancelFirst,
            text: "shell_cancel_first",
            offers: &[yes(K::CancelSponsor), no(K::NewFiling, "shell_first")],
            ..ANY
        },
        Rule {
            id: "D09",
            sponsor: Some(SponsorKnown::Shell),
            domain: Some(DomainKnown::None),
            shell_policy: Some(ShellPolicy::Add),
            outcome: O::AddServiceToShell,
            text: "add_service_to_shell",
            offers: &[yes(K::AddService)],
            ..ANY
        },
        Rule {
            id: "D10",
            sponsor: Some(SponsorKnown::Shell),
            domain: Some(DomainKnown::Other),
            outcome: O::DomainOwnedByOther,
            text: "domain_of_other_sponsor",
            offers: &[
                no(K::AddService, "domain_filed"),
                no(K::MigrateDomain, ASK),
                no(K::MigrateService, ASK),
            ],
            ..ANY
        },
        Rule {
            id: "D11",
            sponsor_here: Some(true),
            domain: Some(DomainKnown::None),
            outcome: O::AddService,
            text: "add_service",
            offers: &[yes(K::AddService)],
            ..ANY
        },
        Rule {
            id: "D12",
            sponsor_here: Some(false),
            domain: Some(DomainKnown::None),
            outcome: O::AddServiceImport,
            text: "add_service_import",
            offers: &[yes(K::AddService)],
            ..ANY
        },
        Rule {
            id: "D13",
            domain: Some(DomainKnown::Same),
            domain_here: Some(false),
            outcome: O::AddAccess,
            text: "add_access",
            offers: &[yes(K::AddAccess), no(K::MigrateDomain, "domain_is_yours")],
            ..ANY
        },
        Rule {
            id: "D14",
            domain: Some(DomainKnown::Same),
            domain_here: Some(true),
            outcome: O::AlreadyHere,
            text: "already_here",
            offers: &[
                yes(K::ChangeFiling),
                yes(K::ChangeSponsor),
                yes(K::ChangeService),
                yes(K::ChangeAccess),
                yes(K::CancelSponsor),
                yes(K::CancelService),
                yes(K::CancelAccess),
            ],
            ..ANY
        },
        Rule {
            id: "D15",
            domain: Some(DomainKnown::Other),
            outcome: O::DomainOwnedByOther,
            text: "domain_of_other_sponsor",
            offers: &[
                no(K::AddAccess, "domain_filed"),
                no(K::MigrateDomain, ASK),
                no(K::MigrateService, ASK),
            ],
            ..ANY
        },
    ]
};

impl Rule {
    fn matches(&self, facts: &Facts) -> bool {
        fn holds<T: PartialEq>(wanted: Option<T>, fact: T) -> bool {
            wanted.is_none_or(|wanted| wanted == fact)
        }
        holds(self.lookup, facts.lookup)
            && holds(self.blacklist, facts.blacklist)
            && holds(self.in_flight, facts.in_flight)
            && holds(self.sponsor, facts.sponsor)
            && holds(self.sponsor_here, facts.sponsor_here)
            && holds(self.account, facts.account)
            && holds(self.domain, facts.domain)
            && holds(self.domain_here, facts.domain_here)
            && holds(self.shell_policy, facts.shell_policy)
    }
}

/// The rule that decides and what it says. Facts that can't be true together
/// ([`Facts::possible`]) come out as a lookup that failed: they are contradictory answers.
pub fn classify(facts: &Facts) -> (&'static Rule, Outcome) {
    let rule = match facts.possible() {
        true => RULES.iter().find(|rule| rule.matches(facts)),
        false => None,
    };
    let rule = rule.unwrap_or(&RULES[0]);
    (rule, rule.outcome)
}
