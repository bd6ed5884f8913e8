//! What a node is to its host: it carries out what the host wants, and tells it what became of that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use desk::{NodeNumber, Publication};
use game::Catalogue;
use host::{Answer, Ask, Errands, Host, Input, Output, ReplyKey, Surroundings, Viewpoint};
use types::{GameId, Millis, Name, Place, Realm};
use usher::{Seats, realm_of, said};

use super::logs::EPOCH;
use super::route::Waits;
use super::vault::Vault;
use crate::Checked;
use crate::fleet::bus::Letter;
use crate::fleet::guard::{self, Guard};
use crate::fleet::world::{Due, Life, World};

/// How long a game without a player or a viewer stays in memory.
const IDLE: Duration = Duration::from_secs(20);

/// A game's end of a node.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) host: Option<Running>,
    pub(crate) errands: Errands<Waits, NodeNumber>,
    /// What the host has been asked and has not answered.
    pub(crate) asked: BTreeMap<ReplyKey, Ask>,
    pub(crate) owned: BTreeSet<GameId>,
    pub(crate) seats: Seats,
    /// The node goes down.
    pub(crate) is_draining: bool,
    /// And owns nothing any more.
    pub(crate) is_drained: bool,
    pub(crate) store_cut_until: Millis,
    /// While it does nothing: what waits for it.
    pub(crate) frozen: Option<Vec<Due>>,
    /// Since when its clock stands still.
    pub(crate) sleeps_since: Option<Millis>,
    /// How long its clock has stood still before.
    pub(crate) slept: u64,
}

pub(crate) struct Running(pub(crate) Host);

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Host({})", self.0.game_count())
    }
}

/// What a node's end of games is made with.
pub(crate) struct Making {
    pub(crate) node: NodeNumber,
    pub(crate) life: u32,
    pub(crate) has_host: bool,
    pub(crate) has_others: bool,
    pub(crate) luck: u64,
    pub(crate) gap_max: usize,
    pub(crate) without: Option<Guard>,
}

impl Office {
    pub(crate) fn new(making: &Making) -> Self {
        let Making { node, life, has_host, has_others, luck, gap_max, without } = *making;
        let owner = format!("node_{}_{life}", node.0).parse();
        let settings = owner.ok().filter(|_| has_host).map(|owner| host::Settings {
            owner,
            epoch: EPOCH,
            lease: Duration::from_secs(6),
            inbox_max: 256,
            games_max: 64,
            idle: IDLE,
            gap_max,
            lobby: None,
        });
        let catalogue = || Catalogue::default().with::<Vault>();
        let host =
            settings.map(|settings| guard::host(Host::new(settings, catalogue(), game::Luck::of(luck)), without));
        let around = Surroundings { own: node, has_host, has_others, node_of };
        Self {
            host: host.map(Running),
            errands: guard::errands(Errands::new(around), without),
            asked: BTreeMap::new(),
            owned: BTreeSet::new(),
            seats: Seats::default(),
            is_draining: false,
            is_drained: false,
            store_cut_until: Millis(0),
            frozen: None,
            sleeps_since: None,
            slept: 0,
        }
    }
}

/// The node that takes games under a name.
fn node_of(owner: &Name) -> Option<NodeNumber> {
    owner.as_str().split('_').nth(1)?.parse().ok().map(NodeNumber)
}

impl World {
    /// Gives a host one input and carries out what follows.
    pub(crate) fn host_takes(&mut self, life: Life, input: Input) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let at = node.now(now);
        let Some(Running(host)) = &mut node.office.host else { return Ok(()) };
        let mut out = Vec::new();
        host.handle(at, input, &mut out);
        out.into_iter().try_for_each(|output| self.carry_out_for_host(life, output))
    }

    fn carry_out_for_host(&mut self, life: Life, output: Output) -> Checked {
        self.line(|| format!("host {} > {output:?}", life.node));
        let office = &mut self.nodes[life.node].office;
        match output {
            Output::Ask(ticket, ask) => {
                if let ledger::Ask::Renew(renew) = &ask
                    && renew.terms.len() < office.owned.len()
                {
                    self.judge.seen.note("host: does not renew what makes no progress");
                }
                self.ask_store(life, ticket, ask);
            }
            Output::Answer(reply, answer) => {
                self.check_answer(life, reply, &answer)?;
                return self.host_has_answered(life, reply, answer);
            }
            Output::Tell { game, view, place, words } => {
                self.judge.logs.check_words(&game, user_of(&view), place, &words)?;
                let publication = Publication::Said(place, said(place.offset, words).into());
                self.publish_for_host(life, realm_of(&game, view), publication);
            }
            Output::Head { game, view, place } => {
                self.publish_for_host(life, realm_of(&game, view), Publication::Head(place));
            }
            Output::Whisper { .. } | Output::Send { .. } => {
                return Err(format!("host {} has to do with a lobby that is not there", life.node));
            }
            Output::Vacant(game) => return self.offer_game(life, game),
            Output::Own(game) => {
                self.judge.moved.insert(game.clone(), self.now);
                office.owned.insert(game);
            }
            Output::Disown(game) => {
                office.owned.remove(&game);
                self.judge.moved.insert(game, self.now);
            }
            Output::Die(why) => return Err(format!("the host wants to die: {why}")),
            Output::Drained if !office.owned.is_empty() => {
                return Err(format!("I12: a host has let all go, and still owns {:?}", office.owned));
            }
            Output::Drained => office.is_drained = true,
        }
        Ok(())
    }

    /// What a host answers is true, comes once, and it answers nothing for a game that is not its own.
    fn check_answer(&mut self, life: Life, reply: ReplyKey, answer: &Answer) -> Checked {
        let office = &mut self.nodes[life.node].office;
        let ask =
            office.asked.remove(&reply).ok_or_else(|| format!("I5: node {} answers twice: {answer:?}", life.node))?;
        let game = ask.game();
        let view = match &ask {
            Ask::After { view, .. } | Ask::Snapshot { view, .. } => user_of(view),
            Ask::Command(_) | Ask::Create(_) | Ask::Enter { .. } | Ask::Wake { .. } | Ask::Present { .. } => None,
        };
        let is_owner = office.owned.contains(game);
        match answer {
            Answer::Acked(_) | Answer::Views { .. } | Answer::Snapshot { .. } | Answer::Admitted(_) if !is_owner => {
                Err(format!("I12: node {} answers for {game}, which it does not own: {answer:?}", life.node))
            }
            Answer::Views { place: head, views: Some(views) } => views.iter().try_for_each(|told| {
                let place = Place { offset: told.offset, ..*head };
                self.judge.logs.check_words(game, view, place, &told.words)
            }),
            Answer::Snapshot { place, words } => self.judge.logs.check_words(game, view, *place, words),
            Answer::Acked(_)
            | Answer::Views { views: None, .. }
            | Answer::Created(_)
            | Answer::Admitted(_)
            | Answer::Noted
            | Answer::Refused(_)
            | Answer::NotMine { .. } => Ok(()),
        }
    }

    /// A view goes to the desk of this node, and to the other nodes.
    fn publish_for_host(&mut self, life: Life, realm: Realm, publication: Publication) {
        if !self.plan.is_alone {
            let number = self.nodes[life.node].number;
            self.post(life, Letter::Publish(realm.clone(), publication.encode(number)));
        }
        self.mail_desk(life, desk::Input::Heard { realm, node: None, publication });
    }
}

pub(crate) fn user_of(view: &Viewpoint) -> Option<&str> {
    view.user().map(Name::as_str)
}
