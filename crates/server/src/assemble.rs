//! Puts the parts together as the configuration says.

use crate::config::{Config, Engine, Suite};
use anyhow::{Context, bail};
use app::{
    App, Clock, account::Passwords, codes::Codes, entropy::Entropy, pictures::Pictures,
    sheet::Typesetter,
};
use bureau::{Bureau, BureauConfig, Encryption, HttpTransport, Secret};
use filing::time::Timestamp;
use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use store::{Keys, MasterKey, Objects, S3Config, Store, StoreConfig};
use vision::{EnginePreference, Vision, VisionConfig};

/// The time of this machine. Everything else is given it.
pub fn clock() -> Clock {
    Arc::new(|| {
        #[expect(clippy::disallowed_methods, reason = "the place that owns the clock")]
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(since.as_millis().try_into().unwrap_or(i64::MAX))
    })
}

/// The use cases on an opened store. Does not migrate.
///
/// # Errors
/// A database, key file or folder that can't be used, by name.
pub async fn app(config: &Config) -> anyhow::Result<App> {
    let keys = keys(config)?;
    let settings = StoreConfig {
        url: config.store.url.clone(),
        max_connections: config.store.max_connections,
    };
    if let Some(file) = config.store.url.strip_prefix("sqlite:")
        && let Some(folder) = Path::new(file).parent()
    {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let store = Store::open(&settings, keys).await.context("the database can't be opened")?;
    let objects = match config.store.objects.strip_prefix("s3://") {
        Some(bucket) => Objects::s3(&s3(bucket)?),
        None => Objects::folder(Path::new(&config.store.objects)),
    }
    .context("the store of pictures can't be opened")?;
    let typesetter = match Typesetter::load(&config.vision.assets.join("fonts")) {
        Ok(typesetter) => Some(typesetter),
        Err(_) => {
            tracing::warn!("fonts are missing, sheets can't be printed: run `cargo xtask models`");
            None
        }
    };
    Ok(App {
        store,
        objects,
        bureau: Arc::new(bureau(config)?),
        pictures: Pictures::new(vision(config), config.pictures.clone()),
        sms: config.sms.clone().gateway(),
        passwords: Passwords::new(2),
        entropy: Entropy::system(),
        typesetter,
        settings: Arc::new(config.settings()),
        codes: Codes::shipped(),
    })
}

/// Keys and address of the object store, from the environment as its own tools read them.
fn s3(bucket: &str) -> anyhow::Result<S3Config> {
    let variable = |name: &str| std::env::var(name).with_context(|| format!("{name} is not set"));
    Ok(S3Config {
        endpoint: variable("AWS_ENDPOINT")?,
        region: std::env::var("AWS_REGION").unwrap_or_else(|_| "us-east-1".into()),
        bucket: bucket.to_owned(),
        bucket_in_host: std::env::var("AWS_VIRTUAL_HOSTED_STYLE_REQUEST")
            .is_ok_and(|v| v == "true"),
        access_key_id: variable("AWS_ACCESS_KEY_ID")?,
        secret_access_key: variable("AWS_SECRET_ACCESS_KEY")?.into(),
    })
}

/// The reader of pictures; loads nothing before the first picture.
pub fn vision(config: &Config) -> Vision {
    Vision::new(VisionConfig {
        threads: config.vision.threads,
        engine: match config.vision.engine {
            Engine::Auto => EnginePreference::Auto,
            Engine::Ort => EnginePreference::Ort,
            Engine::Rten => EnginePreference::Rten,
        },
        ..VisionConfig::new(config.vision.assets.join("models"))
    })
}

fn bureau(config: &Config) -> anyhow::Result<Bureau> {
    let own = &config.bureau;
    let encryption = match own.encryption_key_file.as_str() {
        "" => None,
        file => {
            let key = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
            let key = Secret::new(key.trim().to_owned());
            Some(Encryption::new(key, Secret::new(own.encryption_iv.clone()))?)
        }
    };
    let described = BureauConfig {
        endpoint: own.endpoint.clone(),
        provider_id: own.provider_id,
        user: own.user.clone(),
        password: Secret::new(own.password()?),
        provider_code: own.provider_code,
        encryption,
        namespace: own.namespace.clone(),
        dialect: own.dialect,
        limits: own.limits,
        attachment_codes: own.attachment_codes.clone(),
        timeouts: own.timeouts,
    };
    let transport = HttpTransport::new(&described).context("bureau.endpoint")?;
    let entropy = Entropy::system();
    let random = move |length: usize| {
        const LETTERS: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        std::iter::repeat_with(|| entropy.bytes::<1>()[0])
            .filter(|byte| *byte < 248)
            .map(|byte| char::from(LETTERS[usize::from(byte) % 62]))
            .take(length)
            .collect()
    };
    Ok(Bureau::new(described, Arc::new(transport), Arc::new(random)))
}

/// The master keys; the first one is made when its file does not exist yet.
fn keys(config: &Config) -> anyhow::Result<Keys> {
    let file = &config.keys.master_file;
    if !file.exists() {
        // With data there, another key would make a second, unreadable world beside the first.
        let database = config.store.url.strip_prefix("sqlite:");
        if database.is_none_or(|path| Path::new(path).exists()) {
            bail!(
                "{}: the master key is missing, and the data can't be read without it; put it \
                 back, or for a new installation make one with `beian make-key`",
                file.display()
            );
        }
        make_master_key(file)?;
    }
    let mut masters = vec![MasterKey::from_file(file).with_context(|| file.display().to_string())?];
    for earlier in &config.keys.earlier_files {
        let key = MasterKey::from_file(earlier).with_context(|| earlier.display().to_string())?;
        masters.push(key);
    }
    let suite = match config.keys.suite {
        Suite::Intl => store::Suite::Intl,
        Suite::Gm => store::Suite::Gm,
    };
    Ok(Keys::new(suite, masters)?)
}

/// Only its owner may read the file. An existing one is never replaced.
pub fn make_master_key(file: &Path) -> anyhow::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut options = std::fs::OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut opened) => {
            writeln!(opened, "{}", hex::encode(Entropy::system().bytes::<32>()))?;
            opened.sync_all()?;
            Ok(())
        }
        Err(error) => bail!("{}: the master key can't be made: {error}", file.display()),
    }
}
