//! What a fleet adds, as tables and as JSON.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::Context;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use serde_json::json;

use super::{Kind, Results, Run, Setup};
use crate::compare::{Spread, machine, wrong};
use crate::measured::Measured;

/// What both gateways together may spend on a delivery, relative to one server alone.
const TARGET: f64 = 1.5;

/// A figure: its name and unit, its digits after the point, and where it stands.
struct Figure {
    name: &'static str,
    key: &'static str,
    decimals: usize,
    of: fn(&Measured) -> Option<f64>,
}

const CPU: Figure =
    Figure { name: "CPU per message heard, µs", key: "cpu_us_per_message", decimals: 3, of: Measured::cpu_us };
const P99: Figure =
    Figure { name: "p99, ms", key: "p99_ms", decimals: 3, of: |measured| Some(measured.window?.latency.p99_us / 1e3) };
const FIGURES: [Figure; 6] = [
    CPU,
    Figure { name: "of NATS, µs", key: "nats_cpu_us_per_message", decimals: 3, of: Measured::bus_cpu_us },
    Figure { name: "heard a second", key: "messages_per_second", decimals: 0, of: Measured::deliveries_per_second },
    Figure { name: "p50, ms", key: "p50_ms", decimals: 3, of: |measured| Some(measured.window?.latency.p50_us / 1e3) },
    P99,
    Figure {
        name: "load's share of CPU, %",
        key: "load_share_percent",
        decimals: 0,
        of: |measured| Some(measured.window?.load_share()? * 100.0),
    },
];

/// Prints the tables, or one JSON object.
///
/// # Errors
/// If standard output takes nothing.
pub(super) fn print(results: &Results, as_json: bool) -> anyhow::Result<()> {
    let text = if as_json { json(results)? } else { tables(results) };
    writeln!(io::stdout(), "{text}").context("cannot write to stdout")
}

fn tables(results: &Results) -> String {
    let Results { rooms, room_size, rounds, placement, .. } = results;
    let mut text = format!(
        "{rooms} rooms of {room_size}. Medians of {rounds} interleaved rounds, with the lowest and the highest in \
         brackets; {}; NATS beside the servers. {}.\n",
        placement.describe(),
        machine(),
    );
    for kind in [Kind::Plain, Kind::Numbered] {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        let names = FIGURES.iter().map(|figure| figure.name.to_owned());
        table.set_header(std::iter::once(kind.name().to_owned()).chain(names).chain(["wrong".to_owned()]));
        for setup in [Setup::Embedded, Setup::Fleet] {
            let figures = FIGURES.iter().map(|figure| {
                let spread = results.spread(kind, setup, figure);
                spread.map_or_else(|| "–".to_owned(), |spread| spread.show(figure.decimals))
            });
            let wrong = wrong(0, results.runs_of(kind, setup).map(|run| &run.measured));
            table.add_row(std::iter::once(setup.name().to_owned()).chain(figures).chain([wrong]));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let _ = writeln!(text, "\n{table}");
        if let (Some(ratio), Some(added)) = (results.ratio(kind), results.added_p99(kind)) {
            let verdict = if ratio.median <= TARGET { "within" } else { "above" };
            let _ = writeln!(
                text,
                "CPU of both gateways ÷ embedded: {} ({verdict} the target, at most {TARGET}); p99 added: {} ms",
                ratio.show(2),
                added.show(3),
            );
        }
    }
    text
}

fn json(results: &Results) -> anyhow::Result<String> {
    let setup = |kind, setup| {
        let figures: serde_json::Map<_, _> =
            FIGURES.iter().map(|figure| (figure.key.to_owned(), json!(results.spread(kind, setup, figure)))).collect();
        json!({"setup": setup, "figures": figures})
    };
    let kinds = [Kind::Plain, Kind::Numbered].map(|kind| {
        json!({
            "kind": kind, "setups": [setup(kind, Setup::Embedded), setup(kind, Setup::Fleet)],
            "cpu_ratio": results.ratio(kind), "cpu_ratio_target": TARGET, "added_p99_ms": results.added_p99(kind),
        })
    });
    let all = json!({
        "machine": machine(), "placement": results.placement.describe(), "rounds": results.rounds,
        "rooms": results.rooms, "room_size": results.room_size, "kinds": kinds, "runs": results.runs,
    });
    serde_json::to_string_pretty(&all).context("cannot write JSON")
}

impl Results {
    fn runs_of(&self, kind: Kind, setup: Setup) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(move |run| run.kind == kind && run.setup == setup)
    }

    fn spread(&self, kind: Kind, setup: Setup, figure: &Figure) -> Option<Spread> {
        Spread::of(self.runs_of(kind, setup).filter_map(|run| (figure.of)(&run.measured)))
    }

    /// CPU of both gateways relative to embedded, within each round.
    fn ratio(&self, kind: Kind) -> Option<Spread> {
        Spread::of(self.pairs(kind, &CPU).map(|(embedded, fleet)| fleet / embedded))
    }

    /// By how much the fleet's p99 is above that of embedded, within each round, in milliseconds.
    fn added_p99(&self, kind: Kind) -> Option<Spread> {
        Spread::of(self.pairs(kind, &P99).map(|(embedded, fleet)| fleet - embedded))
    }

    /// A figure of both setups, round by round.
    fn pairs(&self, kind: Kind, figure: &Figure) -> impl Iterator<Item = (f64, f64)> {
        self.runs_of(kind, Setup::Fleet).filter_map(move |fleet| {
            let embedded = self.runs_of(kind, Setup::Embedded).find(|run| run.round == fleet.round)?;
            Some(((figure.of)(&embedded.measured)?, (figure.of)(&fleet.measured)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Placement;
    use crate::latency::Summary;
    use crate::ledger::Faults;
    use crate::measured::Window;

    fn run(round: u32, setup: Setup, cpu_us: f64, p99_us: f64) -> Run {
        let heard = 1_000_000;
        let window = Window {
            seconds: 1.0,
            said: heard / 7,
            heard,
            server_cpu_seconds: Some(cpu_us),
            bus_cpu_seconds: (setup == Setup::Fleet).then_some(0.5),
            load_cpu_seconds: 1.0,
            latency: Summary { p99_us, ..Summary::default() },
        };
        let measured = Measured {
            conns: 400,
            connect_seconds: 1.0,
            connect_cpu_us: None,
            memory: None,
            window: Some(window),
            stalled: None,
            faults: Faults::default(),
        };
        Run { round, kind: Kind::Plain, setup, measured }
    }

    /// A machine that was half as fast in the second round.
    fn results() -> Results {
        let runs = vec![
            run(1, Setup::Embedded, 2.0, 100.0),
            run(1, Setup::Fleet, 2.8, 300.0),
            run(2, Setup::Fleet, 5.6, 700.0),
            run(2, Setup::Embedded, 4.0, 300.0),
        ];
        Results { rooms: 50, room_size: 8, rounds: 2, placement: Placement::default(), runs }
    }

    #[test]
    fn setups_are_set_against_each_other_within_a_round() {
        let results = results();
        let ratio = results.ratio(Kind::Plain).unwrap();
        assert!((ratio.low - 1.4).abs() < 1e-9 && (ratio.high - 1.4).abs() < 1e-9, "{ratio:?}");
        assert!((results.added_p99(Kind::Plain).unwrap().median - 0.3).abs() < 1e-9);
        assert_eq!(results.ratio(Kind::Numbered), None);
    }

    #[test]
    fn the_ratio_stands_beside_its_target_and_nats_apart() {
        let text = tables(&results());
        assert!(text.contains("1.40 [1.40–1.40] (within the target, at most 1.5); p99 added: 0.300 ["), "{text}");
        assert!(text.contains("0.500 [0.500–0.500]"), "{text}");
        let json: serde_json::Value = serde_json::from_str(&json(&results()).unwrap()).unwrap();
        assert_eq!(json["kinds"][0]["cpu_ratio_target"], 1.5);
        assert_eq!(json["kinds"][0]["setups"][1]["figures"]["nats_cpu_us_per_message"]["rounds"], 2);
    }
}
