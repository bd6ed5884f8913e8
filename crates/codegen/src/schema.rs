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
    pub(crate) name: String,
}

impl Place {
    pub(crate) fn refuse(&self, fault: Fault) -> CodegenError {
        CodegenError { file: self.file.clone(), place: self.name.clone(), fault }
    }

    pub(crate) fn inside(&self, name: &str) -> Self {
        let name = match self.name.as_str() {
            "" => name.to_owned(),
            outer => format!("{outer}.{name}"),
        };
        Self { file: self.file.clone(), name }
    }
}

pub(crate) struct Enum {
    pub(crate) place: Place,
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
    pub(crate) oneofs: Vec<String>,
    /// By number, which is also the order on the wire.
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) number: i32,
    pub(crate) shape: Shape,
    /// The type of the value; in a map that of the entries' values.
    pub(crate) kind: Kind,
}

/// How often a field's value may be there, and how one knows.
pub(crate) enum Shape {
    /// Always there; written unless it is the default value.
    Implicit,
    /// There or not: `optional`, and every single message.
    Optional,
    /// There when the oneof of this name has chosen it.
    Oneof(String),
    /// Any number of values, in one length-delimited piece if packed.
    Repeated {
        packed: bool,
    },
    Map {
        key: Scalar,
    },
}

pub(crate) enum Kind {
    Scalar(Scalar),
    Enum(EnumRef),
    Message(TypePath),
}

/// An enum as the type of a field, with the name of the value that a field begins with.
pub(crate) struct EnumRef {
    pub(crate) path: TypePath,
    pub(crate) zero: String,
}

/// The names from the outermost message to the type, without the package.
pub(crate) type TypePath = Vec<String>;

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
