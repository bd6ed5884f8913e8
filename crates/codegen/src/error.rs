/// Why a schema cannot become code, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", self.whereabouts())]
pub struct CodegenError {
    /// The schema's file, as the descriptor names it.
    pub file: String,
    /// Its line, counted from 1; 0 when the descriptor does not say.
    pub line: u32,
    /// The full name of the message, field or enum, without a leading dot; empty for the file as a whole.
    pub place: String,
    /// What is wrong there.
    pub fault: Fault,
}

impl CodegenError {
    fn whereabouts(&self) -> String {
        let mut text = self.file.clone();
        if self.line > 0 {
            text.push_str(&format!(":{}", self.line));
        }
        if !self.place.is_empty() {
            text.push_str(&format!(": {}", self.place));
        }
        text + ": "
    }
}

/// What a schema may not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file is of another protobuf language than proto3.
    #[error("only proto3 is supported, and this is {0}; begin the file with `syntax = \"proto3\";`")]
    Syntax(String),
    /// The field is a group.
    #[error("groups are not supported; make it a message")]
    Group,
    /// The field or file extends a message.
    #[error("extensions are not supported; put the field into its message")]
    Extension,
    /// The field's type is in none of the files that were given.
    #[error("the type {0} is in none of the files; give the files that are imported as well")]
    UnknownType(String),
    /// The field must be there, as proto2 can demand.
    #[error("`required` is not supported; leave the word out")]
    Required,
    /// A part of the descriptor that every compiler writes is missing.
    #[error("the descriptor has no {0}; make it with a protobuf compiler")]
    Incomplete(&'static str),
}
