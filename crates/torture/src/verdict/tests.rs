//! Whoever judges must see each of the things that he is there for.

use std::sync::mpsc::channel;

use crossword::{Crossword, ListName, WordLists};
use game::{Caller, Catalogue, Luck, Who, Words};
use ledger::{Entry, Stored};
use lexicon::Language;
use types::{Fence, Name, Offset, UnixMs};

use super::*;
use crate::log::Kept;
use crate::stage::Manner;

/// Games begin with a list that nobody looks into.
struct AnyList;

impl WordLists for AnyList {
    fn find(_language: Language, _name: Option<&str>) -> Option<ListName> {
        Some(ListName { name: "any".to_owned(), digest: String::new() })
    }

    fn words(_list: &ListName) -> Option<&'static dyn lexicon::Words> {
        None
    }
}

const GAME: &str = "g1";
const LINES: u8 = 4;

/// A game in which the first player has said a few things, as it is kept and as everybody saw it.
struct Played {
    stage: Stage,
    logs: BTreeMap<String, Log>,
    table: Box<dyn Table>,
    chain: Chain,
}

impl Played {
    fn new() -> Self {
        let catalogue = Catalogue::default().with::<Crossword<AnyList>>();
        let rules = catalogue.find("crossword").unwrap();
        let (wanted, _) = channel();
        let manner = Manner { pause: Duration::ZERO, turns_percent: 0 };
        let mut stage = Stage::new(crate::words::english().unwrap(), manner, 1, wanted);
        stage.games.push(GAME.to_owned());
        stage.rows = Eye::ALL.map(|eye| Row { game: 0, eye, behind: 0, views: Vec::new() }).into();
        let logs = BTreeMap::from([(GAME.to_owned(), Log::default())]);
        let chain = Chain::start(&GAME.parse().unwrap());
        let mut played = Self { stage, logs, table: (rules.empty)(), chain };
        let seats: [Name; 2] = ["ann", "bob"].map(|name| name.parse().unwrap());
        let setup = r#"{"clock":{"kind":"correspondence","turn_s":86400},"first":0}"#;
        let caller = Caller { who: Who::Host, at: UnixMs(1), luck: Luck::of(1) };
        let records = (rules.open)(caller, &seats, setup).unwrap();
        played.keep(records, CommandId::Timer(Offset(0)), None);
        (0..LINES).for_each(|line| played.says(line, &format!("line {line}")));
        for eye in Eye::ALL {
            let words = played.table.snapshot(viewer(eye));
            let (offset, hash) = (played.chain.last().0, hash(&words.text));
            played.stage.shown.push(Shown { game: 0, eye, offset, hash });
            let crossword::View::Snapshot(snapshot) = serde_json::from_str(&words.text).unwrap() else {
                panic!("no snapshot: {}", words.text);
            };
            played.stage.seen.push(Seen { game: 0, eye, offset, snapshot });
        }
        played
    }

    fn says(&mut self, line: u8, text: &str) {
        let words = Words { kind: "say".to_owned(), text: serde_json::json!({ "text": text }).to_string() };
        let caller = Caller { who: Who::Seat(Seat(0)), at: UnixMs(2), luck: Luck::of(1) };
        let records = self.table.decide(caller, &words).unwrap();
        let id = [line; 16];
        self.keep(records, CommandId::Client(id), Some("ann"));
        let (offset, sent, acked) = (self.chain.last().0, Duration::from_secs(1), Duration::from_secs(3));
        self.stage.acks.push(Ack { game: 0, user: "ann".to_owned(), id, offset, sent, acked });
    }

    fn keep(&mut self, records: Vec<Record>, id: CommandId, user: Option<&str>) {
        for record in records {
            self.table.apply(&record).unwrap();
            let views = Eye::ALL.map(|eye| hash(&self.table.redact(&record, viewer(eye)).unwrap().text));
            self.stage.rows.iter_mut().zip(views).for_each(|(row, view)| row.views.push(view));
            let entry = Entry { version: record.version, at: UnixMs(2), body: record.body };
            let sealed = self.chain.seal(&entry);
            let stored = Stored { offset: self.chain.last(), fence: Fence(1), sealed };
            self.log().entries.push(stored);
        }
        let (head, user) = (self.chain.last().0, user.map(str::to_owned));
        self.log().head = head;
        self.log().commands.push(Kept { id, user, acked: head });
    }

    fn log(&mut self) -> &mut Log {
        self.logs.get_mut(GAME).unwrap()
    }
}

fn found(plant: impl FnOnce(&mut Played)) -> Verdict {
    let mut played = Played::new();
    plant(&mut played);
    judge(&played.stage, &played.logs)
}

#[test]
fn a_game_that_everybody_was_told_as_it_was_is_clean() {
    let verdict = found(|_| {});
    assert!(verdict.is_clean(), "{:?}", verdict.words);
    let entries = u64::from(LINES) + 1;
    assert_eq!((verdict.acked, verdict.entries, verdict.compared), (u64::from(LINES), entries, 3 * entries + 6));
}

#[test]
fn an_acknowledged_move_that_is_not_kept_where_its_ack_says_is_lost() {
    let gone = found(|played| drop(played.log().commands.remove(2)));
    let moved = found(|played| played.stage.acks[1].offset += 1);
    let of_another = found(|played| played.log().commands[2].user = Some("bob".to_owned()));
    let all_gone = found(|played| played.logs.clear());
    assert_eq!([gone.lost, moved.lost, of_another.lost, all_gone.lost], [1, 1, 1, u64::from(LINES)]);
}

#[test]
fn what_happens_twice_or_to_nobodys_knowledge_is_doubled() {
    let twice = found(|played| played.says(9, "line 1"));
    let unknown = found(|played| {
        played.says(9, "line 9");
        played.stage.acks.pop();
    });
    assert_eq!([twice.doubled, unknown.doubled], [1, 1]);
}

#[test]
fn a_hole_and_an_entry_of_an_owner_that_is_none_any_more_are_found() {
    let hole = found(|played| drop(played.log().entries.remove(2)));
    let cut = found(|played| drop(played.log().entries.pop()));
    let stale = found(|played| played.log().entries[1].fence = Fence(2));
    assert!(hole.holes > 0 && cut.holes > 0);
    assert_eq!((stale.stale, stale.holes), (1, 0));
}

#[test]
fn a_view_that_differs_from_the_log_is_false() {
    let swapped = found(|played| played.stage.rows[1].views.swap(2, 3));
    let beyond = found(|played| played.stage.rows[2].views.push(1));
    let shown = found(|played| played.stage.shown[0].hash += 1);
    let seen = found(|played| played.stage.seen[1].snapshot.bag += 1);
    let verdicts = [swapped, beyond, shown, seen];
    assert_eq!(verdicts.map(|verdict| verdict.false_views), [2, 1, 1, 1]);
}

#[test]
fn a_rising_fence_is_a_take_over_and_lasts_as_long_as_its_first_move() {
    let verdict = found(|played| played.log().entries[3..].iter_mut().for_each(|entry| entry.fence = Fence(2)));
    assert!(verdict.is_clean(), "{:?}", verdict.words);
    let pauses: Vec<Duration> = verdict.takeovers.iter().map(|takeover| takeover.pause).collect();
    assert_eq!(pauses, [Duration::from_secs(2)]);
}
