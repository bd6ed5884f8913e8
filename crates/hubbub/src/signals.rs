//! Ctrl-C and SIGTERM.

use std::io;
use std::sync::Arc;

use node::Ending;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Waits for the wish that this process should end. From its creation on, signals no longer end the process by
/// themselves.
#[derive(Debug)]
pub(crate) struct Signals {
    runtime: Runtime,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Starts to listen.
    pub(crate) fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let within = runtime.enter();
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        drop(within);
        Ok(Self { runtime, interrupt, terminate })
    }

    /// Waits for the next wish: of whoever sends signals, or of an operator over the server API.
    pub(crate) fn wait_or(&mut self, ending: Arc<Ending>) {
        let Self { runtime, interrupt, terminate } = self;
        runtime.block_on(async {
            tokio::select! {
                () = ending.wanted() => {}
                () = next(interrupt, terminate) => {}
            }
        });
    }

    /// Waits until something is done or dropped: true. Or until the next wish, if that comes first: false.
    pub(crate) fn wait_for(&mut self, done: oneshot::Receiver<()>) -> bool {
        let Self { runtime, interrupt, terminate } = self;
        runtime.block_on(async {
            tokio::select! {
                _ = done => true,
                () = next(interrupt, terminate) => false,
            }
        })
    }
}

async fn next(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
