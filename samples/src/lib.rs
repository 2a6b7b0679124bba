//! Synthetic documents and photographs of them, for demonstrations and tests.
//!
//! Nothing here is real: people, organisations and numbers come from a seed and word lists,
//! faces are drawings, and the numbers lie in ranges that nobody was given (see [`numbers`]).
//! The same seed gives the same pixels. Nothing is fetched while running; the two fonts come from
//! the assets folder that `cargo xtask models` fills.
//!
//! ```text
//! person(seed), organisation(seed)        what the documents say
//!     │
//!     ▼ cards, licences, sheets, …        flat renders (RgbImage)
//!     ▼ camera: photograph(&flat, &Shot)  picture + true quad
//!     ▼ jpeg: encode_jpeg                 bytes, with EXIF if asked
//!     ▼ labels: set(dir, n, seed)         many pictures and labels.json
//! ```

mod camera;
mod canvas;
mod cards;
mod dates;
mod documents;
mod error;
mod fonts;
mod hostile;
mod institutions;
mod jpeg;
mod labels;
mod licences;
pub mod numbers;
mod organisations;
mod ornaments;
mod passports;
mod people;
mod portrait;
mod regions;
mod seed;
mod sheets;
mod words;

pub use camera::{Background, Fault, Photograph, Shot, photograph};
pub use cards::{id_back, id_front};
pub use dates::{Date, Until};
pub use documents::{Document, DocumentKind, document};
pub use error::SampleError;
pub use fonts::{Fonts, assets_folder};
pub use hostile::{
    HostileFile, gigapixel_png, hostile_files, html_named_jpg, polyglot_png_zip, truncated_jpeg,
};
pub use institutions::{Institution, institution, institution_certificate};
pub use jpeg::encode_jpeg;
pub use labels::{Label, set};
pub use licences::{licence, licence_landscape_2019, licence_portrait_old};
pub use organisations::{LicenceLayout, Organisation, OrganisationKind, company, organisation};
pub use passports::{PassportText, passport};
pub use people::{Person, Sex, person};
pub use portrait::{Prompt, as_sensed, portrait, portrait_frames};
pub use seed::Seed;
pub use sheets::{SheetText, commitment, verification_sheet};
