//! What each kind of value is in TypeScript.

use crate::schema::{Field, Kind, Message, Scalar, Shape};

/// The type of one value.
pub(super) fn value_type(kind: &Kind) -> &str {
    match kind {
        Kind::Enum(declared) => &declared.name,
        Kind::Message(class) => class,
        Kind::Scalar(scalar) => scalar_type(*scalar),
    }
}

pub(super) fn scalar_type(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "boolean",
        Scalar::String => "string",
        Scalar::Bytes => "Uint8Array",
        Scalar::Double
        | Scalar::Float
        | Scalar::Int32
        | Scalar::Fixed32
        | Scalar::Uint32
        | Scalar::Sfixed32
        | Scalar::Sint32 => "number",
        Scalar::Int64 | Scalar::Uint64 | Scalar::Fixed64 | Scalar::Sfixed64 | Scalar::Sint64 => "bigint",
    }
}

/// The method of the reader that takes one value, and of the writer that appends one.
pub(super) fn method(kind: &Kind) -> &'static str {
    match kind {
        Kind::Enum(_) => "int32",
        Kind::Message(_) => "message",
        Kind::Scalar(scalar) => scalar_method(*scalar),
    }
}

pub(super) fn scalar_method(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double => "double",
        Scalar::Float => "float",
        Scalar::Int64 => "int64",
        Scalar::Uint64 => "uint64",
        Scalar::Int32 => "int32",
        Scalar::Fixed64 => "fixed64",
        Scalar::Fixed32 => "fixed32",
        Scalar::Bool => "bool",
        Scalar::String => "string",
        Scalar::Bytes => "bytes",
        Scalar::Uint32 => "uint32",
        Scalar::Sfixed32 => "sfixed32",
        Scalar::Sfixed64 => "sfixed64",
        Scalar::Sint32 => "sint32",
        Scalar::Sint64 => "sint64",
    }
}

/// What one value is before anything is known of it.
pub(super) fn default(kind: &Kind) -> String {
    match kind {
        Kind::Enum(declared) => format!("{}.{}", declared.name, declared.zero),
        Kind::Message(class) => format!("new {class}()"),
        Kind::Scalar(scalar) => scalar_default(*scalar).to_owned(),
    }
}

pub(super) fn scalar_default(scalar: Scalar) -> &'static str {
    match scalar_type(scalar) {
        "boolean" => "false",
        "string" => "\"\"",
        "Uint8Array" => "new Uint8Array(0)",
        "bigint" => "0n",
        _ => "0",
    }
}

/// The condition under which a value that is always there differs from its default. Negative zero does.
pub(super) fn differs(kind: &Kind, value: &str) -> String {
    match kind {
        Kind::Enum(_) => format!("{value} !== 0"),
        Kind::Message(_) => format!("{value} !== undefined"),
        Kind::Scalar(Scalar::Double | Scalar::Float) => format!("!Object.is({value}, 0)"),
        Kind::Scalar(scalar) => match scalar_type(*scalar) {
            "boolean" => value.to_owned(),
            "Uint8Array" => format!("{value}.length > 0"),
            _ => format!("{value} !== {}", scalar_default(*scalar)),
        },
    }
}

/// The type of a field's property; a oneof has one for all its fields.
pub(super) fn property_type(field: &Field) -> String {
    let value = value_type(&field.kind);
    match &field.shape {
        Shape::Repeated { .. } => format!("{value}[]"),
        Shape::Map { key } => format!("Map<{}, {value}>", scalar_type(*key)),
        Shape::Optional => format!("{value} | undefined"),
        Shape::Implicit | Shape::Oneof(_) => value.to_owned(),
    }
}

/// What a field's property is before anything is known of it.
pub(super) fn property_default(field: &Field) -> String {
    match field.shape {
        Shape::Repeated { .. } => "[]".to_owned(),
        Shape::Map { .. } => "new Map()".to_owned(),
        Shape::Optional => "undefined".to_owned(),
        Shape::Implicit | Shape::Oneof(_) => default(&field.kind),
    }
}

/// The condition under which the field is there, and so is written.
pub(super) fn present(message: &Message, field: &Field) -> String {
    let name = &field.name;
    match &field.shape {
        Shape::Implicit => differs(&field.kind, &format!("this.{name}")),
        Shape::Optional => format!("this.{name} !== undefined"),
        Shape::Oneof(position) => format!("this.{}?.case === \"{name}\"", message.oneofs[*position].name),
        Shape::Repeated { .. } => format!("this.{name}.length > 0"),
        Shape::Map { .. } => format!("this.{name}.size > 0"),
    }
}

/// The expression for what the field holds, where it is known to be there.
pub(super) fn held(message: &Message, field: &Field) -> String {
    match field.shape {
        Shape::Oneof(position) => format!("this.{}.value", message.oneofs[position].name),
        Shape::Implicit | Shape::Optional | Shape::Repeated { .. } | Shape::Map { .. } => {
            format!("this.{}", field.name)
        }
    }
}
