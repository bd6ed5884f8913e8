//! As much of JSON Schema as the document uses; whatever else stands in it fails.

use serde_json::Value;

/// What is wrong with a value by its schema, with the place; empty if nothing is.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(rules) = schema.as_object() else { return Vec::new() };
    rules.iter().flat_map(|(rule, told)| broken(document, schema, (rule, told), value, at)).collect()
}

fn broken(document: &Value, schema: &Value, (rule, told): (&str, &Value), value: &Value, at: &str) -> Vec<String> {
    let found = |is_broken: bool| if is_broken { vec![format!("{at}: {value} breaks {rule} {told}")] } else { vec![] };
    match rule {
        "$ref" => faults(document, resolved(document, told), value, at),
        "type" => found(!is_of_type(told, value)),
        "const" => found(told != value),
        "enum" => found(!list(told).contains(value)),
        "minimum" => found(value.as_f64() < told.as_f64()),
        "maximum" => found(value.as_f64() > told.as_f64()),
        "required" => found(list(told).iter().any(|name| value.get(text(name)).is_none())),
        "items" => list(value)
            .iter()
            .enumerate()
            .flat_map(|(n, item)| faults(document, told, item, &format!("{at}[{n}]")))
            .collect(),
        "oneOf" | "anyOf" => found(!list(told).iter().any(|one| faults(document, one, value, at).is_empty())),
        "properties" | "additionalProperties" => members(document, schema, (rule, told), value, at),
        // Words for people, and bounds that replies have no reason to reach.
        "description" | "format" | "pattern" | "examples" | "default" | "contentEncoding" | "maxLength" => Vec::new(),
        unknown => vec![format!("{at}: the schema uses {unknown}, which this test does not know")],
    }
}

fn members(document: &Value, schema: &Value, (rule, told): (&str, &Value), value: &Value, at: &str) -> Vec<String> {
    let known = |name: &str| schema["properties"].get(name).is_some();
    let check = |(name, member): (&String, &Value)| match rule {
        "properties" => told.get(name).map(|rule| faults(document, rule, member, &format!("{at}.{name}"))),
        _ => (!known(name)).then(|| faults(document, told, member, &format!("{at}.{name}"))),
    };
    value.as_object().into_iter().flatten().filter_map(check).flatten().collect()
}

/// What a `$ref` points to.
pub(crate) fn resolved<'d>(document: &'d Value, reference: &Value) -> &'d Value {
    let pointer = text(reference).strip_prefix('#').expect("references are within the document");
    document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

fn is_of_type(told: &Value, value: &Value) -> bool {
    let one = |kind: &Value| match text(kind) {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the schema uses the type {other}, which this test does not know"),
    };
    told.as_array().map_or_else(|| one(told), |kinds| kinds.iter().any(one))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
