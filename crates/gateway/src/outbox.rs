//! What waits to be sent to one conn: bounded in bytes and in age.

use std::io::{self, Write};

use types::{Limits, Millis};

/// A bounded queue of finished frames. Empty it owns no memory; its buffer comes from the shard's spares.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Starts at the begin of a frame (or of the HTTP response), so that a close frame can be put behind a whole one.
    bytes: Vec<u8>,
    /// How much of `bytes` has left.
    sent: usize,
    /// How much at the front is an HTTP response and not frames.
    head: usize,
    /// The kernel has taken less than it was offered; it will say when it takes more.
    is_blocked: bool,
    /// One byte's place and the time when it came: if it is still here later, so old is what waits.
    mark: Mark,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    at: usize,
    since: Millis,
}

/// The outbox would pass its limit in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Buffers that have been emptied, for the next conn that needs one.
#[derive(Debug, Default)]
pub(crate) struct Spares(Vec<Vec<u8>>);

impl Spares {
    /// Lets go of half, now and then, so that what a busy minute needed does not stay for ever.
    pub(crate) fn decay(&mut self) {
        self.0.truncate(self.0.len() / 2);
        if self.0.is_empty() {
            self.0.shrink_to_fit();
        }
    }

    const COUNT_MAX: usize = 256;
    const BYTES_MAX: usize = 16 << 10;

    fn take(&mut self) -> Vec<u8> {
        self.0.pop().unwrap_or_default()
    }

    fn give(&mut self, mut buffer: Vec<u8>) {
        if self.0.len() < Self::COUNT_MAX && buffer.capacity() <= Self::BYTES_MAX {
            buffer.clear();
            self.0.push(buffer);
        }
    }
}

impl Outbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len() - self.sent
    }

    /// Since when a byte has waited that the kernel does not take.
    pub(crate) fn blocked_since(&self) -> Option<Millis> {
        self.is_blocked.then_some(self.mark.since)
    }

    /// Whether sending is pointless until the kernel asks for more.
    pub(crate) fn is_blocked(&self) -> bool {
        self.is_blocked
    }

    /// The kernel takes bytes again.
    pub(crate) fn unblock(&mut self) {
        self.is_blocked = false;
    }

    /// Whether a byte has waited longer than it may.
    pub(crate) fn is_stale(&self, now: Millis, limits: &Limits) -> bool {
        self.is_blocked && now.since(self.mark.since) > limits.outbox_age
    }

    /// Queues an HTTP response; nothing else is in the outbox.
    pub(crate) fn push_head(&mut self, now: Millis, response: &[u8], spares: &mut Spares) {
        self.append(now, response, usize::MAX, spares);
        self.head = self.bytes.len();
    }

    /// Queues whole frames; refuses before it copies.
    pub(crate) fn push(&mut self, now: Millis, frames: &[u8], max: usize, spares: &mut Spares) -> Result<(), Full> {
        if self.bytes.len() - self.sent + frames.len() > max {
            return Err(Full);
        }
        self.append(now, frames, max, spares);
        Ok(())
    }

    fn append(&mut self, now: Millis, bytes: &[u8], max: usize, spares: &mut Spares) {
        if self.bytes.is_empty() {
            self.bytes = spares.take();
            self.mark = Mark { at: bytes.len(), since: now };
        }
        if self.sent > max / 4 || self.bytes.len() + bytes.len() > max {
            self.drop_sent();
        }
        // Grows by doubling, but never beyond what it may hold.
        let needed = self.bytes.len() + bytes.len();
        if needed > self.bytes.capacity() {
            let target = needed.max((2 * self.bytes.capacity()).min(max));
            self.bytes.reserve_exact(target - self.bytes.len());
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Frees what has left: all but the frame of which a part has.
    fn drop_sent(&mut self) {
        let whole = self.frame_start(self.sent);
        self.bytes.drain(..whole);
        self.sent -= whole;
        self.mark.at = self.mark.at.saturating_sub(whole);
        self.head = self.head.saturating_sub(whole);
    }

    /// Sends frames past the empty outbox; queues what the kernel does not take. Gives the number of bytes sent.
    pub(crate) fn send_past(
        &mut self,
        now: Millis,
        frames: &[u8],
        socket: &mut impl Write,
        max: usize,
        spares: &mut Spares,
    ) -> io::Result<Result<usize, Full>> {
        let sent = match socket.write(frames) {
            Ok(sent) if sent == frames.len() => return Ok(Ok(sent)),
            Ok(sent) => sent,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
            Err(error) => return Err(error),
        };
        self.is_blocked = true;
        let start = frame_start(frames, 0, sent);
        let queued = self.push(now, &frames[start..], max, spares);
        if queued.is_err() && sent > start {
            // The rest of what has begun to leave: a close frame can follow only a whole one.
            let begun = frame_bytes(&frames[start..]);
            self.append(now, &frames[start..start + begun], max, spares);
        }
        self.sent = sent - start;
        Ok(queued.map(|()| sent))
    }

    /// Sends what waits, in one `send`. Gives the number of bytes sent.
    pub(crate) fn flush(&mut self, now: Millis, socket: &mut impl Write, spares: &mut Spares) -> io::Result<usize> {
        if self.is_blocked || self.bytes.is_empty() {
            return Ok(0);
        }
        let sent = match socket.write(&self.bytes[self.sent..]) {
            Ok(sent) => sent,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
            Err(error) => return Err(error),
        };
        self.sent += sent;
        if self.sent == self.bytes.len() {
            spares.give(std::mem::take(&mut self.bytes));
            *self = Self::default();
        } else {
            self.is_blocked = true;
            if self.sent >= self.mark.at {
                self.mark = Mark { at: self.bytes.len(), since: now };
            }
        }
        Ok(sent)
    }

    /// Drops what has not begun to leave, so that a close frame comes next, and the memory that it took.
    pub(crate) fn cut(&mut self) {
        let start = self.frame_start(self.sent);
        let end = if start == self.sent { start } else { start + self.frame_bytes(start) };
        self.bytes.truncate(end);
        self.bytes.drain(..start);
        self.bytes.shrink_to_fit();
        self.sent -= start;
        self.head = self.head.saturating_sub(start);
    }

    /// The begin of the frame in which the byte at `at` lies.
    fn frame_start(&self, at: usize) -> usize {
        if at < self.head { 0 } else { frame_start(&self.bytes, self.head, at) }
    }

    fn frame_bytes(&self, start: usize) -> usize {
        if start < self.head { self.head - start } else { frame_bytes(&self.bytes[start..]) }
    }
}

/// The begin of the frame in which the byte at `at` lies, frames beginning at `first`.
fn frame_start(bytes: &[u8], first: usize, at: usize) -> usize {
    let mut start = first;
    while start < at {
        let next = start + frame_bytes(&bytes[start..]);
        if next > at {
            break;
        }
        start = next;
    }
    start
}

/// The size of the frame at the front, which we have made: unmasked and whole.
fn frame_bytes(frame: &[u8]) -> usize {
    match frame {
        [_, 127, a, b, c, d, e, f, g, h, ..] => {
            let length = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
            usize::try_from(length).map_or(frame.len(), |length| 10 + length)
        }
        [_, 126, a, b, ..] => 4 + usize::from(u16::from_be_bytes([*a, *b])),
        [_, length, ..] => 2 + usize::from(*length),
        _ => frame.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A socket that takes so many bytes, then none.
    struct Taking(usize, Vec<u8>);

    impl Write for Taking {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            if taken == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            self.0 -= taken;
            self.1.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn frame(byte: u8, length: usize) -> Vec<u8> {
        let mut frame = Vec::new();
        ws::put_frame(&mut frame, ws::Opcode::Binary, &vec![byte; length]);
        frame
    }

    #[test]
    fn what_the_kernel_does_not_take_waits_in_order() {
        let (mut outbox, mut spares, now) = (Outbox::default(), Spares::default(), Millis(1));
        let frames = [frame(1, 10), frame(2, 200), frame(3, 10)].concat();
        for taken in 0..frames.len() {
            let mut socket = Taking(taken, Vec::new());
            assert!(
                matches!(outbox.send_past(now, &frames, &mut socket, 1000, &mut spares), Ok(Ok(sent)) if sent == taken)
            );
            assert_eq!(outbox.push(now, &frame(4, 5), 1000, &mut spares), Ok(()));
            assert!(outbox.is_blocked());
            outbox.unblock();
            socket.0 = usize::MAX;
            assert!(outbox.flush(now, &mut socket, &mut spares).is_ok());
            assert_eq!(socket.1, [frames.clone(), frame(4, 5)].concat());
            assert!(outbox.is_empty() && !outbox.is_blocked());
        }
    }

    #[test]
    fn it_refuses_before_it_holds_too_much() {
        let (mut outbox, mut spares, now) = (Outbox::default(), Spares::default(), Millis(1));
        assert_eq!(outbox.push(now, &frame(1, 60), 100, &mut spares), Ok(()));
        assert_eq!(outbox.push(now, &frame(1, 60), 100, &mut spares), Err(Full));
        assert!(outbox.bytes.capacity() <= 100);
    }

    #[test]
    fn a_cut_leaves_whole_frames_only() {
        let frames = [frame(1, 10), frame(2, 300), frame(3, 10)].concat();
        // Also where the kernel takes a part, and the rest is more than may wait.
        for (taken, max) in (0..frames.len()).flat_map(|taken| [(taken, 1000), (taken, 5)]) {
            let (mut outbox, mut spares, now) = (Outbox::default(), Spares::default(), Millis(1));
            let mut socket = Taking(taken, Vec::new());
            assert!(outbox.send_past(now, &frames, &mut socket, max, &mut spares).is_ok());
            outbox.cut();
            assert_eq!(outbox.push(now, &frame(9, 1), 1000, &mut spares), Ok(()));
            outbox.unblock();
            socket.0 = usize::MAX;
            assert!(outbox.flush(now, &mut socket, &mut spares).is_ok());
            let mut at = 0;
            while at < socket.1.len() {
                at += frame_bytes(&socket.1[at..]);
            }
            assert_eq!(at, socket.1.len(), "after {taken} bytes");
            assert!(socket.1.ends_with(&frame(9, 1)));
        }
    }

    #[test]
    fn what_waits_too_long_is_stale() {
        let limits = Limits::default();
        let (mut outbox, mut spares) = (Outbox::default(), Spares::default());
        let mut socket = Taking(3, Vec::new());
        assert!(outbox.send_past(Millis(0), &frame(1, 10), &mut socket, 100, &mut spares).is_ok());
        assert!(!outbox.is_stale(Millis(10_000), &limits));
        assert!(outbox.is_stale(Millis(10_001), &limits));
    }
}
