//! A small game with a secret: each player holds three of twelve cards, and shows one a turn; the higher one wins the trick.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use types::{Name, UnixMs};

use super::Played;
use crate::{Caller, Game, Luck, Notice, Refusal, Seat, Unreadable, View, Viewer, Who, Words, read_json, write_json};

/// The cards are 1 to this.
const CARDS: u8 = 12;
const HAND: usize = 3;

/// The state of a game.
#[derive(Clone, Default, PartialEq)]
pub struct Hands {
    seats: Vec<Name>,
    hands: [Vec<u8>; 2],
    /// What the first of this trick has shown.
    led: Option<u8>,
    turn: usize,
    tricks: [u8; 2],
    turn_ms: i64,
    deadline: Option<UnixMs>,
    over: bool,
}

/// Options.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// How long a turn may take, in milliseconds. After that the lowest card is shown.
    #[serde(default = "half_a_minute")]
    turn_ms: u32,
}

fn half_a_minute() -> u32 {
    30_000
}

/// What players ask for.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Shows a card of one's own.
    Show {
        /// Which.
        card: u8,
    },
    /// Gives the game up.
    Resign {},
}

/// What has happened.
#[derive(Clone, Serialize, Deserialize)]
pub enum Event {
    /// The cards are dealt.
    Dealt {
        /// Who sits where.
        seats: Vec<String>,
        /// Who holds what.
        hands: [Vec<u8>; 2],
        /// How long a turn may take.
        turn_ms: i64,
        /// When.
        at: i64,
    },
    /// A player has shown a card.
    Shown {
        /// Who.
        seat: u8,
        /// Which.
        card: u8,
        /// When.
        at: i64,
    },
    /// Nobody ran the game for a while.
    Waited {
        /// How long.
        ms: i64,
    },
    /// A player gave up.
    Resigned {
        /// Who.
        seat: u8,
    },
}

/// What a viewer may know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Seen {
    /// The game now.
    Snapshot {
        /// The viewer's own cards.
        hand: Vec<u8>,
        /// How many each holds.
        held: [usize; 2],
        /// What the first of this trick has shown.
        led: Option<u8>,
        /// Whose turn it is.
        turn: usize,
        /// Tricks of each.
        tricks: [u8; 2],
        /// Whether it is over.
        over: bool,
    },
    /// The cards are dealt.
    Dealt {
        /// The viewer's own.
        hand: Vec<u8>,
    },
    /// Somebody has shown a card.
    Shown {
        /// Who.
        seat: u8,
        /// Which.
        card: u8,
    },
    /// Nobody ran the game for a while.
    Waited {
        /// How long.
        ms: i64,
    },
    /// Somebody gave up.
    Resigned {
        /// Who.
        seat: u8,
    },
}

impl View for Seen {
    fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Dealt { .. } => "dealt",
            Self::Shown { .. } => "shown",
            Self::Waited { .. } => "waited",
            Self::Resigned { .. } => "resigned",
        }
    }
}

impl Game for Hands {
    const RULES: &'static str = "hands";
    const VERSION: u16 = 1;
    type Setup = Setup;
    type Command = Command;
    type Event = Event;
    type View = Seen;

    fn open(mut from: Caller, seats: &[Name], setup: Setup) -> Result<Vec<Event>, Refusal> {
        if seats.len() != 2 {
            return Err(Refusal::new("seats", format!("two players are needed, not {}", seats.len())));
        }
        let mut cards: Vec<u8> = (1..=CARDS).collect();
        from.luck.shuffle(&mut cards);
        let mut hands = [cards[..HAND].to_vec(), cards[HAND..2 * HAND].to_vec()];
        hands.iter_mut().for_each(|hand| hand.sort_unstable());
        let seats = seats.iter().map(Name::to_string).collect();
        Ok(vec![Event::Dealt { seats, hands, turn_ms: setup.turn_ms.into(), at: from.at.0 }])
    }

    fn decide(&self, from: Caller, command: Command) -> Result<Vec<Event>, Refusal> {
        let Who::Seat(seat) = from.who else {
            return Err(Refusal::new("not_seated", "only who sits at the game may play"));
        };
        if self.over {
            return Err(Refusal::new("game_over", "the game is over"));
        }
        match command {
            Command::Resign {} => Ok(vec![Event::Resigned { seat: seat.0 }]),
            Command::Show { .. } if seat.index() != self.turn => {
                Err(Refusal::new("not_your_turn", "it is the other player's turn"))
            }
            Command::Show { card } if !self.hands[self.turn].contains(&card) => {
                Err(Refusal::new("not_yours", format!("you do not hold the {card}")))
            }
            Command::Show { card } => Ok(vec![Event::Shown { seat: seat.0, card, at: from.at.0 }]),
        }
    }

    fn notice(&self, from: Caller, notice: Notice) -> Vec<Event> {
        match notice {
            Notice::Deadline if self.deadline.is_some_and(|deadline| deadline <= from.at) => self.hands[self.turn]
                .first()
                .map(|&card| Event::Shown { seat: u8::from(self.turn == 1), card, at: from.at.0 })
                .into_iter()
                .collect(),
            Notice::Paused { ms } if !self.over => vec![Event::Waited { ms }],
            Notice::Deadline
            | Notice::Paused { .. }
            | Notice::Here(_)
            | Notice::Away(_)
            | Notice::Left(_)
            | Notice::Done { .. } => Vec::new(),
        }
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Dealt { seats, hands, turn_ms, at } => {
                self.seats = seats.iter().filter_map(|name| name.parse().ok()).collect();
                self.hands = hands.clone();
                self.turn_ms = *turn_ms;
                self.deadline = Some(UnixMs(at + turn_ms));
            }
            Event::Shown { seat, card, at } => self.show(usize::from(*seat), *card, *at),
            Event::Waited { ms } => self.deadline = self.deadline.map(|deadline| UnixMs(deadline.0 + ms)),
            Event::Resigned { .. } => self.end(),
        }
    }

    fn redact(event: &Event, viewer: Viewer) -> Seen {
        match event {
            Event::Dealt { hands, .. } => Seen::Dealt { hand: hand_of(hands, viewer) },
            Event::Shown { seat, card, .. } => Seen::Shown { seat: *seat, card: *card },
            Event::Waited { ms } => Seen::Waited { ms: *ms },
            Event::Resigned { seat } => Seen::Resigned { seat: *seat },
        }
    }

    fn snapshot(&self, viewer: Viewer) -> Seen {
        Seen::Snapshot {
            hand: hand_of(&self.hands, viewer),
            held: [self.hands[0].len(), self.hands[1].len()],
            led: self.led,
            turn: self.turn,
            tricks: self.tricks,
            over: self.over,
        }
    }

    fn seats(&self) -> &[Name] {
        &self.seats
    }

    fn deadline(&self) -> Option<UnixMs> {
        self.deadline
    }

    fn ended(&self) -> bool {
        self.over
    }

    fn write(event: &Event) -> Bytes {
        write_json(event)
    }

    fn read(version: u16, body: &[u8]) -> Result<Event, Unreadable> {
        read_json(version, Self::VERSION, body)
    }
}

fn hand_of(hands: &[Vec<u8>; 2], viewer: Viewer) -> Vec<u8> {
    match viewer {
        Viewer::Seat(Seat(seat)) => hands.get(usize::from(seat)).cloned().unwrap_or_default(),
        Viewer::Watcher => Vec::new(),
    }
}

impl Hands {
    fn show(&mut self, seat: usize, card: u8, at: i64) {
        self.hands[seat].retain(|held| *held != card);
        match self.led.take() {
            None => {
                self.led = Some(card);
                self.turn = 1 - seat;
            }
            Some(led) => {
                let winner = if card > led { seat } else { 1 - seat };
                self.tricks[winner] += 1;
                self.turn = winner;
            }
        }
        self.deadline = Some(UnixMs(at + self.turn_ms));
        if self.hands.iter().all(Vec::is_empty) {
            self.end();
        }
    }

    fn end(&mut self) {
        self.over = true;
        self.deadline = None;
    }
}

impl Played for Hands {
    fn some_setup(luck: &mut Luck) -> (Vec<Name>, String) {
        let seats = ["ann", "bob"].iter().filter_map(|name| name.parse().ok()).collect();
        (seats, format!(r#"{{"turn_ms":{}}}"#, 1_000 + luck.below(10_000)))
    }

    fn some_command(&self, luck: &mut Luck) -> (Who, Words) {
        let seat = Seat(u8::from(luck.below(2) == 1));
        let text = format!(r#"{{"card":{}}}"#, 1 + luck.below(u32::from(CARDS)));
        match luck.below(60) {
            0 => (Who::Seat(seat), Words { kind: "resign".to_owned(), text: String::new() }),
            1 => (Who::Seat(seat), Words { kind: "cheat".to_owned(), text }),
            _ => (Who::Seat(seat), Words { kind: "show".to_owned(), text }),
        }
    }

    fn follow(before: Seen, view: &Seen) -> Seen {
        let Seen::Snapshot { mut hand, mut held, mut led, mut turn, mut tricks, mut over } = before else {
            return before;
        };
        match view {
            Seen::Snapshot { .. } => return view.clone(),
            Seen::Dealt { hand: dealt } => (hand, held) = (dealt.clone(), [HAND; 2]),
            Seen::Waited { .. } => {}
            Seen::Resigned { .. } => over = true,
            Seen::Shown { seat, card } => {
                let seat = usize::from(*seat);
                hand.retain(|own| own != card);
                held[seat] -= 1;
                match led.take() {
                    None => (led, turn) = (Some(*card), 1 - seat),
                    Some(first) => {
                        turn = if *card > first { seat } else { 1 - seat };
                        tricks[turn] += 1;
                    }
                }
                over = held == [0; 2];
            }
        }
        Seen::Snapshot { hand, held, led, turn, tricks, over }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::{play, twins};

    #[test]
    fn games_played_at_random_hold_what_a_game_must() {
        let outcomes: Vec<_> = (0..300).map(play::<Hands>).collect();
        assert!(outcomes.iter().any(|outcome| outcome.refused > 10));
        assert!(outcomes.iter().any(|outcome| outcome.events.len() > 6));
    }

    fn dealt(second: &[u8]) -> Vec<Event> {
        let seats = vec!["ann".to_owned(), "bob".to_owned()];
        let shown = Event::Shown { seat: 0, card: 5, at: 1_000 };
        vec![Event::Dealt { seats, hands: [vec![1, 5, 9], second.to_vec()], turn_ms: 1_000, at: 0 }, shown]
    }

    #[test]
    fn two_worlds_that_differ_in_a_hand_look_the_same_to_everybody_else() {
        let (ours, theirs) = (dealt(&[2, 3, 4]), dealt(&[10, 11, 12]));
        twins::<Hands>(&ours, &theirs, Viewer::Seat(Seat(0)));
        twins::<Hands>(&ours, &theirs, Viewer::Watcher);
    }

    #[test]
    #[should_panic(expected = "event 1")]
    fn who_holds_the_hand_sees_the_difference() {
        twins::<Hands>(&dealt(&[2, 3, 4]), &dealt(&[10, 11, 12]), Viewer::Seat(Seat(1)));
    }
}
