/// Why a schema cannot become code, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {place}: {fault}")]
pub struct CodegenError {
    /// The schema's file, as the descriptor names it.
    pub file: String,
    /// The full name of the message, field or enum, without a leading dot; empty for the file as a whole.
    pub place: String,
    /// What is wrong there.
    pub fault: Fault,
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
    /// A part of the descriptor that every compiler writes is missing.
    #[error("the descriptor has no {0}; make it with a protobuf compiler")]
    Incomplete(&'static str),
    /// The name would become a keyword of GDScript.
    #[error("`{0}` is a keyword of GDScript; choose another name")]
    Keyword(String),
    /// The name would become something that every object of the engine already has.
    #[error("`{0}` is a member of every Godot object; choose another name")]
    ObjectMember(String),
    /// Two things would get the same name.
    #[error("`{0}` would be there twice in one class or script; choose another name")]
    Twice(String),
    /// A nested type would hide another one from the code inside.
    #[error("`{0}` is also the name of a type outside, which it would hide; choose another name")]
    Hides(String),
}
