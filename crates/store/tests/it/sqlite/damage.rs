//! Bytes on the disk that are not what was written.

use ledger::{Broken, Chain, Damage, Entry, LOAD_BYTES_MAX, Load};
use store::{Sqlite, Store};
use types::Offset;

use super::Folder;
use crate::samples::{append, ask, done, entry, game, make};

#[tokio::test]
async fn t80_a_bit_that_flips_on_the_disk_is_found_at_its_entry_and_hurts_no_other_game() {
    let folder = Folder::new();
    let store = Sqlite::open(folder.path()).unwrap();
    for id in ["g", "h"] {
        make(&store, id).await;
        let mut chain = Chain::start(&game(id));
        let _ = chain.seal(&entry("begun"));
        for (offset, number) in (2..=9).zip(1..) {
            let event: Entry = entry(&format!("what happened in {id} at {offset}"));
            let events = vec![chain.seal(&event)];
            done(&store, ledger::Append { events, ..append(id, offset, number) }).await;
        }
    }
    store.close().await;
    let file = folder.path().join("games.sqlite3");
    let mut bytes = std::fs::read(&file).unwrap();
    let text = b"what happened in g at 5";
    // Pages that were split hold what they held before as well.
    let places = (0..bytes.len() - text.len()).filter(|place| bytes[*place..].starts_with(text));
    let places: Vec<usize> = places.collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|place| bytes[place] ^= 4);
    std::fs::write(&file, bytes).unwrap();
    let store = Sqlite::open(folder.path()).unwrap();
    let page =
        async |id| ask(&store, Load { game: game(id), after: Offset(0), bytes_max: LOAD_BYTES_MAX }).await.unwrap();
    let found = Chain::start(&game("g")).page(&page("g").await);
    assert_eq!(found, Err(Broken { offset: Offset(5), damage: Damage::Checksum }));
    assert_eq!(Chain::start(&game("h")).page(&page("h").await).unwrap().len(), 9);
    store.close().await;
}
