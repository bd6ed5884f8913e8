//! A node that goes down.

use std::net::TcpStream;
use std::thread;

use crate::harness::{Client, Node, binary, close};
use crate::protobuf;

#[test]
fn every_conn_is_closed_with_4012_and_the_drain_ends_when_they_have_left() {
    Node::each_layout(|node| {
        let mut clients: Vec<Client> = (0..20).map(|_| node.join()).chain([node.join_json()]).collect();
        clients[0].send(&binary(&protobuf::hello()));
        let mut silent = Client::connect(node.address);
        thread::scope(|scope| {
            let drain = scope.spawn(|| node.drain());
            for client in &mut clients {
                assert_eq!(client.closed(), (4012, "restarting".to_owned()));
                client.send(&close(4012, ""));
                client.finish();
            }
            // It may not have been accepted yet, and then the kernel resets it.
            silent.ended_or_cut();
            drain.join().expect("the drain ends");
        });
        assert!(TcpStream::connect(node.address).is_err(), "nobody listens any more");
    });
}

#[test]
fn the_close_frame_is_byte_for_byte() {
    let node = Node::with(|config| config.limits.close_grace = std::time::Duration::from_millis(10));
    let mut client = node.join();
    node.drain();
    client.hears(b"\x88\x0c\x0f\xacrestarting");
    client.ended();
}

#[test]
fn readiness_ends_with_the_drain_and_health_does_not() {
    let node = Node::start();
    assert_eq!(Client::get(node.metrics, "/readyz").status, 200);
    assert_eq!(Client::get(node.address, "/readyz").status, 200);
    node.drain();
    assert_eq!(Client::get(node.metrics, "/readyz").status, 503);
    assert_eq!(Client::get(node.metrics, "/healthz").status, 200);
}
