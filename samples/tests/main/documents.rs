use std::hash::{DefaultHasher, Hash, Hasher};

use samples::{
    DocumentKind, Fonts, Prompt, SampleError, document, institution, organisation, person,
    portrait_frames,
};

use crate::fonts;

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn the_same_seed_gives_the_same_pixels_and_another_does_not() {
    let fonts = fonts();
    for kind in DocumentKind::ALL {
        let first = document(&fonts, kind, 5);
        let again = document(&fonts, kind, 5);
        let other = document(&fonts, kind, 6);
        assert_eq!(hash(first.flat.as_raw()), hash(again.flat.as_raw()), "{kind:?}");
        assert_ne!(hash(first.flat.as_raw()), hash(other.flat.as_raw()), "{kind:?}");
        assert_eq!(first.fields, again.fields);
    }
}

#[test]
fn no_text_needs_a_glyph_the_font_lacks() {
    let fonts = fonts();
    for seed in 0..200 {
        let text = format!("{:?}{:?}{:?}", person(seed), organisation(seed), institution(seed));
        let missing = fonts.missing_glyphs(&text);
        assert!(missing.is_empty(), "seed {seed}: {missing:?}");
    }
    assert_eq!(fonts.missing_glyphs("中\u{e000}"), vec!['\u{e000}']);
}

#[test]
fn an_address_takes_at_most_three_lines_of_a_card() {
    for seed in 0..500 {
        let address = person(seed).address;
        // A Han character is two halves wide, a digit one and a bit; a line has room for 22.
        let halves: f32 = address.chars().map(|c| if c.is_ascii() { 1.12 } else { 2.0 }).sum();
        assert!(halves <= 64.0, "{address}");
    }
}

#[test]
fn a_missing_font_names_the_command_that_fetches_it() {
    let error = Fonts::load(std::path::Path::new("no/such/folder")).expect_err("no fonts there");
    assert!(matches!(error, SampleError::FontMissing(_)));
    assert!(error.to_string().contains("cargo xtask models"));
}

#[test]
fn a_prompted_face_moves_and_two_faces_differ() {
    for prompt in [Prompt::TurnLeft, Prompt::TurnRight, Prompt::OpenMouth] {
        let frames = portrait_frames(3, prompt);
        let (first, last) = (&frames[0], &frames[frames.len() - 1]);
        assert_eq!(first.dimensions(), (480, 640));
        let changed = first.pixels().zip(last.pixels()).filter(|(a, b)| a != b).count();
        assert!(changed > 2000, "{prompt:?} changed {changed} pixels");
    }
    let left = portrait_frames(3, Prompt::TurnLeft);
    let right = portrait_frames(3, Prompt::TurnRight);
    assert_ne!(left[11], right[11]);
    assert_ne!(
        portrait_frames(3, Prompt::LookStraight)[0],
        portrait_frames(4, Prompt::LookStraight)[0]
    );
}
