use config::{Flag, Layers, load};
use expect_test::{Expect, expect};

use crate::{load_environment, load_file};

fn check_file(text: &str, expected: &Expect) {
    let errors = load_file(text).expect_err("the file is wrong");
    expected.assert_eq(&errors.to_string());
}

#[test]
fn an_unknown_key_is_pointed_at() {
    check_file(
        "[limits]\n\noutbox_byte = \"1MiB\"\n",
        &expect![[r#"
        error: unknown key `outbox_byte` in [limits]
         --> hubbub.toml:3:1
          |
        3 | outbox_byte = "1MiB"
          | ^^^^^^^^^^^
          = did you mean `outbox_bytes`?
          = `hubbub config show` prints every key with its meaning
    "#]],
    );
}

#[test]
fn a_key_in_the_wrong_section_is_shown_the_right_one() {
    check_file(
        "listen = []\n[sevrer]\n[server]\noutbox_bytes = 1\ncolour = 1\n",
        &expect![[r#"
        error: unknown key `listen`
         --> hubbub.toml:1:1
          |
        1 | listen = []
          | ^^^^^^
          = did you mean `listen` in [server]?

        error: unknown section `sevrer`
         --> hubbub.toml:2:2
          |
        2 | [sevrer]
          |  ^^^^^^
          = did you mean [server]?

        error: unknown key `outbox_bytes` in [server]
         --> hubbub.toml:4:1
          |
        4 | outbox_bytes = 1
          | ^^^^^^^^^^^^
          = did you mean `outbox_bytes` in [limits]?
          = `hubbub config show` prints every key with its meaning

        error: unknown key `colour` in [server]
         --> hubbub.toml:5:1
          |
        5 | colour = 1
          | ^^^^^^
          = `hubbub config show` prints every key with its meaning
    "#]],
    );
}

#[test]
fn a_section_is_no_value_and_a_value_no_section() {
    check_file(
        "limits = 3\n[server.data]\n",
        &expect![[r#"
        error: `limits` is a section
         --> hubbub.toml:1:1
          |
        1 | limits = 3
          | ^^^^^^
          = write [limits] on a line of its own, and below it one `name = value` a line

        error: `server.data`: a table does not fit here
         --> hubbub.toml:2:1
          |
        2 | [server.data]
          | ^^^^^^^^^^^^^
          = expected a path, such as "data"
    "#]],
    );
}

#[test]
fn all_faults_of_a_file_come_at_once() {
    check_file(
        "[limits]
outbox_bytes = \"256kb\"
outbox_age = 10
conns = -1
rooms = \"100\"
head_bytes = 1.5
faults = 99_999_999_999_999_999_999_999
[server]
listen = [\"localhost:80\", 4, \"::1\"]
conformance_echo = \"true\"
origins = \"*\"
[log]
level = \"Debugg\"
",
        &expect![[r#"
            error: `limits.outbox_bytes`: not a size
             --> hubbub.toml:2:16
              |
            2 | outbox_bytes = "256kb"
              |                ^^^^^^^
              = expected a size from 128KiB to 64MiB, such as "256KiB"
              = did you mean "256KiB"?

            error: `limits.outbox_age`: a time without a unit
             --> hubbub.toml:3:14
              |
            3 | outbox_age = 10
              |              ^^
              = expected a time from 10ms to 5m, such as "10s"
              = did you mean "10s"?

            error: `limits.conns`: too small
             --> hubbub.toml:4:9
              |
            4 | conns = -1
              |         ^^
              = expected a number from 0 to 10_000_000

            error: `limits.rooms`: a string does not fit here
             --> hubbub.toml:5:9
              |
            5 | rooms = "100"
              |         ^^^^^
              = expected a number from 1 to 10_000_000
              = did you mean 100?

            error: `limits.head_bytes`: a number with a point does not fit here
             --> hubbub.toml:6:14
              |
            6 | head_bytes = 1.5
              |              ^^^
              = expected a size from 1KiB to 64KiB, such as "8KiB"

            error: `limits.faults`: too large
             --> hubbub.toml:7:10
              |
            7 | faults = 99_999_999_999_999_999_999_999
              |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              = expected a number from 1 to 10_000

            error: `server.listen`: "localhost:80" does not fit here
             --> hubbub.toml:9:11
              |
            9 | listen = ["localhost:80", 4, "::1"]
              |           ^^^^^^^^^^^^^^
              = expected an address with a port, such as "127.0.0.1:8080", "[::1]:8080" or "0.0.0.0:8080" for every interface
              = did you mean "127.0.0.1:80"?

            error: `server.listen`: a number does not fit here
             --> hubbub.toml:9:27
              |
            9 | listen = ["localhost:80", 4, "::1"]
              |                           ^
              = expected an address with a port, such as "127.0.0.1:8080", "[::1]:8080" or "0.0.0.0:8080" for every interface

            error: `server.listen`: "::1" does not fit here
             --> hubbub.toml:9:30
              |
            9 | listen = ["localhost:80", 4, "::1"]
              |                              ^^^^^
              = expected an address with a port, such as "127.0.0.1:8080", "[::1]:8080" or "0.0.0.0:8080" for every interface
              = did you mean "[::1]:8080"?

            error: `server.conformance_echo`: a string does not fit here
              --> hubbub.toml:10:20
               |
            10 | conformance_echo = "true"
               |                    ^^^^^^
               = expected true or false
               = did you mean true without quotes?

            error: `server.origins`: a string does not fit here
              --> hubbub.toml:11:11
               |
            11 | origins = "*"
               |           ^^^
               = expected a list of 0 to 256, each a scheme, a host and perhaps a port, such as "https://game.example", or "*" for every page
               = did you mean ["*"]?

            error: `log.level`: "Debugg" does not fit here
              --> hubbub.toml:13:9
               |
            13 | level = "Debugg"
               |         ^^^^^^^^
               = expected "error", "warn", "info", "debug" or "trace"
               = did you mean "debug"?
        "#]],
    );
}

#[test]
fn what_is_no_toml_hides_nothing_else() {
    check_file(
        "[server]\ndata = data\nshards = 1\nshards = 2\n[limits]\nconns = \"\nrooms = 0\n",
        &expect![[r#"
        error: not TOML: string values must be quoted, expected literal string
         --> hubbub.toml:2:8
          |
        2 | data = data
          |        ^^^^

        error: not TOML: duplicate key
         --> hubbub.toml:4:1
          |
        4 | shards = 2
          | ^^^^^^

        error: not TOML: invalid basic string, expected `"`
         --> hubbub.toml:6:10
          |
        6 | conns = "
          |          ^

        error: `limits.rooms`: too small
         --> hubbub.toml:7:9
          |
        7 | rooms = 0
          |         ^
          = expected a number from 1 to 10_000_000
    "#]],
    );
}

#[test]
fn variables_are_pointed_at_too() {
    let errors = load_environment(&[
        ("HUBBUB_LIMITS_OUTBOX_BYTE", "1"),
        ("HUBBUB_COLOUR", "red"),
        ("HUBBUB_LOG_FORMAT", "jsn"),
        ("HUBBUB_SERVER_LISTEN", "127.0.0.1:1, :80"),
        ("HUBBUB_SERVER_METRICS", "off"),
        ("HUBBUB_LIMITS_ROOMS", ""),
    ])
    .unwrap_err();
    expect![[r#"
        error: unknown environment variable `HUBBUB_COLOUR`
         --> environment HUBBUB_COLOUR
          |
          | HUBBUB_COLOUR=red
          | ^^^^^^^^^^^^^
          = expected HUBBUB_SECTION_KEY; `hubbub config show` prints every key, or unset it

        error: unknown environment variable `HUBBUB_LIMITS_OUTBOX_BYTE`
         --> environment HUBBUB_LIMITS_OUTBOX_BYTE
          |
          | HUBBUB_LIMITS_OUTBOX_BYTE=1
          | ^^^^^^^^^^^^^^^^^^^^^^^^^
          = did you mean `HUBBUB_LIMITS_OUTBOX_BYTES`?

        error: `limits.rooms`: "" does not fit here
         --> environment HUBBUB_LIMITS_ROOMS
          |
          | HUBBUB_LIMITS_ROOMS=
          |                     ^
          = expected a number from 1 to 10_000_000

        error: `log.format`: "jsn" does not fit here
         --> environment HUBBUB_LOG_FORMAT
          |
          | HUBBUB_LOG_FORMAT=jsn
          |                   ^^^
          = expected "auto", "text" or "json"
          = did you mean "json"?

        error: `server.listen`: ":80" does not fit here
         --> environment HUBBUB_SERVER_LISTEN
          |
          | HUBBUB_SERVER_LISTEN=127.0.0.1:1, :80
          |                                   ^^^
          = expected an address with a port, such as "127.0.0.1:8080", "[::1]:8080" or "0.0.0.0:8080" for every interface
          = did you mean "127.0.0.1:80"?

        error: `server.metrics`: "off" does not fit here
         --> environment HUBBUB_SERVER_METRICS
          |
          | HUBBUB_SERVER_METRICS=off
          |                       ^^^
          = expected an address with a port, such as "127.0.0.1:8081", or "" for none
          = did you mean ""?
    "#]].assert_eq(&errors.to_string());
}

#[test]
fn flags_are_pointed_at_too() {
    let errors = load(&Layers {
        flags: vec![Flag {
            name: "--listen",
            key: "server.listen",
            values: vec!["127.0.0.1:1".into(), "127.0.0.1".into()],
        }],
        ..Layers::default()
    })
    .unwrap_err();
    expect![[r#"
        error: `server.listen`: "127.0.0.1" does not fit here
         --> --listen
          |
          | --listen 127.0.0.1
          |          ^^^^^^^^^
          = expected an address with a port, such as "127.0.0.1:8080", "[::1]:8080" or "0.0.0.0:8080" for every interface
          = did you mean "127.0.0.1:8080"?
    "#]].assert_eq(&errors.to_string());
}

#[test]
fn settings_must_fit_together() {
    check_file(
        "[server]
listen = [\"127.0.0.1:1\", \"0.0.0.0:2\"]
conformance_echo = true
[limits]
dead_after = \"15s\"
head_bytes = \"1KiB\"
inbound_bytes_burst = \"8KiB\"
",
        &expect![[r#"
            error: `server.conformance_echo` is on and the node listens not only on loopback: strangers could use its wide limits
             --> hubbub.toml:3:20
              |
            3 | conformance_echo = true
              |                    ^^^^
              = listen on 127.0.0.1 and [::1] alone, or turn conformance_echo off

            error: `limits.ping_every` is 20s and `limits.dead_after` is 15s: a conn would be dead before it is asked
             --> hubbub.toml:5:14
              |
            5 | dead_after = "15s"
              |              ^^^^^
              = make ping_every the smaller one, best a third of dead_after

            error: `limits.request_line_bytes` is larger than `limits.head_bytes`, of which it is a part
             --> hubbub.toml:6:14
              |
            6 | head_bytes = "1KiB"
              |              ^^^^^^
              = lower request_line_bytes or raise head_bytes

            error: `limits.message_bytes` is larger than `limits.inbound_bytes_burst`: the largest message could never come in
             --> hubbub.toml:7:23
              |
            7 | inbound_bytes_burst = "8KiB"
              |                       ^^^^^^
              = lower message_bytes or raise inbound_bytes_burst
        "#]],
    );
}

#[test]
fn a_node_that_runs_games_needs_a_fleet_and_a_store() {
    check_file(
        "[server]\nrole = \"games\"\n",
        &expect![[r#"
        error: `server.role` is "games" and nothing says where games are kept
         --> hubbub.toml:2:8
          |
        2 | role = "games"
          |        ^^^^^^^
          = give store.database the URL of a PostgreSQL database, as with --database

        error: `server.role` is that of a node in a fleet, and `nats.urls` is empty: no other node could be reached
         --> hubbub.toml:2:8
          |
        2 | role = "games"
          |        ^^^^^^^
          = give nats.urls the address of a NATS server, as with --nats, or leave the role out
    "#]],
    );
}

#[test]
fn no_listener_is_no_server() {
    check_file(
        "[server]\nlisten = []\n",
        &expect![[r#"
        error: `server.listen` and `server.listen_tls` are both empty: nobody could connect
         --> hubbub.toml:2:10
          |
        2 | listen = []
          |          ^^
          = give one of them an address, such as listen = ["127.0.0.1:8080"]
    "#]],
    );
}

#[test]
fn tls_is_wanted_whole_or_not_at_all() {
    check_file(
        "[server]\nlisten_tls = [\"0.0.0.0:443\"]\ntls_key_file = \"server.key\"\n",
        &expect![[r#"
        error: `server.listen_tls` has an address and `server.tls_certificate_file` is empty: TLS needs a certificate and its key
         --> hubbub.toml:2:14
          |
        2 | listen_tls = ["0.0.0.0:443"]
          |              ^^^^^^^^^^^^^^^
          = give tls_certificate_file the path of a PEM file, or empty listen_tls
    "#]],
    );
    check_file(
        "[server]\ntls_certificate_file = \"server.crt\"\n",
        &expect![[r#"
        error: `server.tls_certificate_file` is given and `server.listen_tls` is empty: nothing would speak TLS
         --> hubbub.toml:2:24
          |
        2 | tls_certificate_file = "server.crt"
          |                        ^^^^^^^^^^^^
          = give listen_tls an address, such as ["0.0.0.0:8443"], or empty tls_certificate_file
    "#]],
    );
    check_file(
        "[server]\nlisten = [\"0.0.0.0:443\"]\nlisten_tls = [\"0.0.0.0:443\"]\ntls_certificate_file = \"a\"\ntls_key_file = \"b\"\n",
        &expect![[r#"
            error: an address stands in `server.listen` and in `server.listen_tls`: it speaks TLS or it does not
             --> hubbub.toml:3:14
              |
            3 | listen_tls = ["0.0.0.0:443"]
              |              ^^^^^^^^^^^^^^^
              = take it out of one of them
        "#]],
    );
}

#[test]
fn proxies_are_networks_and_speak_in_one_way() {
    check_file(
        "[server]\ntrusted_proxies = [\"10.0.0.1\", \"::ffff:10.0.0.0/104\"]\nproxy_header = \"proxy_protocol\"\n",
        &expect![[r#"
            error: `server.trusted_proxies`: "::ffff:10.0.0.0/104" does not fit here
             --> hubbub.toml:2:32
              |
            2 | trusted_proxies = ["10.0.0.1", "::ffff:10.0.0.0/104"]
              |                                ^^^^^^^^^^^^^^^^^^^^^
              = expected an address or a network, such as "10.0.0.7", "10.0.0.0/8" or "fd00::/8"
              = did you mean "10.0.0.0/8"?

            error: `server.proxy_header`: "proxy_protocol" does not fit here
             --> hubbub.toml:3:16
              |
            3 | proxy_header = "proxy_protocol"
              |                ^^^^^^^^^^^^^^^^
              = expected "x-forwarded-for", "forwarded" or "proxy-protocol"
              = did you mean "proxy-protocol"?
        "#]],
    );
}

#[test]
fn what_is_nonsense_is_refused_without_a_panic() {
    for text in
        ["\0", "[", "é = [[\u{1b}[2J", "a.b.c = 1\n[a]\n", "[[limits]]\n", "limits = [[[[[[", "\u{feff}\u{feff}"]
    {
        let errors = load_file(text).unwrap_err().to_string();
        assert!(!errors.contains(['\0', '\u{1b}']), "{errors:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "([a-z_.]{1,8}|[\\[\\]={}\"'#,.0-9\\-]|[ \t\r\n]|é|\u{0}){0,60}") {
        let _ = load_file(&text);
    }

    #[test]
    fn no_value_makes_it_panic(
        name in proptest::sample::select(&["SERVER_LISTEN", "SERVER_ORIGINS", "SERVER_HOSTS", "SERVER_TRUSTED_PROXIES",
            "SERVER_METRICS", "LIMITS_OUTBOX_BYTES", "LIMITS_OUTBOX_AGE", "LIMITS_ROOMS", "LOG_LEVEL"][..]),
        value in "([a-zA-Z]{1,4}|[0-9]{1,20}|[\\[\\]:/.,*@ é\u{0}\\-]|KiB|ms|https://){0,12}",
    ) {
        let variable = format!("HUBBUB_{name}");
        if let Err(errors) = load_environment(&[(&variable, &value)]) {
            let text = errors.to_string();
            assert!(text.contains(&variable) && text.contains('^'), "{text}");
        }
    }
}
