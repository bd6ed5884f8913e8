//! A database that is gone for good, and a replica in its place that lacks the last moves.

use postgres_server::PostgresServer;
use serde_json::{Value, json};

use crate::harness::Node;
use crate::operators::{open_to_operators, post_until_done};
use crate::seat::{Seat, id_of};

/// Passes under this number until it is answered for good.
fn passes(seat: &mut Seat, game: &str, number: u8) -> Value {
    let id = id_of(&seat.user, number);
    loop {
        seat.player.say(&json!({ "command": { "game": game, "commandId": id, "kind": "pass", "text": "" } }));
        let answer = seat.answer(&id);
        if answer["retryAfterMs"].is_null() {
            return answer;
        }
    }
}

#[test]
fn t88_after_a_fail_over_to_a_replica_that_was_behind_its_log_counts_and_lost_moves_can_be_sent_again() {
    let mut primary = PostgresServer::start();
    let mut replica = primary.replica();
    let hosts = format!("{},{}", primary.address(), replica.address());
    let node = Node::with(|config| {
        open_to_operators(config);
        let url = format!("postgres://hubbub@{hosts}/hubbub?target_session_attrs=read-write");
        config.store.database = Some(url.parse().expect("a URL"));
    });
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let users: Vec<&str> = seats.iter().map(|seat| seat.user.as_str()).collect();
    let new = json!({ "rules": "crossword", "seats": users, "setup": { "first": 0 } });
    let made = post_until_done(&node, "/api/games", &new);
    let game = made["game"].as_str().expect("an id").to_owned();
    let realm = format!("game-{game}");
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    seats[0].hears("begun");
    let events = primary.ask("select count(*) from hubbub.event");
    while replica.ask("select count(*) from hubbub.event") != events {}
    // The replica has nothing of what follows.
    replica.stop();
    for (seat, number) in [(0, 1), (1, 1), (0, 2)] {
        let kept = passes(&mut seats[seat], &game, number);
        assert!(kept["offset"].is_string(), "{kept}");
    }
    primary.kill();
    replica.restart();
    replica.promote();
    // The node thinks that it is the second player's turn, until the store does not add to a log of another length.
    let judged = passes(&mut seats[1], &game, 2);
    assert_eq!(judged["code"], "not_your_turn", "the game was read again, and the last moves are gone: {judged}");
    let lost = seats[0].player.until("resync");
    assert_eq!((&lost["realm"], &lost["why"]), (&json!(realm), &json!("ahead")), "who follows it is told so: {lost}");
    for (seat, number) in [(0, 1), (1, 1), (0, 2), (1, 2)] {
        let kept = passes(&mut seats[seat], &game, number);
        assert!(kept["offset"].is_string(), "{kept}");
    }
    let shown = Seat::with_token(&node, &seats[0].token).looks(&realm);
    assert_eq!(shown["moves"].as_array().map(Vec::len), Some(4), "{shown}");
}
