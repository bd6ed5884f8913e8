//! How values of ours stand in JSON, and what the OpenAPI document says of them.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::ops::Deref;
use std::str::FromStr;

use auth::UserId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use types::{ConnId, Name, Realm};

/// What the OpenAPI document says of a type that stands as text.
pub trait Described {
    /// Its name there.
    const NAME: &'static str;
    /// What it is, for people.
    const ABOUT: &'static str;
    /// What was expected, where a text is none, for people.
    const EXPECTED: &'static str;
    /// What every such text matches.
    const PATTERN: &'static str;
    /// One of them.
    const EXAMPLE: &'static str;
}

impl Described for Realm {
    const NAME: &'static str = "Realm";
    const ABOUT: &'static str = "Those who are told the same things.";
    const EXPECTED: &'static str =
        "not a realm: expected `lobby`, or `room-`, `game-`, `gametv-` or `user-` and 1 to 64 of A-Z a-z 0-9 _";
    const PATTERN: &'static str = "^(lobby|(room|game|gametv|user)-[A-Za-z0-9_]{1,64})$";
    const EXAMPLE: &'static str = "room-x";
}

impl Described for UserId {
    const NAME: &'static str = "User";
    const ABOUT: &'static str = "An account, or a guest.";
    const EXPECTED: &'static str = "not a user: expected 1 to 64 of A-Z a-z 0-9 _";
    const PATTERN: &'static str = "^[A-Za-z0-9_]{1,64}$";
    const EXAMPLE: &'static str = "ann";
}

impl Described for Name {
    const NAME: &'static str = "Name";
    const ABOUT: &'static str = "A word without spaces.";
    const EXPECTED: &'static str = "not a name: expected 1 to 64 of A-Z a-z 0-9 _";
    const PATTERN: &'static str = "^[A-Za-z0-9_]{1,64}$";
    const EXAMPLE: &'static str = "score";
}

/// A value that stands in JSON as its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<T>(pub T);

impl<T> Deref for Text<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Text<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Display> Display for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr + Described> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| de::Error::custom(T::EXPECTED))
    }
}

impl<T: Described> JsonSchema for Text<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": T::ABOUT, "pattern": T::PATTERN, "examples": [T::EXAMPLE] })
    }
}

/// A conn's id: a number in JSON, digits in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Conn(pub ConnId);

impl From<ConnId> for Conn {
    fn from(id: ConnId) -> Self {
        Self(id)
    }
}

impl Display for Conn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Conn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0.get())
    }
}

impl<'de> Deserialize<'de> for Conn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(deserializer)?;
        let legal = ConnId::new(number).map(Self);
        legal.ok_or_else(|| de::Error::custom(format_args!("{number} is no conn id: they are from 1 up, below 2^53")))
    }
}

impl JsonSchema for Conn {
    fn schema_name() -> Cow<'static, str> {
        "Conn".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "description": "The public address of one socket, never used again.",
            "minimum": 1,
            "maximum": ConnId::MAX,
        })
    }
}

/// Bytes, in JSON as base64 (RFC 4648 section 4, with padding).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Base64(pub Vec<u8>);

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text64;

        impl Visitor<'_> for Text64 {
            type Value = Base64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes in base64")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Base64, E> {
                STANDARD.decode(text).map(Base64).map_err(|error| E::custom(format_args!("no base64: {error}")))
            }
        }

        deserializer.deserialize_str(Text64)
    }
}

impl JsonSchema for Base64 {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Base64".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "contentEncoding": "base64" })
    }
}
