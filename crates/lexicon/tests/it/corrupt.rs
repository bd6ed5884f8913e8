//! Files that are damaged, or made to do harm: they are refused, or walked to an end.

use bytes::Bytes;
use lexicon::{BadGraph, Letter, Lexicon, LoadError, Node, Words, build};
use proptest::{prelude::*, sample::Index};
use sha2::{Digest, Sha256};

use super::{WORDS, list};

const HEADER_BYTES: usize = 64;
const CHECKSUM_BYTES: usize = 32;
const LAST: u32 = 1 << 24;
const ENDS: u32 = 1 << 25;
/// No walk in a test takes more steps.
const STEPS_MAX: u32 = 10_000;

/// A file image of few words.
fn image() -> Vec<u8> {
    build(&list(WORDS), "test").unwrap().to_vec()
}

/// Gives a file the checksum that it should have, as somebody who means harm would.
fn sealed(mut file: Vec<u8>) -> Vec<u8> {
    let end = file.len() - CHECKSUM_BYTES;
    let checksum = Sha256::digest(&file[..end]);
    file[end..].copy_from_slice(&checksum);
    file
}

/// A file of these cells.
fn file(cells: &[u32], forward_cells: u32, words: u32) -> Vec<u8> {
    let text = b"english\nabcdefghijklmnopqrstuvwxyz\ntest\n";
    let mut file = b"\x89hubblex".to_vec();
    let counts = [1, text.len() as u32, words, 0, cells.len() as u32, forward_cells];
    file.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
    file.extend([0; 32]);
    file.extend(text);
    file.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
    file.extend([0; CHECKSUM_BYTES]);
    sealed(file)
}

fn load(file: Vec<u8>) -> Result<Lexicon, LoadError> {
    Lexicon::load(Bytes::from(file))
}

/// Walks everywhere, up to a number of steps, and asks for a few words. No walk may be longer than a word.
fn walk(lexicon: &Lexicon) {
    let mut steps = 0;
    spell(lexicon, lexicon.forward(), 0, &mut steps);
    steps = 0;
    spell(lexicon, lexicon.around(), 0, &mut steps);
    for places in [vec![], vec![0], vec![0; 15], vec![25; 40], (0..32).collect()] {
        let word: Vec<Letter> = places.into_iter().filter_map(Letter::at).collect();
        assert_eq!(lexicon.contains(&word), lexicon.number(&word).is_some());
        assert_eq!(lexicon.contains(&word), lexicon.class_of(&word).is_some());
    }
}

fn spell(lexicon: &Lexicon, node: Node, letters: usize, steps: &mut u32) {
    assert!(letters <= 15);
    if let Some(behind) = lexicon.turn(node) {
        spell(lexicon, behind, letters, steps);
    }
    for step in lexicon.children(node) {
        *steps += 1;
        if *steps > STEPS_MAX {
            return;
        }
        spell(lexicon, step.to, letters + 1, steps);
    }
}

#[test]
fn what_is_no_lexicon_is_refused_with_what_to_do() {
    let said = |file: &[u8]| load(file.to_vec()).err().unwrap().to_string();
    let build = "with `hubbub crossword lexicon build`";
    assert_eq!(said(b""), format!("not a lexicon; make one of a word list {build}"));
    assert_eq!(said(b"aa\nab\nad\nae\n"), format!("not a lexicon; make one of a word list {build}"));
    let again = "copy it again, or build it again from its word list";
    assert_eq!(said(b"\x89hubblex"), format!("damaged: 8 bytes instead of 96; {again}"));
    let mut newer = image();
    newer[8] = 2;
    let expected = "made in format 2, and format 1 is expected; build it again from its word list";
    assert_eq!(said(&newer), expected);
}

#[test]
fn every_cut_is_found() {
    let image = image();
    for length in 0..image.len() {
        assert!(load(image[..length].to_vec()).is_err(), "{length}");
    }
    let (expected, found) = (image.len() as u64, image.len() as u64 + 1);
    let longer = sealed([&image[..], b"\n"].concat());
    assert_eq!(load(longer).err(), Some(LoadError::Length { expected, found }));
}

#[test]
fn every_flipped_bit_is_found() {
    let image = image();
    for bit in 0..8 * image.len() {
        let mut flipped = image.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(load(flipped).is_err(), "{bit}");
    }
}

#[test]
fn a_flipped_bit_under_a_right_checksum_does_no_harm() {
    let image = image();
    for bit in 0..8 * (image.len() - CHECKSUM_BYTES) {
        let mut flipped = image.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        load(sealed(flipped)).iter().for_each(walk);
    }
}

#[test]
fn counts_without_measure_are_refused() {
    for field in (12..32).step_by(4) {
        for count in [u32::MAX, u32::MAX / 4, 1 << 31, 1 << 24, 0] {
            let mut huge = image();
            huge[field..field + 4].copy_from_slice(&count.to_le_bytes());
            let is_no_classes = field == 20 && count == 0;
            assert_eq!(load(sealed(huge)).is_ok(), is_no_classes, "{count} at {field}");
        }
    }
}

#[test]
fn texts_and_classes_that_make_no_sense_are_refused() {
    let replaced = |from: &[u8], to: &[u8]| {
        let mut image = image();
        let at = image.windows(from.len()).position(|window| window == from).unwrap();
        image[at..at + to.len()].copy_from_slice(to);
        load(sealed(image)).err()
    };
    assert_eq!(replaced(b"english", b"klingon"), Some(LoadError::Text));
    assert_eq!(replaced(b"abc", b"abd"), Some(LoadError::Text));
    assert_eq!(replaced(b"test", b"\ntes"), Some(LoadError::Text));
    assert_eq!(replaced(b"test", b"\xfftes"), Some(LoadError::Text));
    let classes = vec![lexicon::Class::Rare; list(WORDS).words().len()];
    let mut image = build(&list(WORDS).with_classes(classes).unwrap(), "test").unwrap().to_vec();
    let last = image.len() - CHECKSUM_BYTES - 1;
    image[last] = b'9';
    assert_eq!(load(sealed(image.clone())).err(), Some(LoadError::Classes));
    image.remove(last);
    image[20] -= 1;
    assert_eq!(load(sealed(image)).err(), Some(LoadError::Classes));
}

#[test]
fn a_graph_that_one_could_get_lost_in_is_refused() {
    let letter = |place: u32| (place + 1) << 26;
    // "aa", from its first letter and from its last.
    let (root, inner) = (letter(0) | LAST, letter(0) | LAST | ENDS);
    let good = [LAST | 3, LAST | 5, inner, root | 2, LAST | 2, root | 6, LAST | 2];
    let refusal = |changes: &[(usize, u32)], forward_cells: u32, words: u32| {
        let mut cells = good;
        changes.iter().for_each(|&(at, cell)| cells[at] = cell);
        match load(file(&cells, forward_cells, words)) {
            Ok(lexicon) => {
                walk(&lexicon);
                None
            }
            Err(LoadError::Graph(why)) => Some(why),
            Err(other) => panic!("{other}"),
        }
    };
    let child = |at| Some(BadGraph::Child(at));
    let label = |at| Some(BadGraph::Label(at));
    assert_eq!(refusal(&[(5, root | 4)], 4, 1), None, "good");
    assert_eq!(refusal(&[(0, LAST | 5)], 4, 1), child(0), "the DAWG's root in the GADDAG");
    assert_eq!(refusal(&[(1, LAST | 7)], 4, 1), child(1), "a root beyond the end");
    assert_eq!(refusal(&[(1, LAST | 1)], 4, 1), child(1), "a root that is itself");
    assert_eq!(refusal(&[(0, 3)], 4, 1), child(0), "a root that goes on");
    assert_eq!(refusal(&[(3, root | 3)], 4, 1), child(3), "a node that leads to itself");
    assert_eq!(refusal(&[(3, root | 1)], 4, 1), child(3), "a node that leads to a root");
    assert_eq!(refusal(&[], 4, 1), child(5), "a node that leads to a later one");
    assert_eq!(refusal(&[(2, inner & !LAST), (3, root | 2)], 4, 1), child(3), "a node that leads into itself");
    assert_eq!(refusal(&[(6, 2)], 4, 1), Some(BadGraph::Halves), "a last node without an end");
    assert_eq!(refusal(&[(3, (letter(0)) | 2)], 4, 1), Some(BadGraph::Halves), "a node in both halves");
    assert_eq!(refusal(&[(5, root | 4)], 1, 1), Some(BadGraph::Halves), "no room for roots");
    assert_eq!(refusal(&[(2, letter(26) | LAST | ENDS)], 4, 1), label(2), "a 27th letter");
    assert_eq!(refusal(&[(2, inner & !LAST), (3, inner)], 4, 1), label(2), "the same letter twice");
    assert_eq!(refusal(&[(3, LAST | 2)], 4, 1), label(3), "a separator in the DAWG");
    assert_eq!(refusal(&[(5, root | 4), (6, LAST | 4)], 4, 1), label(6), "a separator that leads to another");
    assert_eq!(refusal(&[(3, root)], 4, 1), Some(BadGraph::DeadEnd(3)), "a dead end");
    assert_eq!(refusal(&[(5, root | 4), (6, LAST | ENDS | 2)], 4, 1), label(6), "a separator that ends a word");
    let words = BadGraph::Words { expected: 2, found: 1 };
    assert_eq!(refusal(&[(5, root | 4)], 4, 2), Some(words), "another number of words");
}

#[test]
fn a_graph_without_roots_or_with_more_cells_than_can_be_counted_is_refused() {
    for count in [0, 1, (1 << 24) + 1] {
        let refused = load(file(&vec![LAST; count], 2, 0)).err();
        assert_eq!(refused, Some(LoadError::Graph(BadGraph::Size(count))));
    }
}

#[test]
fn a_chain_of_more_letters_than_a_word_has_is_refused() {
    let chain = |letters: u32| {
        let letter = 1 << 26 | LAST;
        let mut cells = vec![LAST | (letters + 1), LAST];
        cells.push(letter | ENDS);
        cells.extend((2..=letters).map(|at| letter | at));
        load(file(&cells, cells.len() as u32, 1)).map(|lexicon| walk(&lexicon))
    };
    assert_eq!(chain(15), Ok(()));
    assert_eq!(chain(16), Err(LoadError::Graph(BadGraph::TooDeep(17))));
}

/// Cells as somebody might make them who knows the rules, node after node, and how many are the DAWG's.
fn cells() -> impl Strategy<Value = (Vec<u32>, u32)> {
    let arc = (0u32..5, any::<bool>(), any::<Index>());
    let nodes = || prop::collection::vec(prop::collection::vec(arc.clone(), 1..4), 1..5);
    (nodes(), nodes(), any::<[Index; 2]>()).prop_map(|(forward, around, roots)| {
        let (mut cells, mut starts) = (vec![LAST, LAST], vec![0]);
        forward.into_iter().for_each(|node| add_node(&mut cells, &mut starts, node, 1));
        cells[0] |= roots[0].get(&starts);
        let forward_cells = cells.len() as u32;
        around.into_iter().for_each(|node| add_node(&mut cells, &mut starts, node, 0));
        cells[1] |= roots[1].get(&starts);
        (cells, forward_cells)
    })
}

/// Adds a node whose labels begin at `least`, 0 for the separator, and which leads to those that start at `starts`.
fn add_node(cells: &mut Vec<u32>, starts: &mut Vec<u32>, mut arcs: Vec<(u32, bool, Index)>, least: u32) {
    arcs.sort_by_key(|(label, ..)| *label);
    arcs.dedup_by_key(|(label, ..)| *label);
    let start = cells.len() as u32;
    for (label, ends, child) in arcs {
        let (label, child) = (label + least, *child.get(starts));
        let ends = if (ends && label > 0) || child == 0 { ENDS } else { 0 };
        cells.push(label << 26 | ends | child);
    }
    cells.iter_mut().next_back().into_iter().for_each(|last| *last |= LAST);
    starts.push(start);
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_walked_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(load(bytes.clone()).is_err());
        let mut file = b"\x89hubblex\x01\0\0\0".to_vec();
        file.extend(bytes);
        load(file).iter().for_each(walk);
    }

    #[test]
    fn any_cells_are_refused_or_walked_to_an_end(
        (mut cells, forward_cells) in cells(),
        changes in prop::collection::vec((any::<Index>(), any::<Index>(), 0..32), 0..3),
    ) {
        for (at, from, bit) in changes {
            let changed = *from.get(&cells) ^ 1u32 << bit;
            *at.get_mut(&mut cells) = changed;
        }
        // Whoever makes a graph can also count its words.
        let words = match load(file(&cells, forward_cells, 0)) {
            Err(LoadError::Graph(BadGraph::Words { found, .. })) => found,
            _ => 0,
        };
        load(file(&cells, forward_cells, words)).iter().for_each(walk);
    }

    #[test]
    fn a_lexicon_with_a_few_other_bytes_is_refused_or_walked_to_an_end(
        changes in prop::collection::vec((HEADER_BYTES..1_500usize, any::<u8>()), 1..6),
    ) {
        let mut image = image();
        for (at, byte) in changes {
            let end = image.len() - CHECKSUM_BYTES;
            image[at % end] = byte;
        }
        load(sealed(image)).iter().for_each(walk);
    }
}
