//! Numbers and names as people write them: each type here can only be made by parsing, so holding
//! one proves that shape, dates and check digits are right.
//!
//! | what | type | source |
//! |---|---|---|
//! | 居民身份证 | [`ResidentId`] | GB 11643-1999 |
//! | 港澳台居民居住证 | [`ResidencePermit`] | GB 11643-1999, prefix 81, 82, 83 |
//! | 港澳居民来往内地通行证 | [`HkMacaoPermit`] | handbook §4.1 |
//! | 台湾居民来往大陆通行证 | [`TaiwanPermit`] | handbook §4.1 |
//! | 护照 | [`PassportNumber`], [`PassportMrz`] | ICAO Doc 9303 |
//! | 外国人永久居留身份证 | [`ForeignPermanentResidentId`] | handbook §4.1 |
//! | 统一社会信用代码 | [`Uscc`] | GB 32100-2015 |
//! | 组织机构代码 | [`OrgCode`] | GB 11714-1997 |
//! | 营业执照注册号 | [`BusinessRegistration`] | GS15-2006 |
//! | any other certificate | [`OtherNumber`] | interface V3.0 |
//! | 手机号码, 联系方式, 电子邮箱 | [`Mobile`], [`OfficePhone`], [`Email`] | handbook §4.1 |
//! | 域名, 网址主机名 | [`DomainName`], [`HostName`] | UTS 46, Public Suffix List |
//! | 备案号 | [`FilingNumber`] | handbook §4.1 |
//! | IP 地址段 | [`IpRange`] | handbook §4.1 |
//!
//! Every parser first takes NFKC and trims (full-width digits are common). Every error maps to one
//! stable finding code (`code()`), and its own text never repeats the number. Numbers of persons
//! print masked; `reveal()` gives the whole and is easy to search for. None of them can be
//! serialised, so none can slip into a log line or an answer by a derive.

mod birth;
mod check_character;
mod error;
mod mask;
mod normal;

mod business_registration;
mod domain_name;
mod email;
mod filing_number;
mod foreign_permanent_resident;
mod hk_macao_permit;
mod ip_block;
mod ip_range;
mod mobile;
mod office_phone;
mod org_code;
mod other;
mod passport;
mod passport_mrz;
mod residence_permit;
mod resident_id;
mod taiwan_permit;
mod uscc;

pub use birth::Sex;
pub use business_registration::{
    BusinessRegistration, BusinessRegistrationError, RegistrationKind,
};
pub use domain_name::{DomainName, DomainNameError, HostName};
pub use email::{Email, EmailError};
pub use filing_number::{FilingNumber, FilingNumberError};
pub use foreign_permanent_resident::{
    ForeignPermanentResidentError, ForeignPermanentResidentId, Nationality,
};
pub use hk_macao_permit::{HkMacaoPermit, HkMacaoPermitError};
pub use ip_block::IpBlock;
pub use ip_range::{IpRange, IpRangeError};
pub use mobile::{Mobile, MobileError};
pub use office_phone::{OfficePhone, OfficePhoneError};
pub use org_code::{OrgCode, OrgCodeError};
pub use other::{OtherNumber, OtherNumberError};
pub use passport::{PassportNumber, PassportNumberError};
pub use passport_mrz::{PassportMrz, PassportMrzError};
pub use residence_permit::{HomeRegion, ResidencePermit, ResidencePermitError};
pub use resident_id::{ResidentId, ResidentIdError};
pub use taiwan_permit::{TaiwanPermit, TaiwanPermitError};
pub use uscc::{Department, Uscc, UsccError};

/// Every finding code the types of this module can give, errors and warnings, sorted.
pub fn finding_codes() -> Vec<&'static str> {
    fn of<E: Copy>(all: &[E], code: fn(&E) -> &'static str) -> Vec<&'static str> {
        all.iter().map(code).collect()
    }
    let mut codes: Vec<&'static str> = [
        of(BusinessRegistrationError::ALL, BusinessRegistrationError::code),
        of(DomainNameError::ALL, DomainNameError::code),
        of(EmailError::ALL, EmailError::code),
        of(FilingNumberError::ALL, FilingNumberError::code),
        of(ForeignPermanentResidentError::ALL, ForeignPermanentResidentError::code),
        of(HkMacaoPermitError::ALL, HkMacaoPermitError::code),
        of(IpRangeError::ALL, IpRangeError::code),
        of(MobileError::ALL, MobileError::code),
        of(OfficePhoneError::ALL, OfficePhoneError::code),
        of(OrgCodeError::ALL, OrgCodeError::code),
        of(OtherNumberError::ALL, OtherNumberError::code),
        of(PassportNumberError::ALL, PassportNumberError::code),
        of(PassportMrzError::ALL, PassportMrzError::code),
        of(ResidencePermitError::ALL, ResidencePermitError::code),
        of(ResidentIdError::ALL, ResidentIdError::code),
        of(TaiwanPermitError::ALL, TaiwanPermitError::code),
        of(UsccError::ALL, UsccError::code),
        ResidentId::WARNINGS.to_vec(),
        Uscc::WARNINGS.to_vec(),
        Mobile::WARNINGS.to_vec(),
    ]
    .concat();
    codes.sort_unstable();
    codes
}
