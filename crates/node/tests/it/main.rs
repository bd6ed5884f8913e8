//! A whole node on real sockets: what it promises its clients, byte for byte, and what attackers get.

mod attack;
mod continuity;
mod contract;
mod differential;
mod drain;
mod fleet;
mod games;
mod harness;
mod http;
mod json;
mod lobby;
mod login;
mod operators;
mod player;
mod process;
mod protobuf;
mod proxies;
mod quarantine;
mod realms;
mod relayed;
mod replay;
mod seat;
mod services;
mod streams;
mod tls;
mod transcript;
