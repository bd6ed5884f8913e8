use std::path::Path;
use std::time::Duration;

use config::{Config, File, Flag, Layers, Level, LogFormat, ProxyHeader, Source, load};

use crate::{load_environment, load_file};

#[test]
fn nothing_said_is_the_default() {
    let (config, sources) = load(&Layers::default()).unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(sources.of("limits.rooms"), Source::Default);
}

#[test]
fn later_layers_win_and_each_value_knows_its_origin() {
    let layers = Layers {
        file: Some(File {
            name: "hubbub.toml",
            text: "[server]\nlisten = [\"127.0.0.1:1\"]\ndata = \"file\"\nshards = 1\n",
        }),
        environment: vec![
            ("HUBBUB_SERVER_DATA".into(), "environment".into()),
            ("HUBBUB_SERVER_SHARDS".into(), "2".into()),
            ("PATH".into(), "/bin".into()),
        ],
        flags: vec![Flag { name: "--shards", key: "server.shards", values: vec!["3".into()] }],
    };
    let (config, sources) = load(&layers).unwrap();
    assert_eq!(config.server.listen, ["127.0.0.1:1".parse().unwrap()]);
    assert_eq!(config.server.data, Path::new("environment"));
    assert_eq!(config.server.shards, 3);
    let origins = ["listen", "data", "shards", "metrics"].map(|name| sources.of(&format!("server.{name}")).to_string());
    assert_eq!(origins, ["hubbub.toml:2", "environment HUBBUB_SERVER_DATA", "--shards", "default"]);
}

#[test]
fn values_are_written_as_people_write_them() {
    let text = r#"
        limits.outbox_bytes = "1MiB"
        limits.message_bytes = 4096
        limits.outbox_age = "1500ms"
        limits.rooms = 5_000
        [server]
        metrics = ""
        origins = ["https://Game.Example:443"]
        listen_tls = ["0.0.0.0:443"]
        tls_certificate_file = "server.crt"
        tls_key_file = "server.key"
        trusted_proxies = ["10.0.0.0/8", "::1"]
        proxy_header = "proxy-protocol"
        [log]
        level = "warn"
        format = "json"
    "#;
    let (config, _) = load_file(text).unwrap();
    assert_eq!(config.limits.outbox_bytes, 1 << 20);
    assert_eq!(config.limits.message_bytes, 4096);
    assert_eq!(config.limits.outbox_age, Duration::from_millis(1500));
    assert_eq!(config.limits.rooms, 5_000);
    assert_eq!(config.server.metrics, None);
    assert_eq!(config.server.origins[0].as_str(), "https://game.example");
    assert_eq!(config.server.listen_tls, ["0.0.0.0:443".parse().unwrap()]);
    assert_eq!(config.server.tls_key_file.as_deref(), Some(Path::new("server.key")));
    assert_eq!(config.server.proxy_header, ProxyHeader::ProxyProtocol);
    assert!(config.server.trusted_proxies[0].contains("10.1.2.3".parse().unwrap()));
    assert_eq!(config.log.level, Level::Warn);
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn lists_are_replaced_and_cut_at_commas_outside_the_file() {
    let listen = ("HUBBUB_SERVER_LISTEN", "127.0.0.1:1, [::1]:1");
    let hosts = ("HUBBUB_SERVER_HOSTS", "");
    let (config, _) = load_environment(&[listen, hosts]).unwrap();
    assert_eq!(config.server.listen, ["127.0.0.1:1".parse().unwrap(), "[::1]:1".parse().unwrap()]);
    assert!(config.server.hosts.is_empty());

    let (config, sources) = load(&Layers {
        flags: vec![Flag {
            name: "--listen",
            key: "server.listen",
            values: vec!["127.0.0.1:1".into(), "127.0.0.1:2".into()],
        }],
        ..Layers::default()
    })
    .unwrap();
    assert_eq!(config.server.listen.len(), 2);
    assert_eq!(sources.of("server.listen").to_string(), "--listen");
}

#[test]
fn a_file_of_windows_is_read() {
    let (config, sources) = load_file("\u{feff}[server]\r\nshards = 4\r\n").unwrap();
    assert_eq!(config.server.shards, 4);
    assert_eq!(sources.of("server.shards").to_string(), "hubbub.toml:2");
}
