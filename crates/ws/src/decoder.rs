//! Bytes of a peer → messages and control frames.

use std::borrow::Cow;

use crate::frame::{CONTROL_BYTES_MAX, HEAD_BYTES_MAX, Head, apply_mask};
use crate::utf8::Utf8;
use crate::{CloseFrame, Kind, Opcode, Role, Violation};

/// What one message may be; checked from each frame's header.
#[derive(Clone, Copy, Debug)]
pub struct DecodeLimits {
    /// The most payload bytes of a message, all its fragments together.
    pub message_bytes: usize,
    /// The most frames of a message.
    pub message_fragments: u32,
}

/// Something that a peer has said, whole.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A message, unmasked and joined; text has been checked to be UTF-8. Borrowed from the input when it came in
    /// one piece.
    Message(Kind, Cow<'a, [u8]>),
    /// To be answered by a pong with the same payload.
    Ping(Cow<'a, [u8]>),
    /// Needs no answer.
    Pong,
    /// The peer's close frame: its code (`None` if it gave none) and reason. Nothing after it counts.
    Close(Option<u16>, String),
}

/// One step of [`Decoder::decode`].
#[derive(Debug)]
pub struct Decoded<'a> {
    /// How many bytes of the input are done with, at least 1 of a non-empty input.
    pub used: usize,
    /// Whether they completed a frame, be it only a fragment of a message.
    pub is_frame_end: bool,
    /// What they completed, if anything.
    pub event: Option<Event<'a>>,
}

/// Reads one direction of a conn. Between messages it holds nothing: an idle decoder is two words.
#[derive(Debug)]
pub struct Decoder {
    role: Role,
    partial: Option<Box<Partial>>,
}

/// What is kept while a frame or a message is not all there.
#[derive(Debug, Default)]
struct Partial {
    head: Vec<u8>,
    frame: Option<Unfinished>,
    control: Vec<u8>,
    message: Option<Message>,
}

#[derive(Debug)]
struct Unfinished {
    head: Head,
    received: usize,
}

#[derive(Debug)]
struct Message {
    kind: Kind,
    bytes: Vec<u8>,
    fragments: u32,
    utf8: Utf8,
}

impl Decoder {
    /// A decoder for what our peer sends, we being `role`.
    #[must_use]
    pub fn new(role: Role) -> Self {
        Self { role, partial: None }
    }

    /// Whether a frame or a message has begun and not ended.
    #[must_use]
    pub fn is_mid_message(&self) -> bool {
        self.partial.is_some()
    }

    /// Reads from the front of `input` until something is complete or the input is used up; unmasks in place. Call it
    /// again with what is left.
    ///
    /// # Errors
    /// The first violation; the decoder is of no use after it.
    #[inline]
    pub fn decode<'a>(&mut self, limits: DecodeLimits, input: &'a mut [u8]) -> Result<Decoded<'a>, Violation> {
        if let Some(mut partial) = self.partial.take() {
            let decoded = partial.resume(self.role, limits, input)?;
            if !partial.is_empty() {
                self.partial = Some(partial);
            }
            return Ok(decoded);
        }
        match whole_frame(self.role, limits, input)? {
            Some(head) => Ok(unmask_whole(head, input)?),
            None => {
                let mut partial = Box::<Partial>::default();
                let decoded = partial.resume(self.role, limits, input)?;
                if !partial.is_empty() {
                    self.partial = Some(partial);
                }
                Ok(decoded)
            }
        }
    }
}

/// The head of an unfragmented frame that lies in `input` whole: the common case, which needs no state.
#[inline]
fn whole_frame(role: Role, limits: DecodeLimits, input: &[u8]) -> Result<Option<Head>, Violation> {
    let Some(head) = Head::parse(role, input)? else {
        return Ok(None);
    };
    if head.opcode == Opcode::Continuation {
        return Err(Violation::LoneContinuation);
    }
    if !fits(head.payload_bytes, limits.message_bytes) && !head.opcode.is_control() {
        return Err(Violation::TooBig);
    }
    let here = fits(head.payload_bytes, input.len() - head.size);
    Ok((here && head.fin).then_some(head))
}

#[inline]
fn unmask_whole(head: Head, input: &mut [u8]) -> Result<Decoded<'_>, Violation> {
    let used = head.size + length(head.payload_bytes);
    let payload = &mut input[head.size..used];
    apply_mask(payload, head.mask, 0);
    let payload = Cow::Borrowed(&*payload);
    let event = match head.opcode {
        Opcode::Text => {
            simdutf8::basic::from_utf8(&payload).map_err(|_| Violation::NotUtf8)?;
            Event::Message(Kind::Text, payload)
        }
        Opcode::Binary | Opcode::Continuation => Event::Message(Kind::Binary, payload),
        Opcode::Close | Opcode::Ping | Opcode::Pong => control_event(head.opcode, payload)?,
    };
    Ok(Decoded { used, is_frame_end: true, event: Some(event) })
}

fn control_event(opcode: Opcode, payload: Cow<'_, [u8]>) -> Result<Event<'_>, Violation> {
    Ok(match opcode {
        Opcode::Ping => Event::Ping(payload),
        Opcode::Close => {
            let close = CloseFrame::parse(&payload)?;
            Event::Close(close.code, close.reason.to_owned())
        }
        Opcode::Pong | Opcode::Continuation | Opcode::Text | Opcode::Binary => Event::Pong,
    })
}

/// Whether a claimed length is within `bytes`; claims beyond what this machine can address are not.
fn fits(payload_bytes: u64, bytes: usize) -> bool {
    usize::try_from(payload_bytes).is_ok_and(|claimed| claimed <= bytes)
}

/// A length that [`fits`] has accepted.
fn length(payload_bytes: u64) -> usize {
    usize::try_from(payload_bytes).unwrap_or(usize::MAX)
}

impl Partial {
    fn is_empty(&self) -> bool {
        self.head.is_empty() && self.frame.is_none() && self.message.is_none()
    }

    fn resume<'a>(&mut self, role: Role, limits: DecodeLimits, input: &'a mut [u8]) -> Result<Decoded<'a>, Violation> {
        let mut used = 0;
        if self.frame.is_none() {
            used = self.gather_head(role, limits, input)?;
        }
        if self.frame.is_none() {
            return Ok(Decoded { used, is_frame_end: false, event: None });
        }
        let (taken, event) = self.gather_payload(&mut input[used..])?;
        Ok(Decoded { used: used + taken, is_frame_end: self.frame.is_none(), event })
    }

    /// Adds bytes to the header until it is whole; then the frame is begun. Gives the number of bytes taken.
    fn gather_head(&mut self, role: Role, limits: DecodeLimits, input: &[u8]) -> Result<usize, Violation> {
        let held = self.head.len();
        let more = input.len().min(HEAD_BYTES_MAX - held);
        self.head.extend_from_slice(&input[..more]);
        let Some(head) = Head::parse(role, &self.head)? else {
            return Ok(more);
        };
        self.head.clear();
        self.begin(head, limits)?;
        self.frame = Some(Unfinished { head, received: 0 });
        Ok(head.size - held)
    }

    /// Checks a frame against the message that it belongs to, from its header alone.
    fn begin(&mut self, head: Head, limits: DecodeLimits) -> Result<(), Violation> {
        let kind = match head.opcode {
            Opcode::Close | Opcode::Ping | Opcode::Pong => return Ok(()),
            Opcode::Continuation => None,
            Opcode::Text => Some(Kind::Text),
            Opcode::Binary => Some(Kind::Binary),
        };
        let message = match (kind, &mut self.message) {
            (None, None) => return Err(Violation::LoneContinuation),
            (Some(_), Some(_)) => return Err(Violation::Interleaved),
            (None, Some(message)) => message,
            (Some(kind), empty) => {
                empty.insert(Message { kind, bytes: Vec::new(), fragments: 0, utf8: Utf8::default() })
            }
        };
        message.fragments += 1;
        if message.fragments > limits.message_fragments {
            return Err(Violation::TooManyFragments);
        }
        if !fits(head.payload_bytes, limits.message_bytes.saturating_sub(message.bytes.len())) {
            return Err(Violation::TooBig);
        }
        Ok(())
    }

    /// Takes payload bytes of the frame at hand. Gives their number and what they completed.
    fn gather_payload(&mut self, input: &mut [u8]) -> Result<(usize, Option<Event<'static>>), Violation> {
        let Some(frame) = &mut self.frame else {
            return Ok((0, None));
        };
        let missing = length(frame.head.payload_bytes) - frame.received;
        let taken = missing.min(input.len());
        let chunk = &mut input[..taken];
        apply_mask(chunk, frame.head.mask, frame.received);
        frame.received += taken;
        let (head, whole) = (frame.head, taken == missing);
        if whole {
            self.frame = None;
        }
        let event = if head.opcode.is_control() {
            self.gather_control(head.opcode, chunk, whole)?
        } else {
            self.gather_message(chunk, whole && head.fin)?
        };
        Ok((taken, event))
    }

    fn gather_control(
        &mut self,
        opcode: Opcode,
        chunk: &[u8],
        whole: bool,
    ) -> Result<Option<Event<'static>>, Violation> {
        debug_assert!(self.control.len() + chunk.len() <= CONTROL_BYTES_MAX);
        self.control.extend_from_slice(chunk);
        if !whole {
            return Ok(None);
        }
        let payload = std::mem::take(&mut self.control);
        control_event(opcode, Cow::Owned(payload)).map(Some)
    }

    fn gather_message(&mut self, chunk: &[u8], whole: bool) -> Result<Option<Event<'static>>, Violation> {
        let Some(message) = &mut self.message else {
            return Ok(None);
        };
        message.bytes.extend_from_slice(chunk);
        if message.kind == Kind::Text {
            message.utf8.feed(chunk).map_err(|_| Violation::NotUtf8)?;
            if whole && !message.utf8.is_complete() {
                return Err(Violation::NotUtf8);
            }
        }
        if !whole {
            return Ok(None);
        }
        Ok(self.message.take().map(|message| Event::Message(message.kind, Cow::Owned(message.bytes))))
    }
}
