//! Carries out how what is asked about a game finds the node that owns it: `host::Errands` says whom to ask and what comes
//! of it, the bus and the host of this node are asked here.

use std::sync::Arc;

use bus::{Bus, RequestFailed, Subject};
use desk::NodeNumber;
use host::{Answer, Ask, Asker, ErrandId, Errands, NoAnswer, ReplyKey, Step};

use crate::clerk::{Clerk, Event};
use crate::games::Waits;
use crate::peers;

/// All that is asked about games, by this node and others.
pub(crate) type AboutGames = Errands<Waits, NodeNumber>;

type Steps = Vec<Step<Waits, NodeNumber>>;

impl Waits {
    /// Who asks, as far as it matters for how the answer is looked for.
    fn asker(&self, ask: &Ask) -> Asker {
        match self {
            // New games go to any of the nodes that run some, so that all have their share.
            Self::Game(..) | Self::Asked(_) if matches!(ask, Ask::Create(_)) => Asker::Anybody,
            Self::Command { conn, .. } => Asker::Conn(*conn),
            Self::Register { .. } => Asker::Entry,
            Self::Asked(_) => Asker::Operator,
            Self::Peer(_) => Asker::Node,
            Self::BotLooks(..) | Self::BotSends(_) | Self::BotAccepts(_) => Asker::Operator,
            Self::Stream(_) | Self::Game(..) | Self::Lobby | Self::Nobody => Asker::Itself,
        }
    }
}

impl Clerk {
    /// Asks about a game, wherever it is run.
    pub(crate) fn ask_about_game(&mut self, waits: Waits, ask: Ask) {
        let asker = waits.asker(&ask);
        self.ask_as(asker, waits, ask);
    }

    /// The same, as somebody in particular.
    pub(crate) fn ask_as(&mut self, asker: Asker, waits: Waits, ask: Ask) {
        let now = self.now().mono;
        self.with_errands(|errands, steps| errands.ask(now, asker, waits, ask, steps));
    }

    /// The host of this node has answered.
    pub(crate) fn host_answered(&mut self, reply: ReplyKey, answer: Answer) {
        let now = self.now().mono;
        self.with_errands(|errands, steps| errands.host_answered(now, ErrandId(reply.0), answer, steps));
    }

    /// Another node has answered, or has not.
    pub(crate) fn node_answered(&mut self, id: ErrandId, answer: Result<Answer, NoAnswer>) {
        let now = self.now().mono;
        self.with_errands(|errands, steps| errands.node_answered(now, id, answer, steps));
    }

    /// It is time to ask again.
    pub(crate) fn ask_again(&mut self, id: ErrandId) {
        self.with_errands(|errands, steps| errands.again(id, steps));
    }

    fn with_errands(&mut self, work: impl FnOnce(&mut AboutGames, &mut Steps)) {
        let mut steps = Vec::new();
        work(&mut self.errands, &mut steps);
        for step in steps {
            self.take_step(step);
        }
    }

    fn take_step(&mut self, step: Step<Waits, NodeNumber>) {
        match step {
            Step::AskHost(id, ask) => self.give_host(host::Input::Asked(ReplyKey(id.0), ask)),
            Step::AskNode(id, node, ask) => {
                let bus = Arc::clone(&self.peers);
                self.begin(async move { Event::GameAnswered(id, Box::new(ask_elsewhere(bus, node, ask).await)) });
            }
            Step::Wait(id, time) => self.begin(async move {
                tokio::time::sleep(time).await;
                Event::AskAgain(id)
            }),
            Step::Finish(waits, answer) => self.finish(waits, answer),
        }
    }
}

async fn ask_elsewhere(bus: Arc<dyn Bus>, node: Option<NodeNumber>, ask: Ask) -> Result<Answer, NoAnswer> {
    let game = ask.game().clone();
    let asked = peers::Ask::Game(ask);
    let answer = match node {
        Some(node) => peers::ask(bus, node, asked).await?,
        None => {
            let answer = bus.request(&Subject::activate(), asked.encode().into(), peers::ANSWER_TIME).await;
            peers::read_answer(answer)?
        }
    };
    peers::game_answer(&game, answer).ok_or(NoAnswer::Late)
}

impl From<peers::NoAnswer> for NoAnswer {
    fn from(none: peers::NoAnswer) -> Self {
        match none {
            peers::NoAnswer::Gone => Self::Gone,
            peers::NoAnswer::Late => Self::Late,
        }
    }
}

/// No node that runs games is there.
impl From<RequestFailed> for peers::NoAnswer {
    fn from(failed: RequestFailed) -> Self {
        match failed {
            RequestFailed::NoResponders => Self::Gone,
            RequestFailed::TimedOut | RequestFailed::Disconnected | RequestFailed::NotSent(_) => Self::Late,
        }
    }
}
