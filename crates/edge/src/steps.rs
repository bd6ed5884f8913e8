//! What is done with each state that rustls reaches.

use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::{ConnectionState, EncodeError, EncodeTlsData};

use crate::TlsFault;

/// Room for what a record adds to its plaintext (29 bytes at most) and for two key updates before it, theirs answered and
/// our own (27 each).
const RECORD_EXTRA: usize = 96;

/// What a state of rustls leads to, and how many received bytes it has used up.
pub(crate) enum Then {
    Again(usize),
    Enough,
    Ended,
}

/// Carries out one state of rustls.
pub(crate) fn step<Data>(
    state: ConnectionState<'_, '_, Data>,
    unsent: &mut Vec<u8>,
    plain: &mut Vec<u8>,
) -> Result<Then, TlsFault> {
    match state {
        ConnectionState::ReadTraffic(mut traffic) => {
            let mut used = 0;
            while let Some(record) = traffic.next_record() {
                let record = record.map_err(|error| TlsFault::of(&error))?;
                plain.extend_from_slice(record.payload);
                used += record.discard;
            }
            Ok(Then::Again(used))
        }
        ConnectionState::EncodeTlsData(data) => encode(data, unsent).map(|()| Then::Again(0)),
        ConnectionState::TransmitTlsData(sent) => {
            sent.done();
            Ok(Then::Again(0))
        }
        ConnectionState::PeerClosed | ConnectionState::Closed => Ok(Then::Ended),
        ConnectionState::BlockedHandshake | ConnectionState::WriteTraffic(_) => Ok(Then::Enough),
        // Early data is not accepted, for it can be replayed.
        ConnectionState::ReadEarlyData(_) | _ => {
            Err(TlsFault::Ours("TLS is in a state that we do not know".to_owned()))
        }
    }
}

/// Puts a message of the handshake, or an alert, behind the unsent bytes.
fn encode<Data>(mut data: EncodeTlsData<'_, Data>, unsent: &mut Vec<u8>) -> Result<(), TlsFault> {
    let had = unsent.len();
    if let Err(EncodeError::InsufficientSize(needs)) = data.encode(&mut []) {
        unsent.resize(had + needs.required_size, 0);
        data.encode(&mut unsent[had..]).map_err(|error| TlsFault::Ours(error.to_string()))?;
    }
    Ok(())
}

/// Encrypts plaintext, or `close_notify` for none, behind the unsent bytes. `held` are bytes that rustls has seen but
/// not used up: it counts from their begin.
pub(crate) fn seal(
    rustls: &mut UnbufferedServerConnection,
    held: &mut [u8],
    unsent: &mut Vec<u8>,
    plain: Option<&[u8]>,
) -> Result<(), TlsFault> {
    let state = rustls.process_tls_records(held).state.map_err(|error| TlsFault::of(&error))?;
    let ConnectionState::WriteTraffic(mut traffic) = state else {
        return Err(TlsFault::Ours("nothing can be sent in this state of TLS".to_owned()));
    };
    let had = unsent.len();
    unsent.resize(had + plain.map_or(0, <[u8]>::len) + RECORD_EXTRA, 0);
    let sealed = match plain {
        Some(plain) => traffic.encrypt(plain, &mut unsent[had..]),
        None => traffic.queue_close_notify(&mut unsent[had..]),
    };
    unsent.truncate(had + sealed.as_ref().copied().unwrap_or(0));
    sealed.map(drop).map_err(|error| TlsFault::Ours(error.to_string()))
}
