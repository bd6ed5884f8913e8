//! What players do at games: they want something, and wait for the answer for good.

use std::collections::{BTreeMap, BTreeSet};

use client::{Event, Input};
use game::Game as _;
use host::NewGame;
use rand::RngExt;
use types::{CommandId, GameId, Millis};

use super::logs::game_of;
use super::vault::{REFUSED, Vault};
use crate::Checked;
use crate::fleet::world::{Due, Life, World};

/// All games have begun after this time.
const BEGIN_MS: u64 = 100;

/// Whoever could not end a game tries again after so long.
const RECLOSE_MS: u64 = 1_000;

/// An app that was not let into a game asks again after so long.
const REJOIN_MS: u64 = 2_000;

/// After the last fault every command of a player who is connected is answered for good within this time.
const ANSWERED_WITHIN_MS: u64 = 20_000;

/// One player's part in games.
#[derive(Debug, Default)]
pub(crate) struct Hand {
    pub(crate) user: String,
    /// The realms of the games that he sits at or watches.
    pub(crate) realms: Vec<String>,
    /// Those at which he sits.
    seats: Vec<GameId>,
    given: u64,
    /// What he has asked for and has no answer to, and since when.
    pending: BTreeMap<[u8; 16], (GameId, Millis)>,
    /// Those that he is to end.
    closes: BTreeSet<GameId>,
    /// Since when he is connected and known.
    welcome_at: Option<Millis>,
}

impl World {
    /// The games begin, before anything goes wrong.
    pub(crate) fn begin_games(&mut self) -> Checked {
        let Some(plan) = self.plan.games.clone() else { return Ok(()) };
        self.is_stormy = false;
        for (at, game) in plan.games.iter().enumerate() {
            let node = at % (self.nodes.len() - plan.gateways);
            let name = |text: String| text.parse().map_err(|_| format!("{text} is no name"));
            let new = NewGame {
                game: game.id.clone(),
                id: CommandId::Client([u8::try_from(at).unwrap_or(0); 16]),
                by: None,
                rules: name(Vault::RULES.to_owned())?,
                seats: game.seats.iter().map(|user| name(format!("p{user}"))).collect::<Checked<_>>()?,
                setup: format!(r#"{{"tick_ms":{}}}"#, game.tick_ms),
            };
            self.create_game(Life { node, life: self.nodes[node].life }, new)?;
        }
        self.pass(BEGIN_MS)?;
        self.is_stormy = true;
        Ok(())
    }

    /// What a new player plays and watches.
    pub(crate) fn hand_of(&mut self, player: usize) -> Hand {
        let Some(plan) = self.plan.games.clone() else {
            return Hand { user: format!("p{player}"), ..Hand::default() };
        };
        let number = if player < plan.users { player } else { self.luck.random_range(0..plan.users) };
        let sits = |seats: &[usize]| seats.contains(&number);
        let (mut realms, mut seats) = (Vec::new(), Vec::new());
        for game in plan.games {
            let is_seat = sits(&game.seats);
            realms.push(if is_seat { format!("game-{}", game.id) } else { format!("gametv-{}", game.id) });
            seats.extend(is_seat.then_some(game.id));
        }
        Hand { user: format!("p{number}"), realms, seats, ..Hand::default() }
    }

    /// The app does something at a game; `false` if it has none.
    pub(crate) fn act_at_game(&mut self, at: usize) -> Checked<bool> {
        let Some(plan) = &self.plan.games else { return Ok(false) };
        let games: Vec<GameId> = plan.games.iter().map(|game| game.id.clone()).collect();
        let dice = self.luck.random_range(0..100);
        let hand = &self.players[at].hand;
        let own = &hand.seats;
        match dice {
            0..70 if !own.is_empty() => {
                let game = own[self.luck.random_range(0..own.len())].clone();
                self.command(at, game, "add")?;
            }
            // Somebody who may not.
            70..72 => {
                let game = games[self.luck.random_range(0..games.len())].clone();
                self.command(at, game, "add")?;
            }
            72..74 => {
                let realm = hand.realms[self.luck.random_range(0..hand.realms.len())].clone();
                self.players[at].wants.remove(&realm);
                self.players[at].app.tracks.remove(&realm);
                self.client_takes(at, Input::Leave(realm))?;
            }
            74..80 => {
                let realm = hand.realms[self.luck.random_range(0..hand.realms.len())].clone();
                self.players[at].wants.insert(realm.clone());
                self.client_takes(at, Input::Join(realm))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn command(&mut self, at: usize, game: GameId, kind: &str) -> Checked {
        let is_strict = kind == "add" && self.luck.random_ratio(1, 4);
        let number: u64 = self.luck.random_range(1..40);
        let number = if self.luck.random_ratio(1, 50) { REFUSED } else { number };
        let (now, player) = (self.now, &mut self.players[at]);
        player.hand.given += 1;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&player.hand.given.to_be_bytes());
        id[8..].copy_from_slice(&(at as u64 + 1).to_be_bytes());
        player.hand.pending.insert(id, (game.clone(), now));
        let seen = player.app.tracks.get(&format!("game-{game}")).map_or(0, |track| track.place.offset.0);
        let expect = if is_strict { seen } else { 0 };
        let text = if kind == "add" { format!(r#"{{"number":{number}}}"#) } else { String::new() };
        self.client_takes(at, Input::Command { game: game.to_string(), id, expect, kind: kind.to_owned(), text })
    }

    /// The app is told something.
    pub(crate) fn hand_is_told(&mut self, at: usize, event: &Event) -> Checked {
        let hand = &mut self.players[at].hand;
        if let Event::Welcome { .. } = event {
            hand.welcome_at = Some(self.now);
        }
        if let Event::Closed { .. } = event {
            hand.welcome_at = None;
        }
        if let Event::Acked { id, offset } = event {
            self.judge.seen.note("command: acknowledged");
            self.judge.acked += 1;
            hand.pending.remove(id).ok_or_else(|| format!("player {at} hears twice of a command"))?;
            self.judge.logs.check_ack(id, offset.0)?;
        }
        if let Event::Refused { id, code, .. } = event {
            self.judge.seen.note(&format!("refused: {code}"));
            let refused = hand.pending.remove(id);
            let (game, _) = refused.ok_or_else(|| format!("player {at} hears twice of a command"))?;
            self.judge.logs.refuse(id, code)?;
            if hand.closes.remove(&game) {
                self.after(RECLOSE_MS, Due::Recloses(at, game));
            }
        }
        // Also when it has left and come back while an older question of its was still to be answered.
        if let Event::NotJoined { realm } | Event::Left { realm } = event
            && self.players[at].wants.contains(realm)
        {
            self.judge.seen.note("client: is out of a realm, and asks again");
            self.after(REJOIN_MS, Due::Rejoins(at, realm.clone()));
        }
        Ok(())
    }

    pub(crate) fn rejoin(&mut self, at: usize, realm: String) -> Checked {
        let is_wanted = self.players[at].wants.contains(&realm) && !self.is_over;
        if is_wanted { self.client_takes(at, Input::Join(realm)) } else { Ok(()) }
    }

    /// Some time after the last fault nobody who is connected waits for an answer.
    pub(crate) fn check_pending(&self) -> Checked {
        for (at, player) in self.players.iter().enumerate().filter(|(at, _)| !self.is_wedged(*at)) {
            let Some(welcome_at) = player.hand.welcome_at else { continue };
            let since = welcome_at.max(self.quiet_since);
            let late = player.hand.pending.iter().find(|(_, (_, given_at))| {
                self.now.since(since.max(*given_at)).as_millis() >= u128::from(ANSWERED_WITHIN_MS)
            });
            if let Some((id, (game, given_at))) = late {
                let wrong = format!("player {at} waits for command {id:02x?} in {game} since {}", given_at.0);
                return Err(format!("I7: {wrong}, long after the last fault"));
            }
        }
        Ok(())
    }

    /// Whether a player is at a node that the store has forsaken: his command waits there.
    pub(crate) fn is_wedged(&self, player: usize) -> bool {
        let socket = self.players[player].socket.and_then(|socket| self.sockets.get(socket));
        self.store.wedged.is_some() && socket.is_none_or(|socket| Some(socket.life.node) == self.store.wedged)
    }

    /// Each game comes to its end, by the word of somebody who sits there.
    pub(crate) fn close_games(&mut self) -> Checked {
        let games = self.plan.games.iter().flat_map(|plan| &plan.games);
        let games: Vec<GameId> =
            games.map(|game| game.id.clone()).filter(|game| !self.judge.logs.is_closed(game)).collect();
        for game in games {
            let sits = |at: &usize| self.players[*at].hand.seats.contains(&game) && !self.is_wedged(*at);
            let closer = (0..self.players.len()).find(sits);
            if let Some(at) = closer {
                self.close_game(at, game)?;
            }
        }
        Ok(())
    }

    /// Ends a game, unless that is so already; what is refused is asked for once more.
    pub(crate) fn close_game(&mut self, at: usize, game: GameId) -> Checked {
        if self.judge.logs.is_closed(&game) || self.is_over {
            return Ok(());
        }
        self.players[at].hand.closes.insert(game.clone());
        self.command(at, game, "close")
    }

    /// Which game is not over, or who has not heard the whole of one.
    pub(crate) fn game_amiss(&self) -> Option<String> {
        let plan = self.plan.games.as_ref()?;
        if let Some(game) = plan.games.iter().find(|game| !self.judge.logs.is_closed(&game.id)) {
            return Some(format!("{} is not over", game.id));
        }
        (0..self.players.len()).find_map(|at| self.behind(at, self.now, |_| true)).or_else(|| {
            let mut players = self.players.iter().enumerate();
            players.find_map(|(at, player)| (!player.hand.pending.is_empty()).then(|| format!("player {at} waits")))
        })
    }

    /// What a player has not heard of the games that he is at, and that had happened by then.
    pub(crate) fn behind(&self, at: usize, by: Millis, counts: impl Fn(&GameId) -> bool) -> Option<String> {
        self.players[at].app.tracks.iter().find_map(|(realm, track)| {
            let (game, _) = game_of(realm).filter(|(game, _)| counts(game))?;
            let head = self.judge.logs.head_at(&game, by);
            let place = track.place.offset.0;
            (place < head).then(|| format!("player {at} is in {realm} at {place}, and it had come to {head}"))
        })
    }
}
