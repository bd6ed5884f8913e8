//! What each kind of value is in GDScript and on the wire.

use crate::schema::{Field, Kind, Scalar, Shape};

/// The type of one value.
pub(super) fn value_type(kind: &Kind) -> String {
    match kind {
        Kind::Enum(declared) => declared.name.clone(),
        Kind::Message(class) => class.clone(),
        Kind::Scalar(scalar) => scalar_type(*scalar).to_owned(),
    }
}

pub(super) fn scalar_type(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "float",
        Scalar::Bool => "bool",
        Scalar::String => "String",
        Scalar::Bytes => "PackedByteArray",
        Scalar::Int64
        | Scalar::Uint64
        | Scalar::Int32
        | Scalar::Fixed64
        | Scalar::Fixed32
        | Scalar::Uint32
        | Scalar::Sfixed32
        | Scalar::Sfixed64
        | Scalar::Sint32
        | Scalar::Sint64 => "int",
    }
}

/// The type of a field's variable.
pub(super) fn field_type(field: &Field) -> String {
    let value = value_type(&field.kind);
    match &field.shape {
        Shape::Repeated { .. } => format!("Array[{value}]"),
        Shape::Map { key } => format!("Dictionary[{}, {value}]", scalar_type(*key)),
        Shape::Implicit | Shape::Optional | Shape::Oneof(_) => value,
    }
}

/// What one value is before anything is known of it.
pub(super) fn default(kind: &Kind) -> String {
    match kind {
        Kind::Enum(declared) => format!("{}.{}", declared.name, declared.zero),
        Kind::Message(_) => "null".to_owned(),
        Kind::Scalar(scalar) => scalar_default(*scalar).to_owned(),
    }
}

pub(super) fn scalar_default(scalar: Scalar) -> &'static str {
    match scalar_type(scalar) {
        "float" => "0.0",
        "bool" => "false",
        "String" => "\"\"",
        "PackedByteArray" => "PackedByteArray()",
        _ => "0",
    }
}

/// What a field's variable is before anything is known of it.
pub(super) fn field_default(field: &Field) -> String {
    match field.shape {
        Shape::Repeated { .. } => "[]".to_owned(),
        Shape::Map { .. } => "{}".to_owned(),
        Shape::Implicit | Shape::Optional | Shape::Oneof(_) => default(&field.kind),
    }
}

/// The condition under which a value that is always there differs from its default.
pub(super) fn differs(kind: &Kind, value: &str) -> String {
    match kind {
        Kind::Enum(_) => format!("{value} != 0"),
        Kind::Message(_) => format!("{value} != null"),
        Kind::Scalar(scalar) => match scalar_type(*scalar) {
            "float" => format!("not _Wire.is_default({value})"),
            "bool" => value.to_owned(),
            "String" | "PackedByteArray" => format!("not {value}.is_empty()"),
            _ => format!("{value} != 0"),
        },
    }
}

/// What is kept of a number that a script gives: as much as its type can hold.
pub(super) fn kept(kind: &Kind, value: &str) -> String {
    match kind {
        Kind::Enum(_) | Kind::Message(_) => value.to_owned(),
        Kind::Scalar(scalar) => scalar_kept(*scalar, value),
    }
}

pub(super) fn scalar_kept(scalar: Scalar, value: &str) -> String {
    match scalar {
        Scalar::Uint32 | Scalar::Fixed32 => format!("{value} & 0xffffffff"),
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => format!("_Wire.signed32({value})"),
        Scalar::Double
        | Scalar::Float
        | Scalar::Int64
        | Scalar::Uint64
        | Scalar::Fixed64
        | Scalar::Bool
        | Scalar::String
        | Scalar::Bytes
        | Scalar::Sfixed64
        | Scalar::Sint64 => value.to_owned(),
    }
}

/// The expression that takes one value off `reader`; a message is merged instead.
pub(super) fn read(kind: &Kind) -> String {
    match kind {
        Kind::Enum(declared) => format!("reader.signed32() as {}", declared.name),
        Kind::Message(class) => format!("{class}.new()"),
        Kind::Scalar(scalar) => format!("reader.{}()", reader_method(*scalar)),
    }
}

pub(super) fn reader_method(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double => "float64",
        Scalar::Float => "float32",
        Scalar::Int64 | Scalar::Uint64 => "varint",
        Scalar::Int32 => "signed32",
        Scalar::Fixed64 | Scalar::Sfixed64 => "fixed64",
        Scalar::Fixed32 => "fixed32",
        Scalar::Bool => "boolean",
        Scalar::String => "text",
        Scalar::Bytes => "blob",
        Scalar::Uint32 => "unsigned32",
        Scalar::Sfixed32 => "sfixed32",
        Scalar::Sint32 => "zigzag32",
        Scalar::Sint64 => "zigzag64",
    }
}

/// The statement that appends one value, without its tag, to the bytes called `out`.
pub(super) fn write(kind: &Kind, out: &str, value: &str) -> String {
    match kind {
        Kind::Enum(_) => format!("_Wire.varint({out}, {value})"),
        Kind::Message(_) => format!("_Wire.blob({out}, {value}.to_bytes())"),
        Kind::Scalar(scalar) => format!("_Wire.{}({out}, {value})", writer_method(*scalar)),
    }
}

pub(super) fn writer_method(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double => "float64",
        Scalar::Float => "float32",
        Scalar::Int64 | Scalar::Uint64 | Scalar::Int32 | Scalar::Uint32 => "varint",
        Scalar::Fixed64 | Scalar::Sfixed64 => "fixed64",
        Scalar::Fixed32 | Scalar::Sfixed32 => "fixed32",
        Scalar::Bool => "boolean",
        Scalar::String => "text",
        Scalar::Bytes => "blob",
        Scalar::Sint32 => "zigzag32",
        Scalar::Sint64 => "zigzag64",
    }
}
