//! Statements in one transaction, all sent before the first is answered.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use deadpool_postgres::{Object, PoolError};
use ledger::Failed;
use tokio_postgres::{Error, Row, Statement};

use crate::postgres::call::Call;
use crate::postgres::failure;

/// How each of our transactions begins. What is set here reaches the server whatever stands between; what a session has
/// set, a pooler may lose.
pub(super) const BEGIN: &str = "begin; set local synchronous_commit = on; set local statement_timeout = 3000";
const COMMIT: &str = "commit";

/// Why a transaction was not committed, or may have been.
pub(super) struct Broken {
    pub(super) failed: Failed,
    /// One of several statements was refused, so that the others would do alone.
    pub(super) alone: bool,
}

impl From<Failed> for Broken {
    fn from(failed: Failed) -> Self {
        Self { failed, alone: false }
    }
}

impl From<PoolError> for Broken {
    fn from(error: PoolError) -> Self {
        failure::of_pool(&error).into()
    }
}

/// Carries statements out in one transaction; gives the rows of each.
pub(super) async fn commit(client: &Object, calls: &[Call<'_>]) -> Result<Vec<Vec<Row>>, Broken> {
    let statements = prepare(client, calls).await?;
    let mut sent: Vec<Sent<'_>> = vec![Box::pin(simple(client, BEGIN))];
    sent.extend(
        calls.iter().zip(&statements).map(|(call, statement)| Box::pin(call.send(client, statement)) as Sent<'_>),
    );
    sent.push(Box::pin(simple(client, COMMIT)));
    let mut answers = in_order(sent).await;
    let committed = answers.pop().unwrap_or(Ok(Vec::new()));
    let mut answers = answers.into_iter();
    if let Some(Err(error)) = answers.next() {
        // Without a beginning each statement was carried out by itself.
        return Err(Failed::Unknown(failure::reason(&error).into()).into());
    }
    let rows = answers.collect::<Result<Vec<_>, Error>>();
    let rows =
        rows.map_err(|error| Broken { failed: failure::of_statement(&error), alone: failure::is_plain(&error) })?;
    committed.map_err(|error| failure::of_commit(&error))?;
    Ok(rows)
}

/// Carries statements out in one transaction that is undone again if one of them has no row; tells which.
pub(super) async fn commit_if_all(client: &Object, calls: &[Call<'_>]) -> Result<Option<usize>, Failed> {
    let statements = prepare(client, calls).await?;
    client.batch_execute(BEGIN).await.map_err(|error| failure::of_read(&error))?;
    let sent =
        calls.iter().zip(&statements).map(|(call, statement)| Box::pin(call.send(client, statement)) as Sent<'_>);
    let answers = in_order(sent.collect()).await.into_iter().collect::<Result<Vec<_>, Error>>();
    let empty = answers.as_ref().map(|answers| answers.iter().position(Vec::is_empty));
    if matches!(empty, Ok(None)) {
        return client.batch_execute(COMMIT).await.map(|()| None).map_err(|error| failure::of_commit(&error));
    }
    // Nothing was committed, whatever becomes of this.
    let undone = client.batch_execute("rollback").await;
    let empty = empty.map_err(failure::of_read)?;
    undone.map(|()| empty).map_err(|error| failure::of_read(&error))
}

/// Statements are prepared once a connection; nothing is changed by that.
async fn prepare(client: &Object, calls: &[Call<'_>]) -> Result<Vec<Statement>, Failed> {
    let mut statements = Vec::with_capacity(calls.len());
    for call in calls {
        let statement = client.prepare_cached(call.sql).await;
        statements.push(statement.map_err(|error| failure::of_read(&error))?);
    }
    Ok(statements)
}

type Answered = Result<Vec<Row>, Error>;
type Sent<'call> = Pin<Box<dyn Future<Output = Answered> + Send + 'call>>;

async fn simple(client: &Object, sql: &'static str) -> Answered {
    client.batch_execute(sql).await.map(|()| Vec::new())
}

/// Waits for all. The driver sends a statement when its future is first polled, so the order of polling is the order on
/// the wire: here it is that of the list.
async fn in_order(mut sent: Vec<Sent<'_>>) -> Vec<Answered> {
    let mut answers: Vec<Option<Answered>> = sent.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut waits = false;
        for (future, answer) in sent.iter_mut().zip(&mut answers) {
            if answer.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(answered) => *answer = Some(answered),
                    Poll::Pending => waits = true,
                }
            }
        }
        if waits { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    answers.into_iter().flatten().collect()
}
