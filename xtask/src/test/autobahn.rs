//! Autobahn's WebSocket cases, as kosoku runs them, against the echo route that exists for this alone.

use std::{collections::BTreeMap, fs, net::SocketAddr, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use super::{Verdict, drip, server::Server};
use crate::{job::Job, tools};

const LIMIT: Duration = Duration::from_mins(6);
const PARALLEL: &str = "8";
/// What the specification leaves open, so that no answer is right or wrong.
const INFORMATIONAL: [&str; 3] = ["7.1.6", "7.13.1", "7.13.2"];

/// Which of the cases, and how many there are.
struct Selection {
    name: &'static str,
    flags: &'static [&'static str],
    cases: usize,
}

/// All but 12 and 13, which are about compression; Hubbub never agrees to that.
const WHOLE: Selection = Selection { name: "whole", flags: &["-x", "12.*", "-x", "13.*"], cases: 301 };
/// Without 9 as well, whose messages of many megabytes would take hours byte by byte.
const DRIPPED: Selection =
    Selection { name: "one byte at a time", flags: &["-x", "9.*", "-x", "12.*", "-x", "13.*"], cases: 247 };

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let kosoku = tools::kosoku(job)?;
    let server = Server::start(job, &["--conformance-echo"])?;
    let whole = cases(job, &kosoku, server.address(), &WHOLE);
    let proxy = drip::wire(server.address())?;
    let dripped = cases(job, &kosoku, proxy.address(), &DRIPPED);
    match (whole, dripped) {
        (Err(whole), Err(dripped)) => Err(anyhow!("{whole:#}; {dripped:#}")),
        (whole, dripped) => Ok(Verdict::Passed(format!("{}; {}", whole?, dripped?))),
    }
}

fn cases(job: &Job, kosoku: &Path, server: SocketAddr, selection: &Selection) -> Result<String> {
    job.note(&format!("== {}", selection.name))?;
    let reports = job.scratch(&format!("autobahn {}", selection.name))?;
    fs::remove_dir_all(&reports)?;
    let url = format!("ws://{server}/conformance/echo");
    let mut command = Command::new(kosoku);
    command.args(["-p", PARALLEL]).args(selection.flags).arg("-o").arg(&reports).arg(url);
    // It fails for each case that is not strictly right; what the reports say is judged below.
    let ended = job.run(&mut command, LIMIT);
    let index = reports.join("index.json");
    let Ok(text) = fs::read(&index) else {
        return ended.and(Err(anyhow!("kosoku wrote no {}", index.display())));
    };
    let index: BTreeMap<String, BTreeMap<String, Case>> =
        serde_json::from_slice(&text).context("kosoku's index.json")?;
    let cases: BTreeMap<String, Case> = index.into_values().flatten().collect();
    judge(&cases, selection)
}

/// How a case went, in the words of Autobahn's reports.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    behavior: String,
    behavior_close: String,
}

impl Case {
    fn is_strict(&self, name: &str) -> bool {
        let wanted = if INFORMATIONAL.contains(&name) { "INFORMATIONAL" } else { "OK" };
        self.behavior == wanted && self.behavior_close == wanted
    }
}

fn judge(cases: &BTreeMap<String, Case>, selection: &Selection) -> Result<String> {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(name, case)| !case.is_strict(name))
        .map(|(name, case)| format!("{name} {} (close {})", case.behavior, case.behavior_close))
        .collect();
    if !wrong.is_empty() {
        bail!("{}: {} of {} cases not strictly OK: {}", selection.name, wrong.len(), cases.len(), wrong.join(", "));
    }
    if cases.len() != selection.cases {
        bail!("{}: {} cases ran, {} were expected", selection.name, cases.len(), selection.cases);
    }
    let informational = INFORMATIONAL.len();
    Ok(format!("{}: {} OK, {informational} informational", selection.name, cases.len() - informational))
}
