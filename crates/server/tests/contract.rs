//! Whether an answer is what the description of the API says: status, kind of content, shape.

use serde_json::Value;
use server::command::demo::Answer;
use std::{collections::BTreeSet, sync::LazyLock};

/// The description, as committed programs would read it.
pub static API: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(server::http::openapi()).expect("JSON"));

/// One operation.
pub struct Operation<'a> {
    pub method: &'a str,
    /// With `{names}`.
    pub path: &'a str,
    pub says: &'a Value,
}

impl Operation<'_> {
    pub fn id(&self) -> &str {
        self.says["operationId"].as_str().expect("an operation has an id")
    }

    pub fn asks_for_log_in(&self) -> bool {
        self.says["responses"].get("401").is_some()
    }
}

/// Every operation, in the document's order.
pub fn operations() -> Vec<Operation<'static>> {
    let paths = API["paths"].as_object().expect("paths");
    let of = |(path, item): (&'static String, &'static Value)| {
        let methods = item.as_object().expect("methods");
        methods.iter().map(move |(method, says)| Operation { method, path, says })
    };
    paths.iter().flat_map(of).collect()
}

/// The answer of `method path` (no query) is one that is described.
///
/// # Panics
/// Naming what is not described.
pub fn holds(method: &str, path: &str, answer: &Answer) {
    let method = method.to_lowercase();
    let all = operations();
    let fits = |o: &&Operation| o.method == method && same_place(o.path, path);
    let operation = all.iter().filter(fits).min_by_key(|o| o.path.matches('{').count());
    let operation = operation.unwrap_or_else(|| panic!("{method} {path} is not described"));
    let here = format!("{} -> {}", operation.id(), answer.status);
    let responses = &operation.says["responses"];
    let described = responses.get(answer.status.to_string());
    // What stands under `default` is only for what the server did not mean to happen.
    let described = described.unwrap_or_else(|| panic!("{here} is not described: {}", answer.body));
    let content = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok());
    let content = content.map(|kind| kind.split(';').next().unwrap_or(kind));
    match (described["content"].as_object(), content) {
        (None, None) => assert!(answer.bytes.is_empty(), "{here}: a body that is not described"),
        (Some(kinds), Some(kind)) => {
            let said = kinds.get(kind).unwrap_or_else(|| panic!("{here}: {kind} is not described"));
            if kind.ends_with("json") {
                let wrong = wrong(&said["schema"], &answer.body, "");
                assert!(wrong.is_empty(), "{here}: {wrong:#?}");
            }
        }
        (said, got) => panic!("{here}: {got:?} where {said:?} is described"),
    }
}

fn same_place(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) =
        (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern.iter().zip(&path).all(|(p, q)| p == q || p.starts_with('{'))
}

/// What a reference leads to.
pub fn resolved(reference: &str) -> &'static Value {
    let pointer = reference.strip_prefix('#').expect("a reference within the document");
    API.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// Words of JSON Schema that say nothing about which values hold.
const NOTES: &[&str] = &["description", "default", "format", "title", "contentMediaType"];

/// Where `value` is not as `schema` says; what the schema does not name is wrong too.
fn wrong(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(object) = value.as_object() {
        let known = keys(schema);
        let more = object.keys().filter(|key| known.as_ref().is_some_and(|k| !k.contains(*key)));
        found.extend(more.map(|key| format!("{at}/{key} is not described")));
    }
    found.extend(broken(schema, value, at));
    found
}

/// Names of an object's members that the schema knows; none when any name may stand.
fn keys(schema: &Value) -> Option<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    if let Some(reference) = schema["$ref"].as_str() {
        return keys(resolved(reference));
    }
    if schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false)) {
        return None;
    }
    all.extend(schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.clone()));
    for part in ["allOf", "oneOf"].iter().filter_map(|word| schema[*word].as_array()).flatten() {
        all.extend(keys(part)?);
    }
    Some(all)
}

fn broken(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, says) in schema.as_object().expect("a schema is an object") {
        match word.as_str() {
            "$ref" => found.extend(broken(resolved(says.as_str().expect("a text")), value, at)),
            "type" if !is_type(says, value) => found.push(format!("{at}: {says}, not {value}")),
            "enum" if !says.as_array().expect("a list").contains(value) => {
                found.push(format!("{at}: {value} is none of {says}"));
            }
            "required" => {
                let missing = says.as_array().into_iter().flatten().filter_map(Value::as_str);
                let missing = missing.filter(|key| value.is_object() && value.get(key).is_none());
                found.extend(missing.map(|key| format!("{at}/{key} is missing")));
            }
            "properties" => {
                for (key, says) in says.as_object().expect("an object") {
                    let inner =
                        value.get(key).map(|value| wrong(says, value, &format!("{at}/{key}")));
                    found.extend(inner.into_iter().flatten());
                }
            }
            "additionalProperties" if says.is_object() => {
                let named = schema["properties"].as_object();
                for (key, value) in value.as_object().into_iter().flatten() {
                    if named.is_none_or(|named| !named.contains_key(key)) {
                        found.extend(wrong(says, value, &format!("{at}/{key}")));
                    }
                }
            }
            "propertyNames" => {
                for key in value.as_object().into_iter().flat_map(|object| object.keys()) {
                    found.extend(broken(says, &key.as_str().into(), &format!("{at}/{key}")));
                }
            }
            "items" => {
                for (n, value) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(wrong(says, value, &format!("{at}/{n}")));
                }
            }
            "allOf" => {
                for part in says.as_array().into_iter().flatten() {
                    found.extend(broken(part, value, at));
                }
            }
            "oneOf" => {
                let tries: Vec<Vec<String>> =
                    says.as_array().into_iter().flatten().map(|s| wrong(s, value, at)).collect();
                match tries.iter().filter(|wrong| wrong.is_empty()).count() {
                    1 => {}
                    0 => found.extend(tries.into_iter().flatten()),
                    n => found.push(format!("{at}: {n} of the choices hold")),
                }
            }
            "minimum" if value.is_number() && value.as_f64() < says.as_f64() => {
                found.push(format!("{at}: below {says}"))
            }
            "type" | "enum" | "additionalProperties" | "minimum" => {}
            note => assert!(NOTES.contains(&note), "{at}: what does `{note}` mean?"),
        }
    }
    found
}

fn is_type(says: &Value, value: &Value) -> bool {
    let one = |name: &Value| match name.as_str().expect("a type's name") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no such type: {other}"),
    };
    says.as_array().map_or_else(|| one(says), |names| names.iter().any(one))
}
