//! Whatever two players and a stranger send to a game of crossword, one command a line, it is refused or has effects that
//! everybody can be told; nobody's words end the game's owner.
#![no_main]

use crossword::{Crossword, ListName, WordLists};
use game::{Caller, Luck, Notice, Rules, Seat, Table, Viewer, Who, Words};
use lexicon::Language;
use libfuzzer_sys::fuzz_target;
use types::{Name, UnixMs};

/// Lines that one input has at most.
const LINES_MAX: usize = 64;

/// Every word is one.
struct Any;

impl lexicon::Words for Any {
    fn contains(&self, _: &[lexicon::Letter]) -> bool {
        true
    }
}

impl WordLists for Any {
    fn find(_: Language, _: Option<&str>) -> Option<ListName> {
        Some(ListName { name: "any".to_owned(), digest: "0".repeat(64) })
    }

    fn words(_: &ListName) -> Option<&'static dyn lexicon::Words> {
        Some(&Any)
    }
}

fuzz_target!(|input: &[u8]| {
    let rules = Rules::of::<Crossword<Any>>();
    let seats: [Name; 2] = ["ann", "bob"].map(|name| name.parse().expect("a name"));
    let mut now = UnixMs(0);
    let mut luck = Luck::of(1);
    let records = (rules.open)(from(Who::Host, now, luck.fork()), &seats, r#"{"rules":"double","first":0}"#);
    let mut table = (rules.empty)();
    take(&mut table, &records.expect("a game"));
    for seat in [Seat(0), Seat(1)] {
        let records = table.notice(from(Who::Host, now, luck.fork()), Notice::Here(seat));
        take(&mut table, &records);
    }
    for line in input.split(|byte| *byte == b'\n').take(LINES_MAX) {
        let Some((&who, rest)) = line.split_first() else { continue };
        let rest = String::from_utf8_lossy(rest);
        let (kind, text) = rest.split_once(' ').unwrap_or((&rest, ""));
        let who = match who {
            b'0' => Who::Seat(Seat(0)),
            b'1' => Who::Seat(Seat(1)),
            _ => Who::User("eve".parse().expect("a name")),
        };
        now = UnixMs(now.0 + 1_000);
        let words = Words { kind: kind.to_owned(), text: text.to_owned() };
        if let Ok(records) = table.decide(from(who, now, luck.fork()), &words) {
            assert!(!records.is_empty(), "a command that is taken has an effect");
            take(&mut table, &records);
        }
    }
});

fn from(who: Who, at: UnixMs, luck: Luck) -> Caller {
    Caller { who, at, luck }
}

/// Takes in what the rules have decided, and shows it to everybody.
fn take(table: &mut Box<dyn Table>, records: &[game::Record]) {
    for record in records {
        table.apply(record).expect("the rules read what they have written");
        for viewer in [Viewer::Seat(Seat(0)), Viewer::Seat(Seat(1)), Viewer::Watcher] {
            table.redact(record, viewer).expect("and can show it");
            table.snapshot(viewer);
        }
    }
}
