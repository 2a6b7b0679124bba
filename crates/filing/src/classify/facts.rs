use crate::province::ShellPolicy;
use serde::{Deserialize, Serialize};

/// What was found out before a filing starts (handbook §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Facts {
    /// The bureau's answer for domain and certificate.
    pub lookup: Lookup,
    pub blacklist: Blacklist,
    /// An unfinished filing of the same certificate at this provider, in any account, or the
    /// bureau says so (1003, 1017, 1051, 1052).
    pub in_flight: bool,
    pub sponsor: SponsorKnown,
    /// This provider holds the sponsor's record.
    pub sponsor_here: bool,
    pub account: Account,
    pub domain: DomainKnown,
    /// This provider holds an access of the domain's service.
    pub domain_here: bool,
    /// What the sponsor's province asks of a sponsor without services.
    pub shell_policy: ShellPolicy,
}

/// Makes an enum with its values in order and their names in JSON.
macro_rules! fact {
    ($($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$value_doc])* $value,)+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$value,)+];
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $text,)+ }
            }
        }
    )+};
}

fact! {
    Lookup {
        Ok = "ok",
        /// No answer, or a certificate the bureau can't be asked for.
        Failed = "failed",
    }
    /// HMDLB download.
    Blacklist {
        No = "no",
        Sponsor = "sponsor",
        Domain = "domain",
    }
    /// Whether the certificate has a 主体备案号.
    SponsorKnown {
        None = "none",
        /// 空壳主体: no service is left under it.
        Shell = "shell",
        Active = "active",
    }
    /// Whose account the record belongs to, if this provider has it.
    Account {
        Mine = "mine",
        Other = "other",
    }
    /// Under whom the domain is filed.
    DomainKnown {
        None = "none",
        /// The same sponsor.
        Same = "same",
        Other = "other",
    }
}

impl Facts {
    /// Facts that can be true together. 624 of 1728 combinations are.
    pub fn possible(&self) -> bool {
        let nothing_known = self.sponsor == SponsorKnown::None
            && (self.domain == DomainKnown::Same || self.sponsor_here);
        let shell_with_service =
            self.sponsor == SponsorKnown::Shell && self.domain == DomainKnown::Same;
        let others_account_elsewhere = !self.sponsor_here && self.account == Account::Other;
        let unfiled_domain_here = self.domain == DomainKnown::None && self.domain_here;
        let own_domain_here_without_sponsor =
            self.domain == DomainKnown::Same && self.domain_here && !self.sponsor_here;
        !(nothing_known
            || shell_with_service
            || others_account_elsewhere
            || unfiled_domain_here
            || own_domain_here_without_sponsor)
    }

    /// Every combination that can be true, in a fixed order.
    pub fn all_possible() -> impl Iterator<Item = Self> {
        Lookup::ALL.iter().flat_map(|&lookup| {
            let mut some = Vec::new();
            for &blacklist in Blacklist::ALL {
                for in_flight in [false, true] {
                    for &sponsor in SponsorKnown::ALL {
                        for sponsor_here in [false, true] {
                            for &account in Account::ALL {
                                for &domain in DomainKnown::ALL {
                                    for domain_here in [false, true] {
                                        for shell_policy in [ShellPolicy::Cancel, ShellPolicy::Add]
                                        {
                                            some.push(Self {
                                                lookup,
                                                blacklist,
                                                in_flight,
                                                sponsor,
                                                sponsor_here,
                                                account,
                                                domain,
                                                domain_here,
                                                shell_policy,
                                            });
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            some.into_iter().filter(Self::possible)
        })
    }
}
