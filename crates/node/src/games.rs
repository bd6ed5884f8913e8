//! The games of this node: the host, its store, and who waits for what.

use std::sync::Arc;

use bus::ReplyTo;
use crossword::Crossword;
use desk::{Input, Publication, Speech};
use game::{Catalogue, Luck, Words};
use host::{Answer, Ask, Asker, Command, Host, NewGame, Output, Ticket, Viewpoint};
use hub::{FromNode, PlayerCommand};
use ledger::Failed;
use store::Store;
use tokio::sync::oneshot;
use types::{CommandId, ConnId, GameId, Name, Offset, Realm};
use usher::{NotIn, commanded, realm_of, said, stream_answer};

use crate::bots::{self, Bots};
use crate::clerk::{Clerk, Event};
use crate::here::Awaited;
use crate::lobby::{Made, Rooms};
use crate::peers;
use crate::storage::Storage;
use crate::word_lists::Lists;

/// The games that every server knows: the crossword game and the lobby.
#[must_use]
pub fn catalogue() -> Catalogue {
    Catalogue::default().with::<Crossword<Lists>>().with::<Rooms>()
}

/// The host and those who wait for it.
pub(crate) struct Games {
    pub(crate) host: Host,
    pub(crate) awaited: Awaited,
    pub(crate) lobby: Made,
    pub(crate) bots: Bots,
    store: Arc<dyn Store>,
    out: Vec<Output>,
}

/// Who waits for an answer about a game.
pub(crate) enum Waits {
    /// A conn of a shard, for what becomes of its command.
    Command { shard: u8, conn: ConnId, id: CommandId },
    /// A conn of a shard, to be let in. If the host knows no such game, a service may.
    Register { shard: u8, conn: ConnId, user: Name, realm: Realm },
    /// The desk, for a stream.
    Stream(u64),
    /// Somebody who holds the other end.
    Asked(oneshot::Sender<Answer>),
    /// Another node.
    Peer(ReplyTo),
    /// A game of this node's host, under the id that it gave the question.
    Game(GameId, CommandId),
    /// The node, which wants the lobby to be there.
    Lobby,
    /// A bot of this node, to see the game at which it sits.
    BotLooks(GameId, Name),
    /// A bot, for what becomes of its command.
    BotSends(Box<Command>),
    /// A bot, for what becomes of its answer to a seek.
    BotAccepts(u64),
    /// Nobody.
    Nobody,
}

impl Games {
    /// Games on a store, none of which is in memory.
    pub(crate) fn new(settings: host::Settings, catalogue: Catalogue, storage: &mut Storage) -> Self {
        let mut luck = Luck::from_seed(rand::random());
        let bots = Bots::new(luck.fork());
        let mut host = Host::new(settings, catalogue, luck);
        if let Some(crumb) = storage.crumb.take() {
            host = host.with_witness(crumb);
        }
        Self {
            bots,
            host,
            awaited: Awaited::default(),
            lobby: Made::default(),
            store: Arc::clone(&storage.store),
            out: Vec::new(),
        }
    }
}

impl Clerk {
    /// A player wants something of a game.
    pub(crate) fn command(&mut self, shard: u8, conn: ConnId, user: Name, command: PlayerCommand) {
        let id = command.id;
        self.ask_about_game(Waits::Command { shard, conn, id }, usher::ask_command(user, command));
    }

    /// A conn asks for a private realm: the host is asked first, then the services.
    pub(crate) fn register(&mut self, shard: u8, conn: ConnId, user: Name, realm: Realm) {
        let Some(ask) = usher::ask_enter(user.clone(), &realm) else {
            return self.register_with_service(shard, conn, &user, &realm);
        };
        // Whoever comes to a game will soon need words; this node's host, for one.
        if self.games.is_some() {
            Lists::warm();
        }
        self.ask_about_game(Waits::Register { shard, conn, user, realm }, ask);
    }

    /// The desk asks for what was said in a game's stream.
    pub(crate) fn ask_stream(&mut self, request: u64, ask: desk::Ask) {
        match usher::ask_stream(ask) {
            Some(ask) => self.ask_about_game(Waits::Stream(request), ask),
            // A desk asks for nothing else.
            None => self.give(Input::Answered(request, Err(desk::Failed::TooLate))),
        }
    }

    /// A game is to begin. Gives where the answer comes.
    pub(crate) fn create_game(&mut self, new: NewGame) -> oneshot::Receiver<Answer> {
        let (sender, answer) = oneshot::channel();
        if new.rules.as_str() == "crossword" {
            Lists::warm();
        }
        self.ask_about_game(Waits::Asked(sender), Ask::Create(new));
        answer
    }

    /// A tenth of a second has passed.
    pub(crate) fn tick_games(&mut self) {
        self.look_at_seats();
        self.make_lobby();
        self.let_bots_act();
        self.look_for_awaited();
        self.give_host(host::Input::Ticked);
        if let Some(games) = &self.games {
            self.game_stats.set_in_memory(games.host.game_count());
        }
    }

    /// Lets every game go; gives when that is done.
    pub(crate) fn let_games_go(&mut self) -> oneshot::Receiver<()> {
        let (sender, drained) = oneshot::channel();
        self.drained = Some(sender);
        self.give_host(host::Input::Drain);
        drained
    }

    /// The store has answered.
    pub(crate) fn stored(&mut self, ticket: Ticket, answer: Result<ledger::Answer, Failed>) {
        self.give_host(host::Input::Stored(ticket, answer));
    }

    pub(crate) fn give_host(&mut self, input: host::Input) {
        let now = self.now();
        let Some(games) = &mut self.games else { return };
        let mut out = std::mem::take(&mut games.out);
        games.host.handle(now, input, &mut out);
        for output in out.drain(..) {
            self.carry_out_for_host(output);
        }
        if let Some(games) = &mut self.games {
            games.out = out;
        }
    }

    fn carry_out_for_host(&mut self, output: Output) {
        match output {
            Output::Ask(ticket, ask) => {
                let Some(games) = &self.games else { return };
                let asking = games.store.ask(ask);
                self.begin(async move { Event::Stored(ticket, asking.await) });
            }
            Output::Answer(reply, answer) => self.host_answered(reply, answer),
            Output::Tell { game, view, place, words } => {
                if let Viewpoint::Of(user) = &view
                    && bots::is_bot(user)
                {
                    return self.tell_bot(&game, user, words);
                }
                let publication = Publication::Said(place, said(place.offset, words).into());
                self.publish_for_host(realm_of(&game, view), publication);
            }
            // A bot is told everything where it sits.
            Output::Head { view, .. } if view.user().is_some_and(bots::is_bot) => {}
            Output::Head { game, view, place } => {
                self.publish_for_host(realm_of(&game, view), Publication::Head(place))
            }
            Output::Whisper { user, words } if bots::is_bot(&user) => self.whisper_to_bot(&user, &words),
            Output::Whisper { user, words } => self.tell_user(user, words),
            Output::Send { from, id, ask } => self.ask_about_game(Waits::Game(from, id), ask),
            Output::Vacant(game) => self.offer(game),
            Output::Own(game) => self.seat_bots(&game),
            Output::Disown(game) => self.unseat_bots(&game),
            Output::Die(why) => {
                tracing::error!(%why, "the disk does not keep what it is told to: the process ends");
                std::process::abort();
            }
            Output::Drained => {
                if let Some(drained) = self.drained.take() {
                    // Who waited may have given up.
                    let _ = drained.send(());
                }
            }
        }
    }

    /// Tells one user, on all his conns.
    fn tell_user(&mut self, user: Name, words: Words) {
        let what = said(Offset(0), words).what;
        self.give(Input::Speak(Realm::User(user), Speech::Say(None, None, what)));
    }

    /// This node goes down, and has let go of a game: another is to take it before anybody asks for it.
    fn offer(&mut self, game: GameId) {
        if self.fleet.has_others() {
            self.ask_as(Asker::Anybody, Waits::Nobody, Ask::Wake { game });
        }
    }

    /// Tells a view to the hubs of this node, and to the other nodes.
    fn publish_for_host(&mut self, realm: Realm, publication: Publication) {
        if self.fleet.has_others() {
            let bytes = publication.encode(self.node);
            // What is shed here is counted by the bus, and found by the others as a gap.
            let _ = self.peers.publish(&bus::Subject::realm(&realm), bytes.into());
        }
        self.give(Input::Heard { realm, node: None, publication });
    }

    /// Tells whoever waits what came of it.
    pub(crate) fn finish(&mut self, waits: Waits, answer: Answer) {
        match waits {
            Waits::Nobody => {}
            Waits::Lobby => self.lobby_made(&answer),
            Waits::BotLooks(game, user) => self.bot_looks(&game, &user, answer),
            Waits::BotSends(command) => self.bot_answered(*command, answer),
            Waits::BotAccepts(seek) => self.bot_has_accepted(seek),
            Waits::Game(from, id) => self.give_host(host::Input::Sent { from, id, answer }),
            Waits::Peer(reply) => {
                // An answer that is shed is asked for again.
                let _ = self.peers.respond(&reply, peers::Answer::Game(answer).encode().into());
            }
            // Who asked may have gone.
            Waits::Asked(sender) => drop(sender.send(answer)),
            Waits::Command { shard, conn, id } => {
                self.game_stats.told(&answer);
                let answer = commanded(answer);
                self.tell(shard, FromNode::Commanded { conn, id, answer });
            }
            Waits::Register { shard, conn, user, realm } => self.entered(shard, conn, user, realm, answer),
            Waits::Stream(request) => {
                let answer = stream_answer(answer, self.node);
                self.give(Input::Answered(request, answer));
            }
        }
    }

    fn entered(&mut self, shard: u8, conn: ConnId, user: Name, realm: Realm, answer: Answer) {
        let (Realm::Game(game) | Realm::GameTv(game)) = &realm else { return };
        let realms = match usher::entered(&game.clone().into(), answer) {
            Ok(realm) => Ok(vec![realm]),
            Err(NotIn::NoGame) => return self.register_with_service(shard, conn, &user, &realm),
            Err(NotIn::Refused(no)) => Err(no),
        };
        self.tell(shard, FromNode::Registered { conn, realms });
    }
}

#[cfg(test)]
mod tests {
    use host::Refused;

    #[test]
    fn the_page_of_the_protocol_names_every_refusal() {
        let page = include_str!("../../../docs/protocol.md");
        let table =
            page.split("| refusal | means |").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a table");
        let codes: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert_eq!(codes, Refused::ALL.map(|refused| refused.code));
    }
}
