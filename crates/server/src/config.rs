//! The configuration: `config/default.toml`, overlaid by the operator's file.

use anyhow::{Context, bail};
use app::{notify::sms::SmsSettings, settings};
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// The whole configuration. A key that is not known refuses to start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub public_url: String,
    pub http: Http,
    pub store: Store,
    pub keys: Keys,
    pub vision: Vision,
    pub provider: settings::ProviderSettings,
    pub bureau: Bureau,
    pub sms: SmsSettings,
    pub limits: settings::LimitSettings,
    pub pictures: settings::PictureSettings,
    pub outbox: settings::OutboxSettings,
    pub worker: Worker,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    pub listen: SocketAddr,
    pub secure_cookies: bool,
    pub door_per_minute: u32,
    pub trusted_proxies: Vec<std::net::IpAddr>,
    pub upload_megabytes: usize,
    pub request_seconds: u64,
    pub metrics_listen: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    pub url: String,
    pub max_connections: u32,
    pub objects: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    pub suite: Suite,
    pub master_file: PathBuf,
    pub earlier_files: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suite {
    Intl,
    Gm,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vision {
    pub assets: PathBuf,
    pub engine: Engine,
    pub threads: usize,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    Auto,
    Ort,
    Rten,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bureau {
    pub endpoint: String,
    pub provider_id: i64,
    pub user: String,
    pub password_file: String,
    pub password: String,
    pub provider_code: i64,
    /// Empty: not encrypted.
    pub encryption_key_file: String,
    pub encryption_iv: String,
    pub namespace: String,
    pub dialect: bureau::Dialect,
    pub limits: bureau::AttachmentLimits,
    pub attachment_codes: bureau::AttachmentCodes,
    pub timeouts: bureau::Timeouts,
}

impl std::fmt::Debug for Bureau {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bureau").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Bureau {
    /// From the file when one is named.
    pub fn password(&self) -> anyhow::Result<String> {
        match self.password_file.as_str() {
            "" => Ok(self.password.clone()),
            file => Ok(read(Path::new(file))?.trim().to_owned()),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    pub in_process: bool,
    pub idle_milliseconds: u64,
}

impl Http {
    /// Limits that do not show in the API's description.
    pub fn for_document() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            secure_cookies: true,
            door_per_minute: 1,
            trusted_proxies: Vec::new(),
            upload_megabytes: 1,
            request_seconds: 1,
            metrics_listen: String::new(),
        }
    }
}

impl Config {
    /// The defaults, overlaid by `file` and then by `overrides` (dotted keys, TOML values).
    ///
    /// # Errors
    /// A file that can't be read; a key that is not known; a value of another type. The message
    /// names the key.
    pub fn load(file: Option<&Path>, overrides: &[(String, Value)]) -> anyhow::Result<Self> {
        let mut table: Table = DEFAULTS.parse().context("config/default.toml")?;
        if let Some(file) = file {
            let own: Table = read(file)?.parse().with_context(|| file.display().to_string())?;
            overlay(&mut table, own);
        }
        for (key, value) in overrides {
            set(&mut table, key, value.clone())?;
        }
        if let Ok(assets) = std::env::var("BEIAN_ASSETS") {
            set(&mut table, "vision.assets", Value::String(assets))?;
        }
        let config: Self = table.try_into().context("the configuration does not hold")?;
        if config.public_url.ends_with('/') {
            bail!("public_url must not end with a slash");
        }
        config.outbox.check().map_err(anyhow::Error::msg)?;
        Ok(config)
    }

    /// What the use cases need of it.
    pub fn settings(&self) -> settings::Settings {
        settings::Settings {
            public_url: self.public_url.clone(),
            provider: self.provider.clone(),
            limits: self.limits.clone(),
            pictures: self.pictures.clone(),
            outbox: self.outbox.clone(),
        }
    }
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))
}

/// Tables are merged; a tagged table (`gateway = …`) is replaced, since its other keys belong to it.
fn overlay(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) if !new.contains_key("gateway") => {
                overlay(old, new);
            }
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

fn set(table: &mut Table, dotted: &str, value: Value) -> anyhow::Result<()> {
    match dotted.split_once('.') {
        None => {
            table.insert(dotted.to_owned(), value);
            Ok(())
        }
        Some((first, rest)) => match table.get_mut(first) {
            Some(Value::Table(inner)) => set(inner, rest, value),
            _ => bail!("there is no section `{first}` in the configuration"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_hold() {
        let config = Config::load(None, &[]).expect("the shipped defaults hold");
        assert_eq!(config.limits.qr_minutes, 10);
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let wrong = [("limits.qr_hours".to_owned(), Value::Integer(1))];
        let error = Config::load(None, &wrong).expect_err("refused");
        assert!(format!("{error:#}").contains("qr_hours"), "{error:#}");
    }

    #[test]
    fn an_outbox_that_would_forget_too_soon_is_refused() {
        let refused = |key: &str, value| {
            let error = Config::load(None, &[(format!("outbox.{key}"), value)]);
            format!("{:#}", error.expect_err("refused"))
        };
        assert!(refused("keep_days", Value::Integer(91)).contains("92"));
        assert!(refused("first_sequence", Value::Integer(0)).contains("first_sequence"));
        assert!(refused("reporting_hours", Value::String("morning".into())).contains("9:00"));
        let hours = ("outbox.reporting_hours".to_owned(), Value::String("9:00-11:30".into()));
        Config::load(None, &[hours]).expect("these hold");
    }

    #[test]
    fn another_gateway_brings_its_own_keys() {
        let mut table: Table = DEFAULTS.parse().expect("parses");
        overlay(&mut table, "[sms]\ngateway = \"folder\"\npath = \"x\"".parse().expect("parses"));
        let config: Config = table.try_into().expect("holds");
        assert!(matches!(config.sms, SmsSettings::Folder(_)));
    }
}
