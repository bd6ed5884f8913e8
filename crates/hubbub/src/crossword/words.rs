//! Which words a command is about: those that come with the program, or those of a file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use lexicon::{Language, Lexicon, WordList, build, shipped};

/// The most bytes of a file with words; a hundred megabytes of them would be ten million words.
const FILE_BYTES_MAX: u64 = 100 << 20;

/// Which words.
#[derive(Debug, Args)]
pub(crate) struct Words {
    /// Your own words: a list, one a line, or a file of `hubbub crossword lexicon build` [default: those that come with
    /// the program]
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    /// The language of the words [default: english, or what the file says]
    #[arg(long, value_name = "LANGUAGE", value_parser = language_parser())]
    language: Option<Language>,
}

/// Takes the name of a language, and tells completions which there are.
pub(crate) fn language_parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::name)).try_map(|name| name.parse::<Language>())
}

impl Words {
    /// Whether somebody has said which, and not only of which language.
    pub(crate) fn are_named(&self) -> bool {
        self.lexicon.is_some()
    }

    /// Reads them, and builds the graph unless the file holds one.
    pub(crate) fn load(&self) -> anyhow::Result<Lexicon> {
        let Some(file) = &self.lexicon else {
            let (list, name) = shipped(self.language.unwrap_or_default());
            return graph(&list, name);
        };
        self.load_file(file).with_context(|| file.display().to_string())
    }

    fn load_file(&self, file: &Path) -> anyhow::Result<Lexicon> {
        let bytes = read(file)?;
        if !Lexicon::is_one(&bytes) {
            let list = WordList::read(self.language.unwrap_or_default(), &bytes)?;
            return graph(&list, &name(file));
        }
        let lexicon = Lexicon::load(Bytes::from(bytes))?;
        let (found, asked) = (lexicon.language(), self.language);
        if let Some(asked) = asked.filter(|asked| *asked != found) {
            bail!("its words are {found}, and {asked} was asked for; leave out --language, or name another file");
        }
        Ok(lexicon)
    }
}

fn graph(list: &WordList, name: &str) -> anyhow::Result<Lexicon> {
    Ok(Lexicon::load(build(list, name)?)?)
}

/// What a list is called that nobody has named: as its file, without the ending.
pub(crate) fn name(file: &Path) -> String {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    name.chars().filter(|character| !character.is_control()).take(16).collect()
}

/// The whole of a file, unless it is too large to be one with words.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let opened = File::open(file).context("cannot be read")?;
    opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).context("cannot be read")?;
    ensure!(bytes.len() as u64 <= FILE_BYTES_MAX, "larger than {} MiB, which no list is", FILE_BYTES_MAX >> 20);
    Ok(bytes)
}
