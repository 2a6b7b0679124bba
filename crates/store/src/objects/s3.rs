use super::{Objects, http::Connector};
use crate::{Error, Result};
use object_store::aws::AmazonS3Builder;
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// An S3 store: Amazon's or any that speaks its protocol.
#[derive(Clone)]
pub struct S3Config {
    /// `https://…`; plain HTTP only for stores on the same machine or network.
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    /// Puts the bucket's name before the endpoint's host instead of into the path; some stores
    /// (Aliyun OSS) want it so.
    pub bucket_in_host: bool,
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

impl S3Config {
    fn url(&self) -> Result<String> {
        let fail = || Error::Config("the S3 endpoint starts with `https://` or `http://`".into());
        let (scheme, host) = self.endpoint.split_once("://").ok_or_else(fail)?;
        match scheme {
            "https" | "http" if self.bucket_in_host => {
                Ok(format!("{scheme}://{}.{host}", self.bucket))
            }
            "https" | "http" => Ok(self.endpoint.clone()),
            _ => Err(fail()),
        }
    }
}

impl Objects {
    /// A bucket. It is not asked for until the first object.
    ///
    /// # Errors
    /// [`Error::Config`] when the settings don't make a store.
    pub fn s3(config: &S3Config) -> Result<Self> {
        let url = config.url()?;
        let encrypted = url.starts_with("https://");
        let store = AmazonS3Builder::new()
            .with_http_connector(Connector::new(encrypted)?)
            .with_endpoint(url)
            .with_allow_http(!encrypted)
            .with_virtual_hosted_style_request(config.bucket_in_host)
            .with_region(&config.region)
            .with_bucket_name(&config.bucket)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(config.secret_access_key.as_str())
            // One request an object: not every store speaks the other form.
            .with_disable_bulk_delete(true)
            .build()
            .map_err(|error| Error::Config(format!("S3: {error}")))?;
        Ok(Self(Arc::new(store)))
    }
}
