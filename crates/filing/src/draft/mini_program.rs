use serde::{Deserialize, Serialize};

/// What a mini program has that a website has not: it lives inside another app.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MiniProgramDraft {
    /// 所在平台, code table `mini_program_host`.
    pub host: Option<u32>,
    /// 平台名称, where the table says "other".
    pub host_name: Option<String>,
    /// AppID that the platform gave it.
    pub app_id: Option<String>,
    /// 原始 ID, where the platform has one (`gh_…`).
    pub original_id: Option<String>,
}
