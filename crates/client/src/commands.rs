//! Commands: sent until they are answered for good.

use std::time::Duration;

use types::{Millis, Offset};
use wire::packets::{self, packet::Msg};

use crate::Event;
use crate::client::Work;

/// Commands without an answer for good. One more is refused by the client itself.
const WAITING_MAX: usize = 64;

/// What the app wants of games, in the order in which it wanted it.
#[derive(Debug, Default)]
pub(crate) struct Commands(Vec<Waiting>);

#[derive(Debug)]
struct Waiting {
    id: [u8; 16],
    command: packets::Command,
    /// When it is to be sent again; `None` while an answer is waited for.
    retry_at: Option<Millis>,
}

impl Commands {
    /// One more.
    pub(crate) fn give(&mut self, id: [u8; 16], command: packets::Command, is_welcome: bool, work: &mut Work<'_>) {
        if self.0.len() >= WAITING_MAX {
            let (code, text) = ("busy".to_owned(), "too many commands wait for their answers".to_owned());
            return work.tell(Event::Refused { id, code, text });
        }
        if is_welcome {
            work.send(Msg::Command(command.clone()));
        }
        self.0.push(Waiting { id, command, retry_at: None });
    }

    /// There is a new conn: it is told all that has no answer, in the old order.
    pub(crate) fn send_again(&mut self, work: &mut Work<'_>) {
        for waiting in &mut self.0 {
            waiting.retry_at = None;
            work.send(Msg::Command(waiting.command.clone()));
        }
    }

    pub(crate) fn acked(&mut self, ack: &packets::Ack, work: &mut Work<'_>) {
        if let Some(id) = self.take(&ack.command_id) {
            work.tell(Event::Acked { id, offset: Offset(ack.offset) });
        }
    }

    pub(crate) fn refused(&mut self, refusal: packets::Refusal, work: &mut Work<'_>) {
        let packets::Refusal { command_id, code, text, retry_after_ms, .. } = refusal;
        if retry_after_ms == 0 {
            if let Some(id) = self.take(&command_id) {
                work.tell(Event::Refused { id, code, text });
            }
            return;
        }
        let after = Duration::from_millis(retry_after_ms.into());
        if let Some(waiting) = self.0.iter_mut().find(|waiting| waiting.id[..] == *command_id) {
            waiting.retry_at = Some(work.now + after);
        }
    }

    /// Sends again what is due.
    pub(crate) fn tick(&mut self, work: &mut Work<'_>) {
        for waiting in &mut self.0 {
            if waiting.retry_at.is_some_and(|at| at <= work.now) {
                waiting.retry_at = None;
                work.send(Msg::Command(waiting.command.clone()));
            }
        }
    }

    fn take(&mut self, id: &[u8]) -> Option<[u8; 16]> {
        let at = self.0.iter().position(|waiting| waiting.id[..] == *id)?;
        Some(self.0.remove(at).id)
    }
}
