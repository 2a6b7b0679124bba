//! Asking whether something is filed already, and whether a filing password is right.

use crate::xml::Element;
use filing::personal::Personal;

/// What to ask for. A certificate's number may be a person's: it prints masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Domain(String),
    Certificate {
        /// 1 to 11, see [`query_type_of`].
        query_type: u8,
        number: Personal,
    },
}

/// 查询条件类型 of a document type (code table `document_type`). The interface's list is the older
/// one: it ends at 11, and up to there the numbers agree (handbook §3.2). `None` for every later
/// document, which cannot be asked for.
pub fn query_type_of(document_type: u32) -> Option<u8> {
    u8::try_from(document_type).ok().filter(|id| (1..=11).contains(id))
}

impl Condition {
    pub(crate) fn parameters(&self) -> (u8, &str) {
        match self {
            Self::Domain(domain) => (0, domain),
            // The number goes to the authority that is asked about it.
            Self::Certificate { query_type, number } => (*query_type, number.reveal()),
        }
    }
}

/// What the bureau knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusInfo {
    /// `Bazt` 0; 1 is not filed.
    pub filed: bool,
    /// 网站名称, for a domain.
    pub service_name: Option<String>,
    /// 主体备案号.
    pub sponsor_number: Option<String>,
    /// 网站备案号, for a domain.
    pub service_number: Option<String>,
}

impl StatusInfo {
    pub(crate) fn read(body: &Element) -> Option<Self> {
        let info = body.find("StatusInfo")?;
        let text = |name| info.text_of(name).map(str::to_owned);
        Some(Self {
            filed: match info.number::<i64>("Bazt")? {
                0 => true,
                1 => false,
                _ => return None,
            },
            service_name: text("Wzmc"),
            sponsor_number: text("Ztbah"),
            service_number: text("Wzbah"),
        })
    }
}

/// What came of trying a filing password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    Right,
    Wrong,
    /// 22: the bureau takes no more tries for now.
    TooManyTries,
}
