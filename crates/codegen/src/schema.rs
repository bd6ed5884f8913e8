//! The schema as code generators want it: names resolved, presence decided. `read` makes it from descriptors.

use crate::{CodegenError, Fault};

/// All types of all files, in the order of the files.
pub(crate) struct Schema {
    pub(crate) files: Vec<String>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) messages: Vec<Message>,
}

/// Where something stands, for errors.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// Counted from 1; 0 when the descriptor does not say.
    pub(crate) line: u32,
    /// The full name in the schema, without a leading dot.
    pub(crate) name: String,
}

impl Place {
    pub(crate) fn refuse(&self, fault: Fault) -> CodegenError {
        CodegenError { file: self.file.clone(), line: self.line, place: self.name.clone(), fault }
    }

    pub(crate) fn inside(&self, name: &str, line: u32) -> Self {
        let name = match self.name.as_str() {
            "" => name.to_owned(),
            outer => format!("{outer}.{name}"),
        };
        Self { file: self.file.clone(), line, name }
    }
}

pub(crate) struct Enum {
    pub(crate) place: Place,
    /// That of the schema, until a language makes its own of it; so with all names.
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) values: Vec<EnumValue>,
}

pub(crate) struct EnumValue {
    pub(crate) name: String,
    pub(crate) number: i32,
    pub(crate) docs: Vec<String>,
}

pub(crate) struct Message {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) messages: Vec<Message>,
    pub(crate) oneofs: Vec<Oneof>,
    /// By number, which is also the order on the wire.
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Oneof {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) schema_name: String,
    /// The name that the JSON mapping has for it.
    pub(crate) json_name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) number: i32,
    pub(crate) shape: Shape,
    /// The type of the value; in a map that of the entries' values.
    pub(crate) kind: Kind,
}

/// How often a field's value may be there, and how one knows.
#[derive(PartialEq, Eq)]
pub(crate) enum Shape {
    /// Always there; written unless it is the default value.
    Implicit,
    /// There or not: `optional`, and every single message.
    Optional,
    /// There when the oneof of this position has chosen it.
    Oneof(usize),
    /// Any number of values, in one length-delimited piece if packed.
    Repeated {
        packed: bool,
    },
    Map {
        key: Scalar,
    },
}

/// Types are referred to by their full names in the schema, until a language says what it calls them.
pub(crate) enum Kind {
    Scalar(Scalar),
    Enum(EnumRef),
    Message(String),
}

/// An enum as the type of a field, with the name of the value that a field begins with.
pub(crate) struct EnumRef {
    pub(crate) name: String,
    pub(crate) zero: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Double,
    Float,
    Int64,
    Uint64,
    Int32,
    Fixed64,
    Fixed32,
    Bool,
    String,
    Bytes,
    Uint32,
    Sfixed32,
    Sfixed64,
    Sint32,
    Sint64,
}

/// Whether a repeated field of this kind may be written as one piece.
pub(crate) fn is_packable(kind: &Kind) -> bool {
    match kind {
        Kind::Scalar(scalar) => !matches!(scalar, Scalar::String | Scalar::Bytes),
        Kind::Enum(_) => true,
        Kind::Message(_) => false,
    }
}

/// How the bytes of a value are delimited: the low three bits of its tag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WireType {
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}

pub(crate) fn tag(number: i32, wire_type: WireType) -> u32 {
    (number.cast_unsigned() << 3) | wire_type as u32
}

pub(crate) fn wire_type(kind: &Kind) -> WireType {
    match kind {
        Kind::Enum(_) => WireType::Varint,
        Kind::Message(_) => WireType::Length,
        Kind::Scalar(scalar) => match scalar {
            Scalar::Int64
            | Scalar::Uint64
            | Scalar::Int32
            | Scalar::Bool
            | Scalar::Uint32
            | Scalar::Sint32
            | Scalar::Sint64 => WireType::Varint,
            Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => WireType::Fixed64,
            Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => WireType::Fixed32,
            Scalar::String | Scalar::Bytes => WireType::Length,
        },
    }
}

impl Schema {
    /// Every enum, those within messages too, for languages in which all stand side by side.
    pub(crate) fn all_enums(&self) -> impl Iterator<Item = &Enum> {
        self.enums.iter().chain(self.all_messages().flat_map(|message| &message.enums))
    }

    /// Every message, each before those within it.
    pub(crate) fn all_messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().flat_map(Message::with_nested)
    }
}

impl Message {
    fn with_nested(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        Box::new(std::iter::once(self).chain(self.messages.iter().flat_map(Self::with_nested)))
    }
}
