//! Looking things up in ninjs and its dialects: names whatever their case,
//! texts in whatever shape they come.

use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

/// A property whatever its case.
pub(super) fn get<'a>(item: &'a Object, key: &str) -> Option<&'a Value> {
    item.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, v)| v)
}

pub(super) fn word(item: &Object, key: &str) -> Option<String> {
    match get(item, key)? {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// The texts of a value: itself, its list, or its `value` and `name`.
pub(super) fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(s) if !s.trim().is_empty() => vec![s.trim().to_owned()],
        Value::Array(all) => all.iter().flat_map(strings).collect(),
        Value::Object(o) => ["value", "text", "name", "literal"]
            .iter()
            .find_map(|k| word(o, k))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// The names of a list of concepts.
pub(super) fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(names).collect(),
        Value::Object(o) => word(o, "name").or_else(|| word(o, "literal")).into_iter().collect(),
        Value::String(s) => vec![story::one_line(s)],
        _ => Vec::new(),
    }
}

/// The objects of a list; of an object its values with their names.
pub(super) fn objects(value: &Value) -> Vec<(&str, &Object)> {
    match value {
        Value::Array(all) => all
            .iter()
            .filter_map(Value::as_object)
            .map(|o| (o.get("name").and_then(Value::as_str).unwrap_or(""), o))
            .collect(),
        Value::Object(o) => {
            o.iter().filter_map(|(k, v)| Some((k.as_str(), v.as_object()?))).collect()
        }
        _ => Vec::new(),
    }
}

/// A whole number, as a number or as text.
pub(super) fn number(item: &Object, key: &str) -> Option<u32> {
    let value = get(item, key)?;
    let n = value
        .as_u64()
        .or_else(|| value.as_f64().filter(|f| (0.0..=4e9).contains(f)).map(|f| f as u64));
    n.and_then(|n| u32::try_from(n).ok()).or_else(|| value.as_str()?.trim().parse().ok())
}
