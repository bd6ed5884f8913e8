//! The comparison as tables, as Markdown, and as JSON.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::Context;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use serde_json::json;

use super::figures::Figure;
use super::presets::Preset;
use super::stats::Spread;
use super::{Comparison, HUBBUB, Run};
use crate::ledger::Faults;
use crate::measured::Measured;

/// Prints the tables, or one JSON object.
///
/// # Errors
/// If standard output takes nothing.
pub(super) fn print(comparison: &Comparison, json: bool) -> anyhow::Result<()> {
    let text = if json { as_json(comparison)? } else { as_tables(comparison) };
    writeln!(io::stdout(), "{text}").context("cannot write to stdout")
}

/// The results as a page.
pub(super) fn markdown(comparison: &Comparison) -> String {
    let mut page = format!("# What a message costs\n\n{}\n", introduction(comparison));
    for preset in &comparison.presets {
        let rows = rows(comparison, preset);
        let rule: Vec<&str> = rows[0].iter().enumerate().map(|(i, _)| if i == 0 { "---" } else { "---:" }).collect();
        let _ = write!(page, "\n## {}\n\n{}.\n\n", preset.name, preset.about);
        let _ = writeln!(page, "| {} |\n| {} |", rows[0].join(" | "), rule.join(" | "));
        for row in &rows[1..] {
            let _ = writeln!(page, "| {} |", row.join(" | "));
        }
    }
    page
}

fn introduction(comparison: &Comparison) -> String {
    let Comparison { rounds, seconds, placement, .. } = comparison;
    let arguments: Vec<String> = std::env::args().skip(1).map(quoted).collect();
    format!(
        "Medians of {rounds} interleaved rounds of {seconds} s, with the lowest and the highest in brackets; {}. {}.\n\n\
         \"{HUBBUB} ÷ it\" is the median of the ratios within a round, by the first column: below 1, {HUBBUB} costs \
         less. {HUBBUB} runs with one shard and without its inbound budget per conn (1,000 messages a second), which \
         is there to stop floods like these. `floor-write` and `floor-coalesce` are minimal servers without limits or \
         time-outs, one send per socket and message, or per socket and turn. Every message was checked for loss, \
         order, room and sender.\n\n\
         Made by `hubbub {}`.",
        placement.describe(),
        machine(),
        arguments.join(" "),
    )
}

/// An argument as it is typed into a shell.
fn quoted(argument: String) -> String {
    if argument.contains([' ', '{', '*', '$']) { format!("'{argument}'") } else { argument }
}

/// What went wrong in these sessions, of which so many `failed` altogether, in few words.
pub(crate) fn wrong<'a>(failed: u32, sessions: impl IntoIterator<Item = &'a Measured>) -> String {
    let mut faults = Faults::default();
    sessions.into_iter().for_each(|session| faults.add(session.faults.clone()));
    let counts = [
        (u64::from(failed), "failed"),
        (faults.lost, "lost"),
        (faults.misordered, "out of order"),
        (faults.misdelivered + faults.own + faults.false_sender, "misdelivered"),
        (faults.unreadable, "unreadable"),
        (faults.closed, "conns ended"),
    ];
    let wrong: Vec<_> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if wrong.is_empty() { "nothing".to_owned() } else { wrong.join(", ") }
}

/// Processor and kernel, without what a distributor adds to the kernel's number.
pub(crate) fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("an unknown processor", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("Machine: {model}, {cores} cores, Linux {}", kernel.trim().split('-').next().unwrap_or_default())
}

fn as_tables(comparison: &Comparison) -> String {
    let mut text = introduction(comparison) + "\n";
    for preset in &comparison.presets {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        let mut rows = rows(comparison, preset).into_iter();
        table.set_header(rows.next().unwrap_or_default()).add_rows(rows);
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let _ = write!(text, "\n{}: {}\n{table}\n", preset.name, preset.about);
    }
    text
}

/// A header and a row for each server.
fn rows(comparison: &Comparison, preset: &Preset) -> Vec<Vec<String>> {
    let has_hubbub = comparison.servers.iter().any(|server| server == HUBBUB);
    let mut header = vec!["server".to_owned()];
    header.extend(has_hubbub.then(|| format!("{HUBBUB} ÷ it")));
    header.extend(preset.figures.iter().map(|figure| figure.name().to_owned()));
    header.push("wrong".to_owned());
    let row = |server: &String| {
        let mut row = vec![server.clone()];
        if has_hubbub {
            row.push(comparison.ratio(preset, server).map_or_else(|| "–".to_owned(), |ratio| ratio.show(2)));
        }
        row.extend(preset.figures.iter().map(|&figure| {
            let spread = comparison.spread(preset, server, figure);
            spread.map_or_else(|| "–".to_owned(), |spread| spread.show(figure.decimals()))
        }));
        row.push(comparison.wrong(preset, server));
        row
    };
    std::iter::once(header).chain(comparison.servers.iter().map(row)).collect()
}

impl Comparison {
    fn runs_of<'a>(&'a self, preset: &'a Preset, server: &'a str) -> impl Iterator<Item = &'a Run> {
        self.runs.iter().filter(move |run| run.workload == preset.name && run.server == server)
    }

    fn spread(&self, preset: &Preset, server: &str, figure: Figure) -> Option<Spread> {
        Spread::of(self.runs_of(preset, server).filter_map(|run| figure.of(&run.sessions)))
    }

    /// Hubbub's first figure relative to this server's, within each round.
    fn ratio(&self, preset: &Preset, server: &str) -> Option<Spread> {
        let figure = *preset.figures.first()?;
        let of_round = |run: &Run| {
            let ours = self.runs_of(preset, HUBBUB).find(|ours| ours.round == run.round)?;
            Some(figure.of(&ours.sessions)? / figure.of(&run.sessions)?)
        };
        if server == HUBBUB {
            return None;
        }
        Spread::of(self.runs_of(preset, server).filter_map(of_round))
    }

    /// What went wrong in all rounds, in few words.
    fn wrong(&self, preset: &Preset, server: &str) -> String {
        let failed = self.runs_of(preset, server).map(|run| u32::from(run.error.is_some())).sum();
        wrong(failed, self.runs_of(preset, server).flat_map(|run| &run.sessions))
    }
}

fn as_json(comparison: &Comparison) -> anyhow::Result<String> {
    let summary = |preset: &Preset, server: &String| {
        let figures: serde_json::Map<_, _> = preset
            .figures
            .iter()
            .map(|figure| (figure.name().to_owned(), json!(comparison.spread(preset, server, *figure))))
            .collect();
        json!({"server": server, "hubbub_to_it": comparison.ratio(preset, server), "figures": figures,
               "wrong": comparison.wrong(preset, server)})
    };
    let workloads: Vec<_> = comparison
        .presets
        .iter()
        .map(|preset| {
            let servers: Vec<_> = comparison.servers.iter().map(|server| summary(preset, server)).collect();
            json!({"workload": preset.name, "about": preset.about, "servers": servers})
        })
        .collect();
    let all = json!({
        "machine": machine(), "placement": comparison.placement.describe(), "rounds": comparison.rounds,
        "seconds": comparison.seconds, "workloads": workloads, "runs": comparison.runs,
    });
    serde_json::to_string_pretty(&all).context("cannot write JSON")
}
