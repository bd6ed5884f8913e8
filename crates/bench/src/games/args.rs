//! The arguments of `hubbub bench games`.

use std::path::PathBuf;

use crate::cli::{Placement, positive};

/// How many games, how long, on which store.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// Games, with two players each
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) games: u32,
    /// Moves of a player that may wait for their acks at a time
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=32))]
    pub(crate) outstanding: u8,
    /// Moves a second of each player, instead of as many as are acknowledged
    #[arg(long, value_parser = positive, conflicts_with = "outstanding")]
    pub(crate) rate: Option<f64>,
    /// Characters of what is said in a move
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(crate) payload: u16,
    /// Players make turns with tiles, as the weakest bot would, instead of saying something; games end after about 25
    #[arg(long, conflicts_with_all = ["outstanding", "rate", "payload"])]
    pub(crate) turns: bool,
    /// How long is measured, in seconds
    #[arg(long, default_value_t = 10.0, value_parser = positive)]
    pub(crate) seconds: f64,
    /// Keep the games in this PostgreSQL database instead of SQLite
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Keep the games in a new folder of this one, on the disk that is to be measured [default: the temporary one]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) placement: Placement,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub(crate) json: bool,
}
