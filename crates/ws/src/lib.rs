//! The WebSocket protocol (RFC 6455) without I/O: bytes in, events out, and frames appended to a buffer.
//!
//! Both roles. Input may be cut anywhere; every limit is checked from a frame's header, before its payload is
//! held; UTF-8 is checked as the bytes arrive. Extensions are never negotiated, so every reserved bit is a fault.
//! This crate opens no socket, keeps no clock and draws no luck: a client passes its masks in.
//!
//! Start with [`Decoder`]; [`put_frame`] is the other direction, [`CloseHandshake`] the end.

mod close;
mod decoder;
mod frame;
mod handshake;
mod utf8;
mod violation;

pub use close::{CloseFrame, CloseHandshake, OnClose, REASON_BYTES_MAX, put_close};
pub use decoder::{DecodeLimits, Decoded, Decoder, Event};
pub use frame::{HEAD_BYTES_MAX, Kind, Opcode, Role, head, put_frame, put_head, put_masked_frame};
pub use handshake::{ResponseError, accept_key, check_response, is_key, put_request};
pub use violation::Violation;

#[cfg(test)]
mod tests;
