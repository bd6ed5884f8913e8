//! What the kernel tells about a conn: room to write, bytes, the end.

use mio::event::Event;

use super::Engine;
use super::conn::{Got, Stage};

impl Engine {
    /// The kernel has something to tell about a conn.
    pub(super) fn on_conn(&mut self, index: usize, event: &Event, buffer: &mut [u8]) -> anyhow::Result<()> {
        if event.is_writable() {
            self.on_writable(index)?;
        }
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            // The end of a connection is told of once, perhaps together with the last bytes.
            let to_the_end = event.is_read_closed() || event.is_error();
            self.on_readable(index, buffer, to_the_end)?;
        }
        Ok(())
    }

    fn on_writable(&mut self, index: usize) -> anyhow::Result<()> {
        let Some(Some(conn)) = self.conns.get_mut(index) else {
            return Ok(());
        };
        if matches!(conn.stage, Stage::Connecting) {
            return self.ask_to_upgrade(index);
        }
        if conn.waits_for_room() {
            self.dirty.push(index);
        }
        Ok(())
    }

    fn on_readable(&mut self, index: usize, buffer: &mut [u8], to_the_end: bool) -> anyhow::Result<()> {
        while let Some(Some(conn)) = self.conns.get_mut(index) {
            match conn.read(buffer) {
                Got::Bytes(bytes, more) => {
                    self.on_bytes(index, &mut buffer[..bytes])?;
                    if !more && !to_the_end {
                        break;
                    }
                }
                Got::Nothing => break,
                Got::End(how) => return self.on_end(index, &how),
            }
        }
        Ok(())
    }

    fn on_bytes(&mut self, index: usize, bytes: &mut [u8]) -> anyhow::Result<()> {
        let Some(Some(conn)) = self.conns.get_mut(index) else {
            return Ok(());
        };
        match conn.stage {
            Stage::Connecting | Stage::Upgrading(_) => self.on_answer(index, bytes),
            Stage::Greeting | Stage::Ready | Stage::Leaving => self.on_frames(index, bytes),
        }
    }

    /// The TCP connection is over.
    pub(super) fn on_end(&mut self, index: usize, how: &str) -> anyhow::Result<()> {
        let Some(conn) = self.conns.get_mut(index).and_then(Option::take) else {
            return Ok(());
        };
        self.alive -= 1;
        let number = self.first_conn + index as u32;
        let how = match conn.close_code {
            Some(code) => format!("close code {code}"),
            None => format!("without a close frame ({how})"),
        };
        if !matches!(conn.stage, Stage::Ready | Stage::Leaving) {
            anyhow::bail!("conn {number} of {} was ended by the server {how}", self.conns_wanted);
        }
        if self.shared.plan.shape.is_stalled(number) {
            self.ends.count(conn.close_code);
        } else if !self.leaving {
            self.ledger.closed(number, &how);
        }
        Ok(())
    }
}
