//! One message is lost on the bus, and nobody is told so.

use std::time::{Duration, Instant};

use nats_server::NatsServer;
use wire::packets::packet::Msg;

use super::lossy::LossyWay;
use crate::harness::Node;
use crate::streams::Follower;

/// How often an owner tells how far its stream has come, and some time for a busy machine.
const SEEN_WITHIN: Duration = Duration::from_secs(5 + 1);

/// A listener whose node is behind a lossy way, and a talker at the node that counts the stream.
fn both(test: impl FnOnce(&LossyWay, Follower, Follower)) {
    let nats = NatsServer::start();
    let way = LossyWay::to(nats.address());
    let owner = crate::fleet::node(&nats, 64);
    let (ann, _) = Follower::enter(&owner, "/ws?room=x", None);
    let behind = Node::with(|config| {
        config.nats.urls = vec![format!("nats://{}", way.address).parse().expect("a URL")];
        config.realms.room_history = 64;
    });
    let (ben, _) = Follower::enter(&behind, "/ws?room=x", None);
    test(&way, ann, ben);
}

#[test]
fn the_loss_of_a_message_is_seen_on_the_next_one_and_mended() {
    both(|way, mut ann, mut ben| {
        for round in 0..10 {
            let lost = format!("lost {round}");
            way.lose(&lost);
            let started = Instant::now();
            for line in [lost, format!("next {round}")] {
                ann.client.say(&line);
                ann.next();
                // Each comes in its place, without a word about what happened.
                ben.heard.clear();
            }
            ben.next();
            ben.next();
            assert_eq!(ben.heard, [format!("lost {round}"), format!("next {round}")]);
            assert!(way.has_lost() && started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
        }
    });
}

#[test]
fn the_loss_of_the_last_message_is_seen_within_five_seconds_and_mended() {
    both(|way, mut ann, mut ben| {
        way.lose("the last");
        ann.client.say("the last");
        ann.next();
        let said = Instant::now();
        let Some(Msg::Chat(chat)) = ben.next().msg else { panic!("no chat") };
        assert_eq!(chat.msg, "the last");
        assert!(way.has_lost(), "it came as if nothing had been lost");
        assert!(said.elapsed() < SEEN_WITHIN, "seen after {:?}", said.elapsed());
    });
}
