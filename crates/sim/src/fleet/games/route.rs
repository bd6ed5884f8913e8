//! How what is asked about a game comes to its owner: the real errands, over the bus of the fleet; and who waits.

use std::sync::Arc;

use desk::{NodeNumber, Said, StreamAnswer, StreamAsk, Why};
use game::Words;
use host::{Answer, Ask, Asker, Command, ErrandId, NewGame, NoAnswer, Refused, ReplyKey, Step, Viewpoint};
use hub::{Commanded, FromNode, ToNode};
use rand::RngExt;
use types::{CommandId, ConnId, GameId, Millis, Name, Offset, Place, Realm};

use super::office::{realm_of, said};
use crate::Checked;
use crate::fleet::bus::{Letter, Link};
use crate::fleet::shard::Mail;
use crate::fleet::world::{Due, Life, World};

/// How long another node may take to answer.
const ANSWER_MS: u64 = 1_500;

/// A player whose last conn at a game is gone for so long is away.
const AWAY_MS: u64 = 15_000;

/// Who waits for an answer about a game.
#[derive(Debug)]
pub(crate) enum Waits {
    /// A conn of a shard, for what becomes of its command.
    Command(u8, ConnId, CommandId),
    /// A conn of a shard, to be let in.
    Entry(u8, ConnId, Realm),
    /// The desk, for a stream.
    Stream(u64),
    /// Another node, under its own number for the attempt.
    Node(Life, ErrandId),
    /// Nobody.
    Nobody,
}

/// How many conns of this node a player has at a game, and since when he has none.
#[derive(Debug, Default)]
pub(crate) struct Seated {
    conns: usize,
    gone_at: Option<Millis>,
}

impl World {
    /// A hub wants something that has to do with games.
    pub(crate) fn asked_by_hub(&mut self, life: Life, shard: u8, asked: ToNode) -> Checked {
        match asked {
            ToNode::Command { conn, user, command } => {
                let hub::PlayerCommand { game, id, expect, kind, text } = command;
                let ask = Ask::Command(Command { game, id, user: Some(user), expect, words: Words { kind, text } });
                self.errand(life, Asker::Conn(conn), Waits::Command(shard, conn, id), ask)
            }
            ToNode::Register { conn, user, realm } => {
                let (Realm::Game(game) | Realm::GameTv(game)) = &realm else {
                    return Err(format!("nobody asks for {realm}"));
                };
                let watches = matches!(&realm, Realm::GameTv(_));
                let ask = Ask::Enter { game: game.clone().into(), user, watches };
                self.errand(life, Asker::Entry, Waits::Entry(shard, conn, realm), ask)
            }
            ToNode::Moved { user, realm: Realm::Seat(seat), is_in, .. } => {
                self.moved_at_game(life, &seat.game.into(), user, is_in)
            }
            ToNode::Moved { .. } | ToNode::Gone(_) | ToNode::Happened(_) => Ok(()),
            ToNode::Login { .. }
            | ToNode::Call { .. }
            | ToNode::Who { .. }
            | ToNode::Direct(_)
            | ToNode::DirectToUser { .. } => Err(format!("nobody caused this: {asked:?}")),
        }
    }

    fn moved_at_game(&mut self, life: Life, game: &GameId, user: Name, is_in: bool) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let seated = node.office.seated.entry((game.clone(), user.clone())).or_default();
        if !is_in {
            seated.conns = seated.conns.saturating_sub(1);
            seated.gone_at = Some(now).filter(|_| seated.conns == 0);
            return Ok(());
        }
        seated.conns += 1;
        let was_away = seated.conns == 1 && seated.gone_at.take().is_none();
        if !was_away {
            return Ok(());
        }
        let ask = Ask::Present { game: game.clone(), user, is_here: true };
        self.errand(life, Asker::Itself, Waits::Nobody, ask)
    }

    /// A tenth of a second has passed.
    pub(crate) fn tick_games(&mut self, life: Life) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let late = |seated: &Seated| seated.gone_at.is_some_and(|gone| gone.0 + AWAY_MS <= now.0);
        let away: Vec<_> = node.office.seated.extract_if(.., |_, seated| late(seated)).map(|(seat, _)| seat).collect();
        for (game, user) in away {
            let ask = Ask::Present { game, user, is_here: false };
            self.errand(life, Asker::Itself, Waits::Nobody, ask)?;
        }
        self.host_takes(life, host::Input::Ticked)
    }

    /// The desk asks for what was said in a game's stream.
    pub(crate) fn ask_stream(&mut self, life: Life, request: u64, ask: desk::Ask) -> Checked {
        let (game, view) = match ask.realm {
            Realm::Seat(seat) => (seat.game.into(), Viewpoint::Of(seat.user)),
            Realm::Stands(game) => (game.into(), Viewpoint::Watcher),
            realm @ (Realm::Lobby | Realm::Room(_) | Realm::Game(_) | Realm::GameTv(_) | Realm::User(_)) => {
                return Err(format!("{realm} is no game of a host"));
            }
        };
        let ask = match ask.ask {
            StreamAsk::After(place) => Ask::After { game, view, place },
            StreamAsk::Whole => Ask::Snapshot { game, view },
            StreamAsk::Say(say) => return Err(format!("nobody speaks in {game}: {say:?}")),
        };
        self.errand(life, Asker::Itself, Waits::Stream(request), ask)
    }

    /// A node that goes down has let go of a game: another is to take it.
    pub(crate) fn offer_game(&mut self, life: Life, game: GameId) -> Checked {
        self.errand(life, Asker::Anybody, Waits::Nobody, Ask::Wake { game })
    }

    /// A game begins.
    pub(crate) fn create_game(&mut self, life: Life, new: NewGame) -> Checked {
        self.errand(life, Asker::Operator, Waits::Nobody, Ask::Create(new))
    }

    fn errand(&mut self, life: Life, asker: Asker, waits: Waits, ask: Ask) -> Checked {
        self.in_errands(life, |errands, now, steps| errands.ask(now, asker, waits, ask, steps))
    }

    fn in_errands(
        &mut self,
        life: Life,
        work: impl FnOnce(&mut host::Errands<Waits, NodeNumber>, Millis, &mut Vec<Step<Waits, NodeNumber>>),
    ) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let mut steps = Vec::new();
        let mono = node.now(now).mono;
        work(&mut node.office.errands, mono, &mut steps);
        steps.into_iter().try_for_each(|step| self.take_step(life, step))
    }

    fn take_step(&mut self, life: Life, step: Step<Waits, NodeNumber>) -> Checked {
        self.line(|| format!("errands {} > {step:?}", life.node));
        match step {
            Step::AskHost(id, ask) => {
                let reply = ReplyKey(id.0);
                if let Some(node) = self.living(life) {
                    node.office.asked.insert(reply, ask.clone());
                }
                self.host_takes(life, host::Input::Asked(reply, ask))
            }
            Step::AskNode(id, node, ask) => {
                self.ask_node(life, id, node, ask);
                Ok(())
            }
            Step::Wait(id, time) => {
                self.after(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Due::ErrandAgain(life, id));
                Ok(())
            }
            Step::Finish(waits, answer) => self.finish(life, waits, answer),
        }
    }

    pub(crate) fn host_has_answered(&mut self, life: Life, reply: ReplyKey, answer: Answer) -> Checked {
        self.in_errands(life, |errands, now, steps| errands.host_answered(now, ErrandId(reply.0), answer, steps))
    }

    pub(crate) fn errand_again(&mut self, life: Life, id: ErrandId) -> Checked {
        self.in_errands(life, |errands, _, steps| errands.again(id, steps))
    }

    pub(crate) fn node_has_answered(&mut self, life: Life, id: ErrandId, answer: Result<Answer, NoAnswer>) -> Checked {
        self.in_errands(life, |errands, now, steps| errands.node_answered(now, id, answer, steps))
    }

    /// Another node has asked.
    pub(crate) fn asked_by_node(&mut self, life: Life, from: Life, id: ErrandId, ask: Ask) -> Checked {
        self.errand(life, Asker::Node, Waits::Node(from, id), ask)
    }

    fn ask_node(&mut self, life: Life, id: ErrandId, node: Option<NodeNumber>, ask: Ask) {
        let is_down = self.bus.ends[life.node].link == Link::Down;
        let wait = if is_down { 0 } else { ANSWER_MS };
        self.after(wait, Due::NodeAnswered(life, id, Box::new(Err(NoAnswer::Late))));
        if !is_down {
            self.post(life, Letter::AskNode(id, node, Box::new(ask)));
        }
    }

    /// The nodes that such a question goes to: the one of that number, or one of those that run games.
    pub(crate) fn node_to_ask(&mut self, from: usize, number: Option<NodeNumber>) -> Option<usize> {
        let side = self.bus.ends[from].side;
        let is_there = |at: &usize| {
            let end = &self.bus.ends[*at];
            end.is_known() && end.side == side
        };
        let fits = |at: &usize| match number {
            Some(number) => self.nodes[*at].number == number,
            None => self.nodes[*at].office.host.is_some(),
        };
        let there: Vec<usize> = (0..self.nodes.len()).filter(is_there).filter(fits).collect();
        (!there.is_empty()).then(|| there[self.luck.random_range(0..there.len())])
    }

    /// Whoever waits is told what came of it.
    fn finish(&mut self, life: Life, waits: Waits, answer: Answer) -> Checked {
        match waits {
            Waits::Nobody => {}
            Waits::Node(from, id) => self.post(life, Letter::AnswerNode(from, id, Box::new(answer))),
            Waits::Command(shard, conn, id) => {
                let answer = commanded(answer);
                self.mail_shard(life, shard, Mail::Node(Box::new(FromNode::Commanded { conn, id, answer })));
            }
            Waits::Entry(shard, conn, realm) => {
                let realms = entered(&realm, answer);
                self.mail_shard(life, shard, Mail::Node(Box::new(FromNode::Registered { conn, realms })));
            }
            Waits::Stream(request) => {
                let answer = stream_answer(answer, self.nodes[life.node].number);
                self.mail_desk(life, desk::Input::Answered(request, answer));
            }
        }
        Ok(())
    }
}

fn entered(realm: &Realm, answer: Answer) -> Result<Vec<Realm>, desk::No> {
    let (Realm::Game(game) | Realm::GameTv(game)) = realm else { return Err(desk::No::NotFound) };
    match answer {
        Answer::Admitted(view) => Ok(vec![realm_of(&game.clone().into(), view)]),
        Answer::Refused(refused) if refused == Refused::NOT_FOUND || refused == Refused::NOT_ALLOWED => {
            Err(desk::No::NotFound)
        }
        Answer::Refused(_)
        | Answer::NotMine { .. }
        | Answer::Acked(_)
        | Answer::Created(_)
        | Answer::Views { .. }
        | Answer::Snapshot { .. }
        | Answer::Noted => Err(desk::No::Unavailable),
    }
}

fn commanded(answer: Answer) -> Commanded {
    let refused = match answer {
        Answer::Acked(offset) => return Commanded::Acked(offset),
        Answer::Refused(refused) => refused,
        Answer::NotMine { .. } => Refused::MOVING,
        Answer::Created(_) | Answer::Admitted(_) | Answer::Views { .. } | Answer::Snapshot { .. } | Answer::Noted => {
            Refused::UNANSWERED
        }
    };
    let retry = refused.retry_after.unwrap_or_default();
    let retry_after_ms = u32::try_from(retry.as_millis()).unwrap_or(u32::MAX);
    Commanded::Refused { code: refused.code, text: refused.text, retry_after_ms }
}

fn stream_answer(answer: Answer, owner: NodeNumber) -> Result<StreamAnswer, desk::Failed> {
    let (place, said): (Place, Result<Vec<Arc<Said>>, Why>) = match answer {
        Answer::Views { place, views: Some(views) } => {
            (place, Ok(views.into_iter().map(|told| said(told.offset, told.words).into()).collect()))
        }
        Answer::Views { place, views: None } => (place, Err(Why::Trimmed)),
        Answer::Snapshot { place, words } => (place, Ok(vec![said(Offset(0), words).into()])),
        Answer::NotMine { .. } => return Err(desk::Failed::NotMine(None)),
        Answer::Acked(_) | Answer::Created(_) | Answer::Admitted(_) | Answer::Noted | Answer::Refused(_) => {
            return Err(desk::Failed::TooLate);
        }
    };
    Ok(StreamAnswer { owner, place, said })
}
