//! Scripts on one or more hosts that share a store in memory, with answers that come late, come wrong or do not come.

mod commands;
mod counter;
mod errands;
mod faults;
mod market;
mod outside;
mod owners;
mod panicky;
mod streams;

use std::collections::VecDeque;
use std::time::Duration;

use game::kit::Hands;
use game::{Catalogue, Luck, Words};
use ledger::{Failed, Model};
use types::{CommandId, Epoch, GameId, Millis, Name, Now, Offset, Place, UnixMs};

use crate::{Answer, Ask, Command, Host, Input, NewGame, Output, ReplyKey, Settings, Ticket, Viewpoint};

/// What becomes of what a host asks the store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Store {
    /// It answers at once.
    Works,
    /// It does nothing, and says so.
    Refuses,
    /// It does what it is asked, and its answer is lost.
    LosesAnswers,
    /// It answers when it is told to.
    Waits,
    /// It answers at once, but for what it is to add to a log: that waits.
    AddsNothing,
}

/// Hosts on one store.
pub(super) struct World {
    pub(super) hosts: Vec<Host>,
    pub(super) model: Model,
    pub(super) store: Store,
    pub(super) now: Now,
    /// What has waited for the store: of which host.
    waiting: VecDeque<(usize, Ticket, ledger::Ask)>,
    pub(super) answers: Vec<(ReplyKey, Answer)>,
    /// What the hosts have told, without who told it.
    pub(super) told: Vec<(Viewpoint, Place, Words)>,
    /// How far the hosts have said that the game has come.
    pub(super) heads: Vec<(Viewpoint, u64)>,
    pub(super) vacant: Vec<GameId>,
    /// From behind which offsets logs were read.
    pub(super) read: Vec<Offset>,
    pub(super) whispered: Vec<(Name, Words)>,
    /// What games have asked outside of themselves, and of which host.
    pub(super) sent: Vec<(usize, GameId, CommandId, Ask)>,
    pub(super) owning: Vec<(usize, GameId)>,
    last_reply: u64,
}

pub(super) const START: i64 = 1_800_000_000_000;

impl World {
    pub(super) fn of(hosts: usize) -> Self {
        let host = |number: usize| {
            let settings = Settings {
                owner: name(&format!("node_{number}")),
                epoch: Epoch(7),
                lease: Duration::from_secs(6),
                inbox_max: 4,
                games_max: 3,
                idle: Duration::from_secs(600),
                gap_max: 4,
                lobby: None,
            };
            Host::new(
                settings,
                Catalogue::default().with::<Hands>().with::<panicky::Panicky>().with::<market::Market>(),
                Luck::of(number as u64),
            )
        };
        Self {
            hosts: (0..hosts).map(host).collect(),
            model: Model::default(),
            store: Store::Works,
            now: Now { mono: Millis(1_000), unix: UnixMs(START) },
            waiting: VecDeque::new(),
            answers: Vec::new(),
            told: Vec::new(),
            heads: Vec::new(),
            vacant: Vec::new(),
            read: Vec::new(),
            whispered: Vec::new(),
            sent: Vec::new(),
            owning: Vec::new(),
            last_reply: 0,
        }
    }

    pub(super) fn give(&mut self, host: usize, input: Input) {
        let mut out = Vec::new();
        self.hosts[host].handle(self.now, input, &mut out);
        for output in out {
            match output {
                Output::Ask(ticket, ask) => self.store_asked(host, ticket, ask),
                Output::Answer(reply, answer) => self.answers.push((reply, answer)),
                Output::Tell { view, place, words, .. } => self.told.push((view, place, words)),
                Output::Head { view, place, .. } => self.heads.push((view, place.offset.0)),
                Output::Own(game) => self.owning.push((host, game)),
                Output::Disown(game) => self.owning.retain(|owned| *owned != (host, game.clone())),
                Output::Die(why) => panic!("{why}"),
                Output::Whisper { user, words } => self.whispered.push((user, words)),
                Output::Send { from, id, ask } => self.sent.push((host, from, id, ask)),
                Output::Vacant(game) => self.vacant.push(game),
                Output::Drained => {}
            }
        }
    }

    fn store_asked(&mut self, host: usize, ticket: Ticket, ask: ledger::Ask) {
        if let ledger::Ask::Load(load) = &ask {
            self.read.push(load.after);
        }
        match self.store {
            Store::AddsNothing if matches!(ask, ledger::Ask::Append(_)) => self.waiting.push_back((host, ticket, ask)),
            Store::Works | Store::AddsNothing => {
                let answer = self.model.answer(self.now.unix, ask);
                self.give(host, Input::Stored(ticket, Ok(answer)));
            }
            Store::Refuses => self.give(host, Input::Stored(ticket, Err(Failed::NotDone("no".into())))),
            Store::LosesAnswers => {
                self.model.answer(self.now.unix, ask);
                self.store = Store::Works;
                self.give(host, Input::Stored(ticket, Err(Failed::Unknown("lost".into()))));
            }
            Store::Waits => self.waiting.push_back((host, ticket, ask)),
        }
    }

    /// The store answers what has waited.
    pub(super) fn answer_waiting(&mut self) {
        self.store = Store::Works;
        while let Some((host, ticket, ask)) = self.waiting.pop_front() {
            self.store_asked(host, ticket, ask);
        }
    }

    /// Asks, and gives the answer if one came at once.
    pub(super) fn ask(&mut self, host: usize, ask: Ask) -> Option<Answer> {
        self.last_reply += 1;
        let reply = ReplyKey(self.last_reply);
        self.give(host, Input::Asked(reply, ask));
        self.answer_to(reply)
    }

    /// The answer to an ask; each is answered once.
    pub(super) fn answer_to(&self, reply: ReplyKey) -> Option<Answer> {
        let mut answers = self.answers.iter().filter(|(to, _)| *to == reply);
        let answer = answers.next().map(|(_, answer)| answer.clone());
        assert_eq!(answers.next(), None, "answered twice");
        answer
    }

    pub(super) fn last_reply(&self) -> ReplyKey {
        ReplyKey(self.last_reply)
    }

    /// Lets time pass, in steps of a tenth of a second.
    pub(super) fn pass(&mut self, time: Duration) {
        for _ in 0..time.as_millis() / 100 {
            self.now = Now { mono: self.now.mono + Duration::from_millis(100), unix: UnixMs(self.now.unix.0 + 100) };
            (0..self.hosts.len()).for_each(|host| self.give(host, Input::Ticked));
        }
    }

    pub(super) fn begin(&mut self, host: usize) {
        let made = self.ask(host, Ask::Create(new_game("g", "hands")));
        assert_eq!(made, Some(Answer::Created(game("g"))));
    }

    pub(super) fn head(&mut self) -> u64 {
        let look = ledger::Ask::Look(ledger::Look { game: game("g") });
        let ledger::Answer::Look(Some(looked)) = self.model.answer(self.now.unix, look) else { panic!("no game") };
        looked.head.0
    }
}

pub(super) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(super) fn game(text: &str) -> GameId {
    text.parse().unwrap()
}

pub(super) fn of(user: &str) -> Viewpoint {
    Viewpoint::Of(name(user))
}

pub(super) fn new_game(id: &str, rules: &str) -> NewGame {
    let seats = vec![name("ann"), name("bob")];
    NewGame {
        game: game(id),
        id: CommandId::Client([9; 16]),
        by: None,
        rules: name(rules),
        seats,
        setup: String::new(),
    }
}

pub(super) fn command(id: u8, user: &str, kind: &str, text: &str) -> Ask {
    let words = Words { kind: kind.to_owned(), text: text.to_owned() };
    Ask::Command(Command {
        game: game("g"),
        id: CommandId::Client([id; 16]),
        user: Some(name(user)),
        expect: None,
        words,
    })
}

pub(super) fn expecting(ask: Ask, offset: u64) -> Ask {
    let Ask::Command(command) = ask else { panic!("no command") };
    Ask::Command(Command { expect: Some(Offset(offset)), ..command })
}

/// What a refusal is called.
pub(super) fn code(answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Refused(refused)) => refused.code.into_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

impl World {
    /// The cards of a player, from his own snapshot.
    pub(super) fn hand(&mut self, host: usize, user: &str) -> Vec<u8> {
        let ask = Ask::Snapshot { game: game("g"), view: of(user) };
        let Some(Answer::Snapshot { words, .. }) = self.ask(host, ask) else { panic!("no snapshot for {user}") };
        let list = words.text.split_once("\"hand\":[").unwrap().1.split_once(']').unwrap().0;
        list.split(',').filter(|card| !card.is_empty()).map(|card| card.parse().unwrap()).collect()
    }

    /// Ann, who begins, shows her lowest card.
    pub(super) fn ann_shows(&mut self, host: usize, id: u8) -> Option<Answer> {
        let show = self.ann_would_show(host, id);
        self.ask(host, show)
    }

    pub(super) fn ann_would_show(&mut self, host: usize, id: u8) -> Ask {
        let card = self.hand(host, "ann")[0];
        command(id, "ann", "show", &format!("{{\"card\":{card}}}"))
    }
}
