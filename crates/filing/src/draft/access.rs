use serde::{Deserialize, Serialize};

/// 接入信息: how the service is hosted at this provider (F28; handbook §2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AccessDraft {
    /// 服务器放置地, code table `server_location`.
    pub server_locations: Vec<u32>,
    /// 网站接入方式, code table `access_method`.
    pub methods: Vec<u32>,
    /// 网站IP地址: `8.8.8.8`, `1.2.3.4-1.2.3.7`, `240e::1-240e::ff`.
    pub ip_ranges: Vec<String>,
}
