//! Invented people.

use serde::Serialize;

use crate::dates::{Date, Until};
use crate::regions::{DOTTED, GUANGDONG, REGIONS};
use crate::words::{ESTATES, GIVEN_FEMALE, GIVEN_MALE, NATIONS, STREETS, SURNAMES};
use crate::{Seed, numbers};

/// Male or female, as an identity card prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Sex {
    /// 女
    #[serde(rename = "女")]
    Female,
    /// 男
    #[serde(rename = "男")]
    Male,
}

impl Sex {
    /// `男` or `女`.
    pub fn chinese(self) -> &'static str {
        if self == Self::Male { "男" } else { "女" }
    }

    /// `M` or `F`, as in a passport.
    pub fn letter(self) -> char {
        if self == Self::Male { 'M' } else { 'F' }
    }
}

/// Somebody who does not exist: what an identity card, a passport and a form say of them.
///
/// Everything is drawn from word lists and the seed, so unlike real personal data it may be
/// printed. See [`crate::numbers`] for why the numbers are nobody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What the person was drawn from; also fixes the face.
    pub seed: u64,
    /// 姓名
    pub name: String,
    /// Surname and given names in letters, as in a passport.
    pub latin: (String, String),
    /// 性别
    pub sex: Sex,
    /// 民族, without 族.
    pub nation: String,
    /// 出生
    pub birth: Date,
    /// 住址
    pub address: String,
    /// 公民身份号码, 18 characters with a valid check character.
    pub id_no: String,
    /// 签发机关
    pub authority: String,
    /// 有效期限, first day.
    pub valid_from: Date,
    /// 有效期限, last day or 长期.
    pub valid_to: Until,
    /// Eleven digits, `1990000xxxx`.
    pub mobile: String,
    /// Below `example.com`.
    pub email: String,
    /// Passport number, `EX` and seven digits: a range that is not issued.
    pub passport_no: String,
    /// Province of birth, Chinese and in letters.
    pub birth_place: (&'static str, &'static str),
}

/// The person of a seed. One in sixteen bears a name with a middle dot; the rest are Guangdong
/// mostly. All are adults by 2020, with a card valid from 2019–2025 until 2029 at least.
pub fn person(seed: u64) -> Person {
    let mut chance = Seed::new(seed, "person");
    let sex = if chance.chance(0.5) { Sex::Male } else { Sex::Female };
    let birth = Date::between(1958, 2002, &mut chance);
    let (name, latin, nation, code, place, authority, birth_place) = if chance.chance(0.06) {
        let (name, nation, latin, code, place, police) = *chance.pick(DOTTED);
        let latin = (latin.to_owned(), String::new());
        let province = if code.starts_with("15") {
            ("内蒙古", "NEI MONGOL")
        } else {
            ("新疆", "XINJIANG")
        };
        (name.to_owned(), latin, nation.to_owned(), code, place, police, province)
    } else {
        let (surname, surname_latin) = *chance.pick(SURNAMES);
        let syllables = if sex == Sex::Male { GIVEN_MALE } else { GIVEN_FEMALE };
        let (mut given, mut given_latin) = (String::new(), String::new());
        let count = if chance.chance(0.8) { 2 } else { 1 };
        let mut last = usize::MAX;
        for _ in 0..count {
            let mut index = chance.below(syllables.len());
            if index == last {
                index = (index + 1) % syllables.len();
            }
            last = index;
            given.push_str(syllables[index].0);
            given_latin.push_str(syllables[index].1);
        }
        let region = if chance.chance(0.85) {
            &REGIONS[chance.below(GUANGDONG)]
        } else {
            chance.pick(REGIONS)
        };
        let nation = (*chance.pick(NATIONS)).to_owned();
        let latin = (surname_latin.to_owned(), given_latin);
        let name = format!("{surname}{given}");
        (name, latin, nation, region.code, region.name, region.police, region.province)
    };
    let id_no = numbers::id_number(code, &birth.compact(), sex == Sex::Male, &mut chance);
    let valid_from = Date::between(2019, 2025, &mut chance);
    let mut age = valid_from.year - birth.year;
    if (valid_from.month, valid_from.day) < (birth.month, birth.day) {
        age -= 1;
    }
    // Residents' identity card law, article 5: 10 years from 16, 20 from 26, for good from 46.
    let valid_to = match age {
        ..26 => Until::Day(valid_from.plus_years(10)),
        26..46 => Until::Day(valid_from.plus_years(20)),
        _ => Until::LongTerm,
    };
    let email =
        format!("{}.{}{}@example.com", latin.0.to_lowercase(), latin.1.to_lowercase(), seed % 1000);
    Person {
        seed,
        name,
        latin,
        sex,
        nation,
        birth,
        address: address(place, &mut chance),
        id_no,
        authority: authority.to_owned(),
        valid_from,
        valid_to,
        mobile: numbers::mobile(&mut chance),
        email,
        passport_no: format!("EX{:07}", chance.below(10_000_000)),
        birth_place,
    }
}

/// An address in a region: street and number, now and then an estate with building and room, so
/// that cards have one, two and three lines.
pub(crate) fn address(region: &str, chance: &mut Seed) -> String {
    let mut address = format!("{region}{}{}号", chance.pick(STREETS), chance.whole(1, 399));
    // After a long region's name only a room still fits on a card's three lines.
    let ways = if region.chars().count() > 12 { 2 } else { 4 };
    match chance.below(ways) {
        0 => {}
        1 => address.push_str(&format!("{}房", chance.whole(101, 3206))),
        2 => address.push_str(&format!(
            "{}{}栋{}",
            chance.pick(ESTATES),
            chance.whole(1, 28),
            chance.whole(101, 3206)
        )),
        _ => address.push_str(&format!(
            "{}{}栋{}单元{}",
            chance.pick(ESTATES),
            chance.whole(1, 28),
            chance.pick(&["一", "二", "三", "四"]),
            chance.whole(101, 3206)
        )),
    }
    address
}
