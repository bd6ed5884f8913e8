//! The desk: one input in, its consequences out.

use std::collections::BTreeMap;

use types::{Millis, Now, Place, Realm};

use crate::entry::Entry;
use crate::guards::Guards;
use crate::post::{Post, Purpose, Requests, Work};
use crate::ring::Kept;
use crate::{
    Ask, Failed, FromHub, Input, No, NodeNumber, Out, Output, Publication, Settings, Speech, StreamAnswer, ToHub,
};

/// What a node knows of realms beyond its shards.
#[derive(Debug)]
pub struct Desk {
    settings: Settings,
    posts: BTreeMap<Realm, Post>,
    requests: Requests,
    has_bus: bool,
    /// Since when the bus is there.
    bus_since: Millis,
    guards: Guards,
}

impl Desk {
    /// A desk that listens to nothing.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            posts: BTreeMap::new(),
            requests: Requests::default(),
            has_bus: true,
            bus_since: Millis(0),
            guards: Guards::default(),
        }
    }

    /// The same desk, without a guard.
    #[cfg(feature = "sabotage")]
    #[must_use]
    pub fn without(self, guards: &'static [crate::Guard]) -> Self {
        Self { guards: Guards::without(guards), ..self }
    }

    /// How many realms it listens to.
    #[must_use]
    pub fn realm_count(&self) -> usize {
        self.posts.len()
    }

    /// The other nodes that have members of a realm, as far as they have said so.
    #[must_use]
    pub fn nodes_with(&self, realm: &Realm) -> Vec<NodeNumber> {
        self.posts.get(realm).map(|post| post.counts.nodes()).unwrap_or_default()
    }

    /// How many conns of other nodes are in a realm, as far as they have said so.
    #[must_use]
    pub fn elsewhere(&self, realm: &Realm) -> u32 {
        self.posts.get(realm).map_or(0, |post| post.counts.elsewhere())
    }

    /// The node that counts a realm's stream, as far as is known.
    #[must_use]
    pub fn owner_of(&self, realm: &Realm) -> Option<NodeNumber> {
        let post = self.posts.get(realm)?;
        if post.is_owner() { Some(self.settings.node) } else { post.known_owner() }
    }

    /// How far a realm's stream has come, and what is kept of it here behind an offset, with the time at which it came,
    /// at most `most` of it. `None` if the realm has no stream, or nobody here wants it.
    #[must_use]
    pub fn history(&self, realm: &Realm, after: u64, most: usize) -> Option<(Place, Vec<Kept>)> {
        let ring = self.posts.get(realm)?.ring()?;
        Some((ring.head(), ring.kept_after(after, most)))
    }

    /// Takes one input and appends what follows from it to `out`.
    pub fn handle(&mut self, now: Now, input: Input, out: &mut Out) {
        match input {
            Input::FromHub(shard, told) => self.hub_says(now, shard, told, out),
            Input::Speak(realm, speech) => self.speak(now, &realm, speech, out),
            Input::Heard { realm, node, publication } => self.heard(now, &realm, node, publication, out),
            Input::Live(realm) => self.at(now, &realm, out, Post::on_live),
            Input::Lost(realm) => self.at(now, &realm, out, Post::on_lost),
            Input::OwnLive(realm) => self.at(now, &realm, out, Post::on_own_live),
            Input::Answered(id, answer) => self.answered(now, id, answer, out),
            Input::Asked(id, ask) => self.asked(now, id, ask, out),
            Input::Bus(true) => {
                self.has_bus = true;
                self.bus_since = now.mono;
                self.each(now, out, |post, work| {
                    post.pump(work);
                    true
                });
            }
            Input::Bus(false) => {
                self.has_bus = false;
                self.each(now, out, |post, work| {
                    post.on_bus_gone(work);
                    post.pump(work);
                    true
                });
            }
            Input::Ticked => self.each(now, out, Post::on_tick),
        }
    }

    fn hub_says(&mut self, now: Now, shard: u8, told: FromHub, out: &mut Out) {
        match told {
            FromHub::Enter { conn, realm, cursor } => {
                let entry = Entry::new(shard, conn, cursor, now.mono);
                self.at_new(now, &realm, out, |post, work| post.enter(entry, work));
            }
            FromHub::Interest { realm, is_wanted: true } => {
                self.at_new(now, &realm, out, |post, work| post.set_wanted(shard, true, work));
            }
            FromHub::Interest { realm, is_wanted: false } => {
                self.at(now, &realm, out, |post, work| post.set_wanted(shard, false, work));
            }
            FromHub::Say(realm, say) => {
                let (from, is_known) = (say.from, self.posts.contains_key(&realm));
                if is_known {
                    self.at(now, &realm, out, |post, work| post.say(shard, say, work));
                } else if let Some(conn) = from {
                    out.list.push(Output::ToHub(shard, ToHub::Unsaid { conn, why: No::NotFound }));
                }
            }
            FromHub::Announce(realm, say) => self.at(now, &realm, out, |post, work| post.publish_open(say, work)),
            FromHub::Count { realm, members } => {
                self.at(now, &realm, out, |post, _| post.counts.set_here(shard, members));
            }
        }
    }

    fn heard(&mut self, now: Now, realm: &Realm, node: Option<NodeNumber>, heard: Publication, out: &mut Out) {
        if node == Some(self.settings.node) {
            return;
        }
        self.at(now, realm, out, |post, work| match heard {
            Publication::Said(place, said) => post.heard(node, place, said, work),
            Publication::Head(place) => post.heard_head(node, place, work),
            Publication::Count { members, asks } => {
                if let Some(node) = node {
                    post.heard_count(node, members, asks, work);
                }
            }
            Publication::PutOut(whom) => post.tell_put_out(&whom, work),
            Publication::Kick(code) => post.tell_kick(code, work),
        });
    }

    /// Says something on behalf of nobody's shard. Who listens to the realm here is told by its post; hubs may have
    /// members of a realm of which the desk knows nothing, and are told all the same.
    fn speak(&mut self, now: Now, realm: &Realm, speech: Speech, out: &mut Out) {
        if self.posts.contains_key(realm) {
            return self.at(now, realm, out, |post, work| post.speak(speech, work));
        }
        if self.settings.of(realm).is_numbered() && realm.is_open() {
            return self.at_new(now, realm, out, |post, work| post.speak(speech, work));
        }
        let (publication, told) = speech.unplaced(realm);
        out.list.push(Output::Publish(realm.clone(), publication));
        out.list.extend((0..self.settings.shards).map(|shard| Output::ToHub(shard, told.clone())));
    }

    fn answered(&mut self, now: Now, id: u64, answer: Result<StreamAnswer, Failed>, out: &mut Out) {
        let Some((realm, purpose)) = self.requests.take(id) else { return };
        self.at(now, &realm, out, |post, work| match purpose {
            Purpose::Fill(from) => post.filled(from, answer, work),
            Purpose::Entry => post.entry_answered(id, answer, work),
            Purpose::Say(number) => post.said(number, answer, work),
        });
    }

    fn asked(&mut self, now: Now, id: u64, ask: Ask, out: &mut Out) {
        let Ask { realm, ask } = ask;
        if self.posts.contains_key(&realm) {
            self.at(now, &realm, out, |post, work| post.asked_as_owner(id, ask, work));
        } else {
            out.list.push(Output::Answer(id, Err(None)));
        }
    }

    fn at(&mut self, now: Now, realm: &Realm, out: &mut Out, work: impl FnOnce(&mut Post, &mut Work<'_>)) {
        if let Some(post) = self.posts.get_mut(realm) {
            work(
                post,
                &mut Work {
                    now,
                    settings: &self.settings,
                    has_bus: self.has_bus,
                    bus_since: self.bus_since,
                    guards: self.guards,
                    out,
                    requests: &mut self.requests,
                },
            );
        }
    }

    fn at_new(&mut self, now: Now, realm: &Realm, out: &mut Out, work: impl FnOnce(&mut Post, &mut Work<'_>)) {
        let mut tools = Work {
            now,
            settings: &self.settings,
            has_bus: self.has_bus,
            bus_since: self.bus_since,
            guards: self.guards,
            out,
            requests: &mut self.requests,
        };
        let post = self.posts.entry(realm.clone()).or_insert_with(|| Post::new(realm.clone(), &mut tools));
        work(post, &mut tools);
    }

    /// Does something at every post; forgets those at which it says `false`.
    fn each(&mut self, now: Now, out: &mut Out, mut work: impl FnMut(&mut Post, &mut Work<'_>) -> bool) {
        let mut tools = Work {
            now,
            settings: &self.settings,
            has_bus: self.has_bus,
            bus_since: self.bus_since,
            guards: self.guards,
            out,
            requests: &mut self.requests,
        };
        self.posts.retain(|_, post| work(post, &mut tools));
    }
}
