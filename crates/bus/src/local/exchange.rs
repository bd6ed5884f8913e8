//! Who hears what inside one process.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::core::Core;
use crate::outgoing::Letter;
use crate::subject::{has_wildcard, matches};
use crate::subscription::Feed;
use crate::{Message, RequestFailed};

/// What the subjects of answers begin with.
pub(super) const INBOX: &str = "_INBOX.";

/// What all members share.
#[derive(Debug, Default)]
pub(super) struct Exchange(Mutex<Routes>);

impl Exchange {
    pub(super) fn lock(&self) -> MutexGuard<'_, Routes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One subscription.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) member: u64,
    pub(super) core: Arc<Core>,
    pub(super) group: Option<String>,
    /// Whether it hears nothing of what its own member says.
    pub(super) is_for_others: bool,
    pub(super) feed: Feed,
}

#[derive(Debug, Default)]
pub(super) struct Routes {
    members: HashMap<u64, Arc<Core>>,
    /// By subject, then by number.
    exact: HashMap<Arc<str>, BTreeMap<u64, Route>>,
    /// By pattern, then by number.
    wild: HashMap<Arc<str>, BTreeMap<u64, Route>>,
    last: u64,
    /// Whose turn it is in groups.
    turn: usize,
}

impl Routes {
    pub(super) fn enter(&mut self, core: &Arc<Core>) -> u64 {
        self.last += 1;
        self.members.insert(self.last, Arc::clone(core));
        self.last
    }

    pub(super) fn leave(&mut self, member: u64) {
        self.members.remove(&member);
    }

    pub(super) fn insert(&mut self, pattern: Arc<str>, route: Route) -> u64 {
        self.last += 1;
        let number = self.last;
        self.side(&pattern).entry(pattern).or_default().insert(number, route);
        number
    }

    pub(super) fn remove(&mut self, pattern: &Arc<str>, number: u64) {
        let side = self.side(pattern);
        if let Some(routes) = side.get_mut(pattern) {
            routes.remove(&number);
            if routes.is_empty() {
                side.remove(pattern);
            }
        }
    }

    pub(super) fn of_member(&self, member: u64) -> impl Iterator<Item = &Feed> {
        let routes = self.exact.values().chain(self.wild.values()).flat_map(BTreeMap::values);
        routes.filter(move |route| route.member == member).map(|route| &route.feed)
    }

    /// Ends all subscriptions of a member.
    pub(super) fn take_member(&mut self, member: u64) -> Vec<Feed> {
        let feeds = self.of_member(member).cloned().collect();
        for side in [&mut self.exact, &mut self.wild] {
            side.retain(|_, routes| {
                routes.retain(|_, route| route.member != member);
                !routes.is_empty()
            });
        }
        feeds
    }

    /// Delivers what a member has published, if it is connected.
    pub(super) fn carry(&mut self, member: u64) {
        let Some(from) = self.members.get(&member).cloned() else {
            return;
        };
        while from.is_connected()
            && let Some(letter) = from.outgoing.pop()
        {
            if from.is_wanted(&letter) {
                self.deliver(member, &from, letter);
            }
        }
    }

    fn deliver(&mut self, member: u64, from: &Core, letter: Letter) {
        if let Some(inbox) = letter.subject.strip_prefix(INBOX) {
            self.answer(inbox, letter.payload);
            return;
        }
        let hearers = self.hearers(member, &letter.subject);
        for route in &hearers {
            let Some(subject) = route.core.prefix.remove(&letter.subject) else {
                continue;
            };
            let reply = letter.request.map(|number| super::reply_to(member, number));
            let message = Message { subject, reply, payload: letter.payload.clone() };
            route.feed.push(message);
        }
        if let (true, Some(number)) = (hearers.is_empty(), letter.request) {
            from.requests.answer(number, Err(RequestFailed::NoResponders));
        }
        self.turn = self.turn.wrapping_add(1);
    }

    /// Everybody who subscribed without a group to what this member says, and one of each group.
    fn hearers(&self, member: u64, subject: &str) -> Vec<&Route> {
        let exact = self.exact.get(subject).into_iter();
        let wild = self.wild.iter().filter(|(pattern, _)| matches(pattern, subject)).map(|(_, routes)| routes);
        let mut hearers = Vec::new();
        let mut groups: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
        let routes = exact.chain(wild).flat_map(BTreeMap::values);
        let hears = |route: &&Route| route.core.is_connected() && !(route.is_for_others && route.member == member);
        for route in routes.filter(hears) {
            match &route.group {
                None => hearers.push(route),
                Some(group) => groups.entry(group).or_default().push(route),
            }
        }
        hearers.extend(groups.values().map(|members| members[self.turn % members.len()]));
        hearers
    }

    fn answer(&self, inbox: &str, payload: Bytes) {
        let numbers =
            inbox.split_once('.').and_then(|(member, number)| Some((member.parse().ok()?, number.parse().ok()?)));
        let Some((member, number)) = numbers else {
            return;
        };
        // An asker that is gone or cut off hears no answer, as on any bus.
        if let Some(asker) = self.members.get::<u64>(&member).filter(|asker| asker.is_connected()) {
            asker.requests.answer(number, Ok(payload));
        }
    }

    fn side(&mut self, pattern: &str) -> &mut HashMap<Arc<str>, BTreeMap<u64, Route>> {
        if has_wildcard(pattern) { &mut self.wild } else { &mut self.exact }
    }
}
