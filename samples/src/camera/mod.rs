//! A phone photograph of a flat render, with its true geometry.
//!
//! | part | what |
//! |---|---|
//! | `shot` | how the picture is taken: pose, light, sensor, and at most one fault |
//! | `pose` | where the four corners come to lie |
//! | `ground` | the desk, cloth or stone below |
//! | `surface` | the document before the lens: plain, copied, or shown by a screen |
//! | `develop` | pixels: sampling, light, glare, blur, noise |

mod develop;
mod ground;
mod pose;
mod shot;
mod surface;

pub use develop::{Photograph, photograph};
pub use shot::{Background, Fault, Shot};
