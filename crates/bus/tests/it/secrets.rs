//! No secret is printed: not by `Debug` or `Display`, not in an error, not in any line of the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use bus::{Bus, BusLimits, Login, NatsBus, NatsUrl, Subject};
use nats_server::{NatsServer, Settings};
use nkeys::KeyPair;
use types::Secret;

use crate::fleets::options;
use crate::wait::{connected, disconnected, within};

const RIGHT: &str = "canary_that_is_right";
const WRONG: &str = "canary_that_is_wrong";

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn of_this_process() -> Self {
        let log = Self::default();
        let lines = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || lines.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).expect("no other test sets one");
        log
    }
}

fn login_config(login: &Login, nkey: &KeyPair) -> String {
    match login {
        Login::Nobody | Login::CredsFile(_) => String::new(),
        Login::User { .. } => format!("authorization {{ users = [ {{ user: ann, password: {RIGHT} }} ] }}"),
        Login::Token(_) => format!("authorization {{ token: {RIGHT} }}"),
        Login::NkeySeedFile(_) => format!("authorization {{ users = [ {{ nkey: {} }} ] }}", nkey.public_key()),
    }
}

#[tokio::test]
async fn t30_no_secret_is_printed() {
    let log = Log::of_this_process();
    let (right_key, wrong_key) = (KeyPair::new_user(), KeyPair::new_user());
    let seeds = [&right_key, &wrong_key].map(|key| key.seed().unwrap());
    let folder = NatsServer::start();
    let files = ["right.nk", "wrong.nk"].map(|file| folder.folder().join(file));
    files.iter().zip(&seeds).for_each(|(file, seed)| std::fs::write(file, seed).unwrap());
    let secret = |text: &str| Secret::new(text.to_owned());
    let user = |password| Login::User { name: "ann".to_owned(), password: secret(password) };
    let [right_file, wrong_file] = files.map(Login::NkeySeedFile);
    let mut printed = Vec::new();
    for (right, wrong) in [
        (user(RIGHT), user(WRONG)),
        (Login::Token(secret(RIGHT)), Login::Token(secret(WRONG))),
        (right_file, wrong_file),
    ] {
        let config = login_config(&right, &right_key);
        let mut server = NatsServer::with(&Settings { config, files: Vec::new() });
        let mut options = options(&server.url());
        options.login = wrong;
        printed.push(format!("{options:?}"));
        let error = within(NatsBus::connect(options.clone(), BusLimits::default())).await.unwrap_err();
        printed.push(format!("{error} {error:?}"));
        options.login = right;
        let bus = within(NatsBus::connect(options.clone(), BusLimits::default())).await.unwrap();
        bus.publish(&Subject::activate(), "hi".into()).unwrap();
        server.kill();
        disconnected(&bus).await;
        server.restart();
        connected(&bus).await;
        printed.push(format!("{options:?} {bus:?} {:?} {:?}", bus.state(), bus.counters()));
    }
    let url = format!("nats://ann:{RIGHT}@127.0.0.1").parse::<NatsUrl>().unwrap_err();
    printed.push(format!("{url} {url:?}"));
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("CONNECT"), "the library's every step is in the log");
    printed.push(logged);
    for text in &printed {
        for canary in [RIGHT, WRONG, &seeds[0], &seeds[1]] {
            let place = text.find(canary).map(|at| text[..at].lines().last().unwrap_or_default().to_owned());
            assert_eq!(place, None, "a secret is printed");
        }
    }
}
