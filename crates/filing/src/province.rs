//! 省管局规则: what each province asks for, as data: a default and, per province, what differs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::region::{RegionCode, Regions};

/// What to do about a sponsor whose record has no service left (空壳主体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ShellPolicy {
    /// The record must be cancelled, then a first filing made.
    Cancel,
    /// A service may be added to it.
    Add,
}

/// Which number a website shows at its foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FooterNumber {
    /// 主体备案号, without `-N`
    Sponsor,
    /// 网站备案号, with `-N`
    Service,
}

/// Who may be the officer of a sponsor that is an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SponsorOfficerRule {
    /// The legal representative only.
    LegalRepresentative,
    /// Somebody else with a letter of authority (法人授权委托书).
    Authorised,
}

/// Who may hold the domains of an organisation besides itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainHolder {
    /// 主办单位
    Sponsor,
    /// 法定代表人
    LegalRepresentative,
}

/// Since when a rule holds; in a file a day, `2021-06-21`, or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Since {
    /// It does not hold.
    Never,
    /// From that day on.
    Day(NaiveDate),
}

impl Since {
    /// Whether the rule holds on that day.
    pub fn holds_on(self, date: NaiveDate) -> bool {
        matches!(self, Self::Day(since) if since <= date)
    }
}

impl std::fmt::Display for Since {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl TryFrom<String> for Since {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "never" { Ok(Self::Never) } else { text.parse().map(Self::Day) }
    }
}

impl From<Since> for String {
    fn from(since: Since) -> Self {
        since.to_string()
    }
}

/// The rules of one province. `reference/provinces/default.toml` names every key; a province's
/// own file names the keys that differ. Comments there give the sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvinceRules {
    /// Electronic verification (电子化核验) replaces paper and visits.
    pub electronic_verification: bool,
    /// Sponsors without services.
    pub shell_policy: ShellPolicy,
    /// Services and domains may move between sponsors (网站迁移, 域名迁移).
    pub migration_between_sponsors: bool,
    /// One SMS confirmation is enough for a person with several roles since that day; never: one
    /// code for each role.
    pub one_confirmation_for_two_roles: Since,
    /// Officers under this age are refused, years; 0 refuses nobody.
    pub minimum_officer_age: u32,
    /// Who may be an organisation's officer.
    pub sponsor_officer: SponsorOfficerRule,
    /// An officer may serve several sponsors.
    pub officers_shared_between_sponsors: bool,
    /// A phone number may serve several sponsors.
    pub phones_shared_between_sponsors: bool,
    /// An individual registered in another province shows a residence permit of this one (居住证).
    pub residence_permit_for_outsiders: bool,
    /// The commitment letter (互联网信息服务备案承诺书) goes with every filing since that day.
    pub commitment_letter: Since,
    /// A seal stands for the signature on that letter.
    pub commitment_seal_replaces_signature: bool,
    /// Who may hold an organisation's domains.
    pub domain_holders: Vec<DomainHolder>,
    /// With more domains an organisation adds a site plan (网站建设方案书); 0: never asked.
    pub organisation_domains_without_plan: u32,
    /// With more domains an individual adds one; 0: never asked.
    pub individual_domains_without_plan: u32,
    /// Services filed earlier must open and show their number, or a new filing is refused.
    pub earlier_services_must_open: bool,
    /// The number at the foot of a website.
    pub footer_number: FooterNumber,
    /// Documents must be valid for more than these months.
    pub document_months_left: u32,
    /// Domains must be registered for more than these months.
    pub domain_months_left: u32,
}

impl ProvinceRules {
    /// Whether the commitment letter goes with a filing of that day.
    pub fn needs_commitment_letter_on(&self, date: NaiveDate) -> bool {
        self.commitment_letter.holds_on(date)
    }

    /// Whether that many domains need a site plan.
    pub fn needs_site_plan(&self, domains: usize, is_individual: bool) -> bool {
        let limit = if is_individual {
            self.individual_domains_without_plan
        } else {
            self.organisation_domains_without_plan
        };
        limit > 0 && domains > limit as usize
    }
}

/// Why a file of province rules cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProvinceRulesError {
    /// Not TOML, a key missing from the default, or a value that is none.
    #[error("{0}")]
    Malformed(String),
    /// A province's file has a key the default does not know.
    #[error("unknown key {0}")]
    UnknownKey(String),
}

/// The rules of all provinces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provinces {
    default: ProvinceRules,
    own: BTreeMap<RegionCode, ProvinceRules>,
}

macro_rules! province_files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../reference/provinces/", $name, ".toml")))),+]
    };
}

const DEFAULT: &str = include_str!("../reference/provinces/default.toml");

const FILES: [(&str, &str); 12] = province_files![
    "110000-beijing",
    "120000-tianjin",
    "140000-shanxi",
    "210000-liaoning",
    "310000-shanghai",
    "320000-jiangsu",
    "330000-zhejiang",
    "440000-guangdong",
    "450000-guangxi",
    "510000-sichuan",
    "520000-guizhou",
    "530000-yunnan",
];

static SHIPPED: LazyLock<Provinces> = LazyLock::new(|| {
    let own = FILES.iter().map(|(name, text)| {
        let code = name.get(..6).and_then(|code| code.parse().ok());
        (code.unwrap_or_else(|| panic!("reference/provinces/{name}.toml: no code")), *text)
    });
    Provinces::read(DEFAULT, own).unwrap_or_else(|e| panic!("reference/provinces: {e}"))
});

impl Provinces {
    /// The rules this program was built with.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads the default, which must name every rule, and what each province has of its own.
    ///
    /// # Errors
    /// [`ProvinceRulesError`] names the key or the place.
    pub fn read<'a>(
        default: &str,
        own: impl IntoIterator<Item = (RegionCode, &'a str)>,
    ) -> Result<Self, ProvinceRulesError> {
        let base = table(default)?;
        let default: ProvinceRules = rules(base.clone())?;
        let mut provinces = BTreeMap::new();
        for (code, text) in own {
            let mut merged = base.clone();
            for (key, value) in table(text)? {
                if !base.contains_key(&key) {
                    return Err(ProvinceRulesError::UnknownKey(format!("{key} ({code})")));
                }
                merged.insert(key, value);
            }
            provinces.insert(code, rules(merged)?);
        }
        Ok(Self { default, own: provinces })
    }

    /// The rules of the province a place lies in.
    pub fn rules(&self, place: RegionCode) -> &ProvinceRules {
        self.own.get(&place.province()).unwrap_or(&self.default)
    }

    /// The rules where no province is known yet.
    pub fn default_rules(&self) -> &ProvinceRules {
        &self.default
    }

    /// Every mainland province with its name and rules, by code.
    pub fn all(&self) -> Vec<(RegionCode, &'static str, &ProvinceRules)> {
        Regions::shipped()
            .provinces()
            .into_iter()
            .filter(|province| province.code.number() < 710_000)
            .map(|province| (province.code, province.name, self.rules(province.code)))
            .collect()
    }
}

fn table(text: &str) -> Result<toml::Table, ProvinceRulesError> {
    text.parse().map_err(|e: toml::de::Error| ProvinceRulesError::Malformed(e.to_string()))
}

fn rules(table: toml::Table) -> Result<ProvinceRules, ProvinceRulesError> {
    table.try_into().map_err(|e: toml::de::Error| ProvinceRulesError::Malformed(e.to_string()))
}
