//! Everything that a running server writes to stderr.
//!
//! It goes through a bounded queue to a thread of its own: when nobody reads our stderr and the pipe is full, lines
//! are lost and counted, and the server goes on.

use std::io::{self, IsTerminal, Write};
use std::{env, panic};

use config::{Level, LogFormat};
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Lines that wait to be written. When full: the newest is lost.
const LINES_MAX: usize = 8_192;

/// The log, until it is dropped; what still waits then is written, for at most about a second.
pub(crate) struct Log {
    writer: NonBlocking,
    lost: ErrorCounter,
    json: bool,
    _guard: WorkerGuard,
}

impl Log {
    /// Starts to log, for the whole process.
    pub(crate) fn start(settings: config::Log) -> Self {
        let (writer, guard) = NonBlockingBuilder::default()
            .lossy(true)
            .buffered_lines_limit(LINES_MAX)
            .thread_name("log")
            .finish(io::stderr());
        let terminal = io::stderr().is_terminal();
        let json = match settings.format {
            LogFormat::Auto => !terminal,
            LogFormat::Text => false,
            LogFormat::Json => true,
        };
        let lines = tracing_subscriber::fmt().with_max_level(filter(settings.level)).with_writer(writer.clone());
        // The NATS library tells at "info" what the bus tells already.
        let targets = Targets::new().with_default(LevelFilter::TRACE).with_target("async_nats", LevelFilter::WARN);
        if json {
            lines.json().finish().with(targets).init();
        } else {
            let colours = terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            lines.with_ansi(colours).finish().with(targets).init();
        }
        // The usual report of a panic goes to stderr directly, where a full pipe would hold up the thread.
        panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
        Self { lost: writer.error_counter(), writer, json, _guard: guard }
    }

    /// Says something to the person who started the server: a plain line where the log is text, an event where it is
    /// JSON. Never waits.
    pub(crate) fn say(&mut self, line: &str) {
        if self.json {
            tracing::info!("{line}");
        } else {
            // The queue takes a line or counts it as lost; there is no third answer.
            let _ = self.writer.write_all(format!("{line}\n").as_bytes());
        }
    }

    /// How many lines were lost because nobody read them.
    pub(crate) fn lost_lines(&self) -> usize {
        self.lost.dropped_lines()
    }
}

fn filter(level: Level) -> LevelFilter {
    match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    }
}
