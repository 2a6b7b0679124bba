use crate::id::MaterialId;
use serde::{Deserialize, Serialize};

/// What an app has that a website has not (工信部信管〔2023〕105号; handbook §3.11).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AppDraft {
    /// 运行平台. The app has one name on all of them.
    pub platforms: Vec<PlatformDraft>,
    /// 分发平台: where it is published already; none before its first filing.
    pub stores: Vec<StoreDraft>,
    /// 图标: a picture kept with this filing.
    pub icon: Option<MaterialId>,
    /// Uses software development kits of others.
    pub uses_sdk: Option<bool>,
    /// Offers one to others.
    pub offers_sdk: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlatformDraft {
    pub platform: AppPlatform,
    /// 包名 / Bundle ID.
    #[serde(default)]
    pub bundle_id: Option<String>,
    /// 公钥: modulus, decimal or hexadecimal.
    #[serde(default)]
    pub public_key: Option<String>,
    /// 签名: MD5 (32 hex) on Android and HarmonyOS, SHA-1 (40 hex) on iOS.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// 域名 the app speaks to on this platform, down to the fourth level, under the service's
    /// domains.
    #[serde(default)]
    pub hosts: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum AppPlatform {
    Android,
    Ios,
    HarmonyOs,
}

impl AppPlatform {
    pub const ALL: [Self; 3] = [Self::Android, Self::Ios, Self::HarmonyOs];

    /// The name in JSON and in words (`app_platform.<name>`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Ios => "ios",
            Self::HarmonyOs => "harmony_os",
        }
    }

    /// Its number in our dialect; the bureau's own is in no source.
    pub const fn code(self) -> u8 {
        match self {
            Self::Android => 1,
            Self::Ios => 2,
            Self::HarmonyOs => 3,
        }
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.code() == code)
    }

    /// Which hash of the signing certificate is asked.
    pub const fn fingerprint(self) -> FingerprintAlgorithm {
        match self {
            Self::Android | Self::HarmonyOs => FingerprintAlgorithm::Md5,
            Self::Ios => FingerprintAlgorithm::Sha1,
        }
    }
}

/// Hash of a signing certificate. A screen labels the field with it: people mix them up (handbook
/// §8, row 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum FingerprintAlgorithm {
    Md5,
    Sha1,
}

impl FingerprintAlgorithm {
    /// Hexadecimal digits.
    pub const fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
        }
    }

    /// As people write it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
        }
    }
}

/// One place where the app can be got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreDraft {
    /// Code table `app_store`.
    pub store: Option<u32>,
    /// 名称, where the table says "other".
    pub name: Option<String>,
    /// 下载地址.
    pub url: Option<String>,
}
