use bytes::Bytes;
use proptest::prelude::*;
use types::{Fence, Offset, UnixMs};

use super::samples::{entry, game};
use crate::{BadSnapshot, Broken, Chain, Damage, Entry, Loaded, Snapshot, Stored};

fn log(bodies: &[Vec<u8>]) -> Vec<Stored> {
    let mut chain = Chain::start(&game("g"));
    let entries = (1..).zip(bodies).map(|(offset, body)| {
        let entry = Entry { version: 3, at: UnixMs(-5), body: Bytes::copy_from_slice(body) };
        Stored { offset: Offset(offset), fence: Fence(1), sealed: chain.seal(&entry) }
    });
    entries.collect()
}

fn first_damage(log: &[Stored]) -> Option<Broken> {
    let mut chain = Chain::start(&game("g"));
    log.iter().find_map(|stored| chain.open(stored).err())
}

fn bodies() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 2..8)
}

/// Numbers the entries anew, as if a store had lost nothing.
fn numbered(mut log: Vec<Stored>) -> Vec<Stored> {
    (1..).zip(&mut log).for_each(|(offset, stored)| stored.offset = Offset(offset));
    log
}

proptest! {
    #[test]
    fn what_was_sealed_is_read_back(bodies in bodies()) {
        let mut chain = Chain::start(&game("g"));
        let read = log(&bodies).iter().map(|stored| chain.open(stored).unwrap().body.to_vec()).collect::<Vec<_>>();
        prop_assert_eq!(read, bodies);
    }

    #[test]
    fn a_log_is_read_from_any_entry_on(bodies in bodies(), from: prop::sample::Index, bit: prop::sample::Index) {
        let mut log = log(&bodies);
        let from = from.index(log.len() - 1);
        let mut chain = Chain::from_entry(&log[from]).unwrap();
        for (stored, body) in log.iter().zip(&bodies).skip(from + 1) {
            prop_assert_eq!(&chain.open(stored).unwrap().body, body);
        }
        let next = log[from + 1].sealed.to_vec();
        let (bit, mut flipped) = (bit.index(next.len() * 8), next);
        flipped[bit / 8] ^= 1 << (bit % 8);
        log[from + 1].sealed = flipped.into();
        prop_assert!(Chain::from_entry(&log[from]).unwrap().open(&log[from + 1]).is_err());
    }

    #[test]
    fn t80_a_flipped_bit_is_found_at_its_entry(bodies in bodies(), which: prop::sample::Index, bit: prop::sample::Index) {
        let mut log = log(&bodies);
        let which = which.index(log.len());
        let mut sealed = log[which].sealed.to_vec();
        let bit = bit.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        log[which].sealed = sealed.into();
        let found = first_damage(&log).unwrap();
        prop_assert_eq!((found.offset, found.damage), (log[which].offset, Damage::Checksum));
    }

    #[test]
    fn t80_a_torn_entry_is_found(bodies in bodies(), which: prop::sample::Index, keep: prop::sample::Index) {
        let mut log = log(&bodies);
        let which = which.index(log.len());
        let keep = keep.index(log[which].sealed.len());
        log[which].sealed.truncate(keep);
        let found = first_damage(&log).unwrap();
        let damage = if keep < Entry::SEAL_BYTES { Damage::CutOff } else { Damage::Checksum };
        prop_assert_eq!((found.offset, found.damage), (log[which].offset, damage));
    }

    #[test]
    fn t80_a_missing_or_swapped_entry_is_found(bodies in bodies(), which: prop::sample::Index) {
        let log = log(&bodies);
        let which = which.index(log.len() - 1);
        let mut without = log.clone();
        let missing = without.remove(which).offset;
        prop_assert_eq!(first_damage(&without), Some(Broken { offset: missing, damage: Damage::Missing }));
        prop_assert_eq!(first_damage(&numbered(without)), Some(Broken { offset: missing, damage: Damage::Checksum }));
        let mut swapped = log;
        swapped.swap(which, which + 1);
        prop_assert_eq!(first_damage(&numbered(swapped)).map(|broken| broken.offset), Some(missing));
    }
}

#[test]
fn an_entry_of_another_game_is_found() {
    let mut stored = log(&[b"a".to_vec()]).remove(0);
    let mut chain = Chain::start(&game("h"));
    assert_eq!(chain.open(&stored), Err(Broken { offset: Offset(1), damage: Damage::Checksum }));
    assert_eq!(chain, Chain::start(&game("h")), "it stands where it stood");
    stored.sealed = chain.seal(&entry("a"));
    assert!(Chain::start(&game("h")).open(&stored).is_ok());
}

#[test]
fn a_fence_that_falls_is_found() {
    let mut log = log(&[b"a".to_vec(), b"b".to_vec()]);
    log[0].fence = Fence(2);
    assert_eq!(first_damage(&log), Some(Broken { offset: Offset(2), damage: Damage::Fence }));
}

#[test]
fn t80_a_tail_that_is_gone_is_found_by_the_head() {
    let log = log(&[b"a".to_vec(), b"b".to_vec()]);
    let mut chain = Chain::start(&game("g"));
    let first = Loaded { entries: log[..1].to_vec(), head: Offset(2) };
    assert!(first.has_more(Offset(0)));
    assert_eq!(chain.page(&first).unwrap().len(), 1);
    let rest = Loaded { entries: Vec::new(), head: Offset(2) };
    assert!(rest.has_more(Offset(1)));
    assert_eq!(chain.page(&rest), Err(Broken { offset: Offset(2), damage: Damage::Missing }));
    let beyond = Loaded { entries: log[1..].to_vec(), head: Offset(1) };
    assert_eq!(chain.page(&beyond), Err(Broken { offset: Offset(2), damage: Damage::Beyond }));
    let end = Loaded { entries: log[1..].to_vec(), head: Offset(2) };
    assert!(!end.has_more(Offset(1)));
    assert_eq!(chain.page(&end).unwrap().len(), 1);
}

#[test]
fn a_snapshot_goes_on_where_its_log_was_and_shows_damage() {
    let log = log(&[b"a".to_vec(), b"b".to_vec()]);
    let mut chain = Chain::start(&game("g"));
    chain.open(&log[0]).unwrap();
    let snapshot = Snapshot { chain, version: 7, body: Bytes::from_static(b"state") };
    let sealed = snapshot.seal(&game("g"));
    let mut read = Snapshot::open(&game("g"), Offset(1), &sealed).unwrap();
    assert_eq!(read, snapshot);
    assert!(read.chain.open(&log[1]).is_ok());
    assert_eq!(Snapshot::open(&game("g"), Offset(2), &sealed), Err(BadSnapshot));
    assert_eq!(Snapshot::open(&game("h"), Offset(1), &sealed), Err(BadSnapshot));
    for byte in 0..sealed.len() {
        let mut damaged = sealed.to_vec();
        damaged[byte] ^= 1;
        assert_eq!(Snapshot::open(&game("g"), Offset(1), &damaged.into()), Err(BadSnapshot));
        assert_eq!(Snapshot::open(&game("g"), Offset(1), &sealed.slice(..byte)), Err(BadSnapshot));
    }
}

proptest! {
    #[test]
    fn whatever_stands_in_a_log_it_is_read_or_named(
        entries in prop::collection::vec((0..4_u64, 0..3_u64, prop::collection::vec(any::<u8>(), 0..40)), 0..4),
        head: u64,
        after: u64,
    ) {
        let entries = entries.into_iter().map(|(offset, fence, sealed)| Stored {
            offset: Offset(offset),
            fence: Fence(fence),
            sealed: sealed.into(),
        });
        let page = Loaded { entries: entries.collect(), head: Offset(head) };
        let _ = page.has_more(Offset(after));
        let read = Chain::start(&game("g")).page(&page);
        prop_assert!(read.is_err() || page.entries.is_empty(), "nobody has sealed it");
        for stored in &page.entries {
            prop_assert_eq!(Snapshot::open(&game("g"), Offset(after), &stored.sealed), Err(BadSnapshot));
        }
    }
}
