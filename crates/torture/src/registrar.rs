//! Begins the games that players want, on a thread of its own: whom it asks may be dead just then.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crowd::Api;
use serde_json::json;

use crate::stage::Wanted;

/// So long it is tried.
const PATIENCE: Duration = Duration::from_secs(60);
const TRY_EVERY: Duration = Duration::from_millis(50);

/// A game that has begun.
pub(crate) struct Begun {
    pub(crate) pair: usize,
    /// Its id, or why there is none.
    pub(crate) game: anyhow::Result<String>,
}

/// Where games are asked for, and where they come.
pub(crate) fn start(apis: Vec<Api>) -> (Sender<Wanted>, Receiver<Begun>) {
    let (wanted, asked) = channel::<Wanted>();
    let (sender, begun) = channel();
    thread::spawn(move || {
        for Wanted { pair, users } in asked {
            let game = begin(&apis, &users);
            if sender.send(Begun { pair, game }).is_err() {
                return;
            }
        }
    });
    (wanted, begun)
}

/// Asks one gateway after the other. Where the answer was lost, a game was begun to which nobody comes.
fn begin(apis: &[Api], users: &[String; 2]) -> anyhow::Result<String> {
    // No clock runs out while a node is dead.
    let setup = json!({ "clock": { "kind": "correspondence", "turn_s": 86_400 } });
    let deadline = Instant::now() + PATIENCE;
    let mut why = None;
    while Instant::now() < deadline {
        for api in apis {
            match api.begin([&users[0], &users[1]], &setup) {
                Ok(game) => return Ok(game),
                Err(error) => why = Some(error),
            }
        }
        thread::sleep(TRY_EVERY);
    }
    Err(why.unwrap_or_else(|| anyhow::anyhow!("there is no gateway")))
}
