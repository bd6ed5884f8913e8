//! From the words of a path, a query and a JSON body to a typed request, strictly: each field once, none unknown.

use std::fmt::{self, Display};
use std::vec;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
};
use serde_json::Value;

use crate::requests::Checked;
use crate::{Code, Error};

/// One field that somebody gave.
#[derive(Debug)]
pub(crate) struct Given {
    name: String,
    value: Value,
    /// It stood in a path or query, where numbers and switches are words too.
    is_word: bool,
}

impl Given {
    pub(crate) fn word(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: Value::String(value.into()), is_word: true }
    }
}

/// The members of the JSON object that a body is; an empty body is an empty object.
pub(crate) fn members(body: &[u8]) -> Result<Vec<Given>, Error> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    let read: Result<Members, _> = serde_json::from_slice(body);
    read.map(|members| members.0).map_err(|error| bad(format!("the body is not the JSON object expected: {error}")))
}

/// The request that the fields make. `known` are all that it can have.
pub(crate) fn request<Q: DeserializeOwned + Checked>(known: &[String], given: Vec<Given>) -> Result<Q, Error> {
    for (at, Given { name, .. }) in given.iter().enumerate() {
        if !known.contains(name) {
            return Err(unknown(name, known));
        }
        if given[..at].iter().any(|earlier| earlier.name == *name) {
            return Err(bad(format!("`{name}` is given twice")));
        }
    }
    let fields = Fields { left: given.into_iter(), next: None };
    let request = Q::deserialize(MapAccessDeserializer::new(fields)).map_err(|Wrong(what)| bad(what))?;
    request.check()?;
    Ok(request)
}

fn unknown(name: &str, known: &[String]) -> Error {
    let name: String = name.chars().take(64).collect();
    let expected = match known {
        [] => "it takes none".to_owned(),
        known => format!("it takes `{}`", known.join("`, `")),
    };
    bad(format!("`{name}` is no field of this request; {expected}"))
}

fn bad(text: String) -> Error {
    Error::new(Code::BadRequest, text)
}

/// An object whose members stand as they came, twice if they came twice.
struct Members(Vec<Given>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry()? {
                    members.push(Given { name, value, is_word: false });
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// What is wrong with a field.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Wrong(String);

impl de::Error for Wrong {
    fn custom<T: Display>(what: T) -> Self {
        Self(what.to_string())
    }
}

/// All fields, as serde reads them: what is wrong with one is said with its name.
struct Fields {
    left: vec::IntoIter<Given>,
    next: Option<Given>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        self.next = self.left.next();
        let name = self.next.as_ref().map(|given| given.name.as_str());
        name.map(|name| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let given = self.next.take().ok_or_else(|| Wrong("a value without a name".to_owned()))?;
        let name = given.name.clone();
        seed.deserialize(given).map_err(|Wrong(what)| Wrong(format!("`{name}`: {what}")))
    }
}

impl Given {
    fn with<T>(self, read: impl FnOnce(Value) -> Result<T, serde_json::Error>) -> Result<T, Wrong> {
        read(self.value).map_err(|error| Wrong(error.to_string()))
    }

    /// A word that is the JSON of a number or switch becomes one.
    fn unquoted(mut self) -> Self {
        if let Value::String(word) = &self.value
            && self.is_word
            && let Ok(value @ (Value::Number(_) | Value::Bool(_))) = serde_json::from_str(word)
        {
            self.value = value;
        }
        self
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.unquoted().with(|value| value.$method(visitor))
        })*
    };
}

impl<'de> Deserializer<'de> for Given {
    type Error = Wrong;

    numbers! {
        deserialize_bool deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_f32 deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.with(|value| value.deserialize_any(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kick, ListConns, RealmMessage};

    fn fault<Q: DeserializeOwned + Checked + fmt::Debug>(known: &str, given: Vec<Given>) -> String {
        let known: Vec<_> = known.split(' ').map(str::to_owned).collect();
        request::<Q>(&known, given).unwrap_err().text
    }

    const KICK: &str = "conn code";

    #[test]
    fn words_and_members_make_a_request() {
        let known: Vec<_> = KICK.split(' ').map(str::to_owned).collect();
        let mut given = members(br#"{"code": 4008}"#).unwrap();
        given.push(Given::word("conn", "7"));
        let kick: Kick = request(&known, given).unwrap();
        assert_eq!((kick.conn.0.get(), kick.code), (7, 4008));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let conn = || Given::word("conn", "7");
        assert_eq!(fault::<Kick>(KICK, vec![]), "missing field `conn`");
        assert_eq!(
            fault::<Kick>(KICK, vec![conn(), Given::word("cod", "1")]),
            "`cod` is no field of this request; it takes `conn`, `code`"
        );
        assert_eq!(fault::<Kick>(KICK, vec![conn(), conn()]), "`conn` is given twice");
        assert_eq!(
            fault::<Kick>(KICK, vec![Given::word("conn", "x")]),
            "`conn`: invalid type: string \"x\", expected u64"
        );
        assert!(fault::<Kick>(KICK, vec![Given::word("conn", "0")]).contains("`conn`: 0 is no conn id"));
        let wrong = members(br#"{"code": "x"}"#).unwrap().into_iter().chain([conn()]).collect();
        assert_eq!(fault::<Kick>(KICK, wrong), "`code`: invalid type: string \"x\", expected u16");
    }

    #[test]
    fn a_number_in_json_is_no_word() {
        let quoted = members(br#"{"conn": "7"}"#).unwrap();
        assert!(fault::<Kick>(KICK, quoted).starts_with("`conn`: invalid type: string"));
    }

    #[test]
    fn a_member_that_comes_twice_is_refused() {
        let twice = members(br#"{"text": "a", "text": "b"}"#).unwrap();
        assert_eq!(fault::<RealmMessage>("realm kind text body", twice), "`text` is given twice");
    }

    #[test]
    fn only_objects_are_bodies() {
        for body in ["[]", "7", "{", "{}x", "\"\""] {
            assert!(members(body.as_bytes()).is_err(), "{body}");
        }
        assert!(members(b"").unwrap().is_empty());
    }

    #[test]
    fn a_page_has_its_limits() {
        let known = "user after limit";
        for (limit, why) in [("0", "nonzero"), ("1001", "more than 1000"), ("-1", "-1"), ("99999", "99999")] {
            let fault = fault::<ListConns>(known, vec![Given::word("limit", limit)]);
            assert!(fault.contains("limit") && fault.contains(why), "{fault}");
        }
    }
}
