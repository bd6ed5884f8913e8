//! Who said what, and who has heard it: finds loss, disorder and misdelivery while the load runs.
//!
//! Rooms are equal in size and their conns numbered in a row: room `r` has the conns `r * size` to `r * size + size - 1`.
//! The first of a room speak, its last may be stalled (they never read, so nothing is expected of them). Everybody
//! else must hear every message of every speaker but itself, each once and in the speaker's order.

use crate::stamp::Stamp;

/// How rooms are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Rooms.
    pub(crate) rooms: u32,
    /// Conns of a room.
    pub(crate) size: u32,
    /// How many of a room speak: its first.
    pub(crate) speakers: u32,
    /// How many of a room never read: its last.
    pub(crate) stalled: u32,
    /// A conn hears itself and nobody else: rooms of one.
    pub(crate) echo: bool,
}

impl Shape {
    /// Conns in all.
    pub(crate) fn conns(self) -> u32 {
        self.rooms * self.size
    }

    /// How many conns hear each message.
    pub(crate) fn hearers(self) -> u32 {
        if self.echo { 1 } else { self.size - self.stalled - 1 }
    }

    /// Whether this conn speaks.
    pub(crate) fn speaks(self, conn: u32) -> bool {
        conn % self.size < self.speakers
    }

    /// Whether this conn never reads.
    pub(crate) fn is_stalled(self, conn: u32) -> bool {
        conn % self.size >= self.size - self.stalled
    }

    /// The number of a speaker among all speakers.
    pub(crate) fn voice(self, conn: u32) -> u32 {
        conn / self.size * self.speakers + conn % self.size
    }

    /// The conn of the speaker with this number.
    pub(crate) fn speaker(self, voice: u32) -> u32 {
        voice / self.speakers * self.size + voice % self.speakers
    }
}

/// Everything that went wrong, counted. A run with any of these is a failure, however fast.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Faults {
    /// Messages that a conn should have heard and has not.
    pub(crate) lost: u64,
    /// Messages that came after a later one of the same speaker, or twice.
    pub(crate) misordered: u64,
    /// Messages of another room.
    pub(crate) misdelivered: u64,
    /// Own messages that came back.
    pub(crate) own: u64,
    /// Messages under another's id.
    pub(crate) false_sender: u64,
    /// Messages that nobody of this run has said.
    pub(crate) unreadable: u64,
    /// Conns that the server ended in the middle of the run.
    pub(crate) closed: u64,
    /// What the first fault was, in words.
    pub(crate) first: Option<String>,
}

impl Faults {
    /// Whether nothing went wrong.
    pub(crate) fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Adds the faults of another part of the run.
    pub(crate) fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.misordered += other.misordered;
        self.misdelivered += other.misdelivered;
        self.own += other.own;
        self.false_sender += other.false_sender;
        self.unreadable += other.unreadable;
        self.closed += other.closed;
        self.first = self.first.take().or(other.first);
    }

    fn note(&mut self, fault: impl FnOnce() -> String) {
        if self.first.is_none() {
            self.first = Some(fault());
        }
    }
}

/// The books of one engine: a run of whole rooms, which begins with `first_room`.
#[derive(Debug)]
pub(crate) struct Ledger {
    shape: Shape,
    first_conn: u32,
    /// Server ids of this engine's conns; 0 while unknown, then they are not checked.
    ids: Vec<u64>,
    /// Messages said, by voice of this engine.
    said: Vec<u32>,
    /// The next sequence that a conn must hear, by conn and by speaker of its room.
    next: Vec<u32>,
    heard: u64,
    faults: Faults,
}

impl Ledger {
    /// Empty books for the rooms `first_room..first_room + rooms` of the run.
    pub(crate) fn new(shape: Shape, first_room: u32, rooms: u32) -> Self {
        let conns = (rooms * shape.size) as usize;
        Self {
            shape,
            first_conn: first_room * shape.size,
            ids: vec![0; conns],
            said: vec![0; (rooms * shape.speakers) as usize],
            next: vec![0; conns * shape.speakers as usize],
            heard: 0,
            faults: Faults::default(),
        }
    }

    /// The server has told a conn its id.
    pub(crate) fn learn_id(&mut self, conn: u32, id: u64) {
        self.ids[(conn - self.first_conn) as usize] = id;
    }

    /// The server's id of a conn; 0 if it has told none.
    pub(crate) fn id(&self, conn: u32) -> u64 {
        self.ids[(conn - self.first_conn) as usize]
    }

    /// A speaker says its next message; gives its sequence.
    pub(crate) fn say(&mut self, conn: u32) -> u32 {
        let voice = self.local_voice(conn);
        let sequence = self.said[voice];
        self.said[voice] += 1;
        sequence
    }

    /// How many messages a speaker has said.
    pub(crate) fn said(&self, conn: u32) -> u32 {
        self.said[self.local_voice(conn)]
    }

    fn local_voice(&self, conn: u32) -> usize {
        (self.shape.voice(conn) - self.shape.voice(self.first_conn)) as usize
    }

    /// A conn has heard a message, from the conn whose server id is `sender` (`None` if the dialect names nobody).
    /// Gives whether it is one that it should hear now.
    pub(crate) fn hear(&mut self, conn: u32, stamp: Stamp, sender: Option<u64>) -> bool {
        let (speaker, shape) = (stamp.speaker, self.shape);
        if speaker >= shape.conns() || !shape.speaks(speaker) {
            return self.unreadable(conn, "the stamp names nobody who speaks");
        }
        if speaker / shape.size != conn / shape.size {
            self.faults.misdelivered += 1;
            self.faults.note(|| format!("conn {conn} heard conn {speaker}, who is in another room"));
            return false;
        }
        if speaker == conn && !shape.echo {
            self.faults.own += 1;
            self.faults.note(|| format!("conn {conn} heard itself"));
            return false;
        }
        let id = self.id(speaker);
        if sender.is_some_and(|sender| sender != id) {
            self.faults.false_sender += 1;
            self.faults.note(|| format!("conn {conn} heard conn {speaker} (id {id}) under the id {sender:?}"));
            return false;
        }
        self.in_order(conn, stamp)
    }

    fn in_order(&mut self, conn: u32, stamp: Stamp) -> bool {
        let at = (conn - self.first_conn) * self.shape.speakers + stamp.speaker % self.shape.size;
        let next = &mut self.next[at as usize];
        let (expected, got) = (*next, stamp.sequence);
        let speaker = stamp.speaker;
        if got < expected {
            self.faults.misordered += 1;
            self.faults.note(|| {
                format!("conn {conn} heard message {got} of conn {speaker} when {expected} was next: late or twice")
            });
            return false;
        }
        *next = got.saturating_add(1);
        self.heard += 1;
        if got > expected {
            self.faults.lost += u64::from(got - expected);
            self.faults.note(|| {
                format!("conn {conn} missed {} of conn {speaker}, from message {expected} on", got - expected)
            });
        }
        true
    }

    /// A conn has heard something that this run has not said.
    pub(crate) fn unreadable(&mut self, conn: u32, why: &str) -> bool {
        self.faults.unreadable += 1;
        self.faults.note(|| format!("conn {conn} heard something that nobody said: {why}"));
        false
    }

    /// The server has ended a conn that should have stayed.
    pub(crate) fn closed(&mut self, conn: u32, how: &str) {
        self.faults.closed += 1;
        self.faults.note(|| format!("conn {conn} was ended by the server: {how}"));
    }

    /// Messages heard so far, in order.
    pub(crate) fn heard(&self) -> u64 {
        self.heard
    }

    /// Whether everything that was said has been heard or is known to be lost.
    pub(crate) fn is_settled(&self) -> bool {
        self.heard + self.faults.lost >= self.owed()
    }

    fn owed(&self) -> u64 {
        self.said.iter().map(|&said| u64::from(said)).sum::<u64>() * u64::from(self.shape.hearers())
    }

    /// Closes the books: what has not been heard by now is lost.
    pub(crate) fn close(&mut self) -> Faults {
        let missing = self.owed().saturating_sub(self.heard + self.faults.lost);
        if missing > 0 {
            self.faults.lost += missing;
            self.faults.note(|| format!("{missing} messages had not been heard at the end"));
        }
        std::mem::take(&mut self.faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rooms of three; the first two of each speak.
    const SHAPE: Shape = Shape { rooms: 2, size: 3, speakers: 2, stalled: 0, echo: false };

    fn ledger() -> Ledger {
        let mut ledger = Ledger::new(SHAPE, 0, 2);
        (0..6).for_each(|conn| ledger.learn_id(conn, 100 + u64::from(conn)));
        ledger
    }

    fn stamp(speaker: u32, sequence: u32) -> Stamp {
        Stamp { speaker, sequence, due: 0 }
    }

    fn faults_of(plant: impl FnOnce(&mut Ledger)) -> Faults {
        let mut ledger = ledger();
        ledger.say(0);
        ledger.say(0);
        for conn in [1, 2] {
            assert!(ledger.hear(conn, stamp(0, 0), Some(100)));
        }
        plant(&mut ledger);
        Faults { first: None, ..ledger.close() }
    }

    #[test]
    fn a_run_in_which_all_hear_all_in_order_is_clean() {
        let faults = faults_of(|ledger| {
            assert!(!ledger.is_settled());
            ledger.hear(1, stamp(0, 1), Some(100));
            ledger.hear(2, stamp(0, 1), Some(100));
            assert!(ledger.is_settled());
        });
        assert!(faults.is_clean());
    }

    #[test]
    fn what_never_arrives_is_lost() {
        let faults = faults_of(|ledger| {
            ledger.hear(1, stamp(0, 1), Some(100));
        });
        assert_eq!(faults, Faults { lost: 1, ..Faults::default() });
    }

    #[test]
    fn a_gap_is_a_loss_and_the_late_message_a_disorder() {
        let faults = faults_of(|ledger| {
            ledger.say(0);
            for conn in [1, 2] {
                ledger.hear(conn, stamp(0, 2), Some(100));
            }
            ledger.hear(1, stamp(0, 1), Some(100));
        });
        assert_eq!(faults, Faults { lost: 2, misordered: 1, ..Faults::default() });
    }

    #[test]
    fn a_message_that_comes_twice_is_found() {
        let faults = faults_of(|ledger| {
            for conn in [1, 1, 2] {
                ledger.hear(conn, stamp(0, 1), Some(100));
            }
        });
        assert_eq!(faults, Faults { misordered: 1, ..Faults::default() });
    }

    #[test]
    fn another_rooms_message_ones_own_and_a_false_sender_are_found() {
        let faults = faults_of(|ledger| {
            ledger.hear(1, stamp(0, 1), Some(100));
            ledger.hear(2, stamp(0, 1), Some(100));
            ledger.hear(4, stamp(0, 1), Some(100));
            ledger.hear(0, stamp(0, 1), Some(100));
            ledger.hear(2, stamp(0, 2), Some(101));
            ledger.hear(2, stamp(2, 0), Some(102));
            ledger.hear(2, stamp(77, 0), None);
        });
        let expected = Faults { misdelivered: 1, own: 1, false_sender: 1, unreadable: 2, ..Faults::default() };
        assert_eq!(faults, expected);
    }

    #[test]
    fn nothing_is_expected_of_the_stalled() {
        let mut ledger = Ledger::new(Shape { rooms: 1, size: 4, speakers: 1, stalled: 1, echo: false }, 0, 1);
        ledger.say(0);
        ledger.hear(1, stamp(0, 0), None);
        ledger.hear(2, stamp(0, 0), None);
        assert!(ledger.is_settled() && ledger.close().is_clean());
    }

    #[test]
    fn an_engine_that_keeps_the_second_room_numbers_as_the_run_does() {
        let mut ledger = Ledger::new(SHAPE, 1, 1);
        assert_eq!((ledger.say(4), ledger.say(4), ledger.said(3)), (0, 1, 0));
        assert!(ledger.hear(5, stamp(4, 0), None));
        assert!(!ledger.is_settled());
    }
}
