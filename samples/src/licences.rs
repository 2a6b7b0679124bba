//! Business licences (营业执照, duplicate 副本): A4, both printed forms in use.

use image::RgbImage;

use crate::canvas::{Align, Canvas, Ink, Style};
use crate::organisations::OrganisationKind;
use crate::ornaments::{border, caption, emblem, guilloche, seal, square_code, tint};
use crate::{Fonts, LicenceLayout, Organisation};

/// Pixels a millimetre of a flat licence: 2376 × 1680 pixels.
const SCALE: f32 = 8.0;
const TEXT: Ink = [28, 26, 26];
const GOLD: Ink = [190, 148, 52];
const MAROON: Ink = [170, 44, 48];

/// The words printed before the values; they differ with the kind of body.
struct Labels {
    head: &'static str,
    established: &'static str,
    address: &'static str,
}

impl Labels {
    fn of(kind: OrganisationKind, layout: LicenceLayout) -> Self {
        match kind {
            OrganisationKind::Company => {
                Self { head: "法定代表人", established: "成立日期", address: "住所" }
            }
            OrganisationKind::Branch => {
                Self { head: "负责人", established: "成立日期", address: "经营场所" }
            }
            OrganisationKind::SoleTrader => Self {
                head: "经营者",
                established: match layout {
                    LicenceLayout::Landscape2019 => "注册日期",
                    LicenceLayout::PortraitOld => "成立日期",
                },
                address: "经营场所",
            },
        }
    }
}

/// The licence of an organisation on the form it names itself ([`Organisation::layout`]).
pub fn licence(fonts: &Fonts, organisation: &Organisation) -> RgbImage {
    match organisation.layout {
        LicenceLayout::Landscape2019 => licence_landscape_2019(fonts, organisation),
        LicenceLayout::PortraitOld => licence_portrait_old(fonts, organisation),
    }
}

/// The landscape form printed since 2019-03-01: two columns, 297 × 210 mm, 2376 × 1680 pixels.
pub fn licence_landscape_2019(fonts: &Fonts, organisation: &Organisation) -> RgbImage {
    let mut canvas = Canvas::new(297.0, 210.0, SCALE, [250, 247, 240]);
    tint(&mut canvas, [250, 240, 220], [244, 240, 232], 0.5);
    guilloche(&mut canvas, [226, 206, 160], 3.2, 0.34, 31);
    border(&mut canvas, 7.0, GOLD);
    emblem(&mut canvas, (148.5, 30.5), 12.0);

    let small = Style::new(&fonts.regular, 4.4, TEXT);
    canvas.text(small, Align::Left, (24.5, 26.5), "统一社会信用代码");
    let code = Style::new(&fonts.bold, 5.4, TEXT).spaced(0.03);
    canvas.text(code, Align::Left, (24.5, 34.5), &organisation.uscc);
    square_code(&mut canvas, 218.0, 20.5, 26.0, organisation.seed);
    let note = Style::new(&fonts.regular, 2.5, TEXT);
    let notes = [
        "扫描二维码登录",
        "“国家企业信用",
        "信息公示系统”",
        "了解更多登记、",
        "备案、许可、监",
        "管信息。",
    ];
    for (i, line) in notes.iter().enumerate() {
        canvas.text(note, Align::Left, (247.0, 23.0 + 4.1 * i as f32), line);
    }
    let title = Style::new(&fonts.bold, 16.0, TEXT);
    canvas.justified(title, (98.0, 55.0), 101.0, "营业执照");
    canvas.text(small.size(6.2), Align::Centre, (148.5, 73.0), "（副　本）");
    canvas.text(small.size(4.0), Align::Left, (176.0, 73.0), "（1-1）");

    let labels = Labels::of(organisation.kind, LicenceLayout::Landscape2019);
    let label = Style::new(&fonts.bold, 4.7, TEXT);
    let value = Style::new(&fonts.regular, 4.5, TEXT);
    let mut y = 88.0;
    for (name, text) in [
        ("名称", organisation.name.as_str()),
        ("类型", organisation.type_.as_str()),
        (labels.head, organisation.legal_person.as_str()),
    ] {
        canvas.justified(label, (25.0, y), 28.0, name);
        let lines = value.wrap(text, 95.0);
        canvas.lines(value, (58.5, y), 6.0, &lines);
        y += 12.4 + 6.0 * (lines.len() - 1) as f32;
    }
    canvas.justified(label, (25.0, y), 28.0, "经营范围");
    let mut scope = value.size(4.1);
    let mut lines = scope.wrap(&organisation.scope, 98.0);
    if y + 5.6 * lines.len() as f32 > 186.0 {
        scope = value.size(3.4);
        lines = scope.wrap(&organisation.scope, 98.0);
    }
    canvas.lines(scope, (58.5, y), scope.size * 1.36, &lines);

    let mut y = 88.0;
    let mut right = Vec::new();
    if let Some(capital) = &organisation.capital {
        right.push(("注册资本", capital.clone()));
    }
    if organisation.kind == OrganisationKind::SoleTrader {
        right.push(("组成形式", "个人经营".to_owned()));
    }
    right.push((labels.established, organisation.established.chinese()));
    if let Some(term) = &organisation.term {
        right.push(("营业期限", term.clone()));
    }
    right.push((labels.address, organisation.address.clone()));
    for (name, text) in right {
        canvas.justified(label, (165.5, y), 28.0, name);
        let lines = value.wrap(&text, 72.0);
        canvas.lines(value, (198.5, y), 6.2, &lines);
        y += 12.4 + 6.2 * (lines.len() - 1) as f32;
    }

    let office = Style::new(&fonts.regular, 6.2, TEXT).spaced(0.5);
    canvas.text(office, Align::Left, (167.0, 166.0), "登记机关");
    let date = Style::new(&fonts.regular, 5.0, TEXT).spaced(0.12);
    canvas.text(date, Align::Left, (203.0, 179.5), &organisation.issued.chinese());
    seal(&mut canvas, fonts, (228.0, 168.0), &organisation.registrar, organisation.seed);
    let foot = Style::new(&fonts.regular, 2.7, TEXT);
    canvas.text(
        foot,
        Align::Left,
        (24.5, 187.6),
        "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn",
    );
    canvas.text(
        foot,
        Align::Left,
        (24.5, 191.8),
        "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告",
    );
    canvas.text(foot, Align::Left, (232.0, 191.8), "国家市场监督管理总局监制");
    canvas.image
}

/// The portrait form before 2019: one column, 210 × 297 mm, 1680 × 2376 pixels.
pub fn licence_portrait_old(fonts: &Fonts, organisation: &Organisation) -> RgbImage {
    let mut canvas = Canvas::new(210.0, 297.0, SCALE, [248, 244, 242]);
    tint(&mut canvas, [250, 234, 226], [240, 236, 240], 0.5);
    guilloche(&mut canvas, [222, 190, 190], 3.2, 0.32, 41);
    border(&mut canvas, 6.5, MAROON);
    emblem(&mut canvas, (105.0, 30.0), 12.0);

    let small = Style::new(&fonts.regular, 4.6, TEXT);
    let title = Style::new(&fonts.bold, 16.0, TEXT);
    canvas.justified(title, (59.0, 55.0), 92.0, "营业执照");
    canvas.text(small.size(6.0), Align::Centre, (105.0, 71.5), "（副　本）");
    let serial = format!("编号：S{}", 1_000_000_000 + organisation.seed % 1_000_000_000);
    canvas.text(small.size(3.0), Align::Left, (143.0, 75.5), &serial);
    let end = canvas.text(small.size(4.6), Align::Left, (59.0, 83.0), "统一社会信用代码");
    let code = Style::new(&fonts.bold, 5.0, TEXT);
    canvas.text(code, Align::Left, (end + 3.0, 83.0), &organisation.uscc);

    let labels = Labels::of(organisation.kind, LicenceLayout::PortraitOld);
    let mut rows = vec![
        ("名称", organisation.name.clone()),
        ("类型", organisation.type_.clone()),
        (labels.address, organisation.address.clone()),
        (labels.head, organisation.legal_person.clone()),
    ];
    if organisation.kind == OrganisationKind::SoleTrader {
        rows.push(("组成形式", "个人经营".to_owned()));
    }
    if let Some(capital) = &organisation.capital {
        rows.push(("注册资本", capital.clone()));
    }
    rows.push((labels.established, organisation.established.chinese()));
    if let Some(term) = &organisation.term {
        rows.push(("营业期限", term.clone()));
    }
    let label = Style::new(&fonts.regular, 5.0, TEXT);
    let value = Style::new(&fonts.regular, 4.7, TEXT);
    let mut y = 97.5;
    for (name, text) in &rows {
        canvas.justified(label, (31.0, y), 31.0, name);
        let lines = value.wrap(text, 112.0);
        canvas.lines(value, (68.5, y), 6.4, &lines);
        y += 11.2 + 6.4 * (lines.len() - 1) as f32;
    }
    canvas.justified(label, (31.0, y), 31.0, "经营范围");
    let mut scope = value.size(4.3);
    let mut lines = scope.wrap(&organisation.scope, 113.0);
    if y + 5.9 * lines.len() as f32 > 228.0 {
        scope = value.size(3.5);
        lines = scope.wrap(&organisation.scope, 113.0);
    }
    canvas.lines(scope, (68.5, y), scope.size * 1.36, &lines);

    square_code(&mut canvas, 33.0, 231.0, 23.0, organisation.seed);
    caption(&mut canvas, fonts, (44.5, 257.6), 2.5, "在线扫码获取详细信息");
    let office = Style::new(&fonts.regular, 6.0, TEXT).spaced(0.4);
    canvas.text(office, Align::Left, (92.0, 238.0), "登记机关");
    let date = Style::new(&fonts.regular, 5.0, TEXT).spaced(0.1);
    canvas.text(date, Align::Left, (127.0, 255.5), &organisation.issued.chinese());
    seal(&mut canvas, fonts, (150.0, 243.5), &organisation.registrar, organisation.seed);
    let foot = Style::new(&fonts.regular, 2.8, TEXT);
    canvas.text(
        foot,
        Align::Left,
        (22.0, 273.5),
        "企业信用信息公示系统网址：http://www.gsxt.gov.cn",
    );
    canvas.text(foot, Align::Left, (128.0, 273.5), "中华人民共和国国家工商行政管理总局监制");
    canvas.image
}
