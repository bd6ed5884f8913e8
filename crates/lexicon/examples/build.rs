//! Builds a lexicon of a word list and prints how long it takes and how large it is:
//! `cargo run --release -p lexicon --example build -- FILE`.

#![expect(clippy::print_stdout, reason = "an example talks to whoever started it")]

use std::{env, error::Error, fs, hint::black_box, time::Instant};

use lexicon::{Language, Lexicon, Word, WordList, Words, build};

const ROUNDS: u32 = 10;

#[expect(clippy::disallowed_methods, reason = "an example asks the clock and reads files; the library does not")]
fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("expected the name of a word list")?;
    let text = fs::read(file)?;
    let start = Instant::now();
    let list = WordList::read(Language::English, &text)?;
    println!("{:>9.1?}  to read {} words", start.elapsed(), list.words().len());

    let start = Instant::now();
    let image = build(&list, "example")?;
    println!("{:>9.1?}  to build, {} bytes", start.elapsed(), image.len());

    let start = Instant::now();
    let lexicon = Lexicon::load(image)?;
    println!("{:>9.1?}  to check, {} arcs", start.elapsed(), lexicon.arcs_total());

    rate("look-ups", &list, |word| black_box(&lexicon).contains(word));
    rate("classes", &list, |word| black_box(&lexicon).class_of(word).is_some());
    Ok(())
}

/// Prints how often a second `ask` answers, in the order of the list.
#[expect(clippy::disallowed_methods, reason = "an example asks the clock; the library does not")]
fn rate(what: &str, list: &WordList, ask: impl Fn(&Word) -> bool) {
    let start = Instant::now();
    for _ in 0..ROUNDS {
        assert!(list.words().iter().all(&ask));
    }
    let asked = f64::from(ROUNDS) * list.words().len() as f64;
    println!("{:>9.1}  million {what} a second", asked / start.elapsed().as_secs_f64() / 1e6);
}
