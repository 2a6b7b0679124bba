//! EXIF: the turn is applied, the rest dropped.

use samples::{DocumentKind, Shot, document, photograph};
use vision::{Claim, DocKind};

use crate::{fonts, inspect, reader};

fn card(exif_orientation: u8, quarter_turns: u8) -> (samples::Document, samples::Photograph) {
    let card = document(fonts(), DocumentKind::IdFront, 21);
    let shot = Shot {
        exif_orientation: Some(exif_orientation),
        gps: true,
        ..Shot::compliant().turned(quarter_turns)
    };
    let photo = photograph(&card.flat, &shot, 21);
    (card, photo)
}

#[test]
fn every_exif_orientation_comes_out_upright() {
    for orientation in 1..=8 {
        let (_, photo) = card(orientation, 0);
        let picture = reader().decode(&photo.jpeg().unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), photo.image.dimensions());
        let differs: f64 = picture
            .pixels()
            .pixels()
            .zip(photo.image.pixels())
            .step_by(97)
            .map(|(a, b)| f64::from(a.0[1].abs_diff(b.0[1])))
            .sum();
        let count = f64::from(picture.width() * picture.height()) / 97.0;
        assert!(differs / count < 6.0, "orientation {orientation}: {}", differs / count);
    }
}

#[test]
fn nothing_of_the_metadata_is_left_when_encoded_anew() {
    let (_, photo) = card(6, 0);
    let bytes = photo.jpeg().unwrap();
    let holds = |bytes: &[u8], needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
    assert!(holds(&bytes, b"Exif"));
    let stored = reader().decode(&bytes).unwrap().to_jpeg(4000, 4_000_000);
    assert!(!holds(&stored, b"Exif") && !holds(&stored, b"GPS"));
}

#[test]
fn a_picture_is_brought_under_the_size_asked_for() {
    let (_, photo) = card(1, 0);
    let picture = reader().decode(&photo.jpeg().unwrap()).unwrap();
    for (side, bytes) in [(1600, 200_000), (1600, 40_000), (800, 15_000)] {
        let jpeg = picture.to_jpeg(side, bytes);
        assert!(jpeg.len() <= bytes, "{} of {bytes}", jpeg.len());
        let again = reader().decode(&jpeg).unwrap();
        assert!(again.width().max(again.height()) <= side);
    }
}

#[test]
fn a_card_lying_on_its_side_or_head_is_read_all_the_same() {
    for quarters in 0..4 {
        let (card, photo) = card(1, quarters);
        let picture = reader().decode(&photo.jpeg().unwrap()).unwrap();
        let report = inspect(&picture, Claim::Auto);
        assert_eq!(report.doc_type, DocKind::IdFront, "{quarters} quarter turns");
        let wanted = card.fields["id_no"].as_str();
        let read = report.fields.get("id_no").map(String::as_str);
        assert_eq!(read, wanted, "{quarters} quarter turns");
    }
}
