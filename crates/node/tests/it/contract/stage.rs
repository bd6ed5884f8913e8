//! Plays a transcript. Its language is told at the head of the file.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use super::actor::Actor;
use super::pattern::Names;
use crate::harness::Node;

/// Those who play, and where.
pub(crate) struct Stage<'a> {
    nodes: &'a [Node],
    actors: BTreeMap<String, Actor>,
    /// Where each was last.
    at: BTreeMap<String, usize>,
    names: Names,
    /// What one client is yet to hear, in any order.
    any_order: Option<(String, Vec<Value>)>,
}

/// The lines that do something, with their numbers.
pub(crate) fn steps(transcript: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = transcript.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

impl<'a> Stage<'a> {
    pub(crate) fn new(nodes: &'a [Node]) -> Self {
        let (actors, at) = (BTreeMap::new(), BTreeMap::new());
        Self { nodes, actors, at, names: Names::default(), any_order: None }
    }

    /// Plays it from begin to end.
    ///
    /// # Panics
    /// At the first line that is not as it is written; says which, and what was heard instead.
    pub(crate) fn play(mut self, transcript: &str) {
        for (number, line) in steps(transcript).chain([(transcript.lines().count(), "== the end")]) {
            let nodes = self.nodes.len();
            let played = catch_unwind(AssertUnwindSafe(|| self.step(line)));
            played.unwrap_or_else(|panic| panic!("line {number} on {nodes} nodes: {line}\n{}", text_of(&*panic)));
        }
    }

    fn step(&mut self, line: &str) {
        if let Some((who, expected)) = line.split_once("<* ") {
            return self.note_any_order(who, json(expected));
        }
        self.hear_any_order();
        if line.starts_with("== ") {
            self.actors.clear();
            self.at.clear();
            self.names = Names::default();
        } else if let Some((who, said)) = line.split_once("> ").filter(|(who, _)| is_name(who)) {
            let said = self.names.fill(&json(said));
            self.say(who, &said);
        } else if let Some((who, expected)) = line.split_once("< ").filter(|(who, _)| who.split(',').all(is_name)) {
            who.split(',').for_each(|who| self.hear(who, &json(expected)));
        } else {
            let mut words = line.splitn(3, ' ');
            let [who, verb, rest] = [(); 3].map(|()| words.next().unwrap_or_default());
            who.split(',').for_each(|who| self.act(who, verb, rest));
        }
    }

    fn act(&mut self, who: &str, verb: &str, rest: &str) {
        match verb {
            "opens" => self.open(who, rest),
            "cut" => drop(self.actors.remove(who)),
            "nothing" => self.actor(who).ping("still there?"),
            "pings" => self.actor(who).ping(rest),
            "text" => self.actor(who).say_text(rest),
            "frame" => {
                let bytes: Vec<u8> = rest.split(' ').map(|byte| u8::from_str_radix(byte, 16).expect("hex")).collect();
                self.actor(who).say_frame(bytes[0], &bytes[1..]);
            }
            "sees" => {
                let (members, realm) = rest.split_once(" in ").expect("`sees N in REALM`");
                self.actor(who).see(realm, members);
            }
            "closes" => self.actor(who).say_close(rest.parse().expect("a code")),
            "closed" => {
                let (code, reason) = self.actor(who).closed();
                assert_eq!(format!("{code} {reason}").trim(), rest, "how it is closed");
                self.actors.remove(who);
            }
            other => panic!("the language has no `{other}`"),
        }
    }

    /// The first time at the next node, later at another than before, or where somebody else is.
    fn open(&mut self, who: &str, rest: &str) {
        let (target, beside) = rest.split_once(" beside ").map_or((rest, None), |(target, whom)| (target, Some(whom)));
        let node = beside.map(|whom| self.at[whom]).or_else(|| self.at.get(who).map(|before| before + 1));
        let next = node.unwrap_or(self.at.len()) % self.nodes.len();
        let actor = Actor::open(&self.nodes[next], target);
        self.at.insert(who.to_owned(), next);
        self.names.set(who, &actor.id().to_string());
        self.actors.insert(who.to_owned(), actor);
    }

    fn say(&mut self, who: &str, said: &Value) {
        let speaks_json = who.starts_with('j');
        let actor = self.actor(who);
        if speaks_json { actor.say_text(&said.to_string()) } else { actor.say_packet(said) }
    }

    fn hear(&mut self, who: &str, expected: &Value) {
        let heard = self.actor(who).hear();
        assert!(self.names.fit(expected, &heard), "{who}: expected {expected}\n{who}: heard {heard}");
    }

    fn note_any_order(&mut self, who: &str, expected: Value) {
        if self.any_order.as_ref().is_some_and(|(before, _)| before != who) {
            self.hear_any_order();
        }
        self.any_order.get_or_insert_with(|| (who.to_owned(), Vec::new())).1.push(expected);
    }

    fn hear_any_order(&mut self) {
        let Some((who, mut expected)) = self.any_order.take() else { return };
        while !expected.is_empty() {
            let heard = self.actor(&who).hear();
            let mut names = self.names.clone();
            let which = expected.iter().position(|one| {
                names = self.names.clone();
                names.fit(one, &heard)
            });
            let Some(which) = which else { panic!("{who}: expected one of {expected:?}\n{who}: heard {heard}") };
            expected.remove(which);
            self.names = names;
        }
    }

    fn actor(&mut self, who: &str) -> &mut Actor {
        self.actors.get_mut(who).unwrap_or_else(|| panic!("{who} has no conn"))
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON: {error}"))
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text")
}
