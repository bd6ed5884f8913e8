//! Speaking on time, and checking what is heard.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use ws::{DecodeLimits, Event, Opcode};

use super::Engine;
use super::conn::Stage;
use crate::pacer::Pacer;
use crate::packet::Heard;
use crate::plan::Pace;
use crate::stamp::Stamp;

/// Generous: the server's messages are bounded by its own limits.
const LIMITS: DecodeLimits = DecodeLimits { message_bytes: 1 << 24, message_fragments: 1_024 };

impl Engine {
    pub(super) fn begin_to_speak(&mut self) {
        self.speaking = true;
        let voices = self.windows.voices();
        match self.shared.plan.pace {
            Some(Pace::Window(_)) => self.windows.open(),
            Some(Pace::Rate { rate, tick }) => self.pacer = Some(Pacer::new(voices, rate, tick, self.shared.now())),
            None => {}
        }
    }

    /// Says everything whose time has come, and sets the alarm for what comes next.
    pub(super) fn speak_what_is_due(&mut self) -> anyhow::Result<()> {
        if !self.speaking {
            return Ok(());
        }
        if let Some(mut pacer) = self.pacer.take() {
            let now = self.shared.now();
            while let Some((voice, due)) = pacer.take(now) {
                self.speak(voice, due);
            }
            if let Some(due) = pacer.next_due() {
                let wait = Duration::from_nanos(due.saturating_sub(self.shared.now()));
                self.alarm.set(due, wait).context("cannot set a timer")?;
            }
            self.pacer = Some(pacer);
            return Ok(());
        }
        while let Some(voice) = self.windows.take_free() {
            let now = self.shared.now();
            let said = self.ledger.said(self.speaker(voice));
            for _ in 0..self.windows.room(voice, said) {
                self.speak(voice, now);
            }
        }
        Ok(())
    }

    /// The conn of a speaker of this engine.
    fn speaker(&self, voice: u32) -> u32 {
        self.first_conn + self.shared.plan.shape.speaker(voice)
    }

    /// A speaker says its next message, which was due at this time.
    fn speak(&mut self, voice: u32, due: u64) {
        let conn = self.speaker(voice);
        let index = (conn - self.first_conn) as usize;
        if self.conns[index].is_none() {
            return;
        }
        Stamp { speaker: conn, sequence: self.ledger.say(conn), due }.write(&mut self.text);
        self.payload.clear();
        self.shared.dialect.put(&mut self.payload, self.ledger.id(conn), &self.text);
        self.put_frame(index);
        self.said += 1;
    }

    /// Frames the payload at hand for a conn; it leaves at the end of the turn.
    pub(super) fn put_frame(&mut self, index: usize) {
        let mask = self.next_mask();
        let Some(conn) = &mut self.conns[index] else {
            return;
        };
        let (out, was_empty) = conn.outgoing();
        ws::put_masked_frame(out, Opcode::Binary, &self.payload, mask);
        if was_empty {
            self.dirty.push(index);
        }
    }

    /// The mask hides nothing here; it must only not be one that a server could skip.
    fn next_mask(&mut self) -> [u8; 4] {
        self.mask ^= self.mask << 13;
        self.mask ^= self.mask >> 17;
        self.mask ^= self.mask << 5;
        self.mask.to_ne_bytes()
    }

    /// Bytes of frames: every message in them is checked.
    pub(super) fn on_frames(&mut self, index: usize, mut bytes: &mut [u8]) -> anyhow::Result<()> {
        let now = self.shared.now();
        while !bytes.is_empty() {
            let Some(Some(conn)) = self.conns.get_mut(index) else {
                return Ok(());
            };
            // The decoder leaves the conn while its event is looked at, which may write to the conn.
            let mut decoder = std::mem::replace(&mut conn.decoder, ws::Decoder::new(ws::Role::Client));
            let decoded = match decoder.decode(LIMITS, bytes) {
                Ok(decoded) => decoded,
                Err(violation) => return self.on_end(index, &format!("its frames are wrong: {violation}")),
            };
            let used = decoded.used;
            if let Some(event) = decoded.event {
                self.on_event(index, &event, now)?;
            }
            if let Some(Some(conn)) = self.conns.get_mut(index) {
                conn.decoder = decoder;
            }
            bytes = &mut bytes[used..];
        }
        Ok(())
    }

    fn on_event(&mut self, index: usize, event: &Event<'_>, now: u64) -> anyhow::Result<()> {
        match event {
            Event::Message(_, payload) => self.on_message(index, payload, now),
            Event::Ping(payload) => {
                self.answer(index, Opcode::Pong, payload);
                Ok(())
            }
            Event::Pong => Ok(()),
            Event::Close(code, _) => {
                let code = code.unwrap_or(1_005);
                if let Some(conn) = &mut self.conns[index] {
                    conn.close_code = Some(code);
                    if !matches!(conn.stage, Stage::Leaving) {
                        self.answer(index, Opcode::Close, &code.to_be_bytes());
                    }
                }
                Ok(())
            }
        }
    }

    fn answer(&mut self, index: usize, opcode: Opcode, payload: &[u8]) {
        let mask = self.next_mask();
        if let Some(conn) = &mut self.conns[index] {
            ws::put_masked_frame(conn.outgoing().0, opcode, payload, mask);
            self.dirty.push(index);
        }
    }

    fn on_message(&mut self, index: usize, payload: &[u8], now: u64) -> anyhow::Result<()> {
        let number = self.first_conn + index as u32;
        if self.shared.plan.shape.is_stalled(number) && self.leaving {
            return Ok(());
        }
        match self.shared.dialect.read(payload) {
            Some(Heard::Chat { sender, text } | Heard::Direct { sender, body: text }) => {
                self.on_text(number, sender, text, now);
            }
            Some(Heard::Id(id)) => self.on_id(index, id)?,
            Some(Heard::Welcome) => self.on_ready(index)?,
            Some(Heard::Error { code, text }) => {
                let (code, text) = (String::from_utf8_lossy(code), String::from_utf8_lossy(text));
                self.ledger.unreadable(number, &format!("the server's error {code:?}: {text}"));
            }
            Some(Heard::Other) => {}
            None => {
                self.ledger.unreadable(number, "it is no message of this dialect");
            }
        }
        Ok(())
    }

    #[inline]
    fn on_text(&mut self, conn: u32, sender: u64, text: &[u8], now: u64) {
        let Some(stamp) = Stamp::read(text) else {
            self.ledger.unreadable(conn, "it bears no stamp");
            return;
        };
        let shape = self.shared.plan.shape;
        if stamp.speaker == conn && !shape.echo && self.shared.dialect.may_hear_itself() {
            return;
        }
        let sender = self.shared.dialect.names_senders().then_some(sender);
        if !self.ledger.hear(conn, stamp, sender) {
            return;
        }
        self.windows.heard(shape.voice(stamp.speaker) - shape.voice(self.first_conn), stamp.sequence);
        let from = self.shared.measured_from.load(Ordering::Relaxed);
        let to = self.shared.measured_to.load(Ordering::Relaxed);
        if (from..to).contains(&stamp.due) {
            self.latency.record(now.saturating_sub(stamp.due));
        }
    }
}
