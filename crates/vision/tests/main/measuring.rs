//! Measures told apart on generated photographs with one fault each.

use std::sync::OnceLock;

use samples::{Background, DocumentKind, Fault, Shot, document, photograph};
use vision::{Claim, Picture, Report};

use crate::{fonts, inspect};

fn report(kind: DocumentKind, shot: Shot, seed: u64) -> (Report, samples::Photograph) {
    let card = document(fonts(), kind, seed);
    let photo = photograph(&card.flat, &shot, seed);
    (inspect(&Picture::from_pixels(photo.image.clone()), Claim::Auto), photo)
}

const KINDS: [DocumentKind; 3] =
    [DocumentKind::IdFront, DocumentKind::IdBack, DocumentKind::Licence];

/// Good photographs of each kind, inspected once for all tests.
fn good() -> &'static [Report] {
    static GOOD: OnceLock<Vec<Report>> = OnceLock::new();
    GOOD.get_or_init(|| {
        (500..504)
            .zip(KINDS.into_iter().cycle())
            .map(|(seed, kind)| report(kind, Shot::compliant(), seed).0)
            .collect()
    })
}

/// How many of four photographs with a fault, and of four without, a verdict calls bad.
fn caught(fault: Fault, bad: impl Fn(&Report) -> bool) -> (usize, usize) {
    let faulty = (500..504)
        .zip(KINDS.into_iter().cycle())
        .filter(|(seed, kind)| bad(&report(*kind, Shot::compliant().with(fault), *seed).0))
        .count();
    (faulty, good().iter().filter(|report| bad(report)).count())
}

#[test]
fn blur_is_noticed() {
    assert_eq!(caught(Fault::Blur, |report| report.verdicts.blur.is_bad()), (4, 0));
}

#[test]
fn glare_is_noticed() {
    assert_eq!(caught(Fault::Glare, |report| report.verdicts.glare.is_bad()), (4, 0));
}

#[test]
fn a_grey_photocopy_is_no_original() {
    assert_eq!(caught(Fault::CopyGrey, |report| !report.verdicts.original), (4, 0));
}

#[test]
fn a_document_too_far_away_is_noticed() {
    assert_eq!(caught(Fault::TooFar, |report| report.verdicts.coverage.is_bad()), (4, 0));
}

#[test]
fn too_dark_a_photograph_is_noticed() {
    assert_eq!(caught(Fault::Dark, |report| report.verdicts.exposure.is_bad()), (4, 0));
}

#[test]
fn a_background_that_is_not_white_is_noticed() {
    for background in [Background::Wood, Background::Cloth, Background::Stone] {
        let shot = Shot { fill: 0.85, ..Shot::compliant() }.on(background);
        let (report, _) = report(DocumentKind::IdFront, shot, 77);
        assert!(report.verdicts.background.is_bad(), "{background:?} {:?}", report.measures);
    }
}

#[test]
fn the_outline_is_found_on_white_and_on_wood() {
    for (index, kind) in KINDS.into_iter().enumerate() {
        for shot in [Shot::compliant(), Shot::hard()] {
            let (report, photo) = report(kind, shot, 600 + index as u64);
            let found = report.quad.expect("an outline");
            let diagonal = (photo.image.width() as f32).hypot(photo.image.height() as f32);
            for (found, wanted) in found.iter().zip(photo.quad) {
                let off = (found[0] - wanted.0).hypot(found[1] - wanted.1) / diagonal;
                assert!(off < 0.04, "{kind:?}: {off}");
            }
        }
    }
}
