//! What was found, as a table or as JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use serde_json::json;

use super::{Args, Found};
use crate::compare::machine;
use crate::latency::Summary;

/// Threads that are named; the others of a server wait for things that happen seldom.
const THREADS_SHOWN: usize = 5;

/// Prints it; the status says whether anything was wrong.
///
/// # Errors
/// If standard output takes nothing.
pub(super) fn show(args: &Args, disk: Summary, found: &Found) -> anyhow::Result<ExitCode> {
    let text = if args.json { as_json(args, disk, found)? } else { as_table(args, disk, found) };
    writeln!(io::stdout(), "{text}").context("cannot write to stdout")?;
    if let Some(fault) = &found.fault {
        writeln!(io::stderr(), "wrong: {fault}").context("cannot write to stderr")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(args: &Args, disk: Summary, found: &Found) -> anyhow::Result<String> {
    let all = json!({
        "machine": machine(), "placement": args.placement.describe(), "games": args.games,
        "outstanding": args.outstanding, "payload": args.payload, "store": store(args), "fsync": disk,
        "acked_per_second": found.acked_per_second(), "cpu_us_per_move": found.cpu_us(), "found": found,
    });
    serde_json::to_string_pretty(&all).context("cannot write JSON")
}

fn store(args: &Args) -> &'static str {
    if args.database.is_some() { "postgres" } else { "sqlite" }
}

fn as_table(args: &Args, disk: Summary, found: &Found) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(["games", store(args)]);
    let milliseconds = |microseconds: f64| format!("{:.3}", microseconds / 1e3);
    let latency = found.latency;
    let mut rows = vec![
        ("games of two players".to_owned(), args.games.to_string()),
        ("measured, s".to_owned(), format!("{:.2}", found.seconds)),
        ("moves acknowledged a second".to_owned(), format!("{:.0}", found.acked_per_second())),
        ("views shown a second".to_owned(), format!("{:.0}", found.views as f64 / found.seconds)),
        ("move to ack p50, ms".to_owned(), milliseconds(latency.p50_us)),
        ("… p90, ms".to_owned(), milliseconds(latency.p90_us)),
        ("… p99, ms".to_owned(), milliseconds(latency.p99_us)),
        ("… p99.9, ms".to_owned(), milliseconds(latency.p999_us)),
        ("… max, ms".to_owned(), milliseconds(latency.max_us)),
        ("server CPU per move, µs".to_owned(), format!("{:.1}", found.cpu_us())),
    ];
    for (name, cpu) in found.threads.iter().take(THREADS_SHOWN) {
        rows.push((format!("… of it {name}, % of a core"), format!("{:.0}", cpu / found.seconds * 100.0)));
    }
    rows.extend([
        ("load, % of a core".to_owned(), format!("{:.0}", found.load_cpu_seconds / found.seconds * 100.0)),
        (
            "server memory, MiB (heap, stacks)".to_owned(),
            format!("{:.1}", found.memory.anonymous as f64 / f64::from(1 << 20)),
        ),
        ("fsync of 4 KiB beside it p50, ms".to_owned(), milliseconds(disk.p50_us)),
        ("… p99, ms".to_owned(), milliseconds(disk.p99_us)),
    ]);
    table.add_rows(rows.into_iter().map(|(name, value)| [name, value]));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n{}; {}", machine(), args.placement.describe())
}
