//! The graph of a list's words, walked where it lies.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;

use crate::{
    Class, Language, Letter, LoadError, Word, check, file,
    layout::{CHILD, ENDS, LABEL_SHIFT, LAST},
};

/// The words of a list as a graph. Copies share the file.
///
/// From [`Lexicon::forward`] on, the arcs spell words from the first letter to the last. From [`Lexicon::around`] on, they
/// spell words from any of their letters: this one and those before it, backwards; then, behind [`Lexicon::turn`],
/// those after it.
#[derive(Clone)]
pub struct Lexicon {
    language: Language,
    name: Arc<str>,
    digest: [u8; 32],
    words: u32,
    cells: Bytes,
    /// A digit for each word, by its number, or nothing at all.
    classes: Bytes,
    /// For each cell of the DAWG: how many words it, its node's later cells, and what they lead to have.
    counts: Arc<[u32]>,
}

/// A node of a lexicon's graph: a place that a walk has come to. It means something to that lexicon alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(u32);

impl Node {
    /// Whether nothing leads on from here.
    #[must_use]
    pub fn is_end(self) -> bool {
        self.0 == 0
    }
}

/// A letter that can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub letter: Letter,
    /// Whether the letters up to this one are a word; of a walk from [`Lexicon::around`] that has not turned yet, whether
    /// they are one backwards.
    pub ends_word: bool,
    /// Where the walk is behind it.
    pub to: Node,
}

impl Lexicon {
    /// Checks a file that [`build`](crate::build) made, and keeps it as it is; it can lie in mapped memory.
    ///
    /// # Errors
    /// When it is none, or damaged. What loads can be walked without care, whoever has made it.
    pub fn load(file: Bytes) -> Result<Self, LoadError> {
        let parts = file::read(&file)?;
        let cells = file.slice(parts.cells);
        let letters = parts.language.alphabet().size();
        let counts = check::check(cells.as_chunks().0, parts.forward_cells, letters, parts.words)?;
        Ok(Self {
            language: parts.language,
            name: parts.name.into(),
            digest: parts.digest,
            words: parts.words,
            cells,
            classes: file.slice(parts.classes),
            counts: counts.into(),
        })
    }

    /// Whether `file` begins as a lexicon does, and not as a word list can.
    #[must_use]
    pub fn is_one(file: &[u8]) -> bool {
        file.starts_with(file::MAGIC)
    }

    /// The language of its words.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// What the list is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the list: lexicons with the same words have the same.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// How many words there are.
    #[must_use]
    pub fn words(&self) -> u32 {
        self.words
    }

    /// How many arcs the graph has.
    #[must_use]
    pub fn arcs_total(&self) -> usize {
        self.cells.len() / 4
    }

    /// Where words are read from their first letter on: the root of the DAWG.
    #[must_use]
    pub fn forward(&self) -> Node {
        Node(self.cell(0) & CHILD)
    }

    /// Where words are read from any of their letters on: the root of the GADDAG.
    #[must_use]
    pub fn around(&self) -> Node {
        Node(self.cell(1) & CHILD)
    }

    /// From `node` on with `letter`.
    #[must_use]
    pub fn child(&self, node: Node, letter: Letter) -> Option<Step> {
        self.find(node, letter).map(|at| step(self.cell(at), letter))
    }

    /// Every letter that can come next, in order. The separator is not among them.
    #[must_use]
    pub fn children(&self, node: Node) -> Steps<'_> {
        Steps { lexicon: self, next: node.0 }
    }

    /// Behind the separator: the letters so far, turned round, begin a word, and the arcs from there continue it.
    #[must_use]
    pub fn turn(&self, node: Node) -> Option<Node> {
        // The separator comes before all letters. Cell 0 has its label too, but belongs to no node.
        let first = self.cell(node.0);
        let is_separator = first >> LABEL_SHIFT == 0 && !node.is_end();
        is_separator.then_some(Node(first & CHILD)).filter(|behind| !behind.is_end())
    }

    /// The place of `word` in the sorted list, from 0 up; `None` if it is not a word.
    #[must_use]
    pub fn number(&self, word: &[Letter]) -> Option<u32> {
        let (mut node, mut number, mut is_word) = (self.forward(), 0, false);
        for &letter in word {
            let at = self.find(node, letter)?;
            // Before it are the word that ends here, and those with an earlier letter in this place.
            number += u32::from(is_word) + self.count(node.0) - self.count(at);
            Step { ends_word: is_word, to: node, .. } = step(self.cell(at), letter);
        }
        is_word.then_some(number)
    }

    /// Whether the list says how common its words are. If not, they all count as everyday ones.
    #[must_use]
    pub fn has_classes(&self) -> bool {
        !self.classes.is_empty()
    }

    /// How common `word` is; `None` if it is not a word.
    #[must_use]
    pub fn class_of(&self, word: &[Letter]) -> Option<Class> {
        let number = self.number(word)?;
        let digit = self.classes.get(number as usize);
        Some(digit.and_then(|&digit| Class::of_digit(digit.into())).unwrap_or_default())
    }

    /// The cell of `node` that has `letter`.
    fn find(&self, node: Node, letter: Letter) -> Option<u32> {
        let label = letter.place() as u32 + 1;
        let mut at = node.0;
        loop {
            let cell = self.cell(at);
            match cell >> LABEL_SHIFT {
                found if found == label => return Some(at),
                found if found > label || cell & LAST != 0 => return None,
                _ => at += 1,
            }
        }
    }

    fn count(&self, at: u32) -> u32 {
        self.counts.get(at as usize).copied().unwrap_or_default()
    }

    /// The cell at `at`; beyond the last, where only another lexicon's node can lead, one that leads nowhere.
    fn cell(&self, at: u32) -> u32 {
        self.cells.as_chunks().0.get(at as usize).map_or(LAST, |&cell| u32::from_le_bytes(cell))
    }
}

/// What stands in a cell that has `letter`.
fn step(cell: u32, letter: Letter) -> Step {
    Step { letter, ends_word: cell & ENDS != 0, to: Node(cell & CHILD) }
}

/// Every letter that can come next, in order.
#[derive(Clone)]
pub struct Steps<'lexicon> {
    lexicon: &'lexicon Lexicon,
    /// 0 when there is none.
    next: u32,
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while self.next != 0 {
            let cell = self.lexicon.cell(self.next);
            self.next = if cell & LAST == 0 { self.next + 1 } else { 0 };
            let letter = (cell >> LABEL_SHIFT).checked_sub(1).and_then(|place| Letter::at(place as usize));
            if let Some(letter) = letter {
                return Some(step(cell, letter));
            }
        }
        None
    }
}

/// What the rules of a game ask of a list of words. Tests have a small one of their own.
pub trait Words {
    /// Whether `word` is a word.
    fn contains(&self, word: &[Letter]) -> bool;
}

impl Words for Lexicon {
    fn contains(&self, word: &[Letter]) -> bool {
        let mut letters = word.iter();
        let Some(first) = letters.next().and_then(|&first| self.child(self.forward(), first)) else {
            return false;
        };
        let last = letters.try_fold(first, |step, &letter| self.child(step.to, letter));
        last.is_some_and(|step| step.ends_word)
    }
}

impl Words for BTreeSet<Word> {
    fn contains(&self, word: &[Letter]) -> bool {
        Word::new(word).is_some_and(|word| Self::contains(self, &word))
    }
}
