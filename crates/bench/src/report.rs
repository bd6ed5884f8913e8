//! What is shown of single runs: a table, or JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};

use crate::measured::Measured;

/// Prints the runs, side by side; the status says whether any lost, misordered or misdelivered a message.
///
/// # Errors
/// If standard output takes nothing.
pub(crate) fn show(runs: &[(String, Measured)], json: bool) -> anyhow::Result<ExitCode> {
    let text = if json { as_json(runs)? } else { as_table(runs) };
    writeln!(io::stdout(), "{text}").context("cannot write to stdout")?;
    for (name, measured) in runs {
        if let Some(first) = &measured.faults.first {
            writeln!(io::stderr(), "{name}: {first}").context("cannot write to stderr")?;
        }
    }
    let clean = runs.iter().all(|(_, measured)| measured.faults.is_clean());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_json(runs: &[(String, Measured)]) -> anyhow::Result<String> {
    let run = |(name, measured): &(String, Measured)| {
        serde_json::json!({
            "name": name, "measured": measured, "cpu_us_per_message": measured.cpu_us(),
            "messages_per_second": measured.deliveries_per_second(), "bytes_per_conn": measured.bytes_per_conn(),
        })
    };
    let runs: Vec<_> = runs.iter().map(run).collect();
    serde_json::to_string_pretty(&serde_json::json!({"runs": runs})).context("cannot write JSON")
}

fn as_table(runs: &[(String, Measured)]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(std::iter::once(String::new()).chain(runs.iter().map(|(name, _)| name.clone())));
    let columns: Vec<Vec<(&str, String)>> = runs.iter().map(|(_, measured)| figures(measured)).collect();
    let names = columns.iter().max_by_key(|column| column.len()).into_iter().flatten().map(|(name, _)| *name);
    for name in names {
        let value = |column: &Vec<(&str, String)>| {
            column.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        table.add_row(std::iter::once(name.to_owned()).chain(columns.iter().map(value)));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// The figures of one run, each with its name and unit.
fn figures(measured: &Measured) -> Vec<(&'static str, String)> {
    let mut figures = vec![("conns", measured.conns.to_string())];
    figures.push(("connecting, s", format!("{:.2}", measured.connect_seconds)));
    if let Some(cpu) = measured.connect_cpu_us {
        figures.push(("server CPU per connect, µs", format!("{cpu:.1}")));
    }
    if let Some(window) = &measured.window {
        figures.push(("measured, s", format!("{:.2}", window.seconds)));
        figures.push(("said a second", per_second(window.said, window.seconds)));
        figures.push(("heard a second", per_second(window.heard, window.seconds)));
        if let (Some(cpu), Some(share)) = (measured.cpu_us(), window.load_share()) {
            figures.push(("server CPU per message heard, µs", format!("{cpu:.3}")));
            figures.push(("load's share of the CPU, %", format!("{:.0}", share * 100.0)));
        }
        let latency = window.latency;
        figures.push(("latency p50, ms", milliseconds(latency.p50_us)));
        figures.push(("latency p90, ms", milliseconds(latency.p90_us)));
        figures.push(("latency p99, ms", milliseconds(latency.p99_us)));
        figures.push(("latency p99.9, ms", milliseconds(latency.p999_us)));
        figures.push(("latency max, ms", milliseconds(latency.max_us)));
    }
    figures.extend(memory(measured));
    if let Some(ends) = measured.stalled {
        figures.push(("stalled: closed with 4008", ends.too_slow.to_string()));
        figures.push(("stalled: another code", ends.other_code.to_string()));
        figures.push(("stalled: ended without a code", ends.no_code.to_string()));
        figures.push(("stalled: still open", ends.open.to_string()));
    }
    let faults = &measured.faults;
    figures.push(("lost", faults.lost.to_string()));
    figures.push(("out of order", faults.misordered.to_string()));
    figures.push((
        "misdelivered, own, false sender",
        format!("{}, {}, {}", faults.misdelivered, faults.own, faults.false_sender),
    ));
    figures.push(("unreadable", faults.unreadable.to_string()));
    figures.push(("conns ended by the server", faults.closed.to_string()));
    figures
}

fn memory(measured: &Measured) -> Vec<(&'static str, String)> {
    let (Some(memory), Some(per_conn)) = (measured.memory, measured.bytes_per_conn()) else {
        return Vec::new();
    };
    vec![
        ("server memory before, MiB (heap, stacks)", mebibytes(memory.before.anonymous)),
        ("… with all conns", mebibytes(memory.with_all.anonymous)),
        ("… after they left", mebibytes(memory.after.anonymous)),
        ("… at most (RSS)", mebibytes(memory.peak_rss)),
        ("bytes per conn", format!("{per_conn:.0}")),
    ]
}

fn per_second(count: u64, seconds: f64) -> String {
    format!("{:.0}", count as f64 / seconds)
}

fn milliseconds(microseconds: f64) -> String {
    format!("{:.3}", microseconds / 1e3)
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.2}", bytes as f64 / f64::from(1 << 20))
}
