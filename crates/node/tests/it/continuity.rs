//! Nothing missed, nothing twice, nothing out of order: whatever ends the conns of those who listen, and whatever
//! becomes of the bus between the nodes.

mod crowd;
mod cuts;
mod listener;
mod loss;
mod lossy;
mod outages;
mod record;
mod talker;

/// Luck of a run: that of `HUBBUB_SEED`, or new luck. It is told when a test fails; the threads are luck of their own.
fn seed() -> u64 {
    let named = std::env::var("HUBBUB_SEED");
    let seed = named.map_or_else(|_| rand::random(), |seed| seed.parse().expect("HUBBUB_SEED is a number"));
    eprintln!("HUBBUB_SEED={seed}");
    seed
}
