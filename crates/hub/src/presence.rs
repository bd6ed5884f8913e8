//! How many are where: told to members once a second, to the other hubs of the node once a turn.

use types::{Now, RealmKind};
use wire::{Lane, ToClient};

use crate::conn::RealmKey;
use crate::hub::Hub;
use crate::{HubMessage, Out, Output};

impl Hub {
    /// A second has passed.
    pub(crate) fn tick(&mut self, now: Now, out: &mut Out) {
        self.announce_presence();
        self.close_the_unknown(now, out);
        self.let_go_of_memory();
    }

    /// What a busy minute needed does not stay for ever.
    fn let_go_of_memory(&mut self) {
        self.spare_turns.truncate(self.spare_turns.len() / 2);
        self.spare_turns.shrink_to_fit();
        self.spoke.shrink_to(2 * self.spoke.len());
    }

    pub(crate) fn presence_changed(&mut self, realm_key: RealmKey) {
        let Some(realm) = self.realms.state(realm_key) else { return };
        if !realm.presence_due && self.settings.manners.presence.has(realm.name.kind()) {
            realm.presence_due = true;
            self.presence_due.push(realm_key);
        }
    }

    pub(crate) fn count_changed(&mut self, realm_key: RealmKey) {
        self.presence_changed(realm_key);
        let Some(realm) = self.realms.state(realm_key) else { return };
        let is_own = realm.name.kind() == RealmKind::User;
        let is_told = !self.settings.is_alone() && !is_own || self.settings.shared.is_shared(&realm.name);
        if is_told && !realm.count_due {
            realm.count_due = true;
            self.count_due.push(realm_key);
        }
    }

    /// Tells the members of changed realms how many they are; those without `hello` have no form for it.
    pub(crate) fn announce_presence(&mut self) {
        for realm_key in std::mem::take(&mut self.presence_due) {
            let Some(realm) = self.realms.state(realm_key) else { continue };
            if !std::mem::take(&mut realm.presence_due) {
                continue;
            }
            let members = realm.count_everywhere();
            let has_listeners =
                Lane::ALL.iter().any(|lane| lane.has_hello() && !realm.members[*lane as usize].is_empty());
            if has_listeners {
                self.put_in_turn(realm_key, |turn, lane, realm| {
                    turn.say(lane, None, ToClient::Presence { realm, members });
                });
            }
        }
    }

    pub(crate) fn tell_counts(&mut self, out: &mut Out) {
        for realm_key in std::mem::take(&mut self.count_due) {
            let Some(realm) = self.realms.state(realm_key) else { continue };
            if !std::mem::take(&mut realm.count_due) {
                continue;
            }
            let (name, count) = (realm.name.clone(), u32::try_from(realm.count()).unwrap_or(u32::MAX));
            if !self.settings.is_alone() && name.kind() != RealmKind::User {
                out.list.push(Output::Tell(HubMessage::Members { realm: name, count }));
            }
            self.tell_desk_count(realm_key, count, out);
            self.realms.forget_if_empty(realm_key);
        }
    }
}
