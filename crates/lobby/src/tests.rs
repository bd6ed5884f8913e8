//! A small world around the lobby: users, a host that carries out what it wants, and games that are played elsewhere.

mod documented;
mod full;
mod games;
mod kept;
mod offer;
mod random;
mod script;
mod secrets;
mod seeks;
