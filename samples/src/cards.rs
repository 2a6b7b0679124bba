//! The two sides of a resident identity card (居民身份证): 85.6 × 54 mm, second generation layout
//! (GA 461).

use image::RgbImage;

use crate::canvas::{Align, Canvas, Ink, Style};
use crate::ornaments::{emblem, guilloche, tint};
use crate::portrait::{Pose, face};
use crate::{Fonts, Person};

/// Pixels a millimetre of a flat card: 1370 × 864 pixels.
const SCALE: f32 = 16.0;
const WIDTH: f32 = 85.6;
const HEIGHT: f32 = 54.0;
const LABEL: Ink = [38, 112, 176];
const TEXT: Ink = [22, 22, 24];

/// The side with the portrait (人像面): name, sex, nation, birth, address, number; the face is a
/// drawing. About 1370 × 864 pixels, square corners.
pub fn id_front(fonts: &Fonts, person: &Person) -> RgbImage {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, SCALE, [226, 229, 238]);
    tint(&mut canvas, [206, 214, 236], [240, 218, 226], 0.5);
    guilloche(&mut canvas, [150, 172, 206], 1.05, 0.42, 11);
    guilloche(&mut canvas, [214, 176, 190], 1.6, 0.3, 12);

    let label = Style::new(&fonts.regular, 3.0, LABEL).spaced(0.42);
    let value = Style::new(&fonts.regular, 3.3, TEXT);
    canvas.text(label, Align::Left, (5.6, 8.1), "姓名");
    canvas.text(value.size(3.5), Align::Left, (15.2, 8.1), &person.name);
    canvas.text(label, Align::Left, (5.6, 15.0), "性别");
    canvas.text(value, Align::Left, (15.2, 15.0), person.sex.chinese());
    canvas.text(label, Align::Left, (22.6, 15.0), "民族");
    canvas.text(value, Align::Left, (31.4, 15.0), &person.nation);
    canvas.text(label, Align::Left, (5.6, 21.7), "出生");
    let small = label.spaced(0.0);
    canvas.text(value, Align::Left, (15.2, 21.7), &person.birth.year.to_string());
    canvas.text(small, Align::Left, (23.6, 21.7), "年");
    canvas.text(value, Align::Centre, (30.0, 21.7), &person.birth.month.to_string());
    canvas.text(small, Align::Left, (33.0, 21.7), "月");
    canvas.text(value, Align::Centre, (39.0, 21.7), &person.birth.day.to_string());
    canvas.text(small, Align::Left, (41.6, 21.7), "日");
    canvas.text(label, Align::Left, (5.6, 28.9), "住址");
    // Eleven full characters a line; four lines at the very most before the number.
    let lines = value.wrap(&person.address, 11.05 * 3.3);
    canvas.lines(value, (15.2, 28.9), 4.55, &lines);
    canvas.text(label.spaced(0.06), Align::Left, (5.6, 46.6), "公民身份号码");
    let number = Style::new(&fonts.bold, 3.75, TEXT).spaced(0.115);
    canvas.text(number, Align::Left, (29.0, 46.5), &person.id_no);

    let pose = Pose { turn: 0.0, mouth: 0.0 };
    // The portrait has no ground of its own: it stands on the pattern, cut off at the shoulders.
    face(&mut canvas, person.seed, (68.4, 19.2), 5.5, pose, 38.4);
    canvas.image
}

/// The side with the emblem (国徽面): authority and term of validity.
/// About 1370 × 864 pixels, square corners.
pub fn id_back(fonts: &Fonts, person: &Person) -> RgbImage {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, SCALE, [232, 230, 238]);
    tint(&mut canvas, [238, 212, 222], [212, 220, 240], 0.55);
    guilloche(&mut canvas, [196, 174, 190], 1.05, 0.42, 21);
    wall(&mut canvas);
    emblem(&mut canvas, (13.4, 12.6), 7.2);
    let title = Style::new(&fonts.regular, 4.5, TEXT);
    canvas.justified(title, (27.6, 9.9), 44.6, "中华人民共和国");
    canvas.justified(title.size(7.2), (24.8, 19.2), 50.2, "居民身份证");
    let label = Style::new(&fonts.regular, 3.0, TEXT).spaced(0.1);
    let value = Style::new(&fonts.regular, 3.3, TEXT);
    let until = format!("{}-{}", person.valid_from.dotted(), person.valid_to.dotted());
    canvas.text(label, Align::Left, (20.7, 40.4), "签发机关");
    canvas.text(value, Align::Left, (35.9, 40.4), &person.authority);
    canvas.text(label, Align::Left, (20.7, 46.8), "有效期限");
    canvas.text(value, Align::Left, (35.9, 46.8), &until);
    canvas.image
}

/// The faint line of the Great Wall behind the text of the back.
fn wall(canvas: &mut Canvas) {
    let ridge = |x: f32| 31.0 + 4.6 * (x * 0.115).sin() + 1.7 * (x * 0.31 + 0.6).sin();
    canvas.shade([0.0, 22.0, WIDTH, 44.0], [188, 164, 184], |x, y| {
        let d = (y - ridge(x)).abs();
        let wall = (0.5 - (d - 1.1) * 2.0).clamp(0.0, 1.0);
        let teeth = if (x * 1.4).fract() < 0.5 && y < ridge(x) { 1.0 } else { 0.72 };
        0.26 * wall * teeth
    });
    for x in [17.0, 44.0, 69.0] {
        let top = ridge(x) - 4.2;
        canvas.shade([x - 2.0, top, x + 2.0, ridge(x) + 1.0], [188, 164, 184], |_, _| 0.24);
    }
}
