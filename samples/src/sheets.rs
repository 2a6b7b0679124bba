//! What sponsors print, sign and stamp: the verification sheet (真实性核验单) and the letter of
//! commitment (承诺书). Fields after handbook §9.1 and §9.2, in our own words.

use image::RgbImage;

use crate::canvas::{Align, Canvas, Ink, Style};
use crate::dates::Date;
use crate::ornaments::{seal, signature, tick_box};
use crate::{Fonts, Organisation, Person, Seed};

/// Pixels a millimetre of a flat sheet: 1680 × 2376 pixels.
const SCALE: f32 = 8.0;
const TEXT: Ink = [26; 3];

/// What a verification sheet or a letter of commitment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetText {
    /// Fixes handwriting and the seal's ink.
    pub seed: u64,
    /// 主办单位名称; for an individual the person's name.
    pub org_name: String,
    /// Number of the sponsor's document.
    pub cert_no: String,
    /// 网站名称
    pub site_name: String,
    /// 网站域名
    pub domain: String,
    /// 网站负责人, printed in the table and signed by hand.
    pub signer: String,
    /// Number of the officer's document.
    pub signer_cert_no: String,
    /// The officer's mobile number.
    pub phone: String,
    /// Day of signing, by hand.
    pub date: Date,
    /// Whether the sponsor is an individual: other words, nothing to seal.
    pub individual: bool,
    /// A company's round red seal, with the sponsor's name; individuals have none.
    pub seal: bool,
    /// Whether it is signed at all.
    pub signature: bool,
}

impl SheetText {
    /// The sheet of an organisation whose officer is `officer`, sealed and signed.
    pub fn of_organisation(organisation: &Organisation, officer: &Person) -> Self {
        let mut chance = Seed::new(organisation.seed ^ officer.seed.rotate_left(32), "sheet");
        Self {
            seed: organisation.seed,
            org_name: organisation.name.clone(),
            cert_no: organisation.uscc.clone(),
            site_name: organisation.site_name.clone(),
            domain: organisation.domain.clone(),
            signer: officer.name.clone(),
            signer_cert_no: officer.id_no.clone(),
            phone: officer.mobile.clone(),
            date: Date::between(2024, 2025, &mut chance),
            individual: false,
            seal: true,
            signature: true,
        }
    }

    /// The sheet of an individual, signed, without seal.
    pub fn of_person(person: &Person, site_name: &str, domain: &str) -> Self {
        let mut chance = Seed::new(person.seed, "sheet of a person");
        Self {
            seed: person.seed,
            org_name: person.name.clone(),
            cert_no: person.id_no.clone(),
            site_name: site_name.to_owned(),
            domain: domain.to_owned(),
            signer: person.name.clone(),
            signer_cert_no: person.id_no.clone(),
            phone: person.mobile.clone(),
            date: Date::between(2024, 2025, &mut chance),
            individual: true,
            seal: false,
            signature: true,
        }
    }
}

/// A question of the sheet: its words, and each answer with whether it is ticked.
type Question = (&'static str, &'static [(&'static str, bool)]);

/// What the provider checked, by part of the sheet.
const SECTIONS: [(&str, &[Question]); 3] = [
    (
        "一、主体信息核验内容",
        &[
            (
                "1、主办单位有效证件：",
                &[
                    ("营业执照", true),
                    ("事业单位法人证书", false),
                    ("居民身份证", false),
                    ("其他", false),
                ],
            ),
            ("2、主体负责人有效证件：", &[("居民身份证", true), ("护照", false), ("其他", false)]),
            ("3、主体负责人与网站负责人是否为同一人：", &[("是", true), ("否", false)]),
        ],
    ),
    (
        "二、网站信息核验内容",
        &[
            ("1、网站负责人有效证件：", &[("居民身份证", true), ("护照", false), ("其他", false)]),
            ("2、网站负责人人脸核验照片：", &[("已采集", true), ("未采集", false)]),
            ("3、域名证书或注册信息：", &[("已核验", true), ("未核验", false)]),
        ],
    ),
    (
        "三、接入信息核验内容",
        &[
            ("1、服务器放置地：", &[("广东省", true), ("其他", false)]),
            (
                "2、接入方式：",
                &[("专线", false), ("主机托管", false), ("虚拟主机", true), ("其他", false)],
            ),
        ],
    ),
];

/// The verification sheet filled in: A4 portrait, 1680 × 2376 pixels.
pub fn verification_sheet(fonts: &Fonts, text: &SheetText) -> RgbImage {
    let mut canvas = Canvas::new(210.0, 297.0, SCALE, [253; 3]);
    let body = Style::new(&fonts.regular, 3.9, TEXT);
    let small = body.size(3.3);
    let bold = Style::new(&fonts.bold, 3.8, TEXT);
    canvas.text(
        Style::new(&fonts.bold, 7.0, TEXT),
        Align::Centre,
        (105.0, 28.0),
        "网站备案信息真实性核验单",
    );
    canvas.text(small, Align::Left, (28.0, 40.0), "接入服务单位名称：示例云计算有限公司");
    let serial = format!("编号：HY{:010}", text.seed % 10_000_000_000);
    canvas.text(small.size(3.0), Align::Left, (150.0, 40.0), &serial);

    let (left, middle, right) = (27.0, 71.0, 183.0);
    let rows = [
        ("主办单位名称（或个人姓名）", text.org_name.as_str()),
        ("主办单位证件号码", text.cert_no.as_str()),
        ("网站名称", text.site_name.as_str()),
        ("网站域名", text.domain.as_str()),
        ("网站负责人姓名", text.signer.as_str()),
        ("网站负责人证件号码", text.signer_cert_no.as_str()),
        ("网站负责人手机号码", text.phone.as_str()),
    ];
    let mut y = 45.5;
    let top = y;
    for (name, value) in rows {
        let height = 11.6;
        canvas.frame([left, y, right, y + height], 0.3, TEXT);
        let style = if name.chars().count() > 10 { small.size(3.0) } else { small };
        canvas.text(style, Align::Centre, ((left + middle) / 2.0, y + height / 2.0), name);
        let mut style = body;
        if style.width(value) > right - middle - 6.0 {
            style = body.size(3.2);
        }
        canvas.text(style, Align::Left, (middle + 4.0, y + height / 2.0), value);
        y += height;
    }
    canvas.stroke(&[(middle, top), (middle, y)], 0.3, TEXT);

    let person = text.individual;
    for (title, lines) in SECTIONS {
        let height = 8.0 + 6.2 * lines.len() as f32;
        canvas.frame([left, y, right, y + height], 0.3, TEXT);
        canvas.text(bold, Align::Left, (left + 2.5, y + 4.2), title);
        for (i, (question, answers)) in lines.iter().enumerate() {
            let line = y + 10.6 + 6.0 * i as f32;
            let mut x = canvas.text(small, Align::Left, (left + 5.0, line), question);
            for (answer, ticked) in *answers {
                // An individual's own document is the identity card.
                let ticked = match *answer {
                    "营业执照" if person => false,
                    "居民身份证" if person => true,
                    _ => *ticked,
                };
                x = canvas.text(small, Align::Left, (x, line), answer);
                tick_box(&mut canvas, x + 1.2, line, ticked);
                x += 9.0;
            }
        }
        y += height;
    }

    let height = 58.0;
    canvas.frame([left, y, right, y + height], 0.3, TEXT);
    let promise = if person {
        "本人承诺：以上填报的备案信息真实、准确、完整，所提交的证件材料均为原件拍摄，如有虚假，愿意承担由此引起的一切法律责任，并接受关闭网站、注销备案的处理。"
    } else {
        "本单位承诺：以上填报的备案信息真实、准确、完整，所提交的证件材料均为原件拍摄，如有虚假，愿意承担由此引起的一切法律责任，并接受关闭网站、注销备案的处理。"
    };
    let lines = small.wrap(promise, right - left - 8.0);
    canvas.lines(small, (left + 4.0, y + 6.0), 6.0, &lines);
    sign_off(&mut canvas, fonts, text, (left + 3.0, y + 30.0), "网站负责人签字：");
    canvas.text(
        small.size(2.6),
        Align::Left,
        (left, y + height + 5.0),
        "注：1、本核验单须由网站负责人亲笔签字，主办单位为单位的须加盖公章；2、涂改无效；3、请彩色打印。",
    );
    canvas.image
}

/// The letter of commitment, signed: A4 portrait, 1680 × 2376 pixels.
pub fn commitment(fonts: &Fonts, text: &SheetText) -> RgbImage {
    let mut canvas = Canvas::new(210.0, 297.0, SCALE, [253; 3]);
    let body = Style::new(&fonts.regular, 4.2, TEXT);
    canvas.text(
        Style::new(&fonts.bold, 7.4, TEXT),
        Align::Centre,
        (105.0, 32.0),
        "互联网信息服务备案承诺书",
    );
    canvas.text(body, Align::Left, (27.0, 50.0), "广东省通信管理局：");
    let intro = format!(
        "　　{}（证件号码：{}）申请为网站“{}”（域名：{}）办理互联网信息服务备案，郑重承诺如下：",
        text.org_name, text.cert_no, text.site_name, text.domain
    );
    let mut paragraphs = vec![intro];
    paragraphs.extend(
        [
            "　　一、遵守国家有关互联网信息服务的法律、法规和规章，依法开展服务。",
            "　　二、所填报的全部备案信息和上传的图片真实、合法、有效，并在变更时及时更新。",
            "　　三、网站内容与备案的名称和服务内容一致；涉及前置审批的，未经批准不提供相应服务。",
            "　　四、信息变更或者终止服务的，提前三十日办理变更或者注销手续。",
            "　　五、在网站首页底部标明备案编号并链接至备案管理系统，不出租、出借、转让备案编号、域名和服务器。",
            "　　六、落实网络与信息安全责任，留存日志，保持联系电话畅通，配合主管部门和接入服务单位的核查。",
            "　　七、如有虚假，愿意接受责令改正、关闭网站、注销备案、列入黑名单等处理，并承担法律责任。",
        ]
        .map(str::to_owned),
    );
    let mut y = 62.0;
    for paragraph in &paragraphs {
        let lines = body.wrap(paragraph, 156.0);
        canvas.lines(body, (27.0, y), 8.2, &lines);
        y += 8.2 * lines.len() as f32 + 2.0;
    }
    let who = if text.individual { "承诺人签字：" } else { "法定代表人签字：" };
    sign_off(&mut canvas, fonts, text, (100.0, y.max(218.0)), who);
    canvas.image
}

/// Signature, seal and date; the lines they go on start at `at`.
fn sign_off(canvas: &mut Canvas, fonts: &Fonts, text: &SheetText, at: (f32, f32), who: &str) {
    let small = Style::new(&fonts.regular, 3.5, TEXT);
    let (x, y) = at;
    let end = canvas.text(small, Align::Left, (x, y), who);
    canvas.stroke(&[(end, y + 3.0), (end + 34.0, y + 3.0)], 0.2, TEXT);
    if text.signature {
        signature(canvas, fonts, (end + 3.0, y - 1.5), 8.0, &text.signer, text.seed);
    }
    let wide = x < 60.0;
    let (date_x, date_y) = if wide { (x + 99.0, y + 14.0) } else { (x, y + 28.0) };
    if !text.individual {
        canvas.text(small, Align::Left, (x, y + 14.0), "主办单位盖章：");
    }
    if text.seal {
        seal(canvas, fonts, (x + 64.0, y + 12.0), &text.org_name, text.seed);
    }
    let end = canvas.text(small, Align::Left, (date_x, date_y), "日期：");
    if text.signature {
        handwritten(canvas, fonts, (end + 2.0, date_y), 4.4, &text.date.chinese(), text.seed);
    }
}

/// Readable handwriting: each character a little off.
fn handwritten(
    canvas: &mut Canvas,
    fonts: &Fonts,
    at: (f32, f32),
    size: f32,
    line: &str,
    seed: u64,
) {
    let mut chance = Seed::new(seed, "handwriting");
    let mut x = at.0;
    for c in line.chars() {
        let size = size * chance.real(0.94, 1.06);
        let style = Style::new(&fonts.regular, size, [24, 34, 92]);
        let (slant, turn) = (chance.real(0.1, 0.2), chance.real(-0.08, 0.08));
        let y = at.1 + size * chance.real(-0.06, 0.06);
        let area = [x - size, y - size, x + 2.0 * size, y + size];
        let text = c.to_string();
        canvas.warped(style, area, 0.95, &text, |px, py| {
            let (dx, dy) = (px - x, py - y);
            (dx + slant * dy, dy + turn * dx)
        });
        x += style.width(&text) + 0.05 * size;
    }
}
