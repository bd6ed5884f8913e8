//! The words of a crossword game: lists of them, and the graph in which moves are looked for.
//!
//! A [`WordList`] is read from text. [`build`] makes a file image of it, and [`Lexicon::load`] walks such an image where
//! it lies, once it has checked that no walk can leave it or go in circles. The graph has two roots: from the one a word
//! is read from its first letter on (a DAWG), from the other from any of its letters outwards (a GADDAG).
//!
//! Pure: bytes come in and go out. Who reads files is the caller. Points of letters, tiles and blanks belong to the game.
//!
//! Read `lexicon.rs` first, then `builder.rs` for how the graph comes to be.

mod builder;
mod cells;
mod check;
mod class;
mod file;
mod language;
mod layout;
mod letter;
mod lexicon;
mod list;
mod shipped;
mod word;

pub use builder::{BuildError, build};
pub use check::BadGraph;
pub use class::Class;
pub use file::LoadError;
pub use language::{Alphabet, Language, UnknownLanguage};
pub use letter::Letter;
pub use lexicon::{Lexicon, Node, Step, Steps, Words};
pub use list::{BadLine, ListError, WordList};
pub use shipped::shipped;
pub use word::Word;
