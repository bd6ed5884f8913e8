//! Everything that is wrong with the settings, each fault with a caret under its place.

use std::error::Error;
use std::fmt;

use crate::Source;
use crate::place::Place;

/// At least one fault; all of a file, the environment and the flags together, in the order in which they were written.
/// Printed, each fault says what is wrong, where, what would be right and what to do.
#[derive(Debug)]
pub struct ConfigErrors(Vec<Fault>);

impl ConfigErrors {
    /// `Ok` when nothing is wrong.
    pub(crate) fn from_faults(mut faults: Vec<Fault>) -> Result<(), Self> {
        faults.sort_by(|a, b| a.order().cmp(&b.order()));
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, fault) in self.0.iter().enumerate() {
            if nth > 0 {
                writeln!(f)?;
            }
            fault.draw(f)?;
        }
        Ok(())
    }
}

impl Error for ConfigErrors {}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) place: Option<Place>,
    /// What would be right, what was meant, what to do; one line each.
    pub(crate) notes: Vec<String>,
}

impl Fault {
    pub(crate) fn new(what: impl Into<String>, place: Place) -> Self {
        Self { what: what.into(), place: Some(place), notes: Vec::new() }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    fn order(&self) -> Option<(&Source, usize)> {
        let place = self.place.as_ref()?;
        Some((&place.source, place.columns.start))
    }

    /// Draws it as rustc does.
    fn draw(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        let margin = match &self.place {
            Some(place) => draw_place(place, f)?,
            None => 1,
        };
        for note in &self.notes {
            writeln!(f, "{:margin$} = {note}", "")?;
        }
        Ok(())
    }
}

/// Draws the line with its caret; returns the width of the margin.
fn draw_place(place: &Place, f: &mut fmt::Formatter<'_>) -> Result<usize, fmt::Error> {
    let column = place.columns.start;
    let (number, at) = match &place.source {
        Source::File { name, line } => (line.to_string(), format!("{name}:{line}:{}", column + 1)),
        Source::Default | Source::Environment(_) | Source::Flag(_) => (" ".to_owned(), place.source.to_string()),
    };
    let margin = number.len();
    let carets = "^".repeat(place.columns.len().max(1));
    writeln!(f, "{:margin$}--> {at}", "")?;
    writeln!(f, "{:margin$} |", "")?;
    writeln!(f, "{number} | {}", place.line)?;
    writeln!(f, "{:margin$} | {:column$}{carets}", "", "")?;
    Ok(margin)
}
