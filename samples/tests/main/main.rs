//! Tests of the samples: numbers, repeatability, photographs, files, sets.

mod documents;
mod files;
mod numbers;
mod photographs;
mod sets;

use samples::Fonts;

/// The fonts; without them nothing here can be drawn, and the error says what to run.
fn fonts() -> Fonts {
    Fonts::find().expect("fonts are needed")
}
