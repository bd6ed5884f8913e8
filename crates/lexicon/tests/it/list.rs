use lexicon::{BadLine, Class, Language, ListError, Word, WordList};

fn read(text: impl AsRef<[u8]>) -> Result<Vec<String>, ListError> {
    let list = WordList::read(Language::English, text.as_ref())?;
    Ok(list.words().iter().map(|word| Language::English.alphabet().spell(word)).collect())
}

fn complaint(text: impl AsRef<[u8]>) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn words_are_sorted_and_folded_and_each_is_kept_once() {
    assert_eq!(read("tea\nEast\neat\nTEA\n").unwrap(), ["east", "eat", "tea"]);
}

#[test]
fn a_dictionarys_order_holds_for_words_that_begin_alike() {
    assert_eq!(read("aab\nab\naaa\naa\naba\n").unwrap(), ["aa", "aaa", "aab", "ab", "aba"]);
}

#[test]
fn comments_empty_lines_and_the_line_ends_of_any_system_are_no_words() {
    assert_eq!(read("\u{feff}# two words\r\n\r\n  tea \r\n#eat\n\t\nas").unwrap(), ["as", "tea"]);
}

#[test]
fn what_is_no_word_is_told_with_its_line_and_what_was_expected() {
    let letters = "expected one word of the letters abcdefghijklmnopqrstuvwxyz";
    assert_eq!(complaint("tea\n\ncafé\n"), format!("line 3: \"é\" is no letter here; {letters}"));
    assert_eq!(complaint("tea # a drink"), format!("line 1: \" \" is no letter here; {letters}"));
    assert_eq!(complaint("tea\ndon't"), format!("line 2: \"'\" is no letter here; {letters}"));
    assert_eq!(complaint("a\n"), "line 1: its length is 1; expected 2 to 15 letters");
    assert_eq!(complaint("as\ncounterexamplesx\n"), "line 2: its length is 16; expected 2 to 15 letters");
    assert_eq!(complaint(b"as\n\xff\n"), "line 2: not UTF-8; save the file as UTF-8");
    assert_eq!(complaint("# none\n"), "no word in it; expected one a line");
    assert_eq!(read("\0").unwrap_err(), ListError::Line { number: 1, why: no_letter('\0') });
}

fn no_letter(found: char) -> BadLine {
    BadLine::NoLetter { found, language: Language::English }
}

#[test]
fn a_list_without_end_is_refused() {
    assert_eq!(read("as\n".repeat(WordList::WORDS_MAX + 1)).unwrap_err(), ListError::TooMany);
}

#[test]
fn the_same_words_have_the_same_digest_however_the_file_looks() {
    let digest = |text: &str| WordList::read(Language::English, text.as_bytes()).unwrap().digest();
    assert_eq!(digest("# ours\nTEA\nas\n"), digest("as\ntea"));
    assert_ne!(digest("as\ntea"), digest("as\nteas"));
}

#[test]
fn a_word_has_two_to_fifteen_letters() {
    let alphabet = Language::Dutch.alphabet();
    assert_eq!(alphabet.word("IJs").map(|word| alphabet.spell(&word)).as_deref(), Some("ijs"));
    assert_eq!(alphabet.word("a"), None);
    assert_eq!(alphabet.word("aaaaaaaaaaaaaaaa"), None);
    assert_eq!(Word::new(&[]), None);
}

#[test]
fn classes_are_told_by_their_digit() {
    for class in Class::ALL {
        assert_eq!(Class::of_digit(class.digit()), Some(class));
    }
    assert_eq!(Class::Everyday.digit(), '3');
    assert_eq!(Class::of_digit('9'), None);
}

#[test]
fn hidden_words_are_taken_out_with_their_classes() {
    let list = WordList::read(Language::English, b"as\nat\nit\n").unwrap();
    let list = list.with_classes(vec![Class::Everyday, Class::Rare, Class::Known]).unwrap();
    let list = list.without(b"# not these\nAT\nzz\n").unwrap();
    assert_eq!(list.text(), "as\nit\n");
    assert_eq!(list.classes(), [Class::Everyday, Class::Known]);
    assert_eq!(list.clone().without(b"# none\n").unwrap().text(), list.text());
    assert_eq!(list.clone().without(b"as\nit").unwrap_err(), ListError::Empty);
    assert_eq!(list.without(b"as\n1").unwrap_err(), ListError::Line { number: 2, why: no_letter('1') });
}

#[test]
fn each_word_has_a_class_or_none_has() {
    let list = WordList::read(Language::English, b"as\nat\n").unwrap();
    let refused = list.with_classes(vec![Class::Rare]).unwrap_err();
    assert_eq!(refused, ListError::Classes { expected: 2, found: 1 });
}
