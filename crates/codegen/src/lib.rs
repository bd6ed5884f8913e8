//! Turns a compiled protobuf schema into source code for languages that have no protobuf of their own.
//!
//! [`gdscript::generate`] is all there is: descriptors go in, the text of one file comes out. Nothing is read or
//! written, so the caller decides where schemas come from and where code goes.

pub mod gdscript;

mod comments;
mod error;
mod read;
mod schema;

pub use error::{CodegenError, Fault};
