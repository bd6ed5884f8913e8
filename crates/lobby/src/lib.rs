//! The lobby: where players seek games and watchers find them. It is a game like any other, which nobody sits at and which
//! never ends, so a host keeps it, takes it over and brings it back as it does with games.
//!
//! Pure: time and luck come in from outside. [`Lobby`] is the game as a host runs it: `seeking.rs` says what users may do,
//! `reporting.rs` what follows from what the host tells, `state.rs` what an event changes, `redact.rs` who may know of it.
//! [`Lists`] is what everybody may know, and what each later view changes in it; [`Own`] is what one user is told alone.
//!
//! It knows no game: which there are, and with which options, says [`Offered`].

mod command;
mod draft;
mod elo;
mod event;
mod finished;
mod follow;
mod games;
mod limits;
mod lobby;
mod offered;
mod ratings;
mod redact;
mod reporting;
mod saved;
mod seeking;
mod seeks;
mod state;
mod view;

#[cfg(test)]
mod tests;

pub use command::{Command, Wish};
pub use event::Event;
pub use limits::{
    GAMES_BYTES_MAX, LISTED_SEATS_MAX, RATINGS_BYTES_MAX, REMATCH_MS, REMATCHES_MAX, SEEKS_BYTES_MAX, SETUP_BYTES_MAX,
    SHOWN_MAX,
};
pub use lobby::Lobby;
pub use offered::{Offer, Offered};
pub use view::{Lists, LiveGame, Own, Range, Rating, Seek, View, Why};
