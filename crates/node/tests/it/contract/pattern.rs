//! What a line expects, against what was heard.

use std::collections::BTreeMap;

use serde_json::Value;

/// The values of `$names`, as text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// The same with every `"$name"` replaced by its value.
    ///
    /// # Panics
    /// If a name has no value.
    pub(crate) fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.0.get(name).unwrap_or_else(|| panic!("${name} has no value yet")).as_str().into(),
                None => value.clone(),
            },
            Value::Array(list) => list.iter().map(|one| self.fill(one)).collect(),
            Value::Object(fields) => fields.iter().map(|(key, one)| (key.clone(), self.fill(one))).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// Whether this was expected. `"_"` is anything; a `"$name"` without a value gets one.
    pub(crate) fn fit(&mut self, expected: &Value, heard: &Value) -> bool {
        match (expected, heard) {
            (Value::String(text), _) if text == "_" => true,
            (Value::String(text), _) if text.starts_with('$') => self.fit_name(&text[1..], heard),
            (Value::Array(expected), Value::Array(heard)) => {
                expected.len() == heard.len() && expected.iter().zip(heard).all(|(one, other)| self.fit(one, other))
            }
            (Value::Object(expected), Value::Object(heard)) => {
                expected.len() == heard.len()
                    && expected.iter().all(|(key, one)| heard.get(key).is_some_and(|other| self.fit(one, other)))
            }
            _ => expected == heard,
        }
    }

    /// Numbers of 64 bits are texts in JSON, those of the tutorial are not: both are the same here.
    fn fit_name(&mut self, name: &str, heard: &Value) -> bool {
        let heard = heard.as_str().map_or_else(|| heard.to_string(), str::to_owned);
        self.0.entry(name.to_owned()).or_insert_with(|| heard.clone()) == &heard
    }
}
