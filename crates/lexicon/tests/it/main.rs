//! Lists, graphs and files, as other crates use them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod corrupt;
mod graph;
mod list;
mod shipped;

use lexicon::{Language, Letter, Lexicon, WordList, build};

/// A list of our own: words that share beginnings, middles and ends, and words within words.
const WORDS: &str = "
    able ables cable cables table tables stable stables unstable
    care cares cared career careers scare scared scares scarce scarcely
    rat rats rate rates crate crates grate grates great greats irate pirate pirates
    at ate eat eats tea teas seat seats east eats teas sea seas as is it its sit sits
    read reads reader readers bread breads thread threads dread dreads
    aa banana bananas ananas sassafras mississippi
    counterexamples incomprehension misinterpreting
";

fn list(words: &str) -> WordList {
    WordList::read(Language::English, words.split_whitespace().collect::<Vec<_>>().join("\n").as_bytes()).unwrap()
}

fn lexicon(words: &str) -> Lexicon {
    Lexicon::load(build(&list(words), "test").unwrap()).unwrap()
}

fn letters(text: &str) -> Vec<Letter> {
    text.chars().map(|letter| Language::English.alphabet().letter(letter).unwrap()).collect()
}
