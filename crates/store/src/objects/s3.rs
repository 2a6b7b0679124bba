use super::Objects;
use crate::{Error, Result};
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// An S3 store: Amazon's or any that speaks its protocol.
#[derive(Clone)]
pub struct S3Config {
    /// `https://…`; plain HTTP only for stores on the same machine or network.
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    pub access_key_id: String,
    pub secret_access_key: Zeroizing<String>,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

impl Objects {
    /// A bucket. It is not asked for until the first object.
    ///
    /// # Errors
    /// [`Error::Config`] when the settings don't make a store.
    pub fn s3(config: &S3Config) -> Result<Self> {
        let store = AmazonS3Builder::new()
            .with_endpoint(&config.endpoint)
            .with_allow_http(config.endpoint.starts_with("http://"))
            .with_region(&config.region)
            .with_bucket_name(&config.bucket)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(config.secret_access_key.as_str())
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .build()
            .map_err(|error| Error::Config(format!("S3: {error}")))?;
        Ok(Self(Arc::new(store)))
    }
}
