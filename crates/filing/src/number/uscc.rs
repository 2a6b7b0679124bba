//! 统一社会信用代码, GB 32100-2015.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::check_character::is_province;
use super::error::number_error;
use super::mask::prints_whole;
use super::normal::{is_digits, normal_upper};
use super::org_code;

/// Unified social credit code (统一社会信用代码) of an organisation, 18 characters: department,
/// category, 6 digits region, 9 characters organisation code, check character. Public: it stands
/// in the registers anyone may search, so it prints whole.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uscc {
    normal: String,
}

/// The department that registered the organisation, first character of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// 机构编制
    InstitutionalEstablishment,
    /// 外交
    ForeignAffairs,
    /// 司法行政
    Justice,
    /// 文化
    Culture,
    /// 民政
    CivilAffairs,
    /// 旅游
    Tourism,
    /// 宗教
    Religion,
    /// 工会
    TradeUnion,
    /// 市场监管 (工商)
    MarketRegulation,
    /// 中央军委改革和编制
    Military,
    /// 农业农村
    Agriculture,
    /// 其他
    Other,
}

number_error! {
    /// Why a text is no unified social credit code.
    UsccError {
        Length = "uscc.length": "not 18 characters",
        Characters = "uscc.characters": "a character outside of 0-9 and A-Z without I, O, S, V, Z",
        Department = "uscc.department": "the first character is no registering department",
        Region = "uscc.region": "characters 3 to 8 are no region",
        CheckDigit = "uscc.check_digit": "the check character does not fit",
    }
}

prints_whole!(Uscc);

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

fn check_character(first_17: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    for b in first_17.bytes() {
        sum += ALPHABET.iter().position(|a| *a == b)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

impl Uscc {
    /// Codes [`warnings`](Self::warnings) can give.
    pub const WARNINGS: &'static [&'static str] = &["uscc.org_code_check"];

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// The registering department.
    pub fn department(&self) -> Department {
        department(self.normal.as_bytes()[0]).expect("the department was checked while parsing")
    }

    /// The kind of organisation within its department, second character: with market regulation 1
    /// enterprise, 2 individual business (个体工商户), 3 farmers' cooperative.
    pub fn category(&self) -> char {
        char::from(self.normal.as_bytes()[1])
    }

    /// The six digits of the registering authority's region; `100000` for national bodies.
    pub fn region_code(&self) -> &str {
        &self.normal[2..8]
    }

    /// The nine characters of the organisation code inside.
    pub fn org_code(&self) -> &str {
        &self.normal[8..17]
    }

    /// `uscc.org_code_check` when the check digit of the organisation code inside does not fit:
    /// such codes exist, so it refuses nothing.
    pub fn warnings(&self) -> Vec<&'static str> {
        let inner = self.org_code();
        if inner.ends_with(org_code::check_character(&inner[..8])) {
            Vec::new()
        } else {
            vec!["uscc.org_code_check"]
        }
    }
}

fn department(first: u8) -> Option<Department> {
    Some(match first {
        b'1' => Department::InstitutionalEstablishment,
        b'2' => Department::ForeignAffairs,
        b'3' => Department::Justice,
        b'4' => Department::Culture,
        b'5' => Department::CivilAffairs,
        b'6' => Department::Tourism,
        b'7' => Department::Religion,
        b'8' => Department::TradeUnion,
        b'9' => Department::MarketRegulation,
        b'A' => Department::Military,
        b'N' => Department::Agriculture,
        b'Y' => Department::Other,
        _ => return None,
    })
}

impl FromStr for Uscc {
    type Err = UsccError;

    fn from_str(text: &str) -> Result<Self, UsccError> {
        let normal = normal_upper(text);
        if normal.chars().count() != 18 {
            return Err(UsccError::Length);
        }
        if !normal.bytes().all(|b| ALPHABET.contains(&b)) {
            return Err(UsccError::Characters);
        }
        if department(normal.as_bytes()[0]).is_none() {
            return Err(UsccError::Department);
        }
        let province = &normal[2..4];
        if !is_digits(&normal[2..8]) || !(province == "10" || is_province(province)) {
            return Err(UsccError::Region);
        }
        if !check_character(&normal[..17]).is_some_and(|check| normal.ends_with(check)) {
            return Err(UsccError::CheckDigit);
        }
        Ok(Self { normal })
    }
}
