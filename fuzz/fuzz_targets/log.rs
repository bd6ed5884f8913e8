//! A stored log of any bytes is either read or said to be damaged, and then nothing behind the damage is read. What was
//! sealed is read as it was, and no single changed byte of it is.
#![no_main]

use ledger::{Chain, Entry, Snapshot, Stored};
use libfuzzer_sys::fuzz_target;
use types::{Fence, GameId, Offset, UnixMs};

fuzz_target!(|input: &[u8]| {
    let game: GameId = "g".parse().expect("an id");
    let Some((&shape, bytes)) = input.split_first() else { return };
    match shape % 3 {
        0 => stranger(&game, bytes),
        1 => drop(Snapshot::open(&game, Offset(3), &bytes.to_vec().into())),
        _ => own(&game, bytes),
    }
});

/// Entries as somebody else may have left them: a byte that is added to the offset, one that is the fence, one that is the
/// length.
fn stranger(game: &GameId, mut bytes: &[u8]) {
    let mut chain = Chain::start(game);
    while let Some((&[step, fence, length], rest)) = bytes.split_first_chunk::<3>() {
        let (sealed, rest) = rest.split_at(rest.len().min(length.into()));
        let before = chain;
        let offset = Offset(before.last().0 + u64::from(step % 3));
        let stored = Stored { offset, fence: Fence(fence.into()), sealed: sealed.to_vec().into() };
        if chain.open(&stored).is_err() {
            assert_eq!(chain, before, "a damaged entry moves nothing");
        }
        bytes = rest;
    }
}

/// Entries of these bytes, sealed here: the first says which bit of the last is turned.
fn own(game: &GameId, bytes: &[u8]) {
    let Some((&turned, bytes)) = bytes.split_first() else { return };
    let (mut writer, mut reader) = (Chain::start(game), Chain::start(game));
    for body in bytes.chunks(16) {
        let entry = Entry { version: body.len() as u16, at: UnixMs(i64::from(turned)), body: body.to_vec().into() };
        let sealed = writer.seal(&entry);
        let stored = Stored { offset: writer.last(), fence: Fence(1), sealed: sealed.clone() };
        let mut damaged = sealed.to_vec();
        let at = usize::from(turned) % damaged.len();
        damaged[at] ^= 1 << (turned % 8);
        let mut other = reader;
        assert!(other.open(&Stored { sealed: damaged.into(), ..stored.clone() }).is_err(), "a flipped bit is seen");
        assert_eq!(reader.open(&stored), Ok(entry));
    }
}
