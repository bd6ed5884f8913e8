//! Which tickets are spent.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use types::{Millis, UnixMs};

use crate::leeway::{LEEWAY, later};
use crate::{Ticket, TicketId};

/// How long a spent ticket is remembered: as long as one can live whose node's clock was wrong by [`LEEWAY`], and once
/// more if the clock is then set back by as much. Counted on the monotonic clock, so that a wall clock set forward does
/// not make it forget too early. One set back by more than this makes the tickets of half a minute good again.
const REMEMBERED: Duration = Duration::from_secs(Ticket::LIFE.as_secs() + 2 * LEEWAY.as_secs());

/// The tickets that were spent at this node a short while ago. Bounded: when full, tickets are refused, for one that
/// could not be remembered could be spent again.
#[derive(Debug)]
pub struct Tickets {
    count_max: usize,
    /// Tickets that end before this were issued before the node started.
    first_end: UnixMs,
    spent: BTreeSet<TicketId>,
    by_age: VecDeque<(Millis, TicketId)>,
}

/// Why a ticket was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSpent {
    /// It was spent before, or may have been, for it is older than the node's memory: [`Why::UsedUp`](crate::Why::UsedUp)
    /// towards the client.
    #[error("the ticket was spent before, or is older than this node")]
    Before,
    /// Too many tickets were spent in the last minutes; the client may try again with this one.
    #[error("too many tickets at a time")]
    Busy,
}

impl Tickets {
    /// Remembers at most `count_max` tickets at a time, 40 bytes each and a little more: 65,536 are 436 logins a second
    /// without a pause. `started` is when the node did: tickets from before, whose spending it cannot know of, are
    /// refused.
    #[must_use]
    pub fn new(count_max: usize, started: UnixMs) -> Self {
        Self { count_max, first_end: later(started, Ticket::LIFE), spent: BTreeSet::new(), by_age: VecDeque::new() }
    }

    /// How many are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spent.len()
    }

    /// Whether none is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spent.is_empty()
    }

    /// Spends a ticket that [`Ticket::verify`] has found good, and that this node has issued.
    pub fn spend(&mut self, ticket: &Ticket, now: Millis) -> Result<(), NotSpent> {
        self.spend_id(ticket.id, ticket.expires, now)
    }

    /// The same, for a ticket of which another node has told no more than this.
    pub(crate) fn spend_id(&mut self, ticket: TicketId, expires: UnixMs, now: Millis) -> Result<(), NotSpent> {
        self.forget(now);
        if self.spent.contains(&ticket) || expires < self.first_end {
            return Err(NotSpent::Before);
        }
        if self.spent.len() >= self.count_max {
            return Err(NotSpent::Busy);
        }
        self.spent.insert(ticket);
        self.by_age.push_back((now, ticket));
        Ok(())
    }

    fn forget(&mut self, now: Millis) {
        while let Some((_, ticket)) = self.by_age.pop_front_if(|(at, _)| now.since(*at) > REMEMBERED) {
            self.spent.remove(&ticket);
        }
    }
}
