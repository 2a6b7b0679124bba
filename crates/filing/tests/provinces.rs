//! What each province asks for.

use chrono::NaiveDate;
use filing::province::{ProvinceRules, ProvinceRulesError, Provinces, ShellPolicy};

use crate::golden;

fn default_file() -> &'static str {
    include_str!("../reference/provinces/default.toml")
}

fn guangdong() -> &'static ProvinceRules {
    Provinces::shipped().rules("440106".parse().unwrap())
}

/// The rules of a province as key and value, in the order of the struct.
fn lines(rules: &ProvinceRules) -> Vec<(String, String)> {
    let value = serde_json::to_value(rules).unwrap();
    let pairs = value.as_object().unwrap().iter();
    pairs
        .map(|(key, value)| {
            let text = match value {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Array(items) => {
                    let items: Vec<_> = items.iter().map(|i| i.as_str().unwrap()).collect();
                    items.join(" ")
                }
                other => other.to_string(),
            };
            (key.clone(), text)
        })
        .collect()
}

#[test]
fn the_rules_of_all_provinces_are_as_kept() {
    let provinces = Provinces::shipped();
    let base = lines(provinces.default_rules());
    let mut text = String::from("every province, where it has nothing of its own\n");
    for (key, value) in &base {
        text += &format!("  {key:<36} {value}\n");
    }
    for (code, name, rules) in provinces.all() {
        text += &format!("\n{code} {name}\n");
        let own = lines(rules);
        let differing: Vec<_> = own.iter().filter(|pair| !base.contains(pair)).collect();
        if differing.is_empty() {
            text += "  nothing of its own\n";
        }
        for (key, value) in differing {
            text += &format!("  {key:<36} {value}\n");
        }
    }
    golden::compare("provinces.txt", &text);
}

#[test]
fn every_file_of_a_province_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/provinces");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "default" {
            continue;
        }
        let code = name.split('-').next().unwrap().parse().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let alone = Provinces::read(default_file(), [(code, text.as_str())]).unwrap();
        let shipped = Provinces::shipped().rules(code);
        assert_eq!(alone.rules(code), shipped, "{name} is not read by the program");
        assert_ne!(shipped, Provinces::shipped().default_rules(), "{name} says nothing of its own");
    }
}

#[test]
fn only_guangdong_verifies_electronically() {
    let electronic: Vec<String> = Provinces::shipped()
        .all()
        .into_iter()
        .filter(|(_, _, rules)| rules.electronic_verification)
        .map(|(code, _, _)| code.to_string())
        .collect();
    assert_eq!(electronic, ["440000"]);
}

#[test]
fn eleven_provinces_add_to_an_empty_record() {
    let mut names: Vec<&str> = Provinces::shipped()
        .all()
        .into_iter()
        .filter(|(_, _, rules)| rules.shell_policy == ShellPolicy::Add)
        .map(|(_, name, _)| name)
        .collect();
    names.sort_unstable();
    let mut expected = [
        "天津市",
        "辽宁省",
        "四川省",
        "云南省",
        "江苏省",
        "浙江省",
        "上海市",
        "广西壮族自治区",
        "山西省",
        "北京市",
        "贵州省",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
}

#[test]
fn an_unknown_key_is_refused_and_named() {
    let code = "440000".parse().unwrap();
    let read = |own| Provinces::read(default_file(), [(code, own)]);
    let error = read("shel_policy = \"add\"").unwrap_err();
    assert_eq!(error, ProvinceRulesError::UnknownKey("shel_policy (440000)".into()));
    assert!(matches!(read("shell_policy = \"keep\""), Err(ProvinceRulesError::Malformed(_))));
    assert!(matches!(read("commitment_letter = \"soon\""), Err(ProvinceRulesError::Malformed(_))));
}

#[test]
fn a_default_that_leaves_out_a_rule_is_refused() {
    let without: Vec<&str> =
        default_file().lines().filter(|line| !line.starts_with("footer_number")).collect();
    let result = Provinces::read(&without.join("\n"), []);
    assert!(
        matches!(&result, Err(ProvinceRulesError::Malformed(text)) if text.contains("footer_number"))
    );
}

#[test]
fn the_commitment_letter_of_guangdong_begins_on_its_day() {
    let on =
        |y, m, d| guangdong().needs_commitment_letter_on(NaiveDate::from_ymd_opt(y, m, d).unwrap());
    assert!(!on(2021, 6, 20));
    assert!(on(2021, 6, 21));
}

#[test]
fn many_domains_need_a_site_plan_in_guangdong() {
    assert!(!guangdong().needs_site_plan(31, false));
    assert!(guangdong().needs_site_plan(32, false));
    assert!(guangdong().needs_site_plan(6, true));
    let beijing = Provinces::shipped().rules("110105".parse().unwrap());
    assert!(!beijing.needs_site_plan(1000, true));
}
