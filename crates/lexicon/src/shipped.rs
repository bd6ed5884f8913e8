//! The lists that come with the program; `lexicons/README.md` says where from.
//!
//! They are embedded as text and become a graph when they are needed: that takes less than a second, and the graphs would be
//! 14 MB instead of 6.

use crate::{Class, Language, ListError, WordList};

/// What the files of one language hold.
struct Files {
    name: &'static str,
    words: &'static str,
    /// Digits; empty where nothing is known.
    sizes: &'static str,
    hidden: &'static str,
}

const ENGLISH: Files = Files {
    name: "SCOWL80",
    words: include_str!("../../../lexicons/english/words.txt"),
    sizes: include_str!("../../../lexicons/english/sizes.txt"),
    hidden: include_str!("../../../lexicons/english/hidden.txt"),
};

const DUTCH: Files = Files {
    name: "OpenTaal",
    words: include_str!("../../../lexicons/dutch/words.txt"),
    sizes: "",
    hidden: include_str!("../../../lexicons/dutch/hidden.txt"),
};

/// The list of a language that comes with the program, and what it is called.
#[must_use]
pub fn shipped(language: Language) -> (WordList, &'static str) {
    let files = match language {
        Language::English => ENGLISH,
        Language::Dutch => DUTCH,
    };
    let list = read(language, &files).expect("the tests have read it");
    (list, files.name)
}

fn read(language: Language, files: &Files) -> Result<WordList, ListError> {
    let list = WordList::read(language, files.words.as_bytes())?;
    let classes: Vec<Class> = files.sizes.chars().filter_map(Class::of_digit).collect();
    let list = if classes.is_empty() { list } else { list.with_classes(classes)? };
    list.without(files.hidden.as_bytes())
}
