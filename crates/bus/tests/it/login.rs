//! Logins and certificates, against a real server.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bus::{Bus, BusLimits, ConnectError, Group, Login, NatsBus, NatsOptions, NotSubscribed, Pattern, Subject, Tls};
use nats_server::{NatsServer, Settings};
use nkeys::KeyPair;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair as CertificateKey};
use serde_json::{Value, json};
use types::Secret;

use crate::fleets::options;
use crate::wait::{next, within};

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn server(config: &str) -> NatsServer {
    NatsServer::with(&Settings { config: config.to_owned(), files: Vec::new() })
}

async fn connect(options: NatsOptions) -> Result<NatsBus, ConnectError> {
    within(NatsBus::connect(options, BusLimits::default())).await
}

async fn with_login(server: &NatsServer, login: Login) -> Result<NatsBus, ConnectError> {
    let mut options = options(&server.url());
    options.login = login;
    connect(options).await
}

/// It connects, hears itself and is answered by nobody.
async fn works(bus: Result<NatsBus, ConnectError>) {
    let bus = bus.expect("it connects");
    let subject = Subject::activate();
    let mut heard = within(bus.subscribe(&Pattern::exactly(&subject), None)).await.unwrap();
    bus.publish(&subject, "hi".into()).unwrap();
    assert_eq!(next(&mut heard).await, "hi");
}

#[track_caller]
fn is_refused(bus: Result<NatsBus, ConnectError>) {
    let error = bus.expect_err("it must not connect");
    assert!(matches!(error, ConnectError::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn user_and_password() {
    let server = server("authorization { users = [ { user: ann, password: right } ] }");
    let user = |password| Login::User { name: "ann".to_owned(), password: secret(password) };
    works(with_login(&server, user("right")).await).await;
    let begun = Instant::now();
    is_refused(with_login(&server, user("wrong")).await);
    is_refused(with_login(&server, Login::Nobody).await);
    assert!(begun.elapsed() < Duration::from_secs(5), "what cannot be mended is not tried again");
}

#[tokio::test]
async fn token() {
    let server = server("authorization { token: right }");
    works(with_login(&server, Login::Token(secret("right"))).await).await;
    is_refused(with_login(&server, Login::Token(secret("wrong"))).await);
}

#[tokio::test]
async fn nkey() {
    let (ann, ben) = (KeyPair::new_user(), KeyPair::new_user());
    let server = server(&format!("authorization {{ users = [ {{ nkey: {} }} ] }}", ann.public_key()));
    let file = server.folder().join("seed.nk");
    std::fs::write(&file, format!("{}\n", ann.seed().unwrap())).unwrap();
    works(with_login(&server, Login::NkeySeedFile(file.clone())).await).await;
    std::fs::write(&file, ben.seed().unwrap()).unwrap();
    is_refused(with_login(&server, Login::NkeySeedFile(file.clone())).await);
    std::fs::write(&file, "no seed").unwrap();
    is_refused(with_login(&server, Login::NkeySeedFile(file)).await);
    let missing = server.folder().join("missing");
    let error = with_login(&server, Login::NkeySeedFile(missing)).await.expect_err("there is no file");
    assert!(error.to_string().starts_with("cannot use the nkey seed `"), "{error}");
}

#[tokio::test]
async fn what_the_user_may_not_do_is_said() {
    let server = server(
        "authorization { users = [
            { user: some, password: p, permissions: { subscribe: { deny: [\"ipc.node.>\"] } } }
            { user: none, password: p, permissions: { publish: { deny: [\"_INBOX.>\"] } } }
        ] }",
    );
    let user = |name: &str| Login::User { name: name.to_owned(), password: secret("p") };
    let bus = with_login(&server, user("some")).await.unwrap();
    let node = Subject::node(&"x".parse().unwrap());
    for group in [None, Some(Group::nodes())] {
        for _ in 0..20 {
            let subscribed = within(bus.subscribe(&Pattern::exactly(&node), group.as_ref())).await;
            assert_eq!(subscribed.err(), Some(NotSubscribed::Refused));
        }
    }
    works(Ok(bus)).await;
    let mut options = options(&server.url());
    options.login = user("none");
    options.connect_within = Duration::from_millis(100);
    let limits = BusLimits { subscribe_time: Duration::from_millis(100), ..BusLimits::default() };
    let error = within(NatsBus::connect(options, limits)).await.expect_err("it cannot answer");
    assert!(matches!(error, ConnectError::Unusable { .. }), "{error:?}");
    assert!(error.to_string().contains("May this node's user publish to `_INBOX.>`"), "{error}");
}

/// A token as `nsc` makes them, signed by its issuer.
fn jwt(issuer: &KeyPair, subject: &str, kind: &str, more: &Value) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut nats = json!({ "type": kind, "version": 2 });
    let more = more.as_object().unwrap().clone();
    nats.as_object_mut().unwrap().extend(more);
    let claims = json!({
        "jti": "test", "iat": now, "iss": issuer.public_key(), "name": kind, "sub": subject, "nats": nats,
    });
    let header = json!({ "typ": "JWT", "alg": "ed25519-nkey" });
    let text = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
    let signature = URL_SAFE_NO_PAD.encode(issuer.sign(text.as_bytes()).unwrap());
    format!("{text}.{signature}")
}

#[tokio::test]
async fn credentials() {
    let (operator, account, user) = (KeyPair::new_operator(), KeyPair::new_account(), KeyPair::new_user());
    let no_limits = json!({ "subs": -1, "conn": -1, "leaf": -1, "imports": -1, "exports": -1, "data": -1,
        "payload": -1, "wildcards": true });
    let operator_jwt = jwt(&operator, &operator.public_key(), "operator", &json!({}));
    let account_jwt = jwt(&operator, &account.public_key(), "account", &json!({ "limits": no_limits }));
    let user_jwt = jwt(&account, &user.public_key(), "user", &json!({ "subs": -1, "data": -1, "payload": -1 }));
    let server = server(&format!(
        "operator: {operator_jwt}\nresolver: MEMORY\nresolver_preload: {{ {}: {account_jwt} }}",
        account.public_key()
    ));
    let creds = |seed: String| {
        format!(
            "-----BEGIN NATS USER JWT-----\n{user_jwt}\n------END NATS USER JWT------\n\n\
             -----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
        )
    };
    let file = server.folder().join("user.creds");
    std::fs::write(&file, creds(user.seed().unwrap())).unwrap();
    works(with_login(&server, Login::CredsFile(file.clone())).await).await;
    std::fs::write(&file, creds(KeyPair::new_user().seed().unwrap())).unwrap();
    is_refused(with_login(&server, Login::CredsFile(file.clone())).await);
    std::fs::write(&file, "nothing of use").unwrap();
    let error = with_login(&server, Login::CredsFile(file)).await.expect_err("there are no credentials");
    assert!(error.to_string().starts_with("cannot use the credentials `"), "{error}");
}

/// An authority, and a certificate with its key that it has signed.
fn authority() -> CertifiedIssuer<'static, CertificateKey> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, CertificateKey::generate().unwrap()).unwrap()
}

fn signed(authority: &CertifiedIssuer<'static, CertificateKey>, host: &str) -> (String, String) {
    let key = CertificateKey::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    (params.signed_by(&key, authority).unwrap().pem(), key.serialize_pem())
}

#[tokio::test]
async fn tls() {
    let (ours, theirs) = (authority(), authority());
    let (certificate, key) = signed(&ours, "127.0.0.1");
    let (client, client_key) = signed(&ours, "node");
    let files = [
        ("cert.pem", certificate),
        ("key.pem", key),
        ("ca.pem", ours.pem()),
        ("other_ca.pem", theirs.pem()),
        ("client.pem", client),
        ("client_key.pem", client_key),
    ];
    let server = NatsServer::with(&Settings {
        config: "tls { cert_file: \"$DIR/cert.pem\", key_file: \"$DIR/key.pem\", ca_file: \"$DIR/ca.pem\", \
                 verify: true }"
            .to_owned(),
        files: files.map(|(name, text)| (name.to_owned(), text)).to_vec(),
    });
    let file = |name: &str| server.folder().join(name);
    let identity = Some((file("client.pem"), file("client_key.pem")));
    let with_tls = |ca: &str, identity| {
        let mut options = options(&server.url());
        options.connect_within = Duration::from_millis(500);
        options.tls = Some(Tls { ca_file: Some(file(ca)), identity });
        connect(options)
    };
    works(with_tls("ca.pem", identity.clone()).await).await;
    let error = with_tls("other_ca.pem", identity.clone()).await.expect_err("that authority did not sign it");
    assert!(matches!(error, ConnectError::Tls { .. }), "{error:?}");
    with_tls("ca.pem", None).await.expect_err("the server wants to see a certificate");
    let error = with_tls("missing.pem", identity).await.expect_err("there is no such file");
    assert!(matches!(error, ConnectError::File { .. }), "{error:?}");
}
