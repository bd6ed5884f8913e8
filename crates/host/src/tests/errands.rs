//! How a question about a game finds the node that owns it.

use types::ConnId;

use super::*;
use crate::{Asker, ErrandId, Errands, NoAnswer, Refused, Step, Surroundings};

struct Script {
    errands: Errands<u8, u16>,
    now: Millis,
    steps: Vec<Step<u8, u16>>,
}

fn owner(number: u16) -> Answer {
    Answer::NotMine { owner: name(&format!("node_{number}")), left: Duration::from_secs(5) }
}

fn conn() -> Asker {
    Asker::Conn(ConnId::new(1).unwrap())
}

impl Script {
    /// Node 0, which runs games itself or not, among others.
    fn new(has_host: bool) -> Self {
        let node_of = |owner: &Name| owner.as_str().strip_prefix("node_")?.parse().ok();
        let around = Surroundings { own: 0, has_host, has_others: true, node_of };
        Self { errands: Errands::new(around), now: Millis(0), steps: Vec::new() }
    }

    fn ask(&mut self, asker: Asker, waits: u8) -> Vec<String> {
        let ask = command(waits, "ann", "resign", "");
        self.errands.ask(self.now, asker, waits, ask, &mut self.steps);
        self.told()
    }

    fn host(&mut self, id: u64, answer: Answer) -> Vec<String> {
        self.errands.host_answered(self.now, ErrandId(id), answer, &mut self.steps);
        self.told()
    }

    fn node(&mut self, id: u64, answer: Result<Answer, NoAnswer>) -> Vec<String> {
        self.errands.node_answered(self.now, ErrandId(id), answer, &mut self.steps);
        self.told()
    }

    fn again(&mut self, id: u64) -> Vec<String> {
        self.errands.again(ErrandId(id), &mut self.steps);
        self.told()
    }

    fn told(&mut self) -> Vec<String> {
        let told = self.steps.drain(..).map(|step| match step {
            Step::AskHost(id, _) => format!("{}: host", id.0),
            Step::AskNode(id, Some(node), _) => format!("{}: node {node}", id.0),
            Step::AskNode(id, None, _) => format!("{}: any", id.0),
            Step::Wait(id, time) => format!("{}: wait {time:?}", id.0),
            Step::Finish(waits, Answer::Refused(refused)) => format!("{waits} is told {}", refused.code),
            Step::Finish(waits, Answer::Acked(offset)) => format!("{waits} is told {}", offset.0),
            Step::Finish(waits, answer) => format!("{waits} is told {answer:?}"),
        });
        told.collect()
    }
}

#[test]
fn the_host_of_this_node_is_asked_first_then_whom_it_names() {
    let mut script = Script::new(true);
    assert_eq!(script.ask(conn(), 7), ["1: host"]);
    assert_eq!(script.host(1, owner(3)), ["2: node 3"]);
    assert_eq!(script.node(2, Ok(Answer::Acked(Offset(5)))), ["7 is told 5"]);
    assert!(script.errands.is_empty());
}

#[test]
fn a_gateway_asks_any_node_and_remembers_who_owns_the_game() {
    let mut script = Script::new(false);
    assert_eq!(script.ask(conn(), 1), ["1: any"]);
    assert_eq!(script.node(1, Ok(owner(3))), ["2: node 3"]);
    assert_eq!(script.node(2, Ok(Answer::Acked(Offset(5)))), ["1 is told 5"]);
    assert_eq!(script.ask(conn(), 2), ["3: node 3"]);
    assert_eq!(script.node(3, Err(NoAnswer::Gone)), ["4: wait 10ms"]);
    assert_eq!(script.again(4), ["5: any"]);
}

#[test]
fn what_is_on_its_way_is_asked_for_again_soon_and_then_less_often_until_the_time_is_over() {
    let mut script = Script::new(false);
    script.ask(conn(), 1);
    let mut waits = Vec::new();
    let mut id = 1;
    for _ in 0..7 {
        let [told] = &script.node(id, Ok(Answer::Refused(Refused::MOVING)))[..] else { panic!() };
        waits.push(told.split(' ').next_back().unwrap().to_owned());
        script.again(id + 1);
        id += 2;
    }
    assert_eq!(waits, ["10ms", "20ms", "40ms", "80ms", "160ms", "250ms", "250ms"]);
    script.now = Millis(10_000);
    assert_eq!(script.node(id, Ok(Answer::Refused(Refused::MOVING))), ["1 is told moving"]);
}

#[test]
fn a_node_that_is_silent_is_not_asked_again_because_others_name_it() {
    let mut script = Script::new(false);
    script.ask(conn(), 1);
    script.node(1, Ok(owner(3)));
    assert_eq!(script.node(2, Err(NoAnswer::Late)), ["3: wait 10ms"]);
    assert_eq!(script.again(3), ["4: any"]);
    assert_eq!(script.node(4, Ok(owner(3))), ["5: wait 20ms"]);
    assert_eq!(script.again(5), ["6: any"]);
    script.now = Millis(2_000);
    assert_eq!(script.node(6, Ok(owner(3))), ["7: node 3"], "only an answer may have been lost");
    assert_eq!(script.node(7, Err(NoAnswer::Late)), ["8: wait 40ms"]);
    assert_eq!(script.again(8), ["9: any"]);
    assert_eq!(script.node(9, Ok(owner(4))), ["10: node 4"], "its lease was over");
}

#[test]
fn who_wants_to_be_let_in_is_told_at_once_where_nobody_runs_games_and_waits_where_somebody_does() {
    let mut script = Script::new(false);
    assert_eq!(script.ask(Asker::Entry, 1), ["1: any"]);
    assert_eq!(script.node(1, Err(NoAnswer::Gone)), ["1 is told not_found"]);
    script.errands.fleet_has_games(true);
    assert_eq!(script.ask(Asker::Entry, 2), ["2: any"]);
    assert_eq!(script.node(2, Err(NoAnswer::Gone)), ["3: wait 10ms"]);
    script.again(3);
    script.now = Millis(4_000);
    assert_eq!(script.node(4, Err(NoAnswer::Gone)), ["2 is told moving"]);
}

#[test]
fn commands_of_one_conn_to_one_game_keep_their_order() {
    let mut script = Script::new(true);
    assert_eq!(script.ask(conn(), 1), ["1: host"]);
    assert_eq!(script.ask(conn(), 2), Vec::<String>::new());
    assert_eq!(script.ask(Asker::Operator, 3), ["2: host"], "somebody else's does not wait");
    assert_eq!(script.host(1, Answer::Acked(Offset(4))), ["1 is told 4", "3: host"]);
    for waits in 4..36 {
        assert_eq!(script.ask(conn(), waits), Vec::<String>::new());
    }
    assert_eq!(script.ask(conn(), 99), ["99 is told busy"]);
}

#[test]
fn who_asks_for_another_node_is_told_who_owns_the_game() {
    let mut script = Script::new(true);
    script.ask(Asker::Node, 1);
    assert_eq!(script.host(1, owner(3)).len(), 1);
    assert!(script.errands.is_empty());
    assert_eq!(Script::new(false).ask(Asker::Node, 1), ["1 is told moving"]);
    assert_eq!(Script::new(true).ask(Asker::Anybody, 1), ["1: any"], "what any node may do is not for this one alone");
}
