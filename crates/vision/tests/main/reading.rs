//! Fields read from generated photographs, against what was printed.

use samples::{DocumentKind, Shot, document, photograph};
use unicode_normalization::UnicodeNormalization;
use vision::{Claim, DocKind, Picture, Report};

use crate::{codes, fonts, inspect};

const TIERS: [fn() -> Shot; 3] = [Shot::compliant, Shot::medium, Shot::hard];

/// Fields right and fields printed, over `count` photographs of each tier.
fn accuracy(kind: DocumentKind, count: u64, first_seed: u64) -> (usize, usize, Vec<String>) {
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for (tier, shot) in TIERS.iter().enumerate() {
        for seed in first_seed..first_seed + count {
            let seed = seed + 1000 * tier as u64;
            let card = document(fonts(), kind, seed);
            let photo = photograph(&card.flat, &shot(), seed);
            let report = inspect(&Picture::from_pixels(photo.image), Claim::Auto);
            assert_eq!(report.doc_type.name(), kind.doc_type(), "seed {seed}");
            for (field, printed) in &card.fields {
                let printed = printed.as_str().unwrap_or_default();
                all += 1;
                if same(&report, field, printed) {
                    right += 1;
                } else {
                    wrong.push(format!("seed {seed} tier {tier} {field}"));
                }
            }
        }
    }
    (right, all, wrong)
}

/// Equal after NFKC and without spaces, as pictures are scored.
fn same(report: &Report, field: &str, printed: &str) -> bool {
    let plain = |text: &str| -> String {
        text.nfkc()
            .filter(|char| !char.is_whitespace())
            .map(|char| if char == '•' { '·' } else { char })
            .collect::<String>()
            .trim_end_matches(['。', ';'])
            .to_owned()
    };
    report.fields.get(field).is_some_and(|read| plain(read) == plain(printed))
}

fn at_least(share: f64, kind: DocumentKind, count: u64, first_seed: u64) {
    let (right, all, wrong) = accuracy(kind, count, first_seed);
    let reached = right as f64 / all as f64;
    println!("{}: {right}/{all} fields", kind.name());
    assert!(reached >= share, "{right}/{all}: {wrong:?}");
}

#[test]
fn identity_card_fronts_are_read_to_97_percent() {
    at_least(0.97, DocumentKind::IdFront, 4, 100);
}

#[test]
fn identity_card_backs_are_read_to_97_percent() {
    at_least(0.97, DocumentKind::IdBack, 3, 200);
}

#[test]
fn licences_of_both_layouts_are_read_to_92_percent() {
    at_least(0.92, DocumentKind::Licence, 3, 300);
}

#[test]
fn institution_certificates_are_read_to_90_percent() {
    at_least(0.90, DocumentKind::Institution, 2, 400);
}

#[test]
fn the_wrong_side_of_a_card_is_named() {
    let back = document(fonts(), DocumentKind::IdBack, 9);
    let photo = photograph(&back.flat, &Shot::compliant(), 9);
    let report = inspect(&Picture::from_pixels(photo.image), Claim::Kind(DocKind::IdFront));
    assert_eq!(report.doc_type, DocKind::IdBack);
    assert!(codes(&report).contains(&"document.wrong_side"), "{:?}", codes(&report));
    assert!(!report.accept);
    let message = &report.findings[0].message;
    assert!(message.contains("国徽面") && message.contains("人像面"), "{message}");
}

#[test]
fn another_document_than_claimed_is_named() {
    let licence = document(fonts(), DocumentKind::Licence, 9);
    let photo = photograph(&licence.flat, &Shot::compliant(), 9);
    let report = inspect(&Picture::from_pixels(photo.image), Claim::Kind(DocKind::IdFront));
    assert_eq!(report.doc_type, DocKind::Licence);
    assert!(codes(&report).contains(&"document.wrong_kind"));
}

#[test]
fn a_good_photograph_of_a_card_is_accepted_with_boxes_and_confidence() {
    let card = document(fonts(), DocumentKind::IdFront, 31);
    let photo = photograph(&card.flat, &Shot::compliant(), 31);
    let report = inspect(&Picture::from_pixels(photo.image.clone()), Claim::Kind(DocKind::IdFront));
    assert!(report.accept, "{:?} {:?}", codes(&report), report.measures);
    for field in ["name", "sex", "nation", "birth", "address", "id_no"] {
        assert!(report.confidence[field] > 0.8, "{field}");
        let inside = report.boxes[field].iter().all(|p| {
            (0.0..=photo.image.width() as f32).contains(&p[0])
                && (0.0..=photo.image.height() as f32).contains(&p[1])
        });
        assert!(inside, "{field}");
    }
}

#[test]
fn a_report_prints_none_of_what_was_read() {
    let card = document(fonts(), DocumentKind::IdFront, 31);
    let photo = photograph(&card.flat, &Shot::compliant(), 31);
    let report = inspect(&Picture::from_pixels(photo.image), Claim::Auto);
    let printed = format!("{report:?} {:?}", report.lines);
    for value in report.fields.values().filter(|value| value.chars().count() > 1) {
        assert!(!printed.contains(value.as_str()));
    }
}
