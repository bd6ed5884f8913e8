//! Commands: what players want of games. The hub hands them on, and the answers back.

use types::{CommandId, Offset};
use wire::{ErrorCode, Fault, GameCommand, ToClient};

use crate::hub::Hub;
use crate::{Commanded, ConnKey, Out, Output, PlayerCommand, ToNode};

impl Hub {
    #[inline(never)]
    pub(crate) fn command(&self, key: ConnKey, command: GameCommand, out: &mut Out) -> Result<(), Fault> {
        self.demand_hello(key)?;
        let GameCommand { game, id, expect, kind, text } = command;
        let bad_id = |what| Fault::new(ErrorCode::BadId, what);
        let id = CommandId::of_client(&id).ok_or_else(|| bad_id("`command.command_id` is not 16 bytes long"))?;
        let game = game.parse().map_err(|_| bad_id("`command.game` is no name: expected 1 to 64 of A-Z a-z 0-9 _"))?;
        let Some(conn) = self.conns.get(key.0) else { return Ok(()) };
        let Some(user) = conn.user().cloned() else { return Ok(()) };
        let expect = Some(Offset(expect)).filter(|expect| expect.0 > 0);
        let command = PlayerCommand { game, id, expect, kind, text };
        out.list.push(Output::node(ToNode::Command { conn: conn.id, user, command }));
        Ok(())
    }

    pub(crate) fn answer_command(&mut self, key: ConnKey, command: &[u8], answer: &Commanded, out: &mut Out) {
        let message = match answer {
            Commanded::Acked(offset) => ToClient::Ack { command, offset: *offset },
            Commanded::Refused { code, text, retry_after_ms } => {
                ToClient::Refusal { command, code, text, retry_after_ms: *retry_after_ms }
            }
        };
        self.answer(key, message, out);
    }
}
