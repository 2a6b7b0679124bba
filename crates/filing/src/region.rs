//! 行政区划: the three-level tree of provinces, cities and counties (GB/T 2260), and what it was.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Code of a place (行政区划代码, GB/T 2260): two digits province, two city, two county. Any six
/// digits not beginning with 0; whether the place exists is asked of [`Regions`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(u32);

/// Why a code cannot be taken as the place of a sponsor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// Not six digits.
    #[error("not six digits")]
    Shape,
    /// No table has it.
    #[error("no such place")]
    Unknown,
    /// It existed once.
    #[error("the place was abolished or renamed")]
    Abolished,
    /// A development zone: a code of the statistics bureau, no administrative division.
    #[error("a zone, no administrative division")]
    Zone,
    /// A province, or a city that has counties: the address must say which.
    #[error("a place with districts below it")]
    Incomplete,
    /// City and province, or county and city, do not belong together.
    #[error("the levels do not lie in one another")]
    Mismatch,
}

impl RegionError {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::Shape,
        Self::Unknown,
        Self::Abolished,
        Self::Zone,
        Self::Incomplete,
        Self::Mismatch,
    ];

    /// The stable finding code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "region.shape",
            Self::Unknown => "region.unknown",
            Self::Abolished => "region.abolished",
            Self::Zone => "region.zone",
            Self::Incomplete => "region.incomplete",
            Self::Mismatch => "region.mismatch",
        }
    }
}

/// Level of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionLevel {
    /// 省级
    Province,
    /// 地级
    City,
    /// 县级
    County,
}

impl RegionCode {
    /// The code as a number, `440106`.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The level the digits say.
    pub fn level(self) -> RegionLevel {
        if self.0.is_multiple_of(10_000) {
            RegionLevel::Province
        } else if self.0.is_multiple_of(100) {
            RegionLevel::City
        } else {
            RegionLevel::County
        }
    }

    /// The province it lies in, itself when it is one.
    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The city it lies in, itself when it is one; `None` for a province, and for places directly
    /// below one (the districts of Hong Kong and Macao).
    pub fn city(self) -> Option<Self> {
        let city = Self(self.0 / 100 * 100);
        (city.level() == RegionLevel::City).then_some(city)
    }

    /// The place directly above; `None` for a province.
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            RegionLevel::Province => None,
            RegionLevel::City => Some(self.province()),
            RegionLevel::County => Some(self.city().unwrap_or(self.province())),
        }
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({})", self.0)
    }
}

impl FromStr for RegionCode {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let text = text.trim();
        let right = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u32>() {
            Ok(number) if right && number >= 100_000 => Ok(Self(number)),
            _ => Err(RegionError::Shape),
        }
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionError;

    fn try_from(text: String) -> Result<Self, RegionError> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.to_string()
    }
}

/// A place of today's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Region<'a> {
    /// Its code.
    pub code: RegionCode,
    /// Its own name (天河区).
    pub name: &'a str,
    /// Whether it has places below it, that is whether a choice must go on.
    pub has_children: bool,
}

/// The places: today's tree and the codes of earlier years, read from `reference/codes`.
#[derive(Debug)]
pub struct Regions {
    current: BTreeMap<RegionCode, String>,
    /// Name and last GB/T 2260 revision (`YYYYMM`) that had it.
    historic: BTreeMap<RegionCode, (String, String)>,
    zones: BTreeMap<RegionCode, String>,
}

static SHIPPED: LazyLock<Regions> = LazyLock::new(|| Regions {
    current: two_columns(include_str!("../reference/codes/region.csv")),
    historic: rows(include_str!("../reference/codes/region_historic.csv"))
        .map(|(code, rest)| {
            let (name, revision) = rest.split_once(',').expect("three columns, tested");
            (code, (name.to_owned(), revision.to_owned()))
        })
        .collect(),
    zones: two_columns(include_str!("../reference/codes/region_zone.csv")),
});

/// The rows below the head line: code and the rest. The files are part of the program and tested.
fn rows(csv: &'static str) -> impl Iterator<Item = (RegionCode, &'static str)> {
    csv.lines().skip(1).map(|line| {
        let (code, rest) = line.split_once(',').expect("at least two columns, tested");
        (code.parse().expect("six digits, tested"), rest)
    })
}

fn two_columns(csv: &'static str) -> BTreeMap<RegionCode, String> {
    rows(csv).map(|(code, name)| (code, name.to_owned())).collect()
}

/// Rows of GB/T 2260 that only group others and stand in no address.
const GROUP_NAMES: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

impl Regions {
    /// The tables this program was built with.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Whether the place is in today's table.
    pub fn exists_current(&self, code: &str) -> bool {
        code.parse().is_ok_and(|code: RegionCode| self.current.contains_key(&code))
    }

    /// Whether the place is in today's table or in any revision since 2002, or was seen as a
    /// statistical zone. Resident cards keep the code of the place of birth registration.
    pub fn existed_ever(&self, code: &str) -> bool {
        code.parse().is_ok_and(|code: RegionCode| self.name_of(code).is_some())
    }

    /// The place's own name, today's or its last one.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.name_of(code.parse().ok()?)
    }

    fn name_of(&self, code: RegionCode) -> Option<&str> {
        self.current
            .get(&code)
            .or_else(|| self.historic.get(&code).map(|(name, _)| name))
            .or_else(|| self.zones.get(&code))
            .map(String::as_str)
    }

    /// The revision of GB/T 2260 (`YYYYMM`) that last had an abolished place.
    pub fn last_revision(&self, code: &str) -> Option<&str> {
        self.historic.get(&code.parse().ok()?).map(|(_, revision)| revision.as_str())
    }

    /// The 34 provinces.
    pub fn provinces(&self) -> Vec<Region<'_>> {
        self.current
            .keys()
            .filter(|code| code.level() == RegionLevel::Province)
            .map(|code| self.region(*code))
            .collect()
    }

    /// The places directly below: cities of a province, counties of a city. Empty for 东莞
    /// (441900), 中山 (442000) and 儋州 (460400), which have no counties.
    pub fn children(&self, of: RegionCode) -> Vec<Region<'_>> {
        self.child_codes(of).map(|code| self.region(code)).collect()
    }

    fn child_codes(&self, of: RegionCode) -> impl Iterator<Item = RegionCode> {
        let end = match of.level() {
            RegionLevel::Province => of.0 + 10_000,
            RegionLevel::City => of.0 + 100,
            RegionLevel::County => of.0 + 1,
        };
        self.current
            .range(of..RegionCode(end))
            .map(|(code, _)| *code)
            .filter(move |code| code.parent() == Some(of))
    }

    fn region(&self, code: RegionCode) -> Region<'_> {
        Region {
            code,
            name: self.name_of(code).unwrap_or_default(),
            has_children: self.child_codes(code).next().is_some(),
        }
    }

    /// The whole name as in an address, 广东省广州市天河区, without rows that only group
    /// (北京市朝阳区, 湖北省仙桃市). `None` when the place is unknown.
    pub fn full_name(&self, code: &str) -> Option<String> {
        let code: RegionCode = code.parse().ok()?;
        self.name_of(code)?;
        let above = code.parent();
        let path = [above.and_then(RegionCode::parent), above, Some(code)];
        let names = path.into_iter().flatten().filter_map(|code| self.name_of(code));
        Some(names.filter(|name| !GROUP_NAMES.contains(name)).collect())
    }

    /// The province a place lies in, `440000`; `None` when there is no such province today.
    pub fn province_of(&self, code: &str) -> Option<RegionCode> {
        let province = code.parse::<RegionCode>().ok()?.province();
        self.current.contains_key(&province).then_some(province)
    }

    /// Takes a code as the place of a sponsor: it must exist today and be the last level there is.
    ///
    /// # Errors
    /// [`RegionError`]; the bureau would answer 1019.
    pub fn place(&self, code: &str) -> Result<RegionCode, RegionError> {
        let code: RegionCode = code.parse()?;
        if !self.current.contains_key(&code) {
            return Err(if self.historic.contains_key(&code) {
                RegionError::Abolished
            } else if self.zones.contains_key(&code) {
                RegionError::Zone
            } else {
                RegionError::Unknown
            });
        }
        if self.child_codes(code).next().is_some() {
            return Err(RegionError::Incomplete);
        }
        Ok(code)
    }

    /// Takes what was chosen in three linked fields, the lowest filled in being the place. A city
    /// without counties has nothing in the third.
    ///
    /// # Errors
    /// Those of [`place`](Self::place); [`RegionError::Incomplete`] while province or city are
    /// empty, [`RegionError::Mismatch`] when a choice does not lie in the one above it.
    pub fn chosen(
        &self,
        province: Option<&str>,
        city: Option<&str>,
        county: Option<&str>,
    ) -> Result<RegionCode, RegionError> {
        let province = filled_in(province).ok_or(RegionError::Incomplete)?.parse::<RegionCode>()?;
        let place = match (filled_in(city), filled_in(county)) {
            (None, None) => return Err(RegionError::Incomplete),
            (Some(city), None) => city,
            (city, Some(county)) => {
                // The districts of Hong Kong and Macao lie directly in their province.
                let above = city.map_or(Ok(province), str::parse)?;
                if county.parse::<RegionCode>()?.parent() != Some(above) {
                    return Err(RegionError::Mismatch);
                }
                county
            }
        };
        if place.parse::<RegionCode>()?.province() != province {
            return Err(RegionError::Mismatch);
        }
        self.place(place)
    }
}

fn filled_in(field: Option<&str>) -> Option<&str> {
    field.filter(|text| !text.trim().is_empty())
}
