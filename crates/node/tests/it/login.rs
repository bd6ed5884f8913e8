//! Who comes in: guests, tokens, tickets, sessions.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use nats_server::NatsServer;
use ring::hmac;
use serde_json::{Value, json};
use types::LoginPolicy;

use crate::harness::{Client, Node, Request};
use crate::player::Player;

const SECRET: &[u8] = b"a secret of at least thirty-two bytes";

/// A folder of this test alone, with the secret of a login service and the key of a fleet.
pub(crate) struct Keys {
    pub(crate) secret: PathBuf,
    key: PathBuf,
}

impl Keys {
    pub(crate) fn new(test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("login-{test}"));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let keys = Self { secret: folder.join("secret"), key: folder.join("key") };
        fs::write(&keys.secret, SECRET).expect("a file can be written");
        fs::write(&keys.key, "5f".repeat(32)).expect("a file can be written");
        keys
    }

    fn node(&self, policy: LoginPolicy, nats: Option<&NatsServer>) -> Node {
        Node::with(|config| {
            config.auth.policy = policy;
            config.auth.secret_file = Some(self.secret.clone());
            config.auth.key_file = Some(self.key.clone());
            config.limits.user_conns = 2;
            config.nats.urls = nats.iter().map(|nats| nats.url().parse().expect("a URL")).collect();
        })
    }
}

/// A token of the login service.
pub(crate) fn token(user: &str, ends_in: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs() as i64;
    let claims = json!({ "sub": user, "iat": now - 10, "exp": now + ends_in });
    let signed = format!("{}.{}", BASE64.encode(r#"{"alg":"HS256"}"#), BASE64.encode(claims.to_string()));
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(mac))
}

pub(crate) fn ticket(node: &Node, token: &str) -> Value {
    let request = Request::plain("POST", "/api/ticket").and(&format!("Authorization: Bearer {token}"));
    let answer = Client::ask(node.address, &request.and("Content-Length: 0").bytes());
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

#[test]
fn a_guest_stays_who_he_is_and_a_bad_token_ends_the_conn() {
    let keys = Keys::new("guest");
    let node = keys.node(LoginPolicy::Open, None);
    let mut ann = Player::open(&node, "/");
    let welcome = ann.hello(json!({}));
    let user = welcome["user"].as_str().expect("a name").to_owned();
    assert!(user.starts_with("guest_"), "{user}");
    let mut again = Player::open(&node, "/");
    assert_eq!(again.hello(json!({ "token": welcome["guest"] }))["user"], user.as_str());
    let mut third = Player::open(&node, "/");
    third.say(&json!({ "hello": { "version": 1, "token": welcome["guest"] } }));
    assert_eq!(third.client.closed().0, 4507);
    let mut other = Player::open(&node, "/");
    assert_ne!(other.hello(json!({}))["user"], user.as_str());
    for bad in ["nonsense", "hbg1_AAAA", &format!("{}x", token("ann", 60))] {
        let mut mallory = Player::open(&node, "/");
        mallory.say(&json!({ "hello": { "version": 1, "token": bad } }));
        assert_eq!(mallory.client.closed().0, 4501, "{bad}");
    }
}

#[test]
fn a_token_is_taken_in_hello_in_the_handshake_and_as_a_ticket() {
    let keys = Keys::new("token");
    let node = keys.node(LoginPolicy::Required, None);
    let mut ann = Player::open(&node, "/");
    assert_eq!(ann.hello(json!({ "token": token("ann", 60) }))["user"], "ann");
    let request = Request::upgrade("/").and(&format!("Authorization: Bearer {}", token("ben", 60)));
    assert_eq!(Player::asking(&node, &request).hello(json!({}))["user"], "ben");
    let given = ticket(&node, &token("cleo", 60));
    assert_eq!(given["good_for_ms"], 30_000);
    let target = format!("/?ticket={}", given["ticket"].as_str().expect("a ticket"));
    assert_eq!(Player::open(&node, &target).hello(json!({}))["user"], "cleo");
    let mut late = Player::open(&node, &target);
    late.say(&json!({ "hello": { "version": 1 } }));
    assert_eq!(late.client.closed().0, 4501, "a ticket is good once");
    let given = ticket(&node, &token("dora", 60));
    assert_eq!(Player::open(&node, "/").hello(json!({ "token": given["ticket"] }))["user"], "dora");
    let refused = Client::ask(node.address, &Request::upgrade("/?token=x").bytes());
    assert_eq!(refused.status, 400);
}

#[test]
fn t11_a_cookie_lets_nobody_in() {
    let keys = Keys::new("cookie");
    let node = keys.node(LoginPolicy::Required, None);
    let jwt = token("ann", 60);
    let request = Request::upgrade("/").and(&format!("Cookie: token={jwt}; session={jwt}; Authorization={jwt}"));
    let mut foreign = Player::asking(&node, &request);
    foreign.say(&json!({ "hello": { "version": 1 } }));
    assert_eq!(foreign.client.closed().0, 4502);
}

#[test]
fn t43_the_ids_of_somebody_else_give_no_right() {
    let keys = Keys::new("ids");
    let node = keys.node(LoginPolicy::Open, None);
    let mut ann = Player::open(&node, "/");
    let user = ann.hello(json!({}))["user"].as_str().expect("a name").to_owned();
    for guess in [ann.id().to_string(), user.clone(), format!("hbs1_{user}")] {
        for field in ["token", "session"] {
            let mut mallory = Player::open(&node, "/");
            mallory.say(&json!({ "hello": { "version": 1, field: guess } }));
            assert_eq!(mallory.client.closed().0, 4501, "{field} {guess}");
        }
    }
    let mut mallory = Player::guest(&node);
    for realm in [format!("user-{user}"), format!("game-{user}")] {
        for ask in [json!({ "join": { "realm": realm } }), json!({ "who": { "realm": realm } })] {
            mallory.say(&ask);
            assert_eq!(mallory.until("error")["code"], "not_found", "{ask}");
        }
    }
}

#[test]
fn t15_where_login_is_required_nothing_else_is_listened_to() {
    let keys = Keys::new("required");
    let node = Node::with(|config| {
        config.auth.policy = LoginPolicy::Required;
        config.auth.secret_file = Some(keys.secret.clone());
        config.limits.hello_time = std::time::Duration::from_millis(50);
    });
    let mut silent = node.join();
    assert_eq!(silent.closed(), (4002, "hello late".to_owned()));
    let mut chatty = node.join();
    chatty.say("hi");
    assert_eq!(chatty.closed(), (4502, "login required".to_owned()));
    let mut guest = Player::open(&node, "/");
    guest.say(&json!({ "hello": { "version": 1 } }));
    assert_eq!(guest.client.closed().0, 4502);
}

#[test]
fn t14_a_login_ends_unless_it_is_renewed_in_band() {
    let keys = Keys::new("renewed");
    let node = keys.node(LoginPolicy::Required, None);
    // The token has ended, and its leeway has not.
    let ending = || token("ann", 1 - auth::LEEWAY.as_secs() as i64);
    let mut ann = Player::open(&node, "/");
    assert!(ann.hello(json!({ "token": ending() }))["expires"].as_str().is_some());
    let renewed = ann.hello(json!({ "token": token("ann", 600) }));
    assert_eq!(renewed["user"], "ann");
    let mut ben = Player::open(&node, "/");
    ben.hello(json!({ "token": ending() }));
    assert_eq!(ben.client.closed().0, 4401);
    ann.say(&json!({ "hello": { "version": 1, "token": token("mallory", 600) } }));
    assert_eq!(ann.client.closed().0, 4501, "a login is renewed by its own user alone");
}

#[test]
fn t58_a_session_secret_is_good_once_here_and_at_the_other_node() {
    let keys = Keys::new("session");
    let nats = NatsServer::start();
    let nodes = [keys.node(LoginPolicy::Open, Some(&nats)), keys.node(LoginPolicy::Open, Some(&nats))];
    let mut ann = Player::open(&nodes[0], "/");
    let first = ann.hello(json!({}));
    let mut moved = Player::open(&nodes[1], "/");
    let second = moved.hello(json!({ "session": first["session"] }));
    assert_eq!((&second["user"], &second["resumed"]), (&first["user"], &true.into()));
    assert_eq!(ann.client.closed().0, 4504, "the conn of before is replaced");
    let mut back = Player::open(&nodes[0], "/");
    let third = back.hello(json!({ "session": second["session"] }));
    assert_eq!(third["user"], first["user"]);
    assert_eq!(moved.client.closed().0, 4504);
    for node in &nodes {
        let mut thief = Player::open(node, "/");
        thief.say(&json!({ "hello": { "version": 1, "session": first["session"] } }));
        assert_eq!(thief.client.closed().0, 4501, "the secret had its use");
    }
    // The node that began the session goes: the other takes it up.
    let [gone, left] = nodes;
    drop((gone, back));
    let mut ann = Player::open(&left, "/");
    assert_eq!(ann.hello(json!({ "session": third["session"] }))["user"], first["user"]);
}

#[test]
fn no_secret_is_found_in_a_log_a_metric_or_what_others_hear() {
    let keys = Keys::new("canary");
    let path = |path: &PathBuf| path.to_str().expect("UTF-8").to_owned();
    let (secret, key) = (path(&keys.secret), path(&keys.key));
    let settings = [
        ("HUBBUB_LOG_LEVEL", "trace"),
        ("HUBBUB_LOG_FORMAT", "json"),
        ("HUBBUB_AUTH_SECRET_FILE", secret.as_str()),
        ("HUBBUB_AUTH_KEY_FILE", key.as_str()),
    ];
    let mut server = crate::process::Process::start(4_096, &settings, std::process::Stdio::piped());
    let lines = server.log_lines();
    let open = |request: &Request| Player { client: Client::open(server.address, request), heard: Vec::new() };
    let mut watcher = open(&Request::upgrade("/"));
    watcher.hello(json!({}));
    let mut canaries = vec![String::from_utf8_lossy(SECRET).into_owned(), "5f".repeat(32)];
    let jwt = token("ann", 60);
    let mut ann = open(&Request::upgrade("/").and(&format!("Authorization: Bearer {jwt}")));
    let welcome = ann.hello(json!({}));
    let session = welcome["session"].as_str().expect("a secret").to_owned();
    let mut again = open(&Request::upgrade("/"));
    let resumed = again.hello(json!({ "session": session }));
    let mut guest = open(&Request::upgrade("/"));
    let guests = guest.hello(json!({}))["guest"].as_str().expect("a token").to_owned();
    let mut used = open(&Request::upgrade("/?ticket=hbt1_CANARYTICKET"));
    used.say(&json!({ "hello": { "version": 1 } }));
    assert_eq!(used.client.closed().0, 4501);
    let request = Request::plain("POST", "/api/ticket").and(&format!("Authorization: Bearer {jwt}"));
    let answer = Client::ask(server.address, &request.and("Content-Length: 0").bytes()).body;
    let ticket: Value = serde_json::from_str(&answer).expect("JSON");
    let bad = Request::plain("POST", "/api/ticket").and("Authorization: Bearer CANARYBAD").and("Content-Length: 0");
    let refused = Client::ask(server.address, &bad.bytes());
    canaries.extend([jwt, session, guests, "CANARYTICKET".into(), "CANARYBAD".into()]);
    canaries.push(resumed["session"].as_str().expect("a secret").to_owned());
    canaries.push(ticket["ticket"].as_str().expect("a ticket").to_owned());
    ann.client.send(&crate::harness::text(r#"{"type":0,"text":"the last word"}"#));
    watcher.say(&json!({ "ping": { "clientTime": "1" } }));
    watcher.until("pong");
    let heard = [watcher.heard.join("\n"), refused.body].concat();
    server.terminate();
    let log: Vec<String> = lines.iter().collect();
    assert!(log.iter().any(|line| line.contains("not let in")), "the log tells of what was refused");
    for canary in &canaries {
        let parts = canary.split('.').filter(|part| part.len() >= 8);
        for part in parts {
            assert!(!heard.contains(part), "somebody else hears {part}");
            let found = log.iter().find(|line| line.contains(part));
            assert!(found.is_none(), "a secret is in the log: {found:?}");
        }
    }
}

/// A login service's page of keys, of which the second request finds one more.
struct KeyPage {
    url: String,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl KeyPage {
    /// Answers so many requests, the last one again and again.
    fn serve(pages: Vec<String>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/keys", listener.local_addr().expect("an address"));
        let thread = std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let mut client = Client::of(stream.expect("a connection"));
                let asked = client.until_text("\r\n\r\n");
                if !asked.starts_with("GET /keys HTTP/1.1") {
                    return;
                }
                let page = &pages[at.min(pages.len() - 1)];
                client.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}", page.len()).as_bytes());
            }
        });
        Self { url, thread: Some(thread) }
    }
}

impl Drop for KeyPage {
    fn drop(&mut self) {
        let address = self.url.trim_start_matches("http://").trim_end_matches("/keys").to_owned();
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            let _ = std::io::Write::write_all(&mut stream, b"BYE\r\n\r\n");
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// An Ed25519 key: how it signs, and how it stands in a set of keys (RFC 8037).
struct SigningKey(ring::signature::Ed25519KeyPair, &'static str);

impl SigningKey {
    fn new(kid: &'static str, seed: u8) -> Self {
        Self(ring::signature::Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("32 bytes"), kid)
    }

    fn jwk(&self) -> Value {
        let x = BASE64.encode(ring::signature::KeyPair::public_key(&self.0));
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.1, "x": x })
    }

    fn token(&self, user: &str) -> String {
        let header = json!({ "alg": "EdDSA", "kid": self.1 });
        let claims = json!({ "sub": user, "exp": 4_000_000_000_u64 });
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let signature = BASE64.encode(self.0.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

#[test]
fn the_keys_of_a_login_service_are_fetched_and_fetched_again_when_it_takes_a_new_one() {
    let (old, new) = (SigningKey::new("old", 1), SigningKey::new("new", 2));
    let set =
        |keys: &[&SigningKey]| json!({ "keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>() }).to_string();
    let page = KeyPage::serve(vec![set(&[&old]), set(&[&old, &new])]);
    let node = Node::with(|config| {
        config.auth.policy = LoginPolicy::Required;
        config.auth.jwks_url = Some(page.url.parse().expect("a URL on this machine"));
        config.limits.answer_time = std::time::Duration::from_secs(30);
    });
    let mut ann = Player::open(&node, "/");
    assert_eq!(ann.hello(json!({ "token": old.token("ann") }))["user"], "ann");
    let mut ben = Player::open(&node, "/");
    assert_eq!(ben.hello(json!({ "token": new.token("ben") }))["user"], "ben");
    let mut mallory = Player::open(&node, "/");
    mallory.say(&json!({ "hello": { "version": 1, "token": SigningKey::new("new", 3).token("ann") } }));
    assert_eq!(mallory.client.closed().0, 4501);
}
