//! What came of it: for people, and for programs.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::faults::{Kind, Round};
use crate::stage::Stage;
use crate::verdict::Verdict;

/// The promise: so long a game rests at most, in 99 of 100 take-overs after a crash.
const TAKEOVER_P99: Duration = Duration::from_secs(8);

/// How times are spread, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Spread {
    pub(crate) count: usize,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
}

impl Spread {
    pub(crate) fn of(times: impl Iterator<Item = Duration>) -> Self {
        let mut times: Vec<Duration> = times.collect();
        times.sort_unstable();
        let at = |percent: usize| {
            let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        Self { count: times.len(), p50: at(50), p99: at(99), max: at(100) }
    }

    fn show(&self) -> String {
        format!("{} | {:.0} | {:.0} | {:.0}", self.count, self.p50, self.p99, self.max)
    }
}

/// One run.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) machine: String,
    pub(crate) seconds: f64,
    pub(crate) pairs: usize,
    pub(crate) rounds: Vec<Round>,
    pub(crate) verdict: Verdict,
    /// From a move to its ack, before the first fault and between the rounds.
    pub(crate) calm: Spread,
    /// From a move to its ack, always.
    pub(crate) all: Spread,
    /// By kind of fault: from a move to its ack, for the first move of each game under its new owner.
    pub(crate) takeovers: Vec<(Kind, Spread)>,
    /// By kind of fault: from a move to its ack, for all moves made between the fault and the end of its round.
    pub(crate) during: Vec<(Kind, Spread)>,
    /// By kind of fault: from when everything ran again until everybody was answered to something that he did after that.
    pub(crate) healing: Vec<(Kind, Spread)>,
    pub(crate) views: u64,
    pub(crate) closed: u64,
    pub(crate) resumed: u64,
    pub(crate) gaps: u64,
    pub(crate) misordered: u64,
    pub(crate) refused: Vec<(String, u64)>,
    pub(crate) errors: Vec<(String, u64)>,
    /// What players have met that should not be.
    pub(crate) wrong: Vec<String>,
    pub(crate) wrongs: u64,
}

impl Report {
    pub(crate) fn new(seed: u64, stage: Stage, rounds: Vec<Round>, verdict: Verdict, time: Duration) -> Self {
        let kinds: std::collections::BTreeSet<Kind> = rounds.iter().map(|round| round.kind).collect();
        let during = |kind: Kind, at: Duration| {
            rounds.iter().any(|round| round.kind == kind && (round.began..=round.healed).contains(&at))
        };
        let is_calm = |at: Duration| !rounds.iter().any(|round| (round.began..=round.healed).contains(&at));
        let latencies = |made: &dyn Fn(Duration) -> bool| {
            Spread::of(stage.acks.iter().filter(|ack| made(ack.sent)).map(|ack| ack.acked - ack.sent))
        };
        let takeovers = kinds.iter().map(|kind| {
            let of_kind = verdict.takeovers.iter().filter(|takeover| during(*kind, takeover.at));
            (*kind, Spread::of(of_kind.map(|takeover| takeover.pause)))
        });
        let takeovers = takeovers.filter(|(_, spread)| spread.count > 0);
        let healing = kinds.iter().map(|kind| {
            let of_kind = rounds.iter().filter(|round| round.kind == *kind);
            (*kind, Spread::of(of_kind.map(|round| round.healed - round.mended)))
        });
        Self {
            seed,
            machine: machine(),
            seconds: time.as_secs_f64(),
            pairs: stage.pairs.len(),
            calm: latencies(&is_calm),
            all: latencies(&|_| true),
            takeovers: takeovers.collect(),
            healing: healing.collect(),
            during: kinds.iter().map(|kind| (*kind, latencies(&|at| during(*kind, at)))).collect(),
            verdict,
            views: stage.views,
            closed: stage.closed,
            resumed: stage.resumed,
            gaps: stage.gaps,
            misordered: stage.misordered,
            refused: stage.refused.into_iter().collect(),
            errors: stage.errors.into_iter().collect(),
            wrong: stage.wrong,
            wrongs: stage.wrongs,
            rounds,
        }
    }

    /// Whether all that is promised was kept.
    pub(crate) fn holds(&self) -> bool {
        // A paused node holds up its own games for as long as it is paused.
        let crashes = self.takeovers.iter().filter(|(kind, _)| *kind == Kind::Games);
        let late = crashes.into_iter().any(|(_, spread)| spread.p99 > TAKEOVER_P99.as_secs_f64() * 1e3);
        self.verdict.is_clean() && self.wrongs == 0 && !late
    }

    /// The whole of it in a line.
    pub(crate) fn sum(&self) -> String {
        let Verdict { acked, lost, doubled, holes, stale, false_views, .. } = &self.verdict;
        let rests = self.takeovers.iter().map(|(kind, spread)| format!("{} {:.1} s", kind.name(), spread.p99 / 1e3));
        format!(
            "{} rounds, {acked} moves kept: {lost} lost, {doubled} doubled, {holes} holes, {stale} stale, \
             {false_views} false views, {} gaps; p99 of take-overs: {}",
            self.rounds.len(),
            self.gaps,
            rests.collect::<Vec<_>>().join(", ")
        )
    }

    /// For people.
    pub(crate) fn markdown(&self) -> String {
        let Verdict { games, entries, acked, lost, doubled, holes, stale, false_views, compared, .. } = &self.verdict;
        let mut text = format!(
            "# Torture\n\n{} rounds in {:.0} s, {} pairs of players, seed {}. {}.\n\n",
            self.rounds.len(),
            self.seconds,
            self.pairs,
            self.seed,
            self.machine
        );
        let figures = [
            ("moves acknowledged", acked),
            ("of them lost", lost),
            ("doubled", doubled),
            ("holes in logs", holes),
            ("entries by an owner that was none any more", stale),
            ("views and snapshots held against the log", compared),
            ("of them false", false_views),
            ("views out of order", &self.misordered),
            ("gaps in views", &self.gaps),
            ("games", &(*games as u64)),
            ("entries in their logs", entries),
            ("conns that ended", &self.closed),
            ("sessions resumed", &self.resumed),
        ];
        text.push_str("| what | count |\n| --- | ---: |\n");
        for (name, count) in figures {
            let _ = writeln!(text, "| {name} | {count} |");
        }
        let _ = writeln!(text, "\nRefusals for good: {:?}. Errors that passed: {:?}.\n", self.refused, self.errors);
        text.push_str(
            "| from a move to its ack, ms | moves | p50 | p99 | max |\n| --- | ---: | ---: | ---: | ---: |\n",
        );
        let _ = writeln!(text, "| between the rounds | {} |", self.calm.show());
        for (kind, spread) in &self.during {
            let _ = writeln!(text, "| while: {} | {} |", kind.name(), spread.show());
        }
        for (kind, spread) in &self.takeovers {
            let _ = writeln!(text, "| the first of a game under its next owner: {} | {} |", kind.name(), spread.show());
        }
        for (kind, spread) in &self.healing {
            let _ = writeln!(text, "| until all is well again, once all runs: {} | {} |", kind.name(), spread.show());
        }
        let drains = Spread::of(self.rounds.iter().filter_map(|round| round.drain));
        if drains.count > 0 {
            let _ = writeln!(
                text,
                "\nUntil a node had ended in good order, ms: p50 {:.0}, max {:.0}.",
                drains.p50, drains.max
            );
        }
        for wrong in self.wrong.iter().chain(&self.verdict.words) {
            let _ = writeln!(text, "\nWRONG: {wrong}");
        }
        if self.wrongs > 0 {
            let _ = writeln!(text, "\nThings that players should not have met: {}.", self.wrongs);
        }
        text
    }
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    format!("Machine: {cores} cores, load {load} in the end")
}
