//! The trait.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use ledger::{Answer, Ask, Failed, Question};

use crate::Stats;

/// A future that a trait object can return.
pub type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What keeps games. Used as `Arc<dyn Store>`.
pub trait Store: Send + Sync + fmt::Debug {
    /// Carries out one ask. It is on its way when this returns; whoever drops the future does not know whether it is
    /// carried out. It waits for at most three seconds.
    ///
    /// # Errors
    /// See [`Failed`]: nothing happened, or it may have, or the process must end.
    fn ask(&self, ask: Ask) -> Boxed<Result<Answer, Failed>>;

    /// What it has done so far.
    fn stats(&self) -> Arc<Stats>;

    /// Ends in good order: what was asked before is answered, what is asked later has [`Failed::NotDone`].
    fn close(&self) -> Boxed<()>;
}

/// Asks with the type of what is said to it.
///
/// # Errors
/// As [`Store::ask`]; an ask over a limit of the ledger was not done either.
pub async fn ask<Q: Question>(store: &dyn Store, question: Q) -> Result<Q::Reply, Failed> {
    let answer = store.ask(question.into()).await?;
    Q::reply(answer).map_err(|too_big| Failed::NotDone(too_big.to_string().into()))
}
