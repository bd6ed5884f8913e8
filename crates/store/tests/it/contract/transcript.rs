//! One long seeded list of asks, on the store and on the model beside it.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use ledger::{
    Advance, Answer, Append, Ask, Behind, Blame, Create, Due, Find, Forget, Games, Keep, KeepSnapshot, LastSnapshot,
    Load, Look, Model, Notes, Owned, Pardon, Recall, Release, Renew, Row, Take, Took, Was, Which,
};
use store::Store;
use types::{CommandId, Fence, GameId, Name, Offset, UnixMs};

use super::rest::rows;
use crate::contract::{Memory, now};
use crate::samples::{FUTURE, LONG, OVER, PAST, command, game, name};

const ASKS: usize = 2_000;
const SEED: u64 = 4;

/// Numbers from a seed (a linear congruence; Knuth's constants): small, so that asks meet.
struct Luck(u64);

impl Luck {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn game(&mut self) -> GameId {
        game(&format!("g{}", self.below(4)))
    }

    fn name(&mut self, letter: char) -> Name {
        name(&format!("{letter}{}", self.below(3)))
    }

    fn ttl(&mut self) -> Duration {
        if self.below(2) == 0 { OVER } else { LONG }
    }

    fn time(&mut self) -> Option<UnixMs> {
        [None, Some(PAST), Some(FUTURE)][self.below(3) as usize]
    }

    fn command(&mut self) -> CommandId {
        if self.below(8) == 0 { CommandId::Timer(Offset(self.below(9))) } else { command(self.below(300)) }
    }

    fn user(&mut self) -> Option<Name> {
        (self.below(4) > 0).then(|| self.name('u'))
    }

    fn events(&mut self) -> Vec<Bytes> {
        (0..self.below(3)).map(|index| Bytes::from(vec![index as u8; self.below(40) as usize])).collect()
    }

    fn was(&mut self) -> Was {
        match self.below(3) {
            0 => Was::Any,
            1 => Was::Nothing,
            _ => Was::Value(self.bytes()),
        }
    }

    fn bytes(&mut self) -> Bytes {
        Bytes::from(vec![b'a'; self.below(3) as usize])
    }

    /// A fence or an offset near the one in force.
    fn near(&mut self, number: u64) -> u64 {
        match self.below(8) {
            0 => number.saturating_sub(1),
            1 => number + 1,
            _ => number,
        }
    }
}

fn next(luck: &mut Luck, model: &mut Model) -> Ask {
    let game = luck.game();
    let looked = model.answer(now(), Look { game: game.clone() }.into());
    let (fence, head) = if let Answer::Look(Some(looked)) = looked { (looked.fence.0, looked.head.0) } else { (0, 0) };
    match luck.below(26) {
        0..8 => append(luck, game, fence, head),
        8..10 => Take { game, owner: luck.name('n'), ttl: luck.ttl() }.into(),
        10 => create(luck, game),
        11 => Release { game, fence: Fence(luck.near(fence)), is_at_rest: false }.into(),
        12 => Renew { terms: vec![(game, Fence(luck.near(fence))), (luck.game(), Fence(2))], ttl: luck.ttl() }.into(),
        13 => Due { limit: 9 }.into(),
        14 => Look { game }.into(),
        15 => Load { game, after: Offset(luck.below(head + 2)), bytes_max: luck.below(200) as usize }.into(),
        16 => Find { game, command: luck.command() }.into(),
        17 => {
            KeepSnapshot { game, fence: Fence(luck.near(fence)), offset: Offset(luck.near(head)), sealed: luck.bytes() }
                .into()
        }
        18 => LastSnapshot { game }.into(),
        19 => games(luck).into(),
        20 => Behind { consumer: luck.name('c'), after: None, limit: 3 }.into(),
        21 => advance(luck, game, head),
        22 => Blame { game, within: luck.ttl() }.into(),
        23 => Pardon { game }.into(),
        _ => note(luck),
    }
}

fn create(luck: &mut Luck, game: GameId) -> Ask {
    let seats = vec![luck.name('u'), luck.name('u')];
    let (command, by, owner, ttl) = (luck.command(), luck.user(), luck.name('n'), luck.ttl());
    let (rules, events, wake_at) = (luck.name('r'), luck.events(), luck.time());
    Create { game, rules, seats, command, by, owner, ttl, events, wake_at }.into()
}

fn append(luck: &mut Luck, game: GameId, fence: u64, head: u64) -> Ask {
    let (first, fence) = (Offset(luck.near(head + 1)), Fence(luck.near(fence)));
    let (command, user, events) = (luck.command(), luck.user(), luck.events());
    Append { game, first, fence, command, user, events, wake_at: luck.time(), ended: luck.below(9) == 0 }.into()
}

fn advance(luck: &mut Luck, game: GameId, head: u64) -> Ask {
    let (from, to) = (Offset(luck.below(head + 1)), Offset(luck.near(head)));
    Advance { consumer: luck.name('c'), game, from: if luck.below(2) == 0 { Offset(0) } else { from }, to }.into()
}

fn games(luck: &mut Luck) -> Games {
    let which = match luck.below(3) {
        0 => Which::All,
        1 => Which::OfUser(luck.name('u')),
        _ => Which::Live(luck.name('r')),
    };
    Games { which, after: None, limit: 256 }
}

fn note(luck: &mut Luck) -> Ask {
    let (space, key) = (luck.name('s'), luck.bytes());
    match luck.below(5) {
        0 => Recall { space, key }.into(),
        1 => Forget { space, key, was: luck.was() }.into(),
        2 => Notes { space, after: luck.below(2).checked_sub(1).map(|_| key), limit: 2 }.into(),
        _ => Keep { space, key, was: luck.was(), value: luck.bytes(), until: luck.time() }.into(),
    }
}

/// Without what depends on the moment.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other answers are the same to the letter")]
fn timeless(answer: Answer) -> Answer {
    match answer {
        Answer::Take(Took::Taken(owned)) => Answer::Take(Took::Taken(Owned { paused: Duration::ZERO, ..owned })),
        Answer::Take(Took::Held { owner, .. }) => Answer::Take(Took::Held { owner, left: LONG }),
        Answer::Look(Some(mut looked)) => {
            looked.made = UnixMs(0);
            looked.owner = looked.owner.map(|(owner, _)| (owner, LONG));
            Answer::Look(Some(looked))
        }
        Answer::Games(mut rows) => {
            rows.iter_mut().for_each(|row| row.made = UnixMs(0));
            rows.sort_by(|a, b| a.game.cmp(&b.game));
            Answer::Games(rows)
        }
        other => other,
    }
}

/// The first two words of an answer: to see that each kind was met.
fn kind(answer: Answer) -> Option<String> {
    let text = format!("{answer:?}");
    let end = text.match_indices(|letter: char| !letter.is_alphanumeric()).nth(1)?.0;
    Some(text[..end].to_owned())
}

fn timeless_row(mut row: Row) -> Option<Row> {
    match &mut row {
        Row::Game { made, .. } => *made = UnixMs(0),
        // Those that are over may be there still, or not.
        Row::Note { until, .. } if *until == Some(PAST) => return None,
        Row::Note { .. } | Row::Entry { .. } | Row::Command { .. } | Row::Cursor { .. } => {}
    }
    Some(row)
}

pub(super) async fn the_same_asks_have_the_same_answers_as_in_the_model(store: &dyn Store) {
    let memory = Memory::default();
    let mut luck = Luck(SEED);
    let mut seen = BTreeSet::new();
    for number in 0..ASKS {
        let ask = next(&mut luck, &mut memory.model.lock().unwrap());
        let wanted = memory.ask(ask.clone()).await.map(timeless);
        let found = store.ask(ask.clone()).await.map(timeless);
        assert_eq!(found, wanted, "ask {number}: {ask:?}");
        seen.extend(found.ok().and_then(kind));
    }
    let rare = ["Append(Done", "Append(Known", "Append(Foreign", "Append(Fenced", "Append(Conflict", "Append(NoGame"];
    let rare = rare.into_iter().chain(["Create(Known", "Take(Taken", "Take(Held", "Advance(Elsewhere", "Keep(Changed"]);
    let unseen: Vec<&str> = rare.filter(|kind| !seen.contains(*kind)).collect();
    assert!(unseen.is_empty(), "no ask was answered so: {unseen:?}");
    let all = async |store: &dyn Store| rows(store).await.into_iter().filter_map(timeless_row).collect::<Vec<_>>();
    assert_eq!(all(store).await, all(&memory).await);
}
