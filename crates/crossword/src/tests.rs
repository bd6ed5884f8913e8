//! The whole game: rules as scripts, games at random, and what nobody may be told.

mod asides;
mod challenges;
mod clocks;
mod documented;
mod gcg;
mod imported;
mod kept;
mod lists;
mod random;
mod script;
mod secrets;
mod standing;
mod turns;
