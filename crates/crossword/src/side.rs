//! The two who play.

use std::ops::{Index, IndexMut};

use game::Seat;
use serde::{Deserialize, Serialize};

/// A player's seat. As JSON `0` or `1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Seat", into = "Seat")]
pub enum Side {
    /// Seat 0.
    #[default]
    First,
    /// Seat 1.
    Second,
}

impl Side {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The opponent.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }
}

impl From<Side> for Seat {
    fn from(side: Side) -> Self {
        Self(u8::from(side == Side::Second))
    }
}

impl TryFrom<Seat> for Side {
    type Error = &'static str;

    fn try_from(seat: Seat) -> Result<Self, &'static str> {
        match seat.0 {
            0 => Ok(Self::First),
            1 => Ok(Self::Second),
            _ => Err("there are two seats, 0 and 1"),
        }
    }
}

/// One of something for each side. As JSON a list of two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pair<T>(pub [T; 2]);

impl<T> Pair<T> {
    /// Made for each side.
    pub fn of(make: impl FnMut(Side) -> T) -> Self {
        Self(Side::BOTH.map(make))
    }
}

impl<T> Index<Side> for Pair<T> {
    type Output = T;

    fn index(&self, side: Side) -> &T {
        &self.0[side.index()]
    }
}

impl<T> IndexMut<Side> for Pair<T> {
    fn index_mut(&mut self, side: Side) -> &mut T {
        &mut self.0[side.index()]
    }
}
