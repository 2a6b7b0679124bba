//! 证件: the kinds of documents the phone photographs, as data (`reference/documents`).

mod number;

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use number::{NormalNumber, NumberCheck, number_finding_codes};

/// In which role a document is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentUser {
    /// 主办单位
    Sponsor,
    /// 主体负责人
    SponsorOfficer,
    /// 网站负责人; resident identity card only (guide 2.2.3)
    ServiceOfficer,
}

/// What is read from a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// 姓名 or 名称
    Name,
    /// 号码
    Number,
    /// 性别
    Sex,
    /// 民族
    EthnicGroup,
    /// 国籍
    Nationality,
    /// 出生日期
    BirthDate,
    /// 住址 or 住所
    Address,
    /// 签发机关 or 登记机关
    Issuer,
    /// 有效期起
    ValidFrom,
    /// 有效期止
    ValidUntil,
    /// 类型
    OrganisationType,
    /// 法定代表人
    LegalRepresentative,
    /// 注册资本 or 开办资金
    Capital,
    /// 成立日期
    EstablishedOn,
    /// 经营范围 or 业务范围
    Scope,
    /// 举办单位 or 业务主管单位
    Supervisor,
    /// 机读码 of a passport
    MachineReadableZone,
}

/// One picture of a document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentSide {
    /// `front`, `back`, `page`: stable, in paths and URLs. `front` and `back` are the two sides of a
    /// resident card; elsewhere `page` is the one picture the guide asks for, `back` one more.
    pub id: String,
    /// 人像面
    pub zh: String,
    /// Portrait side
    pub en: String,
    /// Whether the document cannot be used without this picture.
    pub required: bool,
    /// Width to height of the guide frame.
    pub aspect: f32,
    /// What is read from it.
    pub fields: Vec<DocumentField>,
}

/// One field read from a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentField {
    /// Which.
    pub name: FieldName,
    /// Whether a picture without it is refused as not legible.
    pub required: bool,
}

/// A document type of the bureau's table that this kind stands for, and how its number is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentType {
    /// Code in table `document_type`.
    pub id: i64,
    /// The check of its number.
    pub number: NumberCheck,
}

/// A kind of document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// Stable name: `resident_id`, `business_licence`, …
    pub id: String,
    /// The bureau's document types of this kind. Empty for `other`, which takes the rest.
    pub document_types: Vec<DocumentType>,
    /// Who may show it.
    pub users: Vec<DocumentUser>,
    /// The pictures, in the order they are taken.
    pub sides: Vec<DocumentSide>,
}

macro_rules! documents {
    ($($id:literal),+ $(,)?) => {
        [$(($id, include_str!(concat!("../reference/documents/", $id, ".toml")))),+]
    };
}

static SHIPPED: LazyLock<Vec<DocumentKind>> = LazyLock::new(|| {
    let files = documents![
        "resident_id",
        "passport",
        "hk_macao_permit",
        "taiwan_permit",
        "hk_macao_tw_residence_permit",
        "foreign_permanent_resident",
        "business_licence",
        "institution_certificate",
        "social_group_certificate",
        "private_non_enterprise_certificate",
        "foundation_certificate",
        "law_firm_licence",
        "credit_code_certificate",
        "organisation_code_certificate",
        "other",
    ];
    let read = |(id, text): (&str, &str)| {
        let kind: DocumentKind =
            toml::from_str(text).unwrap_or_else(|e| panic!("reference/documents/{id}.toml: {e}"));
        assert_eq!(kind.id, id, "reference/documents/{id}.toml names another kind");
        kind
    };
    files.into_iter().map(read).collect()
});

/// Every kind of document.
pub fn kinds() -> &'static [DocumentKind] {
    &SHIPPED
}

/// The kind with that name.
pub fn kind(id: &str) -> Option<&'static DocumentKind> {
    kinds().iter().find(|kind| kind.id == id)
}

/// The kind a document type of the bureau's table belongs to; `other` for those without a file of
/// their own. Whether the type may be used at all is the table's to say
/// ([`CodeTables::usable`](crate::code::CodeTables::usable)): the bureau may add some any day.
pub fn kind_of(document_type: impl Into<i64>) -> &'static DocumentKind {
    let id = document_type.into();
    let own = kinds().iter().find(|kind| kind.document_types.iter().any(|t| t.id == id));
    own.or_else(|| kind("other")).expect("other.toml is among the shipped files")
}

/// Whether somebody in that role may show a document of that type (guide 2.2.3: an officer of a
/// service shows a resident identity card and nothing else).
pub fn may_use(document_type: impl Into<i64>, user: DocumentUser) -> bool {
    kind_of(document_type).users.contains(&user)
}

/// Checks the number of a document by its type (handbook §4.1): 营业执照 takes 18 or 15 characters.
///
/// # Errors
/// One stable finding code. When the text is a right number of another sort, the code says so
/// (`document_number.looks_like_…`): the usual mistake is the wrong type, not the wrong number.
pub fn check_number(
    document_type: impl Into<i64>,
    text: &str,
    today: NaiveDate,
) -> Result<NormalNumber, &'static str> {
    let id = document_type.into();
    let own = kind_of(id).document_types.iter().find(|t| t.id == id);
    let check = own.map_or(NumberCheck::Other, |t| t.number);
    check.parse(text, today)
}
