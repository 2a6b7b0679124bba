//! Kinds of documents and how one is told from another.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::reference::{REFERENCE, squeeze};

/// A kind of document, one side of it where sides differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DocKind {
    /// Resident identity card, the side with the portrait (居民身份证人像面).
    IdFront,
    /// Resident identity card, the side with the national emblem (国徽面).
    IdBack,
    /// Business licence (营业执照), either layout.
    Licence,
    /// Certificate of a public institution as a legal person (事业单位法人证书).
    Institution,
    /// Passport, the page with the portrait.
    Passport,
    /// Signed sheet on the truth of a filing (网站备案信息真实性核验单).
    Sheet,
    /// None of these, or not to be made out.
    Other,
}

impl DocKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::IdFront,
        Self::IdBack,
        Self::Licence,
        Self::Institution,
        Self::Passport,
        Self::Sheet,
        Self::Other,
    ];

    /// Name as in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::IdFront => "id_front",
            Self::IdBack => "id_back",
            Self::Licence => "licence",
            Self::Institution => "institution",
            Self::Passport => "passport",
            Self::Sheet => "sheet",
            Self::Other => "other",
        }
    }

    /// Name for the user.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::IdFront => "居民身份证人像面",
            Self::IdBack => "居民身份证国徽面",
            Self::Licence => "营业执照",
            Self::Institution => "事业单位法人证书",
            Self::Passport => "护照资料页",
            Self::Sheet => "备案信息真实性核验单",
            Self::Other => "其他证件",
        }
    }

    /// Whether both are sides of one card.
    pub(crate) fn same_card(self, other: Self) -> bool {
        matches!((self, other), (Self::IdFront, Self::IdBack) | (Self::IdBack, Self::IdFront))
    }
}

/// A name that is no kind of document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such kind of document: {0}; there are auto, id_front, id_back, licence, institution, passport, sheet, other"
)]
pub struct UnknownKind(pub String);

impl FromStr for DocKind {
    type Err = UnknownKind;
    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// What the caller says the picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: find out.
    Auto,
    /// This kind; another one is a finding.
    Kind(DocKind),
}

impl FromStr for Claim {
    type Err = UnknownKind;
    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        match name {
            "auto" => Ok(Self::Auto),
            _ => name.parse().map(Self::Kind),
        }
    }
}

/// Weight of marks from which a kind is taken as certain.
const ENOUGH: u32 = 4;
/// Weight from which a kind is believed when the caller claims the same.
const ENOUGH_IF_CLAIMED: u32 = 2;

/// The kind with the most weight of marks on the lines; `Other` below a certain weight.
pub(crate) fn recognise_kind(lines: &[String], claim: Claim) -> DocKind {
    // Marks are printed with wide spaces and may come apart into boxes: a row is looked at as one.
    let text = lines.iter().map(|line| squeeze(line)).collect::<Vec<_>>().concat();
    let weigh = |kind: DocKind| -> u32 {
        let marks = REFERENCE.get(kind).map_or(&[][..], |document| &document.marks);
        marks
            .iter()
            .filter(|(mark, _)| text.contains(mark.as_str()))
            .map(|(_, weight)| weight)
            .sum()
    };
    let best = DocKind::ALL
        .into_iter()
        .map(|kind| (weigh(kind), kind))
        .rev()
        .max_by_key(|found| found.0)
        .filter(|found| found.0 >= ENOUGH);
    match (best, claim) {
        (Some((_, kind)), _) => kind,
        (None, Claim::Kind(kind)) if weigh(kind) >= ENOUGH_IF_CLAIMED => kind,
        _ => DocKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(lines: &[&str], claim: Claim) -> DocKind {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        recognise_kind(&lines, claim)
    }

    #[test]
    fn a_verification_sheet_that_lists_other_documents_stays_a_sheet() {
        let lines = [
            "网站备案信息真实性核验单",
            "主办单位名称",
            "居民身份证",
            "工商营业执照",
            "事业单位法人证书",
        ];
        assert_eq!(kind_of(&lines, Claim::Auto), DocKind::Sheet);
    }

    #[test]
    fn one_weak_mark_is_believed_only_with_the_claim() {
        assert_eq!(kind_of(&["民 族"], Claim::Auto), DocKind::Other);
        assert_eq!(kind_of(&["民 族"], Claim::Kind(DocKind::IdFront)), DocKind::IdFront);
    }

    #[test]
    fn names_and_kinds_go_both_ways() {
        for kind in DocKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert_eq!("auto".parse(), Ok(Claim::Auto));
        assert!("id".parse::<Claim>().is_err());
    }
}
