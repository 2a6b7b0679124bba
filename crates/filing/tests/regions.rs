//! The tree of places.

use filing::region::{RegionCode, RegionError, RegionLevel, Regions};

fn code(text: &str) -> RegionCode {
    text.parse().unwrap()
}

#[test]
fn the_tree_has_34_provinces_and_every_place_has_its_parent() {
    let regions = Regions::shipped();
    let provinces = regions.provinces();
    assert_eq!(provinces.len(), 34);
    let mut count = provinces.len();
    for province in &provinces {
        for place in regions.children(province.code) {
            count += 1;
            for county in regions.children(place.code) {
                count += 1;
                assert_eq!(county.code.level(), RegionLevel::County);
                assert!(!county.has_children);
            }
        }
    }
    let rows = include_str!("../reference/codes/region.csv").lines().count() - 1;
    assert_eq!(count, rows, "places that no choice leads to");
}

#[test]
fn files_are_sorted_without_doubles() {
    for file in [
        include_str!("../reference/codes/region.csv"),
        include_str!("../reference/codes/region_historic.csv"),
        include_str!("../reference/codes/region_zone.csv"),
    ] {
        let codes: Vec<&str> = file.lines().skip(1).map(|line| &line[..6]).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

#[test]
fn full_names_read_like_an_address() {
    let regions = Regions::shipped();
    let full = |code| regions.full_name(code).unwrap();
    assert_eq!(full("440106"), "广东省广州市天河区");
    assert_eq!(full("441900"), "广东省东莞市");
    assert_eq!(full("110105"), "北京市朝阳区");
    assert_eq!(full("429004"), "湖北省仙桃市");
    assert_eq!(full("810003"), "香港特别行政区东区");
    assert_eq!(full("440000"), "广东省");
    assert_eq!(full("440102"), "广东省广州市东山区");
    assert_eq!(regions.full_name("999999"), None);
    assert_eq!(regions.full_name("44"), None);
}

#[test]
fn dongguan_and_zhongshan_have_no_county_and_are_whole_places() {
    let regions = Regions::shipped();
    for city in ["441900", "442000"] {
        assert_eq!(regions.place(city), Ok(code(city)));
        assert!(regions.children(code(city)).is_empty());
    }
}

#[test]
fn a_place_must_exist_today_and_be_the_last_level() {
    let regions = Regions::shipped();
    assert_eq!(regions.place("440106"), Ok(code("440106")));
    assert_eq!(regions.place("440100"), Err(RegionError::Incomplete));
    assert_eq!(regions.place("440000"), Err(RegionError::Incomplete));
    assert_eq!(regions.place("440102"), Err(RegionError::Abolished));
    assert_eq!(regions.place("130171"), Err(RegionError::Zone));
    assert_eq!(regions.place("449999"), Err(RegionError::Unknown));
    assert_eq!(regions.place("44010"), Err(RegionError::Shape));
    assert_eq!(regions.place("+44010"), Err(RegionError::Shape));
    assert_eq!(regions.place("044010"), Err(RegionError::Shape));
}

#[test]
fn what_existed_once_is_known_but_not_offered() {
    let regions = Regions::shipped();
    assert!(!regions.exists_current("440102"));
    assert!(regions.existed_ever("440102"));
    assert_eq!(regions.name("440102"), Some("东山区"));
    assert_eq!(regions.last_revision("440102"), Some("200412"));
    assert!(regions.existed_ever("440106") && regions.exists_current("440106"));
    assert!(!regions.existed_ever("449999"));
    assert_eq!(regions.name("130171"), Some("石家庄高新技术产业开发区"));
}

#[test]
fn the_province_of_a_place_is_found_even_when_the_place_is_gone() {
    let regions = Regions::shipped();
    assert_eq!(regions.province_of("440102"), Some(code("440000")));
    assert_eq!(regions.province_of("990000"), None);
}

#[test]
fn codes_travel_as_strings() {
    let text = serde_json::to_string(&code("440106")).unwrap();
    assert_eq!(text, "\"440106\"");
    assert_eq!(serde_json::from_str::<RegionCode>(&text).unwrap(), code("440106"));
    assert!(serde_json::from_str::<RegionCode>("\"44\"").is_err());
}

#[test]
fn three_linked_choices_give_one_place() {
    let regions = Regions::shipped();
    let chosen = |province: &str, city: &str, county: &str| {
        regions.chosen(Some(province), Some(city), Some(county))
    };
    assert_eq!(chosen("440000", "440100", "440106"), Ok(code("440106")));
    assert_eq!(chosen("440000", "441900", ""), Ok(code("441900")));
    assert_eq!(chosen("110000", "110100", "110105"), Ok(code("110105")));
    assert_eq!(chosen("810000", "", "810003"), Ok(code("810003")));
    assert_eq!(regions.chosen(Some("440000"), Some("442000"), None), Ok(code("442000")));
    assert_eq!(chosen("440000", "440100", ""), Err(RegionError::Incomplete));
    assert_eq!(chosen("440000", "", ""), Err(RegionError::Incomplete));
    assert_eq!(regions.chosen(None, None, None), Err(RegionError::Incomplete));
    assert_eq!(chosen("440000", "440300", "440106"), Err(RegionError::Mismatch));
    assert_eq!(chosen("450000", "440100", "440106"), Err(RegionError::Mismatch));
    assert_eq!(chosen("440000", "110100", ""), Err(RegionError::Mismatch));
    assert_eq!(chosen("440000", "440100", "440102"), Err(RegionError::Abolished));
    assert_eq!(chosen("440000", "440100", "44"), Err(RegionError::Shape));
}
