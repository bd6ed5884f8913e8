//! What the model expects against what the hub does.

use hub::HubMessage;
use types::CloseCode;
use wire::Lane;
use wire::packets::{self, Packet, packet::Msg};

use super::model::{Model, Said, What};
use crate::Checked;
use crate::frame::{self, show};

impl Model {
    /// A conn hears these frames: first what its realms have said, each realm in its order, then its answers. Gives
    /// their number.
    pub(crate) fn hear(&mut self, slot: u32, mut frames: &[u8]) -> Checked<u64> {
        let mut count = 0;
        while !frames.is_empty() {
            let size = self.hear_one(slot, frames).map_err(|wrong| format!("conn in slot {slot}: {wrong}"))?;
            frames = &frames[size..];
            count += 1;
        }
        Ok(count)
    }

    fn hear_one(&mut self, slot: u32, frames: &[u8]) -> Checked<usize> {
        let conn = self.conns[slot as usize].as_mut().ok_or("hears something after its end")?;
        let Some(next) = conn.pending.front().copied() else { return self.hear_answer(slot, frames) };
        let known = &self.said[next.said].frames[next.lane as usize];
        let size = known.len();
        if size > 0 && frames.starts_with(known) {
            self.heard(slot, 0);
            return Ok(size);
        }
        let (packet, size) = frame::read(next.lane, frames)?;
        let name = realm_of(&packet);
        let is_of_realm = |said: usize| name.is_empty() || self.realms[self.said[said].realm].name == name;
        let at = conn.pending.iter().position(|pending| is_of_realm(pending.said));
        let at = at.ok_or_else(|| format!("expected what its realms have said, heard {}", show(&packet)))?;
        let pending = conn.pending[at];
        compare(&self.packet(pending.said, pending.lane), &packet)?;
        self.said[pending.said].frames[pending.lane as usize] = frames[..size].to_vec();
        self.heard(slot, at);
        Ok(size)
    }

    fn hear_answer(&mut self, slot: u32, frames: &[u8]) -> Checked<usize> {
        let lane = self.conn(slot).map_or(Lane::PlainProtobuf, |conn| conn.lane);
        let (mut packet, size) = frame::read(lane, frames)?;
        if let Some(Msg::Error(error)) = &mut packet.msg {
            // The words are for people; that there are some is all that is asked of them.
            error.text = if error.text.is_empty() { "no text" } else { "" }.to_owned();
        }
        let expected = self.answers.pop_front().filter(|(to, _)| *to == slot);
        let (_, expected) = expected.ok_or_else(|| format!("expected nothing, heard {}", show(&packet)))?;
        compare(&expected, &packet)?;
        if let Some(Msg::Joined(packets::Joined { realm, members, .. })) = &packet.msg {
            let realm = self.realms.iter().position(|known| known.name == *realm);
            self.know(slot, realm, *members);
        }
        Ok(size)
    }

    /// The conn has heard what was pending at `at`.
    fn heard(&mut self, slot: u32, at: usize) {
        let Some(conn) = &mut self.conns[slot as usize] else { return };
        let Some(pending) = conn.pending.remove(at) else { return };
        self.unheard -= 1;
        let Said { realm, what, .. } = &self.said[pending.said];
        if let What::Presence { members } = *what {
            self.know(slot, Some(*realm), members);
        }
    }

    fn know(&mut self, slot: u32, realm: Option<usize>, members: u64) {
        let known = self.conns[slot as usize].iter_mut().flat_map(|conn| &mut conn.realms);
        for (_, count) in known.filter(|(at, _)| Some(*at) == realm) {
            *count = members;
        }
    }

    fn packet(&self, said: usize, lane: Lane) -> Packet {
        let Said { realm, what, .. } = &self.said[said];
        let realm = self.realms[*realm].name.clone();
        match what {
            What::Chat { from, text } if lane.has_hello() => frame::chat(*from, realm, text.clone()),
            What::Chat { from, text } => frame::chat(*from, String::new(), text.clone()),
            What::Presence { members } => frame::of(0, Msg::Presence(packets::Presence { realm, members: *members })),
        }
    }

    /// The hub closes a conn.
    pub(crate) fn close_seen(&mut self, slot: u32, code: CloseCode) -> Checked {
        match self.closes.pop_front() {
            Some(expected) if expected == (slot, code) => Ok(()),
            expected => Err(format!("expected {expected:?}, the hub closes slot {slot}: {code:?}")),
        }
    }

    /// The hub tells the others something.
    pub(crate) fn tell_seen(&mut self, message: &HubMessage) -> Checked {
        if let HubMessage::Members { realm, count } = message {
            let known = self.realms.iter().find(|known| known.name == realm.to_string());
            let here = known.map_or(0, |known| known.members.len());
            let is_right = *count as usize == here;
            return is_right.then_some(()).ok_or_else(|| format!("expected {here} in {realm}, told {count}"));
        }
        let expected = self.tells.pop_front();
        let is_right = expected.as_ref() == Some(message);
        is_right.then_some(()).ok_or_else(|| format!("expected to tell {expected:?}, told {message:?}"))
    }

    /// The hub has done all that followed from an input.
    pub(crate) fn check_answered(&self) -> Checked {
        if let Some((slot, packet)) = self.answers.front() {
            return Err(format!("conn in slot {slot}: expected {}, heard nothing", show(packet)));
        }
        if let Some(close) = self.closes.front() {
            return Err(format!("expected the close {close:?}, saw none"));
        }
        self.tells.front().map_or(Ok(()), |tell| Err(format!("expected to tell {tell:?}, told nothing")))
    }

    /// The turn is over: all that was said has been heard.
    pub(crate) fn end_turn(&mut self) -> Checked {
        if self.unheard > 0 {
            let late =
                (0u32..).zip(&self.conns).find_map(|(slot, conn)| Some((slot, *conn.as_ref()?.pending.front()?)));
            let late = late.map(|(slot, next)| (slot, show(&self.packet(next.said, next.lane))));
            return Err(format!("the turn has ended, and (slot, packet) has not been heard: {late:?}"));
        }
        self.said.clear();
        Ok(())
    }
}

/// The realm that a packet names; none for what a plain lane hears, which is of one realm only.
fn realm_of(packet: &Packet) -> &str {
    match &packet.msg {
        Some(Msg::Presence(presence)) => &presence.realm,
        _ => &packet.realm,
    }
}

fn compare(expected: &Packet, heard: &Packet) -> Checked {
    let is_same = expected == heard;
    is_same.then_some(()).ok_or_else(|| format!("expected {}, heard {}", show(expected), show(heard)))
}
