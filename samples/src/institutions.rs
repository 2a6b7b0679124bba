//! Invented public institutions (事业单位) and their certificate (事业单位法人证书).

use image::RgbImage;

use crate::canvas::{Align, Canvas, Ink, Style};
use crate::dates::Date;
use crate::ornaments::{border, emblem, guilloche, seal, square_code, tint};
use crate::people::address;
use crate::regions::{GUANGDONG, REGIONS};
use crate::{Fonts, Seed, numbers, person};

/// Pixels a millimetre of a flat certificate: 2376 × 1680 pixels.
const SCALE: f32 = 8.0;
const TEXT: Ink = [28, 26, 26];

/// A public institution that does not exist: what its certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// What the institution was drawn from.
    pub seed: u64,
    /// 统一社会信用代码, class 12.
    pub uscc: String,
    /// 名称
    pub name: String,
    /// 宗旨和业务范围
    pub purpose: String,
    /// 住所
    pub address: String,
    /// 法定代表人
    pub legal_person: String,
    /// 经费来源
    pub funding: String,
    /// 开办资金, as printed.
    pub capital: String,
    /// 举办单位
    pub sponsor: String,
    /// 有效期, first day.
    pub valid_from: Date,
    /// 有效期, last day.
    pub valid_to: Date,
    /// 登记管理机关
    pub registrar: String,
}

/// The institution of a seed; its legal person is [`person`] of the same seed.
pub fn institution(seed: u64) -> Institution {
    let mut chance = Seed::new(seed, "institution");
    let region = &REGIONS[chance.below(GUANGDONG)];
    let place = region.name.strip_prefix("广东省").unwrap_or(region.name);
    let (body, purpose) = *chance.pick(&[
        ("图书馆", "为公众提供文献借阅、阅读推广和信息咨询服务，保存地方文献。"),
        ("文化馆", "组织群众文化活动，开展艺术普及与培训，保护非物质文化遗产。"),
        ("第三中学", "实施初中和高中学历教育，促进基础教育发展。"),
        ("环境监测站", "开展环境质量监测与污染源监测，为环境管理提供技术支持。"),
        ("社区卫生服务中心", "为居民提供基本医疗、预防保健、健康教育和康复服务。"),
        ("农业技术推广中心", "推广农业新技术、新品种，开展农民培训与病虫害防治指导。"),
    ]);
    let valid_from = Date::between(2023, 2025, &mut chance);
    let valid_from = Date { day: valid_from.day.max(2), ..valid_from };
    let end = valid_from.plus_years(5);
    Institution {
        seed,
        uscc: numbers::uscc("12", region.code, &mut chance),
        name: format!("{place}云杉{body}"),
        purpose: purpose.to_owned(),
        address: address(region.name, &mut chance),
        legal_person: person(seed).name,
        funding: (*chance.pick(&["全额拨款", "差额拨款", "财政补助", "自收自支"])).to_owned(),
        capital: format!("¥{}.{}万元", chance.whole(20, 980), chance.whole(0, 9)),
        sponsor: format!("{place}人民政府"),
        valid_from,
        valid_to: Date { day: end.day - 1, ..end },
        registrar: format!("{place}事业单位登记管理局"),
    }
}

/// The certificate: landscape A4, two columns, 2376 × 1680 pixels.
pub fn institution_certificate(fonts: &Fonts, institution: &Institution) -> RgbImage {
    let mut canvas = Canvas::new(297.0, 210.0, SCALE, [246, 247, 243]);
    tint(&mut canvas, [232, 240, 232], [244, 240, 232], 0.5);
    guilloche(&mut canvas, [190, 214, 190], 3.0, 0.32, 51);
    border(&mut canvas, 7.0, [176, 40, 44]);
    emblem(&mut canvas, (70.0, 38.0), 11.0);
    let text = Style::new(&fonts.regular, 4.5, TEXT);
    canvas.justified(text.size(7.0), (119.0, 29.0), 66.0, "中华人民共和国");
    canvas.justified(Style::new(&fonts.bold, 12.0, TEXT), (83.0, 44.0), 138.0, "事业单位法人证书");
    canvas.text(text.size(5.2), Align::Centre, (148.5, 57.5), "（副　本）");
    let code = format!("统一社会信用代码  {}", institution.uscc);
    canvas.text(text.size(4.8), Align::Centre, (148.5, 66.0), &code);

    let label = Style::new(&fonts.regular, 4.6, TEXT);
    let mut y = 79.0;
    for (name, value) in [
        ("名称", &institution.name),
        ("宗旨和业务范围", &institution.purpose),
        ("住所", &institution.address),
    ] {
        if name == "宗旨和业务范围" {
            canvas.justified(label, (27.0, y), 22.0, "宗旨和");
            canvas.justified(label, (27.0, y + 6.2), 22.0, "业务范围");
        } else {
            canvas.justified(label, (27.0, y), 22.0, name);
        }
        let lines = text.wrap(value, 88.0);
        canvas.lines(text, (62.0, y), 6.2, &lines);
        y += 13.0 + 6.2 * lines.len().max(if name.chars().count() > 4 { 2 } else { 1 }) as f32;
    }
    let mut y = 79.0;
    let term =
        format!("自{}至{}", institution.valid_from.chinese(), institution.valid_to.chinese());
    for (name, value) in [
        ("法定代表人", &institution.legal_person),
        ("经费来源", &institution.funding),
        ("开办资金", &institution.capital),
        ("举办单位", &institution.sponsor),
        ("有效期", &term),
    ] {
        canvas.justified(label, (163.0, y), 27.0, name);
        let lines = text.wrap(value, 71.0);
        canvas.lines(text, (197.0, y), 6.2, &lines);
        y += 12.4 + 6.2 * (lines.len() - 1) as f32;
    }
    square_code(&mut canvas, 28.0, 156.0, 22.0, institution.seed);
    canvas.text(text.size(5.0), Align::Left, (160.0, 158.0), "登记管理机关");
    canvas.text(text.size(4.8), Align::Left, (197.0, 171.0), &institution.valid_from.chinese());
    seal(&mut canvas, fonts, (221.0, 161.0), &institution.registrar, institution.seed);
    canvas.text(text.size(3.2), Align::Centre, (148.5, 190.5), "国家事业单位登记管理局监制");
    canvas.image
}
