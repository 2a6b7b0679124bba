use serde::{Deserialize, Serialize};

/// What a quick app has that a website has not: it is signed and runs without being installed, on the
/// phones of some makers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct QuickAppDraft {
    /// 包名.
    pub package: Option<String>,
    /// 签名: MD5 (32 hex) of the signing certificate, as on Android.
    pub fingerprint: Option<String>,
    /// 厂商 or their alliance, code table `quick_app_vendor`.
    pub vendors: Vec<u32>,
}
