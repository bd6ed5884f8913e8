//! How what is asked about a game comes to its owner: the real errands, over the bus of the fleet; and who waits.

use std::time::Duration;

use desk::NodeNumber;
use host::{Answer, Ask, Asker, ErrandId, NewGame, NoAnswer, ReplyKey, Step};
use hub::{FromNode, ToNode};
use rand::RngExt;
use types::{CommandId, ConnId, GameId, Millis, Name, Realm};
use usher::{NotIn, Seat, commanded, stream_answer};

use crate::Checked;
use crate::fleet::bus::{Letter, Link};
use crate::fleet::shard::Mail;
use crate::fleet::world::{Due, Life, World};

/// How long another node may take to answer.
const ANSWER_MS: u64 = 1_500;

/// A player whose last conn at a game is gone for so long is away.
const AWAY_AFTER: Duration = Duration::from_secs(15);

/// Who waits for an answer about a game.
#[derive(Debug)]
pub(crate) enum Waits {
    /// A conn of a shard, for what becomes of its command.
    Command(u8, ConnId, CommandId),
    /// A conn of a shard, to be let in.
    Entry(u8, ConnId, GameId),
    /// The desk, for a stream.
    Stream(u64),
    /// Another node, under its own number for the attempt.
    Node(Life, ErrandId),
    /// Nobody.
    Nobody,
}

impl World {
    /// A hub wants something that has to do with games.
    pub(crate) fn asked_by_hub(&mut self, life: Life, shard: u8, asked: ToNode) -> Checked {
        match asked {
            ToNode::Command { conn, user, command } => {
                let waits = Waits::Command(shard, conn, command.id);
                self.errand(life, Asker::Conn(conn), waits, usher::ask_command(user, command))
            }
            ToNode::Register { conn, user, realm } => {
                let ask = usher::ask_enter(user, &realm).ok_or_else(|| format!("nobody asks for {realm}"))?;
                let game = ask.game().clone();
                self.errand(life, Asker::Entry, Waits::Entry(shard, conn, game), ask)
            }
            ToNode::Moved { user, realm: Realm::Seat(seat), is_in, .. } => {
                self.moved_at_game(life, seat.game.into(), user, is_in)
            }
            ToNode::Moved { .. } | ToNode::Gone(_) | ToNode::Happened(_) => Ok(()),
            ToNode::Login { .. }
            | ToNode::Call { .. }
            | ToNode::Who { .. }
            | ToNode::Direct(_)
            | ToNode::DirectToUser { .. } => Err(format!("nobody caused this: {asked:?}")),
        }
    }

    fn moved_at_game(&mut self, life: Life, game: GameId, user: Name, is_in: bool) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let now = node.now(now).mono;
        let seat = (game, user);
        if node.office.seats.moved(now, seat.clone(), is_in) { self.tell_present(life, seat, true) } else { Ok(()) }
    }

    fn tell_present(&mut self, life: Life, (game, user): Seat, is_here: bool) -> Checked {
        let asker = if is_here { Asker::Operator } else { Asker::Itself };
        self.errand(life, asker, Waits::Nobody, Ask::Present { game, user, is_here })
    }

    /// A tenth of a second has passed.
    pub(crate) fn tick_games(&mut self, life: Life) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let now = node.now(now).mono;
        let seats = &mut node.office.seats;
        let (away, here) = (seats.take_away(now, AWAY_AFTER), seats.to_tell(now));
        away.into_iter().try_for_each(|seat| self.tell_present(life, seat, false))?;
        here.into_iter().try_for_each(|seat| self.tell_present(life, seat, true))?;
        self.host_takes(life, host::Input::Ticked)
    }

    /// The desk asks for what was said in a game's stream.
    pub(crate) fn ask_stream(&mut self, life: Life, request: u64, ask: desk::Ask) -> Checked {
        let ask = usher::ask_stream(ask.clone()).ok_or_else(|| format!("no host is asked for {ask:?}"))?;
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
            Waits::Entry(shard, conn, game) => {
                let realms = match usher::entered(&game, answer) {
                    Ok(realm) => Ok(vec![realm]),
                    // There is no service that it could be of.
                    Err(NotIn::NoGame) => Err(desk::No::NotFound),
                    Err(NotIn::Refused(no)) => Err(no),
                };
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
