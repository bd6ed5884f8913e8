//! What other hubs of the node tell.

use types::{Offset, Realm};

use crate::hub::Hub;
use crate::{HubMessage, Out};

impl Hub {
    #[inline(never)]
    pub(crate) fn told(&mut self, hub: u8, message: HubMessage, out: &mut Out) {
        match message {
            HubMessage::Chat { realm, from, text } => {
                if let Some(realm) = self.realms.find(&realm) {
                    self.say(realm, None, from, Offset(0), &text);
                }
            }
            HubMessage::Said { realm, said } => {
                if let Some(realm) = self.realms.find(&realm) {
                    self.say_said(realm, None, &said);
                }
            }
            HubMessage::Members { realm, count } => self.count_elsewhere(hub, realm, count),
            HubMessage::Seek(direct) => self.seek(direct, out),
            HubMessage::Missed(direct) => self.missed(direct, out),
        }
    }

    fn count_elsewhere(&mut self, hub: u8, name: Realm, count: u32) {
        let found = if count > 0 { Some(self.realms.find_or_create(name)) } else { self.realms.find(&name) };
        let Some(realm_key) = found else { return };
        let Some(realm) = self.realms.state(realm_key) else { return };
        realm.set_elsewhere(hub, count);
        self.presence_changed(realm_key);
        self.realms.forget_if_empty(realm_key);
    }
}
