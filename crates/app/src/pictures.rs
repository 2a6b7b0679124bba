//! Reading pictures on a few threads of its own: a queue that refuses politely, so that neither a
//! crowd nor one huge picture takes the memory from the filings.

use crate::{
    error::{Error, Result},
    settings::PictureSettings,
};
use filing::issue::{Issue, Severity};
use std::sync::Arc;
use tokio::sync::Semaphore;
use vision::{Claim, Picture, Report, Vision, VisionError};

/// What was seen on one picture, and the picture to keep.
pub struct Seen {
    /// Re-encoded without metadata.
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Absent when nothing could be read by machine; `unread` says why.
    pub report: Option<Report>,
    /// Stable code of what is missing (a model, the engine): a human reads then.
    pub unread: Option<&'static str>,
}

/// Reads pictures, a bounded number at a time.
#[derive(Clone)]
pub struct Pictures {
    vision: Vision,
    readers: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    settings: Arc<PictureSettings>,
}

impl Pictures {
    pub fn new(vision: Vision, settings: PictureSettings) -> Self {
        Self {
            vision,
            readers: Arc::new(Semaphore::new(settings.readers.max(1))),
            waiting: Arc::new(Semaphore::new(settings.readers.max(1) + settings.waiting)),
            settings: Arc::new(settings),
        }
    }

    pub fn vision(&self) -> &Vision {
        &self.vision
    }

    pub fn settings(&self) -> &PictureSettings {
        &self.settings
    }

    /// Decodes, turns, strips and shrinks a picture; reads it when `claim` says as what.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `path` when the bytes are no picture that may be decoded;
    /// [`Error::TooMany`] when too many are waiting.
    pub async fn see(&self, path: &str, bytes: Vec<u8>, claim: Option<Claim>) -> Result<Seen> {
        let Ok(place) = self.waiting.clone().try_acquire_owned() else {
            return Err(Error::TooMany { retry_after: filing::time::Duration::seconds(5) });
        };
        let reader = self.readers.clone().acquire_owned().await.map_err(Error::internal)?;
        let (vision, settings) = (self.vision.clone(), self.settings.clone());
        let seen = tokio::task::spawn_blocking(move || {
            // Both are given back when the work ends, even when nobody waits for it any more.
            let _held = (place, reader);
            metrics::counter!("beian_pictures_total").increment(1);
            look(&vision, &settings, &bytes, claim)
        });
        seen.await
            .map_err(Error::internal)?
            .map_err(|code| Error::Invalid(vec![Issue::new(path, code, Severity::Error)]))
    }

    /// A stored picture, made to fit what the bureau's interface carries.
    ///
    /// # Errors
    /// [`Error::Internal`] when the stored bytes are no picture.
    pub async fn shrink(&self, bytes: Vec<u8>, limit: usize) -> Result<Vec<u8>> {
        let (vision, side) = (self.vision.clone(), self.settings.stored_side);
        tokio::task::spawn_blocking(move || {
            vision.decode(&bytes).map(|picture| picture.to_jpeg(side, limit))
        })
        .await
        .map_err(Error::internal)?
        .map_err(|error| Error::internal(error.code()))
    }
}

fn look(
    vision: &Vision,
    settings: &PictureSettings,
    bytes: &[u8],
    claim: Option<Claim>,
) -> std::result::Result<Seen, &'static str> {
    let picture: Picture = vision.decode(bytes).map_err(|error| error.code())?;
    let jpeg = picture.to_jpeg(settings.stored_side, settings.stored_bytes);
    let (report, unread) = match claim.map(|claim| vision.inspect(&picture, claim)) {
        None => (None, None),
        Some(Ok(report)) => (Some(report), None),
        Some(Err(error)) => {
            tracing::warn!(vision.error = error.code(), "a picture was not read by machine");
            let code = match error {
                VisionError::ModelMissing { .. } => "picture.no_reader",
                _ => "picture.unread",
            };
            (None, Some(code))
        }
    };
    Ok(Seen { jpeg, width: picture.width(), height: picture.height(), report, unread })
}
