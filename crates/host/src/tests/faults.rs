//! Hosts that crash, pause and are cut from a store that answers late, does nothing, or does and does not say so; players
//! who send the same command again until it is acknowledged. Whatever happens: what was acknowledged is in the log, once,
//! where it was said to be; every view is the one that the log says; and in the end everything is answered.

use std::collections::{BTreeMap, BTreeSet};

use game::{Game, Record, Seat, Table, Viewer};
use ledger::{Chain, Guard, Load};

use super::counter::{Counter, Event, TICK};
use super::*;

/// Seeds of the usual run; `HOST_SEEDS` asks for more.
const SEEDS: u64 = 60;

/// How long faults happen, and how long after that everything must be well.
const STORM_MS: u64 = 60_000;
const CALM_MS: u64 = 40_000;

/// A command without an answer is sent again after so long.
const AGAIN_MS: u64 = 1_000;

struct Node {
    host: Host,
    /// Until when it does nothing and hears nothing; what came meanwhile waits.
    paused_until: u64,
    /// How often it has begun anew: who waits for an earlier life waits in vain.
    life: u64,
}

/// On its way: to a node of a life, or from one to a player.
enum Mail {
    Node(usize, u64, Input),
    Store(usize, u64, Ticket, ledger::Ask),
    Player(usize, u64, Answer),
}

struct Player {
    user: &'static str,
    /// The number of the command that waits for its ack, when it was sent last, and to which node.
    waits: u64,
    sent_at: u64,
    node: usize,
    acked: BTreeMap<u64, Offset>,
}

struct Storm {
    nodes: Vec<Node>,
    players: Vec<Player>,
    model: Model,
    luck: Luck,
    now: u64,
    mail: BTreeMap<(u64, u64), Mail>,
    last_mail: u64,
    replies: BTreeMap<ReplyKey, (usize, u64)>,
    last_reply: u64,
    lives: u64,
    told: BTreeMap<(Viewpoint, u64), String>,
    seen: BTreeSet<&'static str>,
    is_calm: bool,
}

type Checked = Result<(), String>;

fn host(life: u64) -> Host {
    let settings = Settings {
        owner: name(&format!("node_{life}")),
        epoch: Epoch(7),
        lease: Duration::from_secs(6),
        inbox_max: 64,
        games_max: 8,
        idle: Duration::from_secs(600),
        gap_max: 1_000,
        lobby: None,
    };
    Host::new(settings, Catalogue::default().with::<Counter>(), Luck::of(life))
}

impl Storm {
    fn new(seed: u64, model: Model) -> Self {
        let node = |life| Node { host: host(life), paused_until: 0, life };
        let player = |user, node| Player { user, waits: 1, sent_at: 0, node, acked: BTreeMap::new() };
        Self {
            nodes: (1..=3).map(node).collect(),
            players: vec![player("ann", 0), player("bob", 1)],
            model,
            luck: Luck::of(seed),
            now: 1_000,
            mail: BTreeMap::new(),
            last_mail: 0,
            replies: BTreeMap::new(),
            last_reply: 0,
            lives: 3,
            told: BTreeMap::new(),
            seen: BTreeSet::new(),
            is_calm: false,
        }
    }

    fn times(&self) -> Now {
        Now { mono: Millis(self.now), unix: UnixMs(START + i64::try_from(self.now).unwrap()) }
    }

    fn strikes(&mut self, of_a_thousand: u32) -> bool {
        !self.is_calm && self.luck.below(1_000) < of_a_thousand
    }

    fn post(&mut self, after: u64, mail: Mail) {
        self.last_mail += 1;
        self.mail.insert((self.now + after, self.last_mail), mail);
    }

    /// How long something takes: a moment, or seconds.
    fn delay(&mut self) -> u64 {
        let most = if self.strikes(30) { 8_000 } else { 20 };
        u64::from(self.luck.below(most))
    }

    fn give(&mut self, node: usize, input: Input) -> Checked {
        let mut out = Vec::new();
        let now = self.times();
        self.nodes[node].host.handle(now, input, &mut out);
        out.into_iter().try_for_each(|output| self.carry_out(node, output))
    }

    fn carry_out(&mut self, node: usize, output: Output) -> Checked {
        let life = self.nodes[node].life;
        match output {
            Output::Ask(ticket, ask) => {
                let after = self.delay();
                self.post(after, Mail::Store(node, life, ticket, ask));
            }
            Output::Answer(reply, answer) => {
                let Some((player, number)) = self.replies.remove(&reply) else {
                    return Err("answered twice".to_owned());
                };
                if player < self.players.len() && !self.strikes(50) {
                    let after = self.delay();
                    self.post(after, Mail::Player(player, number, answer));
                }
            }
            Output::Tell { view, place, words, .. } => {
                let before = self.told.insert((view, place.offset.0), words.text.clone());
                if before.is_some_and(|before| before != words.text) {
                    return Err(format!("I14: two views of offset {}", place.offset.0));
                }
            }
            Output::Head { .. }
            | Output::Own(_)
            | Output::Disown(_)
            | Output::Whisper { .. }
            | Output::Send { .. }
            | Output::Vacant(_)
            | Output::Drained => {}
            Output::Die(why) => return Err(why.to_string()),
        }
        Ok(())
    }

    fn arrive(&mut self, mail: Mail) -> Checked {
        match mail {
            Mail::Node(node, life, input) => {
                let paused_until = self.nodes[node].paused_until;
                if self.nodes[node].life != life {
                    return Ok(());
                }
                if paused_until > self.now {
                    self.post(paused_until - self.now, Mail::Node(node, life, input));
                    return Ok(());
                }
                self.give(node, input)
            }
            Mail::Store(node, life, ticket, ask) => {
                let answer = if self.strikes(20) {
                    self.seen.insert("the store did nothing");
                    Err(Failed::NotDone("no".into()))
                } else {
                    let answer = self.model.answer(self.times().unix, ask);
                    self.note(&answer);
                    if self.strikes(20) {
                        self.seen.insert("the store's answer was lost");
                        Err(Failed::Unknown("lost".into()))
                    } else {
                        Ok(answer)
                    }
                };
                let after = self.delay();
                self.post(after, Mail::Node(node, life, Input::Stored(ticket, answer)));
                Ok(())
            }
            Mail::Player(player, number, answer) => self.hear(player, number, answer),
        }
    }

    fn note(&mut self, answer: &ledger::Answer) {
        use ledger::{Appended, Took};
        if let ledger::Answer::Append(appended) = answer {
            self.seen.extend(matches!(appended, Appended::Known(_)).then_some("a known command"));
            self.seen.extend(matches!(appended, Appended::Fenced).then_some("a fenced append"));
        }
        if let ledger::Answer::Take(took) = answer {
            let is_taken_over = matches!(took, Took::Taken(owned) if owned.fence.0 > 1);
            self.seen.extend(is_taken_over.then_some("a take-over"));
            self.seen.extend(matches!(took, Took::Held { .. }).then_some("a lease that another holds"));
        }
    }

    fn hear(&mut self, player: usize, number: u64, answer: Answer) -> Checked {
        let player = &mut self.players[player];
        match answer {
            Answer::Acked(offset) => {
                if player.acked.insert(number, offset).is_some_and(|before| before != offset) {
                    return Err(format!("I5: {}'s command {number} has two answers", player.user));
                }
                if number == player.waits {
                    (player.waits, player.sent_at) = (number + 1, 0);
                }
            }
            Answer::NotMine { owner, .. } => {
                let life: u64 = owner.as_str().trim_start_matches("node_").parse().unwrap();
                let node = self.nodes.iter().position(|node| node.life == life);
                player.node = node.unwrap_or((player.node + 1) % self.nodes.len());
            }
            Answer::Refused(refused) if refused.retry_after.is_some() => {
                player.node = (player.node + 1) % self.nodes.len()
            }
            other @ (Answer::Created(_)
            | Answer::Admitted(_)
            | Answer::Views { .. }
            | Answer::Snapshot { .. }
            | Answer::Noted
            | Answer::Refused(_)) => return Err(format!("{} hears {other:?}", player.user)),
        }
        Ok(())
    }

    /// Players send, again where an answer is late.
    fn send(&mut self) {
        for index in 0..self.players.len() {
            let player = &self.players[index];
            if player.sent_at > 0 && self.now < player.sent_at + AGAIN_MS {
                continue;
            }
            let (node, user, number) = (player.node, player.user, player.waits);
            let mut id = [0; 16];
            id[..8].copy_from_slice(&number.to_be_bytes());
            id[8] = u8::try_from(index).unwrap() + 1;
            let words = Words { kind: "add".to_owned(), text: format!(r#"{{"number":{number}}}"#) };
            let (game, user) = (game("g"), name(user));
            let ask = Ask::Command(Command { game, id: CommandId::Client(id), user: Some(user), expect: None, words });
            self.last_reply += 1;
            let reply = ReplyKey(self.last_reply);
            self.replies.insert(reply, (index, number));
            let (after, life) = (self.delay(), self.nodes[node].life);
            self.post(after, Mail::Node(node, life, Input::Asked(reply, ask)));
            self.players[index].sent_at = self.now;
        }
    }

    /// Every tenth of a second: what befalls nodes.
    fn strike(&mut self) {
        for node in 0..self.nodes.len() {
            if self.strikes(4) {
                self.lives += 1;
                self.seen.insert("a crash");
                self.nodes[node] = Node { host: host(self.lives), paused_until: 0, life: self.lives };
            } else if self.strikes(4) {
                self.seen.insert("a pause past the lease");
                self.nodes[node].paused_until = self.now + 1_000 + u64::from(self.luck.below(12_000));
            }
        }
    }

    fn run(&mut self) -> Checked {
        let created = Ask::Create(new_game("g", "counter"));
        self.last_reply += 1;
        let reply = ReplyKey(self.last_reply);
        self.replies.insert(reply, (usize::MAX, 0));
        self.is_calm = true;
        self.give(0, Input::Asked(reply, created))?;
        self.until(2_000)?;
        self.is_calm = false;
        self.until(STORM_MS)?;
        self.is_calm = true;
        self.until(STORM_MS + CALM_MS / 2)?;
        let waited: Vec<u64> = self.players.iter().map(|player| player.waits).collect();
        self.until(STORM_MS + CALM_MS)?;
        for (player, before) in self.players.iter().zip(waited) {
            if player.waits < before + 5 {
                return Err(format!("I7: {} is not served", player.user));
            }
        }
        self.check_log()
    }

    fn until(&mut self, end: u64) -> Checked {
        while self.now < end {
            self.now += 10;
            while let Some(entry) = self.mail.first_entry().filter(|entry| entry.key().0 <= self.now) {
                let mail = entry.remove();
                self.arrive(mail)?;
            }
            self.send();
            if self.now.is_multiple_of(100) {
                self.strike();
                for node in 0..self.nodes.len() {
                    if self.nodes[node].paused_until <= self.now {
                        self.give(node, Input::Ticked)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn check_log(&mut self) -> Checked {
        let mut chain = Chain::start(&game("g"));
        let mut table = Counter::default();
        let (mut numbers, mut last_tick) = (BTreeMap::new(), START);
        loop {
            let load = Load { game: game("g"), after: chain.last(), bytes_max: ledger::LOAD_BYTES_MAX };
            let ledger::Answer::Load(Some(page)) = self.model.answer(self.times().unix, ledger::Ask::Load(load)) else {
                return Err("no log".to_owned());
            };
            let first = chain.last().0 + 1;
            for (offset, entry) in (first..).zip(chain.page(&page).map_err(|broken| format!("I3: {broken}"))?) {
                let record = Record { version: entry.version, body: entry.body };
                let event = Counter::read(record.version, &record.body).map_err(|error| error.to_string())?;
                self.check_views(offset, &table, &record)?;
                match event {
                    Event::Added { seat, number } if numbers.insert((seat, number), offset).is_some() => {
                        return Err(format!("I2: command {number} of seat {seat} happened twice"));
                    }
                    Event::Ticked { at } if at < last_tick + TICK => return Err("I6: two ticks of one turn".to_owned()),
                    Event::Ticked { at } => last_tick = at,
                    Event::Added { .. } | Event::Began { .. } => {}
                }
                Game::apply(&mut table, &event);
            }
            if page.entries.is_empty() {
                break;
            }
        }
        for (seat, player) in (0u8..).zip(&self.players) {
            for (number, offset) in &player.acked {
                if numbers.get(&(seat, *number)) != Some(&offset.0) {
                    return Err(format!("I1: {}'s command {number} is not at {}", player.user, offset.0));
                }
            }
        }
        Ok(())
    }

    /// What was told of an event is what may be known of the one that is kept.
    fn check_views(&self, offset: u64, table: &Counter, record: &Record) -> Checked {
        let views = [
            (of("ann"), Viewer::Seat(Seat(0))),
            (of("bob"), Viewer::Seat(Seat(1))),
            (Viewpoint::Watcher, Viewer::Watcher),
        ];
        for (view, viewer) in views {
            let kept = Table::redact(table, record, viewer).map_err(|error| error.to_string())?.text;
            if self.told.get(&(view, offset)).is_some_and(|told| *told != kept) {
                return Err(format!("I4: what was told of {offset} is not what is kept"));
            }
        }
        Ok(())
    }
}

fn seeds() -> u64 {
    std::option_env!("HOST_SEEDS").and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS)
}

#[test]
fn t61_to_t69_whatever_happens_what_was_acked_is_there_once_and_everything_goes_on() {
    let mut seen = BTreeSet::new();
    for seed in 0..seeds() {
        let mut storm = Storm::new(seed, Model::default());
        storm.run().unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        seen.append(&mut storm.seen);
    }
    let wanted = [
        "a crash",
        "a fenced append",
        "a known command",
        "a lease that another holds",
        "a pause past the lease",
        "a take-over",
        "the store did nothing",
        "the store's answer was lost",
    ];
    let missing: Vec<_> = wanted.iter().filter(|path| !seen.contains(*path)).collect();
    assert!(missing.is_empty(), "no seed has seen {missing:?}");
}

/// The other two guards stand behind each other, and are tested in the ledger: with one of them an owner that is none any
/// more writes only what nobody has written since, which the new owner then finds.
#[test]
fn without_the_guard_on_known_commands_something_happens_twice() {
    let is_caught = |seed| Storm::new(seed, Model::without(&[Guard::Known])).run().is_err();
    assert!((0..200).any(is_caught));
}
