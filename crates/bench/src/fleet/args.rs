//! The arguments of `hubbub bench rooms --fleet`.

/// What it measures, and what that does not say.
pub(crate) const LIMITS: &str = "\
With --fleet: in each round, plain rooms and then numbered ones (each keeps its last 256 chats) are measured \
on one server alone (embedded) and on two gateways with NATS between them, in an order drawn anew, each in fresh \
processes with one shard. Every other player of a room is on the other gateway.

Shown are medians over the rounds of: CPU (user and system) per message heard, of both gateways together, with NATS's \
own beside it if it was started here; messages heard a second; latency from when a message should have left; the \
ratio of the CPU, whose target is at most 1.5, and the p99 added, both taken within a round.

Its limits: all runs on this machine, so loopback stands for the network, and everything shares the cores; with --cpu \
the latencies are those of one busy core. The offered load is fixed (--rate), so what is heard a second is no \
capacity. Clients are the tutorial's, which say no `hello`. Each message crosses NATS; a room whose players are all \
on one gateway costs less. The first messages leave one second after the last conn is in.

NATS is the program that NATS_SERVER names, or `nats-server` on the PATH; 2.12.7 or newer.";

/// Whether the rooms are measured over two gateways too.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// Over two gateways and NATS too, set against one server alone
    #[arg(long, conflicts_with_all = ["url", "server", "speak"])]
    pub(crate) fleet: bool,
    /// With --fleet: a NATS server without a login that runs already, such as nats://127.0.0.1:4222
    #[arg(long, value_name = "URL", requires = "fleet")]
    pub(crate) nats: Option<String>,
    /// Rounds of --fleet
    #[arg(long, requires = "fleet", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) rounds: u32,
}
