//! One session: connect, load, measure, hush, leave; and what the server used meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use mio::{Poll, Waker};

use crate::cli::Speak;
use crate::engine::{Engine, Gateway, Order, Outcome, Progress, Report, Shared, WAKER};
use crate::measured::{Measured, MemorySteps, Window};
use crate::placement::on_core;
use crate::plan::Plan;
use crate::proc::{Process, Processes};
use crate::progress::Teller;
use crate::speak::Dialect;

const CONNECT_TIME: Duration = Duration::from_secs(120);
/// How long nothing new may be heard before what is missing counts as lost.
const SETTLE_TIME: Duration = Duration::from_secs(3);
const LEAVE_TIME: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long memory must not have fallen to count as settled, and how long that is waited for.
const MEMORY_QUIET_TIME: Duration = Duration::from_millis(600);
const MEMORY_TIME_MAX: Duration = Duration::from_secs(3);

/// The server under load.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// Its URLs: one, or those of a fleet's gateways, over which the conns of each room are spread.
    pub(crate) urls: Vec<String>,
    /// Its dialect.
    pub(crate) speak: Speak,
    /// Its processes, if known.
    pub(crate) processes: Option<Processes>,
    /// The NATS server of a fleet, if its process is known.
    pub(crate) bus: Option<Processes>,
    /// The core of the load.
    pub(crate) load_core: Option<usize>,
}

/// Runs one session.
///
/// # Errors
/// What made it impossible. Lost or misdelivered messages are no error here: they stand in the result.
pub(crate) fn run(subject: &Subject, plan: Plan, teller: &mut Teller) -> anyhow::Result<Measured> {
    plan.check()?;
    crowd::need_files(plan.shape.conns())?;
    on_core(subject.load_core, || {
        let session = Session::start(subject, plan, teller)?;
        session.run()
    })
}

/// How the conns speak, and where they go.
fn places(subject: &Subject, plan: Plan) -> anyhow::Result<(Dialect, Vec<Gateway>)> {
    let (mut spoken, mut gateways) = (None, Vec::new());
    for url in &subject.urls {
        let dialect = Dialect::new(subject.speak, url, plan.shape.echo)?;
        if plan.shape.rooms > 1 && !dialect.knows_rooms() {
            bail!("{url} has one room for all: put {{room}} into the URL's path or query, or use 1 room");
        }
        gateways.push(Gateway { address: dialect.address()?, host: dialect.host.clone() });
        spoken = Some(dialect);
    }
    Ok((spoken.context("no URL to connect to")?, gateways))
}

struct Session<'a> {
    shared: Arc<Shared>,
    engines: Vec<Handle>,
    reports: Receiver<Report>,
    processes: Option<&'a Processes>,
    bus: Option<&'a Processes>,
    teller: &'a mut Teller,
    peak_rss: u64,
}

struct Handle {
    orders: Sender<Order>,
    waker: Waker,
    progress: Arc<Progress>,
    thread: JoinHandle<anyhow::Result<Outcome>>,
}

/// The counts and clocks at one moment.
#[derive(Clone, Copy)]
struct Sample {
    at: Instant,
    said: u64,
    heard: u64,
    server: Option<Duration>,
    bus: Option<Duration>,
    load: Duration,
}

impl<'a> Session<'a> {
    fn start(subject: &'a Subject, plan: Plan, teller: &'a mut Teller) -> anyhow::Result<Self> {
        let (dialect, gateways) = places(subject, plan)?;
        let shared = Arc::new(Shared {
            plan,
            dialect,
            gateways,
            epoch: Instant::now(),
            measured_from: AtomicU64::new(u64::MAX),
            measured_to: AtomicU64::new(u64::MAX),
        });
        let (reporter, reports) = channel();
        let engines =
            (0..plan.threads).map(|index| Handle::start(index, &shared, &reporter)).collect::<anyhow::Result<_>>()?;
        let (processes, bus) = (subject.processes.as_ref(), subject.bus.as_ref());
        Ok(Self { shared, engines, reports, processes, bus, teller, peak_rss: 0 })
    }

    fn run(mut self) -> anyhow::Result<Measured> {
        match self.steps() {
            Ok(mut measured) => {
                let outcome = self.finish()?;
                measured.faults = outcome.faults;
                measured.stalled = (self.shared.plan.shape.stalled > 0).then_some(outcome.ends);
                if let Some(window) = &mut measured.window {
                    window.latency = outcome.latency.summary();
                }
                Ok(measured)
            }
            // An engine's own error says more than that it has failed.
            Err(error) => Err(self.finish().err().unwrap_or(error)),
        }
    }

    fn steps(&mut self) -> anyhow::Result<Measured> {
        let plan = self.shared.plan;
        let before = self.processes.map(Processes::memory).transpose()?;
        let files_before = self.processes.and_then(Processes::open_files);
        let (connect_seconds, connect_cpu_us) = self.connect()?;
        let window = match plan.pace {
            Some(_) => None,
            None => {
                self.look_for(plan.measure, "idle")?;
                None
            }
        };
        let with_all = self.processes.map(Processes::memory).transpose()?;
        let window = if plan.pace.is_some() { Some(self.load()?) } else { window };
        self.leave(files_before)?;
        let after = self.processes.map(Processes::memory).transpose()?;
        let memory = match (before, with_all, after) {
            (Some(before), Some(with_all), Some(after)) => {
                Some(MemorySteps { before, with_all, peak_rss: self.peak_rss.max(with_all.rss), after })
            }
            _ => None,
        };
        Ok(Measured {
            conns: plan.shape.conns(),
            connect_seconds,
            connect_cpu_us,
            memory,
            window,
            stalled: None,
            faults: crate::ledger::Faults::default(),
        })
    }

    /// Connects everybody; gives how long that took, and the server's CPU per conn in microseconds.
    fn connect(&mut self) -> anyhow::Result<(f64, Option<f64>)> {
        let before = self.sample()?;
        self.order(Order::Connect)?;
        self.wait(CONNECT_TIME, "connecting")?.context("the server has not let all conns in, in 120 s")?;
        let after = self.sample()?;
        let cpu = after.server_since(before).map(|cpu| cpu.as_secs_f64() * 1e6);
        Ok(((after.at - before.at).as_secs_f64(), cpu.map(|cpu| cpu / f64::from(self.shared.plan.shape.conns()))))
    }

    /// Speaks, measures, hushes.
    fn load(&mut self) -> anyhow::Result<Window> {
        let plan = self.shared.plan;
        self.look_for(plan.gather, "gathering")?;
        self.order(Order::Speak)?;
        self.look_for(plan.warm, "warming up")?;
        self.shared.measured_from.store(self.shared.now(), Ordering::Relaxed);
        let before = self.sample()?;
        self.look_for(plan.measure, "measuring")?;
        let after = self.sample()?;
        self.shared.measured_to.store(self.shared.now(), Ordering::Relaxed);
        self.order(Order::Hush)?;
        self.settle()?;
        Ok(Window {
            seconds: (after.at - before.at).as_secs_f64(),
            said: after.said - before.said,
            heard: after.heard - before.heard,
            server_cpu_seconds: after.server_since(before).map(|cpu| cpu.as_secs_f64()),
            bus_cpu_seconds: after.bus_since(before).map(|cpu| cpu.as_secs_f64()),
            load_cpu_seconds: after.load.saturating_sub(before.load).as_secs_f64(),
            latency: crate::latency::Summary::default(),
        })
    }

    /// Waits until all that was said has been heard, or nothing new comes.
    fn settle(&mut self) -> anyhow::Result<()> {
        loop {
            let heard = self.sum(|progress| &progress.heard);
            if self.wait(SETTLE_TIME, "waiting for the last messages")?.is_some()
                || self.sum(|progress| &progress.heard) == heard
            {
                return Ok(());
            }
        }
    }

    /// Closes everything, and waits until the server has let go of it too.
    fn leave(&mut self, files_before: Option<usize>) -> anyhow::Result<()> {
        self.order(Order::Leave)?;
        let _ = self.wait(LEAVE_TIME, "leaving")?;
        let deadline = Instant::now() + LEAVE_TIME;
        while let Some(files_before) = files_before
            && self.processes.and_then(Processes::open_files).is_some_and(|files| files > files_before)
            && Instant::now() < deadline
        {
            self.look();
            std::thread::sleep(LOOK_EVERY);
        }
        self.wait_for_memory()
    }

    /// A server may take a moment to give memory back: waits until it has given none for a while.
    fn wait_for_memory(&self) -> anyhow::Result<()> {
        let Some(processes) = self.processes else { return Ok(()) };
        let deadline = Instant::now() + MEMORY_TIME_MAX;
        let (mut least, mut since) = (processes.memory()?.anonymous, Instant::now());
        while since.elapsed() < MEMORY_QUIET_TIME && Instant::now() < deadline {
            std::thread::sleep(LOOK_EVERY);
            let now = processes.memory()?.anonymous;
            if now < least {
                (least, since) = (now, Instant::now());
            }
        }
        Ok(())
    }

    /// Ends the engines and adds up what they found out.
    fn finish(&mut self) -> anyhow::Result<Outcome> {
        let mut sum = Outcome::default();
        for engine in self.engines.drain(..) {
            // An engine that has failed takes no orders.
            let _ = engine.orders.send(Order::Finish);
            engine.waker.wake().context("cannot wake a thread of load")?;
            let outcome = engine.thread.join().map_err(|_| anyhow!("a thread of load panicked"))??;
            sum.add(outcome);
        }
        Ok(sum)
    }

    fn order(&self, order: Order) -> anyhow::Result<()> {
        for engine in &self.engines {
            // An engine that has failed reports so.
            let _ = engine.orders.send(order);
            engine.waker.wake().context("cannot wake a thread of load")?;
        }
        Ok(())
    }

    /// Waits until every engine has reported; `None` if one has not in time.
    fn wait(&mut self, time: Duration, doing: &str) -> anyhow::Result<Option<()>> {
        let deadline = Instant::now() + time;
        let mut missing = self.engines.len();
        while missing > 0 {
            match self.reports.recv_timeout(LOOK_EVERY) {
                Ok(Report::Connected | Report::Settled | Report::Left) => missing -= 1,
                Ok(Report::Failed) | Err(RecvTimeoutError::Disconnected) => bail!("a thread of load has failed"),
                Err(RecvTimeoutError::Timeout) => self.watch(doing),
            }
            if missing > 0 && Instant::now() >= deadline {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    /// Lets time pass, and looks on.
    fn look_for(&mut self, time: Duration, doing: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + time;
        while let Some(left) = deadline.checked_duration_since(Instant::now()) {
            match self.reports.recv_timeout(left.min(LOOK_EVERY)) {
                Ok(Report::Failed) | Err(RecvTimeoutError::Disconnected) => bail!("a thread of load has failed"),
                Ok(Report::Connected | Report::Settled | Report::Left) | Err(RecvTimeoutError::Timeout) => {
                    self.watch(doing);
                }
            }
        }
        Ok(())
    }

    fn watch(&mut self, doing: &str) {
        self.look();
        let connected = self.sum(|progress| &progress.connected);
        let (said, heard) = (self.sum(|progress| &progress.said), self.sum(|progress| &progress.heard));
        self.teller.tell(&format!("{doing}: {connected} conns, {said} messages said, {heard} heard"));
    }

    fn look(&mut self) {
        let rss = self.processes.and_then(Processes::rss).unwrap_or_default();
        self.peak_rss = self.peak_rss.max(rss);
    }

    fn sum(&self, count: impl Fn(&Progress) -> &AtomicU64) -> u64 {
        self.engines.iter().map(|engine| count(&engine.progress).load(Ordering::Relaxed)).sum()
    }

    fn sample(&self) -> anyhow::Result<Sample> {
        Ok(Sample {
            at: Instant::now(),
            said: self.sum(|progress| &progress.said),
            heard: self.sum(|progress| &progress.heard),
            server: self.processes.map(Processes::cpu).transpose()?,
            bus: self.bus.map(Processes::cpu).transpose()?,
            load: Process::own().cpu()?,
        })
    }
}

impl Handle {
    fn start(index: u32, shared: &Arc<Shared>, reporter: &Sender<Report>) -> anyhow::Result<Self> {
        let poll = Poll::new().context("cannot make an epoll")?;
        let waker = Waker::new(poll.registry(), WAKER).context("cannot make a waker")?;
        let (orders, inbox) = channel();
        let progress = Arc::new(Progress::default());
        let engine = Engine::new(index, poll, shared.clone(), progress.clone(), inbox, reporter.clone())?;
        let thread = std::thread::Builder::new().name(format!("load-{index}")).spawn(move || engine.run())?;
        Ok(Self { orders, waker, progress, thread })
    }
}

impl Sample {
    fn server_since(self, before: Self) -> Option<Duration> {
        // A thread that ended meanwhile takes its time with it.
        Some(self.server?.saturating_sub(before.server?))
    }

    fn bus_since(self, before: Self) -> Option<Duration> {
        Some(self.bus?.saturating_sub(before.bus?))
    }
}
