use image::{Rgb, RgbImage};
use samples::{Background, Fault, Photograph, Shot, photograph};

/// A white page of A4's aspect whose corners are red, green, blue and black squares, clockwise
/// from the top left, with lines of text-like bars between.
fn marked() -> RgbImage {
    let (width, height) = (1188, 840);
    RgbImage::from_fn(width, height, |x, y| {
        let (left, top) = (x < 60, y < 60);
        let (right, bottom) = (x >= width - 60, y >= height - 60);
        match (left, top, right, bottom) {
            (true, true, _, _) => Rgb([220, 0, 0]),
            (_, true, true, _) => Rgb([0, 200, 0]),
            (_, _, true, true) => Rgb([0, 0, 220]),
            (true, _, _, true) => Rgb([0, 0, 0]),
            _ if x / 6 % 2 == 0 && y / 12 % 4 == 1 => Rgb([30, 30, 30]),
            _ => Rgb([250, 248, 244]),
        }
    })
}

/// The colour just inside a corner: towards the middle of the quad by a 30th.
fn inside(photo: &Photograph, corner: usize) -> [f32; 3] {
    let middle = photo.quad.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / 4.0, m.1 + p.1 / 4.0));
    let at = photo.quad[corner];
    let x = at.0 + (middle.0 - at.0) / 30.0;
    let y = at.1 + (middle.1 - at.1) / 30.0;
    photo.image.get_pixel(x as u32, y as u32).0.map(f32::from)
}

fn within(photo: &Photograph, corner: usize) -> bool {
    let (x, y) = photo.quad[corner];
    x >= 0.0 && y >= 0.0 && x <= photo.image.width() as f32 && y <= photo.image.height() as f32
}

fn mean(image: &RgbImage) -> f32 {
    image.as_raw().iter().map(|v| f32::from(*v)).sum::<f32>() / image.as_raw().len() as f32
}

/// Mean absolute difference of neighbours: high in a sharp picture.
fn sharpness(image: &RgbImage) -> f32 {
    let mut sum = 0.0;
    for y in 0..image.height() {
        for x in 1..image.width() {
            let (a, b) = (image.get_pixel(x - 1, y).0[1], image.get_pixel(x, y).0[1]);
            sum += f32::from(a.abs_diff(b));
        }
    }
    sum / (image.width() * image.height()) as f32
}

fn small(shot: Shot) -> Shot {
    Shot { long_edge: 800, ..shot }
}

#[test]
fn the_true_quad_runs_clockwise_from_the_documents_own_top_left() {
    let flat = marked();
    for shot in [Shot::compliant(), Shot::medium(), Shot::hard()] {
        for turns in 0..4 {
            let photo = photograph(&flat, &small(shot.clone()).turned(turns), 9);
            let seen = [0, 1, 2, 3].map(|corner| inside(&photo, corner));
            let lead =
                |c: [f32; 3], i: usize| c[i] > c[(i + 1) % 3] * 1.8 && c[i] > c[(i + 2) % 3] * 1.8;
            assert!(lead(seen[0], 0), "red top left, turned {turns}: {seen:?}");
            assert!(lead(seen[1], 1), "green top right, turned {turns}: {seen:?}");
            assert!(lead(seen[2], 2), "blue bottom right, turned {turns}: {seen:?}");
            assert!(seen[3].iter().all(|v| *v < 60.0), "black bottom left, {turns}: {seen:?}");
        }
    }
}

#[test]
fn a_good_document_lies_wholly_inside_the_frame() {
    let flat = marked();
    for seed in 0..6 {
        for shot in [Shot::compliant(), Shot::medium(), Shot::hard()] {
            let fill = shot.fill;
            let photo = photograph(&flat, &small(shot), seed);
            assert!((0..4).all(|corner| within(&photo, corner)), "{:?}", photo.quad);
            assert!((photo.visible - 1.0).abs() < 1e-3);
            assert!((photo.coverage_extent - fill).abs() < 0.01, "{}", photo.coverage_extent);
        }
    }
}

#[test]
fn a_cut_corner_is_outside_and_too_far_is_small() {
    let flat = marked();
    for seed in 0..6 {
        let cut = photograph(&flat, &small(Shot::compliant().with(Fault::CutCorner)), seed);
        assert!((0..4).any(|corner| !within(&cut, corner)), "{:?}", cut.quad);
        assert!(cut.visible < 0.95);
        let far = photograph(&flat, &small(Shot::compliant().with(Fault::TooFar)), seed);
        assert!(far.coverage_extent < 0.5);
        assert!((0..4).all(|corner| within(&far, corner)));
    }
}

#[test]
fn light_and_focus_faults_show_in_the_pixels() {
    let flat = marked();
    let take = |shot: Shot| photograph(&flat, &small(shot), 4);
    let good = take(Shot::compliant());
    let blurred = take(Shot::compliant().with(Fault::Blur));
    assert!(sharpness(&blurred.image) < 0.75 * sharpness(&good.image));
    assert!(blurred.blur > 0.15 && good.blur < 0.05);
    assert!(mean(&take(Shot::compliant().with(Fault::Dark)).image) < 0.5 * mean(&good.image));
    let burnt = |photo: &Photograph| {
        let count = photo.image.pixels().filter(|p| p.0.iter().all(|v| *v >= 252)).count();
        count as f32 / (photo.image.width() * photo.image.height()) as f32
    };
    assert!(burnt(&take(Shot::compliant().with(Fault::Bright))) > 0.4);
    let glare = take(Shot::compliant().with(Fault::Glare));
    assert!((0.03..0.2).contains(&glare.glare), "{}", glare.glare);
    assert!(burnt(&glare) > 0.5 * glare.glare && burnt(&good) < 0.001);
}

#[test]
fn a_grey_copy_has_no_colour_left_and_screens_are_not_the_original() {
    let flat = marked();
    let copy = photograph(&flat, &small(Shot::compliant().with(Fault::CopyGrey)), 4);
    let most = copy
        .image
        .pixels()
        .map(|p| p.0.iter().max().expect("three") - p.0.iter().min().expect("three"))
        .max();
    assert!(most.expect("pixels") < 40, "{most:?}");
    for fault in [Fault::ScreenMonitor, Fault::ScreenPhone] {
        assert!(fault.is_not_original());
        let photo = photograph(&flat, &small(Shot::compliant().with(fault)), 4);
        assert!((0..4).all(|corner| within(&photo, corner)), "{fault:?} {:?}", photo.quad);
        let red = inside(&photo, 0);
        assert!(red[0] > red[1] * 1.5 && red[0] > red[2] * 1.5, "{fault:?} {red:?}");
    }
}

#[test]
fn photographs_repeat_with_their_seed_and_grounds_differ() {
    let flat = marked();
    let take = |seed, ground| photograph(&flat, &small(Shot::hard()).on(ground), seed).image;
    assert_eq!(take(3, Background::Wood), take(3, Background::Wood));
    assert_ne!(take(3, Background::Wood), take(4, Background::Wood));
    assert_ne!(take(3, Background::Wood), take(3, Background::Stone));
}

#[test]
fn a_card_has_round_corners_and_a_page_has_not() {
    let card = RgbImage::from_pixel(1370, 864, Rgb([60, 60, 200]));
    let page = RgbImage::from_pixel(1188, 840, Rgb([60, 60, 200]));
    let corner = |flat: &RgbImage| {
        let shot = Shot { noise: 0.0, tilt: 0.0, slant: 0.0, ..small(Shot::compliant()) };
        let photo = photograph(flat, &shot, 1);
        let (x, y) = photo.quad[0];
        photo.image.get_pixel(x as u32 + 3, y as u32 + 3).0
    };
    let (rounded, square) = (corner(&card), corner(&page));
    assert!(rounded[0] > 100, "white desk shows at a card's corner: {rounded:?}");
    assert!(square[0] < 90, "a page reaches its corner: {square:?}");
}
