//! From nothing to a conn that may speak: TCP, the upgrade, the server's greeting.

use anyhow::{Context, bail};
use mio::{Interest, Token};

use super::conn::{Conn, Stage};
use super::{Awaited, Engine, Gateway};
use crate::packet;
use crate::speak::Greeting;

/// Handshakes on the way at a time: enough to keep a server busy, too few to overflow a usual backlog of 128.
const CONNECTING_MAX: usize = 64;

impl Engine {
    /// Begins as many conns as may be on the way.
    pub(super) fn connect_more(&mut self) -> anyhow::Result<()> {
        while self.awaited == Awaited::AllConnected
            && self.connecting < CONNECTING_MAX
            && self.conns.len() < self.conns_wanted
        {
            let index = self.conns.len();
            let stalled = self.shared.plan.shape.is_stalled(self.first_conn + index as u32);
            let address = self.shared.gateway(self.first_conn + index as u32).address;
            let mut stream = crowd::connect(address, stalled)
                .with_context(|| format!("cannot connect conn {index} of {} to {address}", self.conns_wanted))?;
            let interest = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut stream, Token(index), interest)?;
            self.conns.push(Some(Conn::new(stream)));
            self.connecting += 1;
            self.alive += 1;
        }
        Ok(())
    }

    /// TCP is there, or has been refused.
    pub(super) fn ask_to_upgrade(&mut self, index: usize) -> anyhow::Result<()> {
        let number = self.first_conn + index as u32;
        let Gateway { host, address } = self.shared.gateway(number);
        let target = self.shared.dialect.target(number / self.shared.plan.shape.size);
        let Some(conn) = &mut self.conns[index] else {
            return Ok(());
        };
        if let Some(error) = conn.stream.take_error()? {
            return Err(error)
                .with_context(|| format!("cannot connect conn {number} to {address}: is a server listening there?"));
        }
        conn.stage = Stage::Upgrading(Vec::new());
        let (out, _) = conn.outgoing();
        ws::put_request(out, host, &target, nonce(number), None);
        self.dirty.push(index);
        Ok(())
    }

    /// Bytes of the answer to the upgrade, and perhaps of the first frames.
    pub(super) fn on_answer(&mut self, index: usize, bytes: &[u8]) -> anyhow::Result<()> {
        let number = self.first_conn + index as u32;
        let Some(conn) = &mut self.conns[index] else {
            return Ok(());
        };
        let Stage::Upgrading(head) = &mut conn.stage else {
            bail!("conn {number} was sent {} bytes before it had asked for anything", bytes.len());
        };
        head.extend_from_slice(bytes);
        let end = ws::check_response(head, nonce(number))
            .with_context(|| format!("conn {number} of {} was not let in", self.conns_wanted))?;
        let Some(end) = end else {
            return Ok(());
        };
        let mut frames = head.split_off(end);
        conn.stage = Stage::Greeting;
        if self.shared.dialect.greeting() == Greeting::None {
            self.on_ready(index)?;
        }
        if frames.is_empty() { Ok(()) } else { self.on_frames(index, &mut frames) }
    }

    /// The server has said who the conn is.
    pub(super) fn on_id(&mut self, index: usize, id: u64) -> anyhow::Result<()> {
        self.ledger.learn_id(self.first_conn + index as u32, id);
        match self.shared.dialect.greeting() {
            Greeting::None => Ok(()),
            Greeting::Id => self.on_ready(index),
            Greeting::IdAndWelcome => {
                self.payload.clear();
                packet::put_hello(&mut self.payload);
                self.put_frame(index);
                Ok(())
            }
        }
    }

    /// The conn may speak.
    pub(super) fn on_ready(&mut self, index: usize) -> anyhow::Result<()> {
        let number = self.first_conn + index as u32;
        let Some(conn) = &mut self.conns[index] else {
            return Ok(());
        };
        if !matches!(conn.stage, Stage::Greeting) {
            return Ok(());
        }
        conn.stage = Stage::Ready;
        if self.shared.plan.shape.is_stalled(number) {
            self.poll.registry().deregister(&mut conn.stream)?;
        }
        self.connecting -= 1;
        self.connected += 1;
        self.connect_more()
    }
}

/// 16 bytes that differ from conn to conn: the load's handshakes need no secrecy, and this way none is kept.
fn nonce(number: u32) -> [u8; 16] {
    let mut nonce = *b"hubbub bench\0\0\0\0";
    nonce[12..].copy_from_slice(&number.to_be_bytes());
    nonce
}
