//! The number of a document, checked as its kind wants it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::number::{
    BusinessRegistration, BusinessRegistrationError, ForeignPermanentResidentId, HkMacaoPermit,
    HkMacaoPermitError, HomeRegion, OrgCode, OrgCodeError, OtherNumber, OtherNumberError,
    PassportNumber, PassportNumberError, ResidencePermit, ResidentId, TaiwanPermit,
    TaiwanPermitError, Uscc, UsccError,
};

/// How a number is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberCheck {
    /// GB 11643
    ResidentId,
    /// 港澳居民居住证
    HkMacaoResidencePermit,
    /// 台湾居民居住证
    TaiwanResidencePermit,
    /// 港澳居民来往内地通行证
    HkMacaoPermit,
    /// 台湾居民来往大陆通行证
    TaiwanPermit,
    /// 护照
    Passport,
    /// 外国人永久居留身份证
    ForeignPermanentResident,
    /// 18 characters GB 32100, or 15 digits GS15
    BusinessLicence,
    /// GB 32100
    Uscc,
    /// With 18 characters GB 32100; older certificates have numbers of their own
    UsccOrOther,
    /// GB 11714
    OrgCode,
    /// Anything of 1–255 characters
    Other,
}

/// A checked number in its normal form. Numbers of persons print masked, those of organisations
/// whole.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum NormalNumber {
    /// 居民身份证
    ResidentId(ResidentId),
    /// 港澳台居民居住证
    ResidencePermit(ResidencePermit),
    /// 港澳居民来往内地通行证
    HkMacaoPermit(HkMacaoPermit),
    /// 台湾居民来往大陆通行证
    TaiwanPermit(TaiwanPermit),
    /// 护照
    Passport(PassportNumber),
    /// 外国人永久居留身份证
    ForeignPermanentResident(ForeignPermanentResidentId),
    /// 统一社会信用代码
    Uscc(Uscc),
    /// 营业执照注册号
    BusinessRegistration(BusinessRegistration),
    /// 组织机构代码
    OrgCode(OrgCode),
    /// Any other
    Other(OtherNumber),
}

impl NormalNumber {
    /// The whole number. Show it only to who may see it.
    pub fn reveal(&self) -> &str {
        match self {
            Self::ResidentId(n) => n.reveal(),
            Self::ResidencePermit(n) => n.reveal(),
            Self::HkMacaoPermit(n) => n.reveal(),
            Self::TaiwanPermit(n) => n.reveal(),
            Self::Passport(n) => n.reveal(),
            Self::ForeignPermanentResident(n) => n.reveal(),
            Self::Uscc(n) => n.as_str(),
            Self::BusinessRegistration(n) => n.as_str(),
            Self::OrgCode(n) => n.as_str(),
            Self::Other(n) => n.reveal(),
        }
    }

    /// The holder's birthday, where the number has one.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        match self {
            Self::ResidentId(n) => Some(n.birth_date()),
            Self::ResidencePermit(n) => Some(n.birth_date()),
            Self::ForeignPermanentResident(n) => n.birth_date(),
            _ => None,
        }
    }

    /// The holder's age in whole years on that day, where the number has a birthday.
    pub fn age_on(&self, date: NaiveDate) -> Option<u32> {
        self.birth_date().map(|birth| date.years_since(birth).unwrap_or(0))
    }

    /// Codes of what to look at without refusing.
    pub fn warnings_on(&self, today: NaiveDate) -> Vec<&'static str> {
        match self {
            Self::ResidentId(n) => n.warnings_on(today),
            Self::Uscc(n) => n.warnings(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for NormalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ResidentId(n) => n.fmt(f),
            Self::ResidencePermit(n) => n.fmt(f),
            Self::HkMacaoPermit(n) => n.fmt(f),
            Self::TaiwanPermit(n) => n.fmt(f),
            Self::Passport(n) => n.fmt(f),
            Self::ForeignPermanentResident(n) => n.fmt(f),
            Self::Uscc(n) => n.fmt(f),
            Self::BusinessRegistration(n) => n.fmt(f),
            Self::OrgCode(n) => n.fmt(f),
            Self::Other(n) => n.fmt(f),
        }
    }
}

/// Finding codes [`check_number`](super::check_number) gives besides those of the number types.
pub fn number_finding_codes() -> [&'static str; 4] {
    [
        "document_number.looks_like_resident_id",
        "document_number.looks_like_residence_permit",
        "document_number.looks_like_uscc",
        "document_number.looks_like_business_registration",
    ]
}

impl NumberCheck {
    pub(super) fn parse(self, text: &str, today: NaiveDate) -> Result<NormalNumber, &'static str> {
        self.parse_as_is(text, today).map_err(|code| self.looks_like(text).unwrap_or(code))
    }

    fn parse_as_is(self, text: &str, today: NaiveDate) -> Result<NormalNumber, &'static str> {
        let permit = |homes: &[HomeRegion]| {
            ResidencePermit::parse_for(text, homes, today)
                .map(NormalNumber::ResidencePermit)
                .map_err(|e| e.code())
        };
        let other = || read(text, NormalNumber::Other, OtherNumberError::code);
        let uscc = || read(text, NormalNumber::Uscc, UsccError::code);
        match self {
            Self::ResidentId => ResidentId::parse_on(text, today)
                .map(NormalNumber::ResidentId)
                .map_err(|e| e.code()),
            Self::HkMacaoResidencePermit => permit(&[HomeRegion::HongKong, HomeRegion::Macao]),
            Self::TaiwanResidencePermit => permit(&[HomeRegion::Taiwan]),
            Self::HkMacaoPermit => {
                read(text, NormalNumber::HkMacaoPermit, HkMacaoPermitError::code)
            }
            Self::TaiwanPermit => read(text, NormalNumber::TaiwanPermit, TaiwanPermitError::code),
            Self::Passport => read(text, NormalNumber::Passport, PassportNumberError::code),
            Self::ForeignPermanentResident => ForeignPermanentResidentId::parse_on(text, today)
                .map(NormalNumber::ForeignPermanentResident)
                .map_err(|e| e.code()),
            Self::BusinessLicence if other()?.reveal().chars().count() == 15 => {
                read(text, NormalNumber::BusinessRegistration, BusinessRegistrationError::code)
            }
            Self::BusinessLicence | Self::Uscc => uscc(),
            Self::UsccOrOther if other()?.reveal().chars().count() == 18 => uscc(),
            Self::UsccOrOther | Self::Other => other(),
            Self::OrgCode => read(text, NormalNumber::OrgCode, OrgCodeError::code),
        }
    }

    /// The code that says which other number a refused text is; only numbers whose check character
    /// proves it. A text that is this very number but refused (a birthday to come, the other kind
    /// of permit) keeps its own code.
    fn looks_like(self, text: &str) -> Option<&'static str> {
        let is_permit = matches!(self, Self::HkMacaoResidencePermit | Self::TaiwanResidencePermit);
        if self != Self::ResidentId && text.parse::<ResidentId>().is_ok() {
            Some("document_number.looks_like_resident_id")
        } else if !is_permit && text.parse::<ResidencePermit>().is_ok() {
            Some("document_number.looks_like_residence_permit")
        } else if text.parse::<Uscc>().is_ok() {
            Some("document_number.looks_like_uscc")
        } else if text.parse::<BusinessRegistration>().is_ok() {
            Some("document_number.looks_like_business_registration")
        } else {
            None
        }
    }
}

fn read<T: FromStr>(
    text: &str,
    wrap: fn(T) -> NormalNumber,
    code: fn(&T::Err) -> &'static str,
) -> Result<NormalNumber, &'static str> {
    text.parse().map(wrap).map_err(|error| code(&error))
}
