//! The file format of a lexicon. Numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `\x89hubblex`, which no text in UTF-8 begins with |
//! | 4 | version of the format: 1 |
//! | 4 | bytes of the text below |
//! | 4 | words |
//! | 4 | classes: as many as words, or 0 |
//! | 4 | cells |
//! | 4 | cells of the DAWG, which are the first |
//! | 32 | SHA-256 of the list: its words sorted, in small letters, each with a line end |
//! | … | text: language, alphabet, the list's name, each with a line end |
//! | 4 each | cells, see `layout.rs` |
//! | 1 each | classes, by the word's place in the list: a digit, see `class.rs` |
//! | 32 | SHA-256 of all of the above |

use std::{ops::Range, str};

use bytes::{BufMut, Bytes, BytesMut};
use sha2::{Digest, Sha256};

use crate::{BadGraph, Class, Language, WordList, builder::NAME_BYTES_MAX, layout::Graph};

pub(crate) const MAGIC: &[u8; 8] = b"\x89hubblex";
const VERSION: u32 = 1;
const DIGEST_BYTES: usize = 32;
const HEADER_BYTES: usize = 64;
/// The longest language, alphabet and name, with room to spare.
const TEXT_BYTES_MAX: usize = 64 + NAME_BYTES_MAX + 64;

pub(crate) fn write(list: &WordList, name: &str, graph: &Graph) -> Bytes {
    let text = format!("{}\n{}\n{name}\n", list.language(), list.language().alphabet().as_str());
    let mut file =
        BytesMut::with_capacity(HEADER_BYTES + text.len() + 4 * graph.cells.len() + list.classes().len() + 32);
    file.put_slice(MAGIC);
    let counts = [text.len(), list.words().len(), list.classes().len(), graph.cells.len(), graph.forward_cells];
    file.put_u32_le(VERSION);
    counts.iter().for_each(|&count| file.put_u32_le(count as u32));
    file.put_slice(&list.digest());
    file.put_slice(text.as_bytes());
    graph.cells.iter().for_each(|&cell| file.put_u32_le(cell));
    list.classes().iter().for_each(|class| file.put_u8(class.digit() as u8));
    let checksum = Sha256::digest(&file);
    file.put_slice(&checksum);
    file.freeze()
}

/// What stands in a file that is whole. Its graph has still to be looked at.
pub(crate) struct Parts {
    pub(crate) language: Language,
    pub(crate) name: String,
    pub(crate) digest: [u8; DIGEST_BYTES],
    pub(crate) words: u32,
    pub(crate) forward_cells: usize,
    pub(crate) cells: Range<usize>,
    pub(crate) classes: Range<usize>,
}

/// Why a file is no lexicon that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("not a lexicon; make one of a word list with `hubbub crossword lexicon build`")]
    NotALexicon,
    #[error("made in format {0}, and format {VERSION} is expected; build it again from its word list")]
    Version(u32),
    #[error("damaged: {found} bytes instead of {expected}; copy it again, or build it again from its word list")]
    Length { expected: u64, found: u64 },
    #[error("damaged: its checksum is wrong; copy it again, or build it again from its word list")]
    Checksum,
    #[error("its language or letters are not known here; build it again from its word list")]
    Text,
    #[error("its words have classes that are not known here; build it again from its word list")]
    Classes,
    #[error("not made by this program: {0}")]
    Graph(#[from] BadGraph),
}

/// Takes a file apart, and believes nothing that it says of itself before it has been checked.
pub(crate) fn read(file: &[u8]) -> Result<Parts, LoadError> {
    let header = header(file)?;
    let sizes = [header.text.into(), 4 * u64::from(header.cells), header.classes.into()];
    let expected = sizes.iter().sum::<u64>() + (HEADER_BYTES + DIGEST_BYTES) as u64;
    let found = file.len() as u64;
    if expected != found {
        return Err(LoadError::Length { expected, found });
    }
    let (content, checksum) = file.split_at(file.len() - DIGEST_BYTES);
    if checksum != &Sha256::digest(content)[..] {
        return Err(LoadError::Checksum);
    }
    // No sum can overflow or leave the file: together they are its length.
    let cells_at = HEADER_BYTES + header.text as usize;
    let classes_at = cells_at + 4 * header.cells as usize;
    let (language, name) = texts(&content[HEADER_BYTES..cells_at]).ok_or(LoadError::Text)?;
    if !is_classes(&content[classes_at..], header.words) {
        return Err(LoadError::Classes);
    }
    Ok(Parts {
        language,
        name,
        digest: header.digest,
        words: header.words,
        forward_cells: header.forward_cells as usize,
        cells: cells_at..classes_at,
        classes: classes_at..content.len(),
    })
}

/// What the first bytes of a file say.
struct Header {
    text: u32,
    words: u32,
    classes: u32,
    cells: u32,
    forward_cells: u32,
    digest: [u8; DIGEST_BYTES],
}

fn header(file: &[u8]) -> Result<Header, LoadError> {
    let rest = file.strip_prefix(MAGIC).ok_or(LoadError::NotALexicon)?;
    let header = rest.first_chunk::<{ HEADER_BYTES - MAGIC.len() }>();
    let (numbers, &digest) = header
        .and_then(|header| header.split_last_chunk())
        .ok_or(LoadError::Length { expected: (HEADER_BYTES + DIGEST_BYTES) as u64, found: file.len() as u64 })?;
    let mut numbers = numbers.as_chunks().0.iter().map(|&number| u32::from_le_bytes(number));
    let mut next = || numbers.next().unwrap_or_default();
    match next() {
        VERSION => {}
        other => return Err(LoadError::Version(other)),
    }
    let [text, words, classes, cells, forward_cells] = [(); 5].map(|()| next());
    Ok(Header { text, words, classes, cells, forward_cells, digest })
}

fn texts(text: &[u8]) -> Option<(Language, String)> {
    let text = str::from_utf8(text).ok().filter(|text| text.len() <= TEXT_BYTES_MAX)?;
    let mut lines = text.lines();
    let language: Language = lines.next()?.parse().ok()?;
    let alphabet = lines.next()?;
    let name = lines.next()?.to_owned();
    (alphabet == language.alphabet().as_str() && lines.next().is_none()).then_some((language, name))
}

fn is_classes(classes: &[u8], words: u32) -> bool {
    let fits = classes.is_empty() || classes.len() == words as usize;
    fits && classes.iter().all(|&digit| Class::of_digit(digit.into()).is_some())
}
