//! The description of the API itself.

use crate::{
    contract::{API, operations, resolved},
    golden,
};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_committed_description_of_the_api_is_current() {
    let mut text = serde_json::to_string_pretty(&server::http::openapi()).expect("JSON");
    text.push('\n');
    golden::holds("openapi.json", &text);
}

/// Every value of the document with its place.
fn every(at: &str, value: &'static Value, visit: &mut dyn FnMut(&str, &'static Value)) {
    visit(at, value);
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| every(&format!("{at}/{key}"), value, visit));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, v)| every(&format!("{at}/{n}"), v, visit));
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_to_something() {
    let mut count = 0;
    every("", &API, &mut |_, value| {
        if let Some(reference) = value["$ref"].as_str() {
            assert!(resolved(reference).is_object(), "{reference}");
            count += 1;
        }
    });
    assert!(count > 100, "{count} references were looked at");
    assert_eq!(API["openapi"], "3.1.0");
}

#[test]
fn every_component_is_used() {
    let mut used = BTreeSet::new();
    every("", &API, &mut |_, value| {
        used.extend(value["$ref"].as_str().map(str::to_owned));
    });
    for name in API["components"]["schemas"].as_object().expect("schemas").keys() {
        let reference = format!("#/components/schemas/{name}");
        assert!(used.contains(&reference), "nobody speaks of {name}");
    }
}

#[test]
fn every_operation_has_a_name_a_place_and_words() {
    let tags: BTreeSet<&str> =
        API["tags"].as_array().expect("tags").iter().filter_map(|t| t["name"].as_str()).collect();
    let mut ids = BTreeSet::new();
    for operation in operations() {
        let says = operation.says;
        assert!(ids.insert(operation.id().to_owned()), "{} is there twice", operation.id());
        let tag = says["tags"][0].as_str().unwrap_or_default();
        assert!(tags.contains(tag), "{}: tag {tag}", operation.id());
        let summary = says["summary"].as_str().unwrap_or_default();
        assert!(summary.ends_with(['.', '?']), "{}: {summary:?}", operation.id());
        for (status, response) in says["responses"].as_object().expect("responses") {
            let words = response["description"].as_str().unwrap_or_default();
            assert!(!words.is_empty(), "{} {status} says nothing", operation.id());
        }
        let places: Vec<&str> = operation.path.split(['{', '}']).skip(1).step_by(2).collect();
        for place in places {
            let known = says["parameters"].as_array().into_iter().flatten();
            let mut known = known.filter(|p| p["in"] == "path").map(|p| &p["name"]);
            assert!(known.any(|name| name == place), "{}: {{{place}}}", operation.id());
        }
    }
}

#[test]
fn who_must_log_in_is_told_how() {
    for operation in operations() {
        let security = operation.says["security"].as_array();
        assert_eq!(security.is_some(), operation.asks_for_log_in(), "{}", operation.id());
        let schemes = &API["components"]["securitySchemes"];
        for scheme in security.into_iter().flatten().filter_map(Value::as_object).flatten() {
            assert!(schemes.get(scheme.0).is_some(), "{}: {}", operation.id(), scheme.0);
        }
    }
}

#[test]
fn no_shape_is_left_open() {
    const SHAPED: [&str; 6] =
        ["properties", "additionalProperties", "$ref", "allOf", "oneOf", "items"];
    every("", &API, &mut |at, value| {
        let Some(object) = value.as_object() else { return };
        let in_schema = at.starts_with("/components/schemas/") || at.contains("/schema");
        let members = at.ends_with("/properties") || at.ends_with("/schemas");
        if in_schema && !members {
            assert!(!object.is_empty(), "{at} says nothing");
            let container = object.get("type").is_some_and(|t| t == "object" || t == "array");
            let shaped = SHAPED.iter().any(|word| object.contains_key(*word));
            assert!(!container || shaped, "{at} has no shape");
        }
        if let Some(words) = object.get("description").and_then(Value::as_str) {
            assert!(!words.contains("[`"), "{at} speaks of code: {words}");
        }
    });
}
