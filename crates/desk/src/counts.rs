//! How many are in a realm, here and on other nodes. At most once, like all presence: what is lost is said again.

use std::collections::BTreeMap;
use std::time::Duration;

use types::{Millis, RealmKind};

use crate::post::{Post, Work};
use crate::{NodeNumber, Output, Publication, ToHub};

/// Changes are told at most so often.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// And told again when nothing has changed, for those who have not heard.
const REPEAT_EVERY: Duration = Duration::from_secs(10);

/// A node that has not been heard for so long has nobody here.
const FORGET_AFTER: Duration = Duration::from_secs(30);

/// The counts of one realm.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    here: BTreeMap<u8, u32>,
    others: BTreeMap<NodeNumber, (u32, Millis)>,
    told: u32,
    told_at: Millis,
}

impl Counts {
    pub(crate) fn set_here(&mut self, shard: u8, members: u32) {
        if members == 0 {
            self.here.remove(&shard);
        } else {
            self.here.insert(shard, members);
        }
    }

    fn here(&self) -> u32 {
        self.here.values().sum()
    }

    pub(crate) fn nodes(&self) -> Vec<NodeNumber> {
        self.others.keys().copied().collect()
    }

    pub(crate) fn elsewhere(&self) -> u32 {
        self.others.values().map(|(members, _)| members).sum()
    }
}

impl Post {
    /// Another node says how many it has.
    pub(crate) fn heard_count(&mut self, node: NodeNumber, members: u32, asks: bool, work: &mut Work<'_>) {
        let before = self.counts.elsewhere();
        if members == 0 {
            self.counts.others.remove(&node);
        } else {
            self.counts.others.insert(node, (members, work.now.mono));
        }
        if before != self.counts.elsewhere() {
            self.tell_all_elsewhere(work);
        }
        if asks && self.counts.here() > 0 {
            self.publish_count(false, work);
        }
    }

    pub(crate) fn ask_counts(&mut self, work: &mut Work<'_>) {
        if !work.settings.is_alone && self.realm.kind() != RealmKind::User {
            self.publish_count(true, work);
        }
    }

    pub(crate) fn tick_counts(&mut self, work: &mut Work<'_>) {
        let now = work.now.mono;
        let here = self.counts.here();
        let since = now.since(self.counts.told_at);
        let is_due = here != self.counts.told && since >= TELL_EVERY || here > 0 && since >= REPEAT_EVERY;
        if is_due && self.is_live && !work.settings.is_alone {
            self.publish_count(false, work);
        }
        let before = self.counts.elsewhere();
        self.counts.others.retain(|_, (_, at)| now.since(*at) < FORGET_AFTER);
        if before != self.counts.elsewhere() {
            self.tell_all_elsewhere(work);
        }
    }

    /// Tells a hub that has just become interested.
    pub(crate) fn tell_elsewhere(&self, shard: u8, work: &mut Work<'_>) {
        let told = ToHub::Elsewhere { realm: self.realm.clone(), members: self.counts.elsewhere() };
        work.out.list.push(Output::ToHub(shard, told));
    }

    fn tell_all_elsewhere(&self, work: &mut Work<'_>) {
        let members = self.counts.elsewhere();
        self.tell(work, || ToHub::Elsewhere { realm: self.realm.clone(), members });
    }

    fn publish_count(&mut self, asks: bool, work: &mut Work<'_>) {
        let members = self.counts.here();
        (self.counts.told, self.counts.told_at) = (members, work.now.mono);
        work.out.list.push(Output::Publish(self.realm.clone(), Publication::Count { members, asks }));
    }
}
