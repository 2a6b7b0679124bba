//! Tests of crate `vision`. Those that read pictures need the models and fonts of `cargo xtask models`
//! below `BEIAN_ASSETS`, or `.assets` at the workspace's root, and fail without them.

mod comparing;
mod hostile;
mod measuring;
mod missing;
mod reading;
mod turned;

use std::path::PathBuf;
use std::sync::OnceLock;

use samples::Fonts;
use vision::{Claim, Picture, Report, Vision, VisionConfig};

fn models() -> PathBuf {
    samples::assets_folder().join("models")
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::find().expect("fonts of `cargo xtask models`"))
}

/// One reader for all tests: models load once.
fn reader() -> &'static Vision {
    static VISION: OnceLock<Vision> = OnceLock::new();
    VISION.get_or_init(|| {
        let mut config = VisionConfig::new(models());
        config.threads = 2;
        Vision::new(config)
    })
}

fn inspect(picture: &Picture, claim: Claim) -> Report {
    reader().inspect(picture, claim).expect("models of `cargo xtask models`")
}

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}
