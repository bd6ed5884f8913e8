use std::collections::BTreeSet;

use expect_test::expect;
use lexicon::{Language, Letter, Lexicon, Node, Word, WordList, Words, build};
use proptest::prelude::*;

use super::{WORDS, letters, lexicon, list};

/// Every word that a walk from `node` spells, after `before`.
fn spelled(lexicon: &Lexicon, node: Node, before: &mut Vec<Letter>, found: &mut Vec<Word>) {
    for step in lexicon.children(node) {
        before.push(step.letter);
        found.extend(step.ends_word.then(|| Word::new(before).unwrap()));
        spelled(lexicon, step.to, before, found);
        before.pop();
    }
}

/// Every word that a walk from the GADDAG's root spells, with the place of the letter that the walk began at.
fn spelled_around(lexicon: &Lexicon, node: Node, backwards: &mut Vec<Letter>, found: &mut Vec<(Word, usize)>) {
    for step in lexicon.children(node) {
        backwards.push(step.letter);
        let mut forwards: Vec<Letter> = backwards.iter().rev().copied().collect();
        let start = backwards.len() - 1;
        found.extend(step.ends_word.then(|| (Word::new(&forwards).unwrap(), start)));
        let mut rest = Vec::new();
        let behind = lexicon.turn(step.to);
        behind.into_iter().for_each(|behind| spelled(lexicon, behind, &mut forwards, &mut rest));
        found.extend(rest.into_iter().map(|word| (word, start)));
        spelled_around(lexicon, step.to, backwards, found);
        backwards.pop();
    }
}

#[track_caller]
fn check_against_the_list(list: &WordList) {
    let lexicon = Lexicon::load(build(list, "test").unwrap()).unwrap();
    let mut found = Vec::new();
    spelled(&lexicon, lexicon.forward(), &mut Vec::new(), &mut found);
    assert_eq!(found, list.words());

    let mut around = Vec::new();
    spelled_around(&lexicon, lexicon.around(), &mut Vec::new(), &mut around);
    let count = around.len();
    let from_each_letter = list.words().iter().flat_map(|&word| (0..word.len()).map(move |start| (word, start)));
    assert_eq!(around.into_iter().collect::<BTreeSet<_>>(), from_each_letter.collect());
    assert_eq!(count, list.words().iter().map(|word| word.len()).sum::<usize>(), "each once");

    for (word, number) in list.words().iter().zip(0..) {
        assert_eq!(lexicon.number(word), Some(number));
    }
}

#[test]
fn every_word_is_spelled_from_each_of_its_letters_and_nothing_else_is() {
    check_against_the_list(&list(WORDS));
    check_against_the_list(&list("aa"));
    check_against_the_list(&list("as counterexamples"));
}

#[test]
fn what_is_no_word_is_not_contained() {
    let lexicon = lexicon(WORDS);
    for word in ["", "a", "ab", "abl", "tabl", "unstables", "zz", "scarcelys", "counterexamplesss"] {
        assert!(!lexicon.contains(&letters(word)), "{word}");
        assert_eq!(lexicon.number(&letters(word)), None, "{word}");
        assert_eq!(lexicon.class_of(&letters(word)), None, "{word}");
    }
    assert!(!lexicon.contains(&[Letter::at(31).unwrap(); 2]));
}

#[test]
fn a_node_of_another_lexicon_leads_nowhere_dangerous() {
    let large = lexicon(WORDS);
    let small = lexicon("as");
    let (around, end) = (large.around(), small.child(small.forward(), letters("a")[0]).unwrap().to);
    let end = small.child(end, letters("s")[0]).unwrap().to;
    assert!(end.is_end());
    assert_eq!(small.children(around).count(), 0);
    assert_eq!(small.turn(around), None);
    for lexicon in [&small, &large] {
        assert_eq!(lexicon.turn(end), None);
        assert_eq!(lexicon.children(end).count(), 0);
    }
}

#[test]
fn a_lexicon_tells_what_it_is_made_of() {
    let lexicon = lexicon(WORDS);
    assert_eq!((lexicon.language(), lexicon.name()), (Language::English, "test"));
    assert_eq!(lexicon.words() as usize, list(WORDS).words().len());
    assert_eq!(lexicon.digest(), &list(WORDS).digest());
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    let image = build(&list(WORDS), "test").unwrap();
    let shuffled: String = WORDS.split_whitespace().rev().flat_map(|word| [word, " "]).collect();
    assert_eq!(image, build(&list(&shuffled), "test").unwrap());
    // If this changes, files that people have built no longer load: raise the version of the format.
    let checksum: String = image[image.len() - 32..].iter().map(|byte| format!("{byte:02x}")).collect();
    expect!["39c6a0bc6f646ecfdac40a6ce9237b88f8d904cd21fd514ad51525ab90c12bcc"].assert_eq(&checksum);
}

#[test]
fn a_name_is_short_and_printable() {
    let list = list("as");
    for name in ["", "two\nlines", &"x".repeat(65)] {
        assert!(build(&list, name).is_err(), "{name:?}");
    }
    assert!(build(&list, &"x".repeat(64)).is_ok());
}

/// Words of few letters, so that they share much.
fn few_letters() -> impl Strategy<Value = WordList> {
    let letter = prop::sample::select(vec![0, 1, 2, 25]).prop_map(|place| Letter::at(place).unwrap());
    let word = prop::collection::vec(letter, 2..=15).prop_map(|letters| Word::new(&letters).unwrap());
    prop::collection::vec(word, 1..60).prop_map(|words| WordList::of(Language::English, words).unwrap())
}

proptest! {
    #[test]
    fn any_list_is_spelled_and_nothing_else(list in few_letters()) {
        check_against_the_list(&list);
    }

    #[test]
    fn contained_is_what_the_set_contains(list in few_letters(), asked in few_letters()) {
        let lexicon = Lexicon::load(build(&list, "test").unwrap()).unwrap();
        let set: BTreeSet<Word> = list.words().iter().copied().collect();
        for word in asked.words().iter().chain(list.words()) {
            for length in 0..=word.len() {
                prop_assert_eq!(lexicon.contains(&word[..length]), Words::contains(&set, &word[..length]));
            }
        }
    }
}
