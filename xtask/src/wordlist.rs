//! Makes the word lists in `lexicons` from packages of Debian, and makes sure that they are what they were.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use lexicon::{Class, Language, Word, WordList};

use crate::{
    job::{Job, Places, Setup},
    tools,
};

/// What `cargo xtask wordlist` can be told.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    places: Places,
}

/// Where a list comes from, and what it must come to.
struct Recipe {
    language: Language,
    package: &'static str,
    version: &'static str,
    /// The files with words, in the package: of what common size, and of which kind.
    sources: fn(&Path) -> Result<Vec<Source>>,
    words: usize,
    sha256: &'static str,
}

const RECIPES: [Recipe; 2] = [
    Recipe {
        language: Language::English,
        package: "scowl",
        version: "2020.12.07-2",
        sources: scowl,
        words: 248_555,
        sha256: "232db1aa0beb5dfc7526fe7e2b3ab39df72c303ef29bdb35c42db67895553873",
    },
    Recipe {
        language: Language::Dutch,
        package: "wdutch",
        version: "1:2.20.19-2",
        sources: wdutch,
        words: 299_534,
        sha256: "ba2d5f3d0611be8571249fc2678c59ee1b16009cb1ded5e2133788401838db61",
    },
];

/// A file of a package with one word a line.
struct Source {
    file: PathBuf,
    kind: Kind,
    /// How common its words are; `None` where the package does not say.
    class: Option<Class>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Words,
    /// No words by themselves; they tell how common those of `more.txt` are.
    Abbreviations,
}

/// Words and how common they are.
type Classes = BTreeMap<Word, Option<Class>>;

pub(crate) fn run(options: &Options, repository: &Path) -> Result<()> {
    let setup = Setup::new(repository, &options.places)?;
    let job = Job::new(&setup, "wordlist")?;
    RECIPES.iter().try_for_each(|recipe| make(&job, recipe).with_context(|| format!("the {} list", recipe.language)))
}

fn make(job: &Job, recipe: &Recipe) -> Result<()> {
    let package = tools::unpacked(job, recipe.package, recipe.version)?;
    let folder = job.repository().join("lexicons").join(recipe.language.name());
    let sources = (recipe.sources)(&package)?;
    let mut words = read(recipe.language, &sources, Kind::Words)?;
    let abbreviations = read(recipe.language, &sources, Kind::Abbreviations)?;
    let says_classes = words.values().any(Option::is_some);
    let old = words.clone();
    words.retain(|word, _| word.len() > 2);
    for file in ["two.txt", "more.txt"] {
        let class = |word| old.get(&word).or(abbreviations.get(&word)).copied().unwrap_or(Some(Class::Rare));
        let added = lines(recipe.language, &folder.join(file))?;
        words.extend(added.into_iter().map(|word| (word, class(word))));
    }
    let list = WordList::of(recipe.language, words.keys().copied().collect())?;
    check(recipe, &list)?;
    fs::write(folder.join("words.txt"), list.text())?;
    if says_classes {
        fs::write(folder.join("sizes.txt"), sizes(&words)?)?;
    }
    fs::copy(package.join("usr/share/doc").join(recipe.package).join("copyright"), folder.join("COPYRIGHT"))?;
    println!("{}: {} words", recipe.language, list.words().len());
    Ok(())
}

/// The words of all `sources` of a kind, with the most common class that each has in any of them.
fn read(language: Language, sources: &[Source], kind: Kind) -> Result<Classes> {
    let mut words = Classes::new();
    for source in sources.iter().filter(|source| source.kind == kind) {
        let text = fs::read_to_string(&source.file).with_context(|| source.file.display().to_string())?;
        for word in text.lines().filter_map(|line| word(language, line)) {
            let class = words.entry(word).or_insert(source.class);
            *class = source.class.min(*class);
        }
    }
    Ok(words)
}

/// A line as a word of small letters, once accents are taken off; `None` for names, abbreviations with points, and so on.
fn word(language: Language, line: &str) -> Option<Word> {
    let plain: String = line.chars().map(without_accent).collect();
    let is_small = plain.bytes().all(|byte| byte.is_ascii_lowercase());
    is_small.then(|| language.alphabet().word(&plain)).flatten()
}

/// `character` without its accent. Only those that the packages use are known; a word with another is left out.
fn without_accent(character: char) -> char {
    match character {
        'à' | 'á' | 'â' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

/// The words of a list that is kept by hand. It may have none.
fn lines(language: Language, file: &Path) -> Result<Vec<Word>> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| word(language, line).with_context(|| format!("{}: {line:?} is no word", file.display()))).collect()
}

fn check(recipe: &Recipe, list: &WordList) -> Result<()> {
    let sha256: String = list.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(
        (list.words().len(), sha256.as_str()) == (recipe.words, recipe.sha256),
        "{} words with SHA-256 {sha256}; expected {} with {}",
        list.words().len(),
        recipe.words,
        recipe.sha256
    );
    Ok(())
}

/// One digit a word, a hundred a line.
fn sizes(words: &Classes) -> Result<String> {
    let digit = |class: &Option<Class>| class.map(Class::digit).context("a word without a size");
    let digits = words.values().map(digit).collect::<Result<Vec<_>>>()?;
    Ok(digits.chunks(100).flat_map(|line| line.iter().copied().chain(['\n'])).collect())
}

/// Files are called `SPELLING-KIND.SIZE`.
fn scowl(package: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(package.join("usr/share/dict/scowl"))? {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((name, size)) = name.rsplit_once('.') else { continue };
        let kind = match name.rsplit_once('-') {
            Some((_, "words")) => Kind::Words,
            Some((_, "abbreviations")) => Kind::Abbreviations,
            _ => continue,
        };
        let size: u8 = size.parse().with_context(|| format!("{} does not end with its size", file.display()))?;
        let class = Class::ALL.into_iter().find(|class| size <= class.size());
        sources.extend(class.map(|class| Source { file, kind, class: Some(class) }));
    }
    if sources.is_empty() {
        bail!("{} holds no words", package.display());
    }
    Ok(sources)
}

fn wdutch(package: &Path) -> Result<Vec<Source>> {
    Ok(vec![Source { file: package.join("usr/share/dict/dutch"), kind: Kind::Words, class: None }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_make_words_and_accents_do_not_count() {
        let read = |line| word(Language::English, line).map(|word| Language::English.alphabet().spell(&word));
        assert_eq!(read("café").as_deref(), Some("cafe"));
        for line in ["", "a", "Paris", "Ångström", "don't", "e.g", "co2", "fjørd", "counterexamplesx"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn sizes_stand_a_hundred_in_a_line() {
        let words = |count: usize| Language::English.alphabet().letters().take(count);
        let pairs = words(26).flat_map(|a| words(5).map(move |b| Word::new(&[a, b])));
        let classes: Classes = pairs.flatten().map(|word| (word, Some(Class::Rare))).collect();
        assert_eq!(sizes(&classes).ok(), Some(format!("{}\n{}\n", "8".repeat(100), "8".repeat(30))));
        assert!(sizes(&[(Word::new(&[words(1).next().unwrap_or_default(); 2]).unwrap(), None)].into()).is_err());
    }
}
