//! 网站名称规则: what reviewers refuse in a name, said before it is submitted.
//!
//! The rules are data (`reference/site_name_rules.toml`). They warn; a reviewer decides (handbook
//! §7 rows 9 and 10, §8 complaint 1: names refused without saying what would pass).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::code::{CodeTable, CodeTables};
use crate::issue::{Issue, Severity};
use crate::region::Regions;

/// Whose names a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sponsors {
    Everyone,
    Individual,
    Organisation,
    Enterprise,
    StateBody,
    NotStateBody,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Test {
    MinCharacters {
        count: usize,
    },
    OnlyDigitsAndLetters,
    ContainsAny {
        words: Vec<String>,
        #[serde(default)]
        unless_in_sponsor_name: bool,
    },
    ContainsPlace,
    UnrelatedToSponsor {
        generic: Vec<String>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    code: String,
    severity: Severity,
    sponsors: Sponsors,
    test: Test,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovalRule {
    prior_approval: u32,
    words: Vec<String>,
    contents: Vec<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    state_bodies: BTreeSet<String>,
    rules: Vec<Rule>,
    prior_approvals: Vec<ApprovalRule>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../reference/site_name_rules.toml"))
        .unwrap_or_else(|e| panic!("reference/site_name_rules.toml: {e}"))
});

/// What a name may be refused for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFinding {
    /// Stable code, `site_name.…`; its words say why and what would pass.
    pub code: &'static str,
    /// Mostly a warning.
    pub severity: Severity,
    /// What was found in the name, for the words' `{0}`; empty when the whole name is meant.
    pub found: Vec<String>,
}

impl NameFinding {
    /// As an issue at `path`, a pointer to the name.
    pub fn issue(&self, path: impl Into<String>) -> Issue {
        let issue = Issue::new(path, self.code, self.severity);
        if self.found.is_empty() { issue } else { issue.with(self.found.join("、")) }
    }
}

/// Whose name it is.
#[derive(Debug, Clone, Copy)]
pub struct NamedBy<'a> {
    /// Key of the sponsor's kind in table `sponsor_kind`: `enterprise`, `individual`, …
    pub kind: &'a str,
    /// The sponsor's own name; may be empty while it is not typed yet.
    pub name: &'a str,
}

impl<'a> NamedBy<'a> {
    /// From the code of the sponsor's kind. A kind our rules have no key for (the bureau may add
    /// some) counts as an organisation that is no state body.
    pub fn of(sponsor_kind: impl Into<i64>, name: &'a str) -> Self {
        let row = CodeTables::shipped().lookup(CodeTable::SponsorKind, sponsor_kind);
        Self { kind: row.and_then(|row| row.key.as_deref()).unwrap_or_default(), name }
    }

    fn is_meant(&self, by: Sponsors) -> bool {
        let is_state_body = RULES.state_bodies.contains(self.kind);
        match by {
            Sponsors::Everyone => true,
            Sponsors::Individual => self.kind == "individual",
            Sponsors::Organisation => self.kind != "individual",
            Sponsors::Enterprise => self.kind == "enterprise",
            Sponsors::StateBody => is_state_body,
            Sponsors::NotStateBody => !is_state_body,
        }
    }
}

/// Checks one name of a service against all rules for such a sponsor.
pub fn check(name: &str, by: NamedBy<'_>) -> Vec<NameFinding> {
    let name = plain(name);
    let sponsor = plain(by.name);
    RULES
        .rules
        .iter()
        .filter(|rule| by.is_meant(rule.sponsors))
        .filter_map(|rule| {
            let found = rule.test.finds(&name, &sponsor)?;
            Some(NameFinding { code: &rule.code, severity: rule.severity, found })
        })
        .collect()
}

/// NFKC without blanks: what a reviewer reads.
fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

impl Test {
    /// What is wrong with the name: the words found, or nothing but the fact. `None` when it is
    /// fine.
    fn finds(&self, name: &str, sponsor: &str) -> Option<Vec<String>> {
        match self {
            Self::MinCharacters { count } => (name.chars().count() < *count).then(Vec::new),
            Self::OnlyDigitsAndLetters => {
                (!name.is_empty() && name.is_ascii()).then(|| vec![name.to_owned()])
            }
            Self::ContainsAny { words, unless_in_sponsor_name } => {
                let excused = |word: &str| *unless_in_sponsor_name && sponsor.contains(word);
                let found = words.iter().filter(|word| name.contains(*word) && !excused(word));
                some(found.cloned().collect())
            }
            Self::ContainsPlace => {
                some(PLACES.iter().filter(|place| name.contains(*place)).cloned().collect())
            }
            Self::UnrelatedToSponsor { generic } => {
                let own = without(sponsor, PLACES.iter().chain(generic));
                let unrelated = !own.is_empty() && !name.is_empty() && !shares_a_pair(name, &own);
                unrelated.then(Vec::new)
            }
        }
    }
}

fn some(found: Vec<String>) -> Option<Vec<String>> {
    (!found.is_empty()).then_some(found)
}

/// The pieces of `text` left when the words are cut out.
fn without<'a>(text: &str, words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let cut = words.fold(text.to_owned(), |text, word| text.replace(word.as_str(), " "));
    let pieces = cut.split([' ', '(', ')', '省', '市', '区', '县']);
    pieces.filter(|piece| piece.chars().count() >= 2).map(str::to_owned).collect()
}

fn shares_a_pair(name: &str, pieces: &[String]) -> bool {
    let has_pair_in_name = |piece: &String| {
        let characters: Vec<char> = piece.chars().collect();
        characters.windows(2).any(|pair| name.contains(&String::from_iter(pair)))
    };
    pieces.iter().any(has_pair_in_name)
}

/// Short names of provinces and cities: 广东, 深圳.
static PLACES: LazyLock<Vec<String>> = LazyLock::new(|| {
    const LEVELS: [&str; 9] = [
        "特别行政区",
        "维吾尔自治区",
        "壮族自治区",
        "回族自治区",
        "自治区",
        "省",
        "市",
        "地区",
        "盟",
    ];
    let regions = Regions::shipped();
    let provinces = regions.provinces();
    let cities = provinces.iter().flat_map(|province| regions.children(province.code));
    let short = |name: &str| {
        let bare = LEVELS.iter().find_map(|level| name.strip_suffix(level)).unwrap_or(name);
        (bare.chars().count() >= 2 && !name.contains("直辖")).then(|| bare.to_owned())
    };
    let names = provinces.iter().copied().chain(cities.filter(|city| city.code.number() < 710_000));
    let places: BTreeSet<String> = names.filter_map(|region| short(region.name)).collect();
    places.into_iter().collect()
});

/// An approval a name or content makes a reviewer ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalHint {
    /// Code in table `prior_approval`.
    pub prior_approval: u32,
    /// `prior_approval.by_name` or `prior_approval.by_content`.
    pub code: &'static str,
    /// The word, or the label of the content.
    pub because: String,
}

impl ApprovalHint {
    /// Codes a hint can have.
    pub const CODES: [&'static str; 2] = ["prior_approval.by_name", "prior_approval.by_content"];

    /// As a warning at `path`, with what made it and the label of the approval.
    pub fn issue(&self, path: impl Into<String>) -> Issue {
        let label = CodeTables::shipped()
            .lookup(CodeTable::PriorApproval, self.prior_approval)
            .map_or("", |row| row.zh.as_str());
        Issue::warning(path, self.code).with(&self.because).with(label)
    }
}

/// The approvals (or letters that none is involved) that names and contents of a service ask for
/// and `given`, the approvals already listed, do not have. One hint an approval, the name's first.
pub fn prior_approvals(names: &[&str], contents: &[u32], given: &[u32]) -> Vec<ApprovalHint> {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let tables = CodeTables::shipped();
    let hint = |rule: &'static ApprovalRule| {
        let [by_name, by_content] = ApprovalHint::CODES;
        let word = rule.words.iter().find(|word| names.iter().any(|n| n.contains(word.as_str())));
        let content = || {
            let id = rule.contents.iter().find(|content| contents.contains(content))?;
            Some((by_content, tables.lookup(CodeTable::ServiceContent, *id)?.zh.clone()))
        };
        let (code, because) = word.map(|word| (by_name, word.clone())).or_else(content)?;
        Some(ApprovalHint { prior_approval: rule.prior_approval, code, because })
    };
    let missing = |rule: &&ApprovalRule| !given.contains(&rule.prior_approval);
    RULES.prior_approvals.iter().filter(missing).filter_map(hint).collect()
}

/// Every finding code of this module.
pub fn finding_codes() -> Vec<&'static str> {
    RULES.rules.iter().map(|rule| rule.code.as_str()).chain(ApprovalHint::CODES).collect()
}
