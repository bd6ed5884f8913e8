//! T40: how conns end in the middle of everything; and a node that is full.

use std::time::Duration;

use socket2::SockRef;

use crate::harness::{Client, Node, Request, binary, masked};
use crate::protobuf::chat;

#[test]
fn t40_however_a_connection_breaks_it_is_one_leave() {
    Node::each_layout(|node| {
        let mut observer = Client::greet(node, "/ws");
        let open = || (0..20).map(|_| node.join()).collect::<Vec<Client>>();
        let (mut reset, mut cut, mut quit) = (open(), open(), open());
        observer.until_present("lobby", 61);
        for client in &mut reset {
            client.send(&masked(0x82, &chat("never whole"))[..9]);
            SockRef::from(&client.stream).set_linger(Some(Duration::ZERO)).expect("TCP can do that");
        }
        drop(reset);
        for client in &mut cut {
            client.send(&masked(0x02, b"half")[..7]);
            client.finish();
        }
        drop(quit.drain(..));
        observer.until_present("lobby", 1);
        for client in &mut cut {
            client.ended();
        }
    });
}

#[test]
fn t40_a_fin_right_behind_the_last_message_is_a_leave() {
    let node = Node::start();
    let mut observer = Client::greet(&node, "/ws");
    let mut handshakes: Vec<Client> = (0..50).map(|_| Client::connect(node.address)).collect();
    for client in &mut handshakes {
        client.send(&[Request::upgrade("/ws").bytes(), binary(&chat("bye"))].concat());
        client.finish();
    }
    for client in &mut handshakes {
        client.opened();
        client.rest();
    }
    let mut conns: Vec<Client> = (0..50).map(|_| node.join()).collect();
    observer.until_present("lobby", 51);
    for client in &mut conns {
        client.send(&binary(&chat("bye")));
        client.finish();
    }
    observer.until_present("lobby", 1);
}

#[test]
fn a_full_node_answers_503_and_takes_the_next_when_one_leaves() {
    let node = Node::with(|config| config.limits.conns = 10);
    let mut held: Vec<Client> = (0..10).map(|_| node.join()).collect();
    for _ in 0..5 {
        let response = Client::ask(node.address, &Request::upgrade("/ws").bytes());
        assert_eq!(response.status, 503, "{response:?}");
        assert!(response.header("retry-after").is_some());
    }
    held.clear();
    node.until_metric("connections", "", 0);
    held.extend((0..10).map(|_| node.join()));
    for client in &mut held {
        client.hears_nothing();
    }
}
