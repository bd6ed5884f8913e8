//! Faults planted between a hub and its conns, to see that the simulation finds them.

use hub::ConnKey;
use wire::Lane;

use super::model::{Conn, Model};
use crate::frame;

/// What a hub could do wrong with one share of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Fault {
    /// A member does not hear it.
    Drop,
    /// A member hears it twice.
    Twice,
    /// Somebody hears it who is in none of the member's realms.
    Stranger,
    /// The speaker hears it.
    Echo,
    /// Two frames change places.
    Swap,
}

/// A fault that happens once in a run.
#[derive(Clone, Copy, Debug)]
pub struct Planted {
    fault: Option<Fault>,
    /// How many shares are still left as they are.
    wait: u64,
}

impl Planted {
    /// A fault that leaves the first `wait` shares alone and strikes as soon as it can after them.
    #[must_use]
    pub fn new(fault: Fault, wait: u64) -> Self {
        Self { fault: Some(fault), wait }
    }

    pub(crate) fn has_struck(self) -> bool {
        self.fault.is_none()
    }

    /// What is heard instead of this share; `None` for the share as it is.
    pub(crate) fn change(&mut self, model: &Model, conn: ConnKey, frames: &[u8]) -> Option<Vec<(ConnKey, Vec<u8>)>> {
        let fault = self.fault?;
        if self.wait > 0 {
            self.wait -= 1;
            return None;
        }
        let share = (conn, frames.to_vec());
        let changed = match fault {
            Fault::Drop => vec![],
            Fault::Twice => vec![share.clone(), share],
            Fault::Stranger => vec![share, (stranger(model, conn)?, frames.to_vec())],
            Fault::Echo => {
                let (speaker, size) = speaker(model, conn, frames)?;
                vec![share, (speaker, frames[..size].to_vec())]
            }
            Fault::Swap => vec![(conn, swapped(model, conn, frames)?)],
        };
        self.fault = None;
        Some(changed)
    }
}

fn stranger(model: &Model, member: ConnKey) -> Option<ConnKey> {
    let member = model.conn(member.0)?;
    let is_stranger =
        |conn: &Conn| conn.lane == member.lane && !conn.realms.iter().any(|(realm, _)| member.is_in(*realm));
    let slot = model.conns.iter().position(|conn| conn.as_ref().is_some_and(is_stranger))?;
    Some(ConnKey(slot as u32))
}

fn lane(model: &Model, conn: ConnKey) -> Option<Lane> {
    Some(model.conn(conn.0)?.lane)
}

fn speaker(model: &Model, member: ConnKey, frames: &[u8]) -> Option<(ConnKey, usize)> {
    let (packet, size) = frame::read(lane(model, member)?, frames).ok()?;
    let speaker = ConnKey(*model.by_id.get(&packet.sender_id)?);
    (lane(model, speaker)? == lane(model, member)?).then_some((speaker, size))
}

fn swapped(model: &Model, member: ConnKey, frames: &[u8]) -> Option<Vec<u8>> {
    let lane = lane(model, member)?;
    let (_, first) = frame::read(lane, frames).ok()?;
    let (_, second) = frame::read(lane, &frames[first..]).ok()?;
    let (first, rest) = frames.split_at(first);
    let (second, rest) = rest.split_at(second);
    (first != second).then(|| [second, first, rest].concat())
}
