//! The data page of a passport: 125 × 88 mm with a machine readable zone (ICAO 9303 TD3).

use image::RgbImage;

use crate::canvas::{Align, Canvas, Ink, Style};
use crate::dates::Date;
use crate::numbers::mrz_check;
use crate::ornaments::{emblem, guilloche, signature, tint};
use crate::portrait::{Pose, face};
use crate::{Fonts, Person};

/// Pixels a millimetre of a flat page: 1750 × 1232 pixels.
const SCALE: f32 = 14.0;
const TEXT: Ink = [26, 26, 30];
const RED: Ink = [176, 66, 66];

/// What a passport's data page says that the person's card does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassportText {
    /// Day of issue.
    pub issued: Date,
    /// Last day of validity.
    pub expiry: Date,
    /// First line of the machine readable zone, 44 characters.
    pub mrz1: String,
    /// Second line of the machine readable zone, 44 characters with valid check digits.
    pub mrz2: String,
}

impl PassportText {
    /// The passport of a person: issued with the card, good for ten years.
    pub fn of(person: &Person) -> Self {
        let issued = Date { day: person.valid_from.day.max(2), ..person.valid_from };
        let end = issued.plus_years(10);
        let expiry = Date { day: end.day - 1, ..end };
        let name = format!("P<CHN{}<<{}", person.latin.0, person.latin.1);
        let short = |date: Date| date.compact()[2..].to_owned();
        let number = format!("{:<<9}", person.passport_no);
        let checked = |text: &str| format!("{text}{}", mrz_check(text));
        let (number, birth, end) =
            (checked(&number), checked(&short(person.birth)), checked(&short(expiry)));
        let personal = "<".repeat(15);
        let all = mrz_check(&format!("{number}{birth}{end}{personal}"));
        Self {
            issued,
            expiry,
            mrz1: format!("{name:<<44}"),
            mrz2: format!("{number}CHN{birth}{}{end}{personal}{all}", person.sex.letter()),
        }
    }
}

/// The data page; the face is a drawing. 1750 × 1232 pixels.
pub fn passport(fonts: &Fonts, person: &Person, page: &PassportText) -> RgbImage {
    let mut canvas = Canvas::new(125.0, 88.0, SCALE, [238, 232, 234]);
    tint(&mut canvas, [214, 224, 240], [244, 214, 214], 0.5);
    guilloche(&mut canvas, [206, 186, 196], 1.2, 0.34, 61);
    emblem(&mut canvas, (11.5, 8.6), 4.6);
    let red = Style::new(&fonts.regular, 4.2, RED);
    canvas.justified(red, (18.0, 6.6), 31.0, "中华人民共和国");
    canvas.text(red.size(2.3), Align::Left, (18.0, 11.2), "PEOPLE'S REPUBLIC OF CHINA");
    canvas.text(red.spaced(0.4), Align::Left, (70.0, 6.6), "护照");
    canvas.text(red.size(2.3), Align::Left, (70.0, 11.2), "PASSPORT");

    canvas.rect([7.5, 19.0, 40.5, 60.0], [246, 246, 248]);
    face(&mut canvas, person.seed, (24.0, 36.5), 7.6, Pose { turn: 0.0, mouth: 0.0 }, 60.0);

    let label = Style::new(&fonts.regular, 1.75, [96, 70, 76]);
    let value = Style::new(&fonts.regular, 2.9, TEXT);
    let place = person.birth_place;
    let names = if person.latin.1.is_empty() {
        person.latin.0.clone()
    } else {
        format!("{}, {}", person.latin.0, person.latin.1)
    };
    let sex = format!("{}/{}", person.sex.chinese(), person.sex.letter());
    let born = format!("{}/{}", place.0, place.1);
    let cells: [(f32, f32, &str, Vec<String>); 12] = [
        (45.0, 16.5, "类型/Type", vec!["P".to_owned()]),
        (65.0, 16.5, "国家码/Country Code", vec!["CHN".to_owned()]),
        (91.0, 16.5, "护照号码/Passport No.", vec![person.passport_no.clone()]),
        (45.0, 23.6, "姓名/Name", vec![person.name.clone(), names]),
        (45.0, 34.0, "性别/Sex", vec![sex]),
        (62.0, 34.0, "国籍/Nationality", vec!["中国/CHINESE".to_owned()]),
        (91.0, 34.0, "出生日期/Date of birth", vec![english(person.birth)]),
        (45.0, 41.0, "出生地点/Place of birth", vec![born.clone()]),
        (91.0, 41.0, "签发日期/Date of issue", vec![english(page.issued)]),
        (45.0, 48.0, "签发地点/Place of issue", vec![born]),
        (91.0, 48.0, "有效期至/Date of expiry", vec![english(page.expiry)]),
        (
            45.0,
            55.0,
            "签发机关/Authority",
            vec!["公安部出入境管理局".to_owned(), "MPS Exit & Entry Administration".to_owned()],
        ),
    ];
    for (x, y, name, lines) in cells {
        canvas.text(label, Align::Left, (x, y), name);
        for (i, line) in lines.iter().enumerate() {
            let style = if line.len() > 24 { value.size(2.2) } else { value };
            canvas.text(style, Align::Left, (x, y + 2.9 + 3.2 * i as f32), line);
        }
    }
    canvas.text(label, Align::Left, (91.0, 55.0), "持照人签名/Bearer's signature");
    signature(&mut canvas, fonts, (93.0, 60.0), 4.6, &person.name, person.seed);

    canvas.rect([0.0, 67.0, 125.0, 88.0], [240, 236, 238]);
    let zone = Style::new(&fonts.regular, 4.0, TEXT);
    for (y, line) in [(73.2, &page.mrz1), (80.4, &page.mrz2)] {
        // OCR-B has one width for all: 2.54 mm.
        for (i, c) in line.chars().enumerate() {
            canvas.text(zone, Align::Centre, (8.0 + 2.54 * i as f32, y), &c.to_string());
        }
    }
    canvas.image
}

/// `25 SEP 1997`.
fn english(date: Date) -> String {
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    format!("{:02} {} {}", date.day, MONTHS[date.month as usize - 1], date.year)
}
