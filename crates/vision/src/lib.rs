//! Pictures of documents: pixels in, what was read and measured out.
//!
//! ```no_run
//! use vision::{Claim, DocKind, Vision, VisionConfig};
//! let vision = Vision::new(VisionConfig::new(".assets/models"));
//! let picture = vision.decode(&std::fs::read("card.jpg")?)?;
//! let report = vision.inspect(&picture, Claim::Kind(DocKind::IdFront))?;
//! println!("{:?}", report.verdicts);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The way of a picture: [`picture`] takes the file in, `frame` finds the document, `ocr` reads its
//! lines, `document` tells its kind and reads its fields, `quality` measures the photograph,
//! [`report`] holds the result. Models run on one of two engines ([`engine`]); a missing model or
//! library is an error of its own and never a pass.
//!
//! Not told apart yet: a picture of a screen, or a colour copy, from an original.

mod colour;
mod compare;
mod document;
pub mod engine;
mod error;
mod file;
mod frame;
mod geometry;
mod models;
mod ocr;
pub mod picture;
mod quality;
pub mod report;
mod vision;

pub use compare::{Aligned, Comparison, Match, Op, compare};
pub use document::{Claim, DocKind, UnknownKind, id_number_is_valid, uscc_is_valid};
pub use engine::{Engine, EnginePreference};
pub use error::VisionError;
pub use file::inspect_file;
pub use geometry::{Point, Quad};
pub use models::{EngineStatus, ModelStatus};
pub use picture::{Picture, PictureError, PictureLimits};
pub use quality::Thresholds;
pub use report::{Finding, Line, Report, Verdict, Verdicts};
pub use vision::{Vision, VisionConfig};
