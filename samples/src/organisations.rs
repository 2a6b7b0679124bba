//! Invented companies, branches, sole traders and public institutions.

use crate::dates::Date;
use crate::people::address;
use crate::regions::{GUANGDONG, REGIONS, Region};
use crate::words::{CAPITALS, SCOPES, SHOPS, SITE_WORDS, TRADE_NAMES, TRADES};
use crate::{Seed, numbers, person};

/// What kind of body a licence is for; fixes the labels on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// A company (有限责任公司, 股份有限公司).
    Company,
    /// A branch (分公司): 负责人, no capital, no term.
    Branch,
    /// A sole trader (个体工商户): 经营者, no capital, no term.
    SoleTrader,
}

/// Which printed form of the business licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LicenceLayout {
    /// Landscape, two columns, printed since 2019-03-01.
    Landscape2019,
    /// Portrait, one column, the form before.
    PortraitOld,
}

/// A body that does not exist: what its licence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// What the organisation was drawn from.
    pub seed: u64,
    /// Fixes the labels.
    pub kind: OrganisationKind,
    /// The form it is printed on.
    pub layout: LicenceLayout,
    /// 统一社会信用代码, 18 characters with valid check characters.
    pub uscc: String,
    /// 名称
    pub name: String,
    /// 类型
    pub type_: String,
    /// 法定代表人, 负责人 or 经营者.
    pub legal_person: String,
    /// 注册资本, as printed; companies only.
    pub capital: Option<String>,
    /// 成立日期 or 注册日期.
    pub established: Date,
    /// 营业期限, as printed; companies only.
    pub term: Option<String>,
    /// 住所 or 经营场所.
    pub address: String,
    /// 经营范围
    pub scope: String,
    /// 登记机关
    pub registrar: String,
    /// Day of issue, printed below the registrar's seal.
    pub issued: Date,
    /// A name for its site, such as a sheet asks for.
    pub site_name: String,
    /// A domain for its site, drawn by chance; it is printed, never looked up.
    pub domain: String,
}

/// The organisation of a seed; its legal person is [`person`] of the same seed, so that an
/// identity card and a licence of one seed belong together.
pub fn organisation(seed: u64) -> Organisation {
    let mut chance = Seed::new(seed, "organisation");
    let kind = match chance.below(10) {
        0..=5 => OrganisationKind::Company,
        6 => OrganisationKind::Branch,
        _ => OrganisationKind::SoleTrader,
    };
    of_kind(seed, kind)
}

/// The company (never a branch or sole trader) of a seed.
pub fn company(seed: u64) -> Organisation {
    of_kind(seed, OrganisationKind::Company)
}

fn of_kind(seed: u64, kind: OrganisationKind) -> Organisation {
    let mut chance = Seed::new(seed, "organisation of a kind");
    let region =
        if chance.chance(0.85) { &REGIONS[chance.below(GUANGDONG)] } else { chance.pick(REGIONS) };
    let trade_name = *chance.pick(TRADE_NAMES);
    let (name, type_, class) = name_and_type(kind, region, trade_name, &mut chance);
    let layout =
        if chance.chance(0.7) { LicenceLayout::Landscape2019 } else { LicenceLayout::PortraitOld };
    let issued = match layout {
        LicenceLayout::Landscape2019 => Date::between(2022, 2025, &mut chance),
        LicenceLayout::PortraitOld => Date::between(2016, 2018, &mut chance),
    };
    let established = Date::between(2001, issued.year - 1, &mut chance);
    let (capital, term) = if kind == OrganisationKind::Company {
        let start = established.chinese();
        let term = match chance.below(3) {
            0 => "长期".to_owned(),
            1 => format!("{start}至长期"),
            _ => format!("{start}至{}", established.plus_years(30).chinese()),
        };
        (Some((*chance.pick(CAPITALS)).to_owned()), Some(term))
    } else {
        (None, None)
    };
    Organisation {
        seed,
        kind,
        layout,
        uscc: numbers::uscc(class, region.code, &mut chance),
        name,
        type_,
        legal_person: person(seed).name,
        capital,
        established,
        term,
        address: address(region.name, &mut chance),
        scope: scope(&mut chance),
        registrar: region.registrar.to_owned(),
        issued,
        site_name: format!("{trade_name}{}", chance.pick(SITE_WORDS)),
        domain: domain(&mut chance),
    }
}

fn name_and_type(
    kind: OrganisationKind,
    region: &Region,
    trade_name: &str,
    chance: &mut Seed,
) -> (String, String, &'static str) {
    let city = region.city.trim_end_matches('市');
    let trade = *chance.pick(TRADES);
    match kind {
        OrganisationKind::Company => {
            let head = match chance.below(3) {
                0 => format!("{}{trade_name}{trade}", region.city),
                1 => format!("{trade_name}（{city}）{trade}"),
                _ => format!("{city}{trade_name}{trade}"),
            };
            let (tail, type_) = *chance.pick(&[
                ("有限公司", "有限责任公司（自然人投资或控股）"),
                ("有限公司", "有限责任公司（自然人独资）"),
                ("有限公司", "有限责任公司（法人独资）"),
                ("有限责任公司", "有限责任公司（自然人投资或控股）"),
                ("股份有限公司", "其他股份有限公司（非上市）"),
            ]);
            (format!("{head}{tail}"), type_.to_owned(), "91")
        }
        OrganisationKind::Branch => (
            format!("广东{trade_name}{trade}有限公司{city}分公司"),
            "有限责任公司分公司（自然人投资或控股）".to_owned(),
            "91",
        ),
        OrganisationKind::SoleTrader => {
            let shop = *chance.pick(SHOPS);
            let tail = if chance.chance(0.5) { "（个体工商户）" } else { "" };
            let place = region.name.strip_prefix("广东省").unwrap_or(region.name);
            let name = format!("{place}{trade_name}{shop}{tail}");
            (name, "个体工商户".to_owned(), "92")
        }
    }
}

fn scope(chance: &mut Seed) -> String {
    let mut left: Vec<&str> = SCOPES.to_vec();
    let count = chance.whole(3, 9);
    let mut phrases = Vec::new();
    for _ in 0..count {
        phrases.push(left.remove(chance.below(left.len())));
    }
    let mut scope = phrases.join("；");
    scope.push('。');
    if chance.chance(0.7) {
        scope.push_str("（依法须经批准的项目，经相关部门批准后方可开展经营活动）");
    }
    scope
}

/// `yl` and five letters or digits of chance below a common ending.
pub(crate) fn domain(chance: &mut Seed) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut domain = String::from("yl");
    for _ in 0..5 {
        domain.push(char::from(*chance.pick(LETTERS)));
    }
    domain.push_str(chance.pick::<&str>(&[".cn", ".com", ".com.cn", ".net", ".org.cn"]));
    domain
}
