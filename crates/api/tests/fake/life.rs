//! What the made-up players do.

use api::{Dialect, Happened};
use types::{CloseCode, Realm};

use super::{Fake, Player, World, conn};

const ROOMS: [&str; 6] = ["room-blue", "room-pirates", "room-speedrun", "room-market", "game-g41", "game-g42"];
const NAMES: [&str; 8] = ["ann", "bo", "chi", "dee", "eli", "fay", "gus", "hal"];
const LINES: [&str; 5] = ["hello", "anyone for a round?", "gg", "brb, two minutes", "that was close!"];

impl Fake {
    /// Lets `millis` pass, and things happen.
    pub(crate) fn live(&self, millis: u64) {
        self.world().live(millis);
    }

    /// Lets one more player in.
    pub(crate) fn arrive(&self) {
        self.world().arrive();
    }

    /// Waits until somebody asks what happens, who did not before.
    pub(crate) fn wait_for_a_tail(&self) {
        let world = self.world();
        drop(self.tailed.wait_while(world, |world| std::mem::take(&mut world.new_tails) == 0));
    }
}

impl World {
    fn live(&mut self, millis: u64) {
        self.up_ms += millis;
        // The market wakes and sleeps, so that rates go up and down.
        let mood = 1 + self.up_ms / 9_000 % 5;
        for _ in 0..self.luck.below(3 * mood) {
            self.chat();
        }
        match self.luck.below(40) {
            0 | 1 if self.drain.is_none() && self.conns.len() < 160 => self.arrive(),
            2 => self.leave(CloseCode::Done),
            3 if self.luck.below(4) == 0 => self.leave(CloseCode::TooSlow),
            4 | 5 => self.wander(),
            6 => self.whisper(),
            7 if self.luck.below(3) == 0 => self.counted.lost += 1,
            _ => {}
        }
        self.sway();
        if self.drain.is_some() {
            self.leave(CloseCode::Restarting);
        }
    }

    pub(super) fn arrive(&mut self) {
        let id = self.next_conn;
        self.next_conn += 1;
        self.counted.opened += 1;
        let address = [198, 51, 100, self.luck.below(250) as u8].into();
        let user = (self.luck.below(3) > 0).then(|| format!("{}_{id}", self.luck.of(&NAMES)));
        let since_ms = self.now_ms();
        let player = Player { user, address, since_ms, realms: Default::default(), outbox_bytes: 0, lag_ms: 0 };
        self.conns.insert(id, player);
        self.tell(Happened::Opened { conn: conn(id), address, dialect: dialect(id) });
        self.join(id, Realm::Lobby);
        if self.luck.below(3) > 0 {
            self.wander_with(id);
        }
    }

    fn someone(&mut self) -> Option<u64> {
        let ids: Vec<u64> = self.conns.keys().copied().collect();
        (!ids.is_empty()).then(|| *self.luck.of(&ids))
    }

    fn wander(&mut self) {
        if let Some(id) = self.someone() {
            self.wander_with(id);
        }
    }

    fn wander_with(&mut self, id: u64) {
        let realm = self.luck.of(&ROOMS).parse().expect("it is a realm");
        self.join(id, realm);
    }

    fn leave(&mut self, code: CloseCode) {
        if let Some(id) = self.someone() {
            self.close(id, code);
        }
    }

    fn chat(&mut self) {
        let Some(id) = self.someone() else { return };
        let realms: Vec<Realm> = self.conns[&id].realms.iter().cloned().collect();
        let (realm, line) = (self.luck.of(&realms).clone(), *self.luck.of(&LINES));
        self.say(&realm, Some(id), line);
    }

    fn whisper(&mut self) {
        let (Some(from), Some(to)) = (self.someone(), self.someone()) else { return };
        self.counted.messages_in += 1;
        self.counted.messages_out += 1;
        self.tell(Happened::Direct { from: Some(conn(from)), to: conn(to), bytes: 12 });
    }

    /// A few conns fall behind and catch up again.
    fn sway(&mut self) {
        for (id, player) in &mut self.conns {
            if id % 13 != 0 {
                continue;
            }
            player.outbox_bytes = (player.outbox_bytes + self.luck.below(9_000)) % 262_144;
            player.lag_ms = player.outbox_bytes / 40;
        }
    }
}

pub(super) fn dialect(id: u64) -> Dialect {
    if id.is_multiple_of(4) { Dialect::Json } else { Dialect::Protobuf }
}
