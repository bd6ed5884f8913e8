//! Plays `cases.json`: what goes into a client and what must come out. The file is for every language; in it
//!
//! - a case is a list of steps, and may begin `after` another has been played,
//! - a step happens `at` a time in milliseconds (else at that of the step before) with `luck` in thousandths (else 500),
//! - packets are in the proto3 JSON mapping, as players who speak JSON hear and send them.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::time::Duration;

use client::{Client, Event, Input, Luck, Output, Settings};
use serde_json::{Value, json};
use types::{Millis, Place};

fn cases() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("cases.json")).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// The steps of a case, with those of the case that it begins after.
fn steps(cases: &[Value], name: &str) -> Vec<Value> {
    let case = cases.iter().find(|case| case["name"] == name).unwrap_or_else(|| panic!("no case is called {name:?}"));
    let mut all = case["after"].as_str().map(|before| steps(cases, before)).unwrap_or_default();
    all.extend(case["steps"].as_array().unwrap().iter().cloned());
    all
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn input(value: &Value) -> Input {
    let (name, with) = value.as_object().unwrap().iter().next().unwrap();
    match name.as_str() {
        "connect" => Input::Connect,
        "disconnect" => Input::Disconnect,
        "join" => Input::Join(text(&with["realm"])),
        "leave" => Input::Leave(text(&with["realm"])),
        "say" => Input::Say { realm: text(&with["realm"]), text: text(&with["text"]) },
        "direct" => Input::Direct { conn: with["conn"].as_u64().unwrap(), text: text(&with["text"]), body: Vec::new() },
        "who" => Input::Who { realm: text(&with["realm"]), after: with["after"].as_u64().unwrap_or(0), limit: 0 },
        "call" => Input::Call { kind: text(&with["kind"]), text: text(&with["text"]), body: Vec::new() },
        "command" => Input::Command {
            game: text(&with["game"]),
            id: [with["id"].as_u64().unwrap().try_into().unwrap(); 16],
            expect: with["expect"].as_u64().unwrap_or(0),
            kind: text(&with["kind"]),
            text: text(&with["text"]),
        },
        "token" => Input::Token(text(&with["token"])),
        "opened" => Input::Opened,
        "heard" => Input::Heard(serde_json::from_value(with.clone()).unwrap()),
        "ended" => Input::Ended {
            code: with["code"].as_u64().map(|code| code.try_into().unwrap()),
            reason: text(&with["reason"]),
        },
        "ticked" => Input::Ticked,
        other => panic!("no input is called {other:?}"),
    }
}

fn output(output: Output) -> Value {
    match output {
        Output::Connect => json!({"connect": {}}),
        Output::Send(packet) => json!({"send": packet}),
        Output::HangUp => json!({"hangUp": {}}),
        Output::Tell(event) => json!({"tell": told(event)}),
    }
}

fn told(event: Event) -> Value {
    let place = |place: Place| json!({"epoch": place.epoch.0, "offset": place.offset.0});
    let millis = |time: Duration| time.as_millis() as u64;
    match event {
        Event::Welcome { id, user, guest, resumed, expires } => {
            json!({"welcome": {"id": id, "user": user, "guest": guest, "resumed": resumed, "expires": expires}})
        }
        Event::Closed { code, reason, comes_back } => {
            json!({"closed": {"code": code, "reason": reason, "comesBackMillis": comes_back.map(millis)}})
        }
        Event::Joined { realm, place: at, members } => {
            json!({"joined": {"realm": realm, "place": place(at), "members": members}})
        }
        Event::Left { realm } => json!({"left": {"realm": realm}}),
        Event::NotJoined { realm } => json!({"notJoined": {"realm": realm}}),
        Event::View { realm, place: at, from, text } => {
            json!({"view": {"realm": realm, "place": place(at), "from": from, "text": text}})
        }
        Event::Service { realm, place: at, kind, text, .. } => {
            json!({"service": {"realm": realm, "place": place(at), "kind": kind, "text": text}})
        }
        Event::Members { realm, total, page, next } => {
            json!({"members": {"realm": realm, "total": total, "page": page, "next": next}})
        }
        Event::Moved { realm, conn, user, is_in } => {
            json!({"moved": {"realm": realm, "conn": conn, "user": user, "isIn": is_in}})
        }
        Event::Placed { realm, place: at } => json!({"placed": {"realm": realm, "place": place(at)}}),
        Event::Unsaid { realm } => json!({"unsaid": {"realm": realm}}),
        Event::Gap { realm, place: at, why } => json!({"gap": {"realm": realm, "place": place(at), "why": why}}),
        Event::Doubt { realm } => json!({"doubt": {"realm": realm}}),
        Event::Sure { realm, offset } => json!({"sure": {"realm": realm, "offset": offset.0}}),
        Event::Presence { realm, members } => json!({"presence": {"realm": realm, "members": members}}),
        Event::Direct { from, text, .. } => json!({"direct": {"from": from, "text": text}}),
        Event::Acked { id, offset } => json!({"acked": {"id": id[0], "offset": offset.0}}),
        Event::Refused { id, code, text } => json!({"refused": {"id": id[0], "code": code, "text": text}}),
        Event::Error { code, text } => json!({"error": {"code": code, "text": text}}),
        Event::Pong { round_trip, server_time } => {
            json!({"pong": {"roundTripMillis": millis(round_trip), "serverTime": server_time}})
        }
    }
}

/// Plays a case; gives what came out of each step.
fn play(steps: &[Value]) -> Vec<Value> {
    let mut client =
        Client::new(Settings { home: types::Realm::Lobby, name: "cases".to_owned(), token: String::new() });
    let mut now = 0;
    let mut outs = Vec::new();
    for step in steps {
        now = step["at"].as_u64().unwrap_or(now);
        let luck = Luck(step["luck"].as_u64().unwrap_or(500).try_into().unwrap());
        let mut out = Vec::new();
        client.handle(Millis(now), luck, input(&step["in"]), &mut out);
        outs.push(Value::Array(out.into_iter().map(output).collect()));
    }
    outs
}

#[test]
fn every_case_comes_out_as_it_is_written() {
    let cases = cases();
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let steps = steps(&cases, name);
        for (step, out) in steps.iter().zip(play(&steps)) {
            assert_eq!(out, step["out"], "{name}: {}", step["in"]);
        }
    }
    assert!(cases.len() >= 30, "only {} cases", cases.len());
}

#[test]
fn names_are_given_once() {
    let mut names: Vec<_> = cases().iter().map(|case| text(&case["name"])).collect();
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
