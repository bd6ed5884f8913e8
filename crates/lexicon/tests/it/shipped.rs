use expect_test::expect;
use lexicon::{Class, Language, Lexicon, WordList, Words, build, shipped};

use super::letters;

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As the packages have it, before hidden words are taken out.
fn whole(language: Language, text: &str) -> WordList {
    let list = WordList::read(language, text.as_bytes()).unwrap();
    assert_eq!(list.text(), text, "sorted, and nothing but words");
    list
}

fn two_letters(list: &WordList) -> Vec<String> {
    let alphabet = list.language().alphabet();
    list.words().iter().filter(|word| word.len() == 2).map(|word| alphabet.spell(word)).collect()
}

#[test]
fn english_is_the_list_that_scores_and_move_counts_were_measured_with() {
    let list = whole(Language::English, include_str!("../../../../lexicons/english/words.txt"));
    assert_eq!(list.words().len(), 248_555);
    assert_eq!(hex(&list.digest()), "232db1aa0beb5dfc7526fe7e2b3ab39df72c303ef29bdb35c42db67895553873");
    assert_eq!(two_letters(&list).len(), 98);
}

#[test]
fn dutch_has_words_of_two_letters_and_no_abbreviations_of_two() {
    let list = whole(Language::Dutch, include_str!("../../../../lexicons/dutch/words.txt"));
    assert_eq!(list.words().len(), 299_534);
    let two = two_letters(&list);
    assert_eq!(two.len(), 70);
    assert!(["ei", "ik", "ui", "zo"].iter().all(|word| two.contains(&(*word).to_owned())));
    assert!(!["cd", "km", "tv", "wc"].iter().any(|word| two.contains(&(*word).to_owned())));
}

#[test]
fn what_the_program_brings_becomes_a_lexicon() {
    for language in Language::ALL {
        let (list, name) = shipped(language);
        let lexicon = Lexicon::load(build(&list, name).unwrap()).unwrap();
        assert_eq!((lexicon.language(), lexicon.name()), (language, name));
        assert_eq!(lexicon.words() as usize, list.words().len());
        assert_eq!(lexicon.digest(), &list.digest());
        assert_eq!(lexicon.has_classes(), language == Language::English);
        for (word, number) in list.words().iter().zip(0..) {
            assert_eq!(lexicon.number(word), Some(number));
        }
    }
}

#[test]
fn how_common_an_english_word_is_can_be_asked() {
    let (list, name) = shipped(Language::English);
    let lexicon = Lexicon::load(build(&list, name).unwrap()).unwrap();
    for (word, class) in [("tea", Class::Everyday), ("muzjiks", Class::Rare), ("maths", Class::Everyday)] {
        assert!(lexicon.contains(&letters(word)));
        assert_eq!(lexicon.class_of(&letters(word)), Some(class), "{word}");
    }
    let known = Class::ALL.map(|class| list.classes().iter().filter(|found| **found <= class).count());
    expect!["[41202, 65030, 81572, 117019, 248555]"].assert_eq(&format!("{known:?}"));
}
