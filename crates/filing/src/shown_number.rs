//! What number a service shows, and where (handbook §3.11, §7 row 27, §7.1).

use crate::{
    draft::ServiceKind,
    number::FilingNumber,
    province::{FooterNumber, ProvinceRules},
};
use serde::Serialize;

/// Where a number in a service links to.
pub const PUBLIC_REGISTER: &str = "https://beian.miit.gov.cn";

/// Words: `number_place.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum NumberPlace {
    /// 首页底部.
    Footer,
    /// 设置 or 关于 page: what is no website has no foot.
    SettingsPage,
}

impl NumberPlace {
    pub const ALL: [Self; 2] = [Self::Footer, Self::SettingsPage];

    pub const fn of(kind: ServiceKind) -> Self {
        match kind {
            ServiceKind::Website => Self::Footer,
            ServiceKind::App | ServiceKind::MiniProgram | ServiceKind::QuickApp => {
                Self::SettingsPage
            }
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Footer => "footer",
            Self::SettingsPage => "settings_page",
        }
    }
}

/// The number that a service shows. Some provinces want a website to show its sponsor's; an app shows
/// its own everywhere, because the letter tells what it is.
pub fn shown_number(number: &FilingNumber, rules: &ProvinceRules) -> FilingNumber {
    match number.service() {
        Some((_, ServiceKind::Website)) if rules.footer_number == FooterNumber::Sponsor => {
            number.sponsor()
        }
        _ => number.clone(),
    }
}
