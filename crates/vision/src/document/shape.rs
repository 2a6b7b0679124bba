//! From the characters read to the value reported.

use super::checks::date_exists;
use crate::ocr::Glyph;

/// The 56 nations (GB/T 3304), as cards print them, without 族.
const NATIONS: [&str; 58] = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
    "穿青人",
    "外国血统中国籍人士",
];

/// A person's name: Chinese characters, letters and the middle dot; other dots become it.
pub(super) fn person(glyphs: &[Glyph]) -> String {
    let text: String = glyphs
        .iter()
        .map(|glyph| match glyph.char {
            '•' | '・' | '‧' | '.' | '．' | '。' | '∙' | '●' => '·',
            char => char,
        })
        .filter(|char| *char == '·' || char.is_alphabetic() && !matches!(char, 'ー' | '丨'))
        .collect();
    text.trim_matches('·').to_owned()
}

/// 男 or 女, by the character or by what else it may be.
pub(super) fn sex(glyphs: &[Glyph]) -> Option<String> {
    let known = |char: char| matches!(char, '男' | '女');
    let read = glyphs.iter().map(|glyph| glyph.char).find(|char| known(*char));
    let other = || {
        glyphs.iter().flat_map(|glyph| &glyph.others).map(|other| other.0).find(|char| known(*char))
    };
    read.or_else(other).map(String::from)
}

/// A nation out of the list: as read, by what else its characters may be, or one character off. What
/// fits none is reported as read.
pub(super) fn nation(glyphs: &[Glyph]) -> Option<String> {
    let text: String =
        glyphs.iter().map(|glyph| glyph.char).filter(|char| char.is_alphabetic()).collect();
    if text.is_empty() {
        return None;
    }
    let bare = match text.strip_suffix('族') {
        Some(bare) if !bare.is_empty() => bare,
        _ => &text,
    };
    let fits = |nation: &str| nation == bare;
    if NATIONS.iter().any(|nation| fits(nation)) {
        return Some(bare.to_owned());
    }
    let may_be = |nation: &&str| {
        nation.chars().count() == glyphs.len()
            && nation.chars().zip(glyphs).all(|(char, glyph)| {
                glyph.char == char || glyph.others.iter().any(|other| other.0 == char)
            })
    };
    let one_off = |nation: &&str| {
        let count = bare.chars().count();
        count >= 2
            && nation.chars().count() == count
            && nation.chars().zip(bare.chars()).filter(|(a, b)| a != b).count() == 1
    };
    NATIONS
        .iter()
        .find(|nation| may_be(nation))
        .or_else(|| NATIONS.iter().find(|nation| one_off(nation)))
        .map(|nation| (*nation).to_owned())
        .or_else(|| Some(bare.to_owned()))
}

/// The dates in a text, in order, as `2025-06-12`.
pub(super) fn dates(text: &str) -> Vec<String> {
    let digits: String = text
        .chars()
        .map(|char| match char {
            'O' | 'o' | '〇' | 'Q' | 'D' => '0',
            'I' | 'l' | '|' | '丨' => '1',
            'Z' | 'z' => '2',
            'S' | 's' => '5',
            'B' => '8',
            char if char.is_ascii_digit() => char,
            _ => ' ',
        })
        .collect();
    let mut groups: Vec<String> = Vec::new();
    for group in digits.split_whitespace() {
        // Separators lost: 20250612, or 2025 glued to its month.
        if group.len() == 8 {
            groups.extend([&group[..4], &group[4..6], &group[6..]].map(str::to_owned));
        } else if group.len() == 6 && groups.len().is_multiple_of(3) {
            groups.extend([&group[..4], &group[4..]].map(str::to_owned));
        } else {
            groups.push(group.to_owned());
        }
    }
    let mut dates = Vec::new();
    let mut at = 0;
    while at + 2 < groups.len() {
        let number = |group: &str| group.parse::<u32>().unwrap_or(0);
        let (year, month, day) =
            (number(&groups[at]), number(&groups[at + 1]), number(&groups[at + 2]));
        if groups[at].len() == 4 && date_exists(year, month, day) {
            dates.push(format!("{year:04}-{month:02}-{day:02}"));
            at += 3;
        } else {
            at += 1;
        }
    }
    dates
}

/// Start and end of a period: two dates, or a date and 长期.
pub(super) fn period(text: &str) -> (Option<String>, Option<String>) {
    let mut dates = dates(text).into_iter();
    let from = dates.next();
    let to = match dates.next() {
        Some(date) => Some(date),
        None if text.contains('长') || text.contains("永久") => Some("长期".to_owned()),
        None => None,
    };
    (from, to)
}

/// The scope of business: items end with a semicolon, and a colon stands only behind the heading of a
/// group (一般项目：, 许可项目：); elsewhere it is a semicolon misread.
pub(super) fn scope(text: &str) -> String {
    let mut scope = String::with_capacity(text.len());
    for char in text.chars() {
        let heads_a_group =
            ["项目", "范围", "经营", "方式"].iter().any(|head| scope.ends_with(head));
        scope.push(if char == '：' && !heads_a_group { '；' } else { char });
    }
    scope
}

/// Free text: rows joined without spaces, a space kept between two Latin words; marks in Chinese text
/// are full-width, as they are printed.
pub(super) fn text(rows: &[String]) -> String {
    let joined = rows.concat();
    let chinese = joined.chars().any(|char| ('\u{4E00}'..='\u{9FFF}').contains(&char));
    if !chinese {
        return joined;
    }
    joined
        .chars()
        .map(|char| match char {
            '(' => '（',
            ')' => '）',
            ',' => '，',
            ';' => '；',
            ':' => '：',
            char => char,
        })
        .collect::<String>()
        .trim_matches(is_speck)
        .to_owned()
}

/// An address: what was read before its province is a stroke of the label, not part of it.
pub(super) fn address(text: &str) -> String {
    const PROVINCES: [&str; 34] = [
        "北京市",
        "天津市",
        "河北省",
        "山西省",
        "内蒙古",
        "辽宁省",
        "吉林省",
        "黑龙江省",
        "上海市",
        "江苏省",
        "浙江省",
        "安徽省",
        "福建省",
        "江西省",
        "山东省",
        "河南省",
        "湖北省",
        "湖南省",
        "广东省",
        "广西",
        "海南省",
        "重庆市",
        "四川省",
        "贵州省",
        "云南省",
        "西藏",
        "陕西省",
        "甘肃省",
        "青海省",
        "宁夏",
        "新疆",
        "台湾省",
        "香港",
        "澳门",
    ];
    let start = text
        .char_indices()
        .take(3)
        .map(|(at, _)| at)
        .find(|at| PROVINCES.iter().any(|province| text[*at..].starts_with(province)));
    text[start.unwrap_or(0)..].to_owned()
}

/// Signs that dust, a border or a seal reads as at the ends of a value, and no value begins or ends with.
fn is_speck(char: char) -> bool {
    matches!(char, '·' | '-' | '_' | '~' | '|' | '*' | '√' | '×' | '↑' | '→')
        || ('\u{2500}'..='\u{27BF}').contains(&char)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str) -> Vec<Glyph> {
        text.chars()
            .map(|char| Glyph { char, confidence: 0.9, at: 0.5, others: Vec::new() })
            .collect()
    }

    #[test]
    fn dates_come_out_of_every_way_they_are_printed() {
        assert_eq!(dates("1995年7月18日"), ["1995-07-18"]);
        assert_eq!(dates("2016.03.02-2026.03.02"), ["2016-03-02", "2026-03-02"]);
        assert_eq!(dates("2O02年O5月07日"), ["2002-05-07"]);
        assert_eq!(dates("20250612"), ["2025-06-12"]);
        assert!(dates("2025年13月01日").is_empty());
    }

    #[test]
    fn a_period_without_end_stays_without_end() {
        let (from, to) = period("2021.09.26-长期");
        assert_eq!((from.as_deref(), to.as_deref()), (Some("2021-09-26"), Some("长期")));
        assert_eq!(period("2021.09.26-").1, None);
    }

    #[test]
    fn specks_at_the_ends_of_a_value_are_dropped() {
        assert_eq!(text(&["☑个体工商户".to_owned()]), "个体工商户");
        assert_eq!(text(&["广东省-路(1号)".to_owned()]), "广东省-路（1号）");
    }

    #[test]
    fn a_stroke_of_the_label_before_the_province_is_dropped() {
        assert_eq!(address("厂广东省佛山市禅城区"), "广东省佛山市禅城区");
        assert_eq!(address("深圳市福田区广东省道旁"), "深圳市福田区广东省道旁");
    }

    #[test]
    fn a_nation_is_set_right_by_the_list() {
        let mut read = glyphs("汊");
        assert_eq!(nation(&read).as_deref(), Some("汊"));
        read[0].others = vec![('汉', 0.1)];
        assert_eq!(nation(&read).as_deref(), Some("汉"));
        assert_eq!(nation(&glyphs("维吾尓")).as_deref(), Some("维吾尔"));
        assert_eq!(nation(&glyphs("壮族")).as_deref(), Some("壮"));
    }

    #[test]
    fn a_colon_in_a_scope_is_a_semicolon_unless_it_heads_a_group() {
        assert_eq!(scope("一般项目：软件开发：网络技术服务"), "一般项目：软件开发；网络技术服务");
    }

    #[test]
    fn names_keep_the_middle_dot_and_lose_specks() {
        assert_eq!(person(&glyphs("巴图孟克•额尔敦")), "巴图孟克·额尔敦");
        assert_eq!(person(&glyphs("张三-")), "张三");
    }
}
