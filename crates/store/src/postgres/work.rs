//! The tasks that carry asks out, each on a connection of its own.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Object;
use ledger::{Answer, Ask, Failed, Import, Imported};
use tokio::sync::{Mutex, mpsc};
use types::{GameId, Name};

use crate::Stats;
use crate::desk::{self, Desk, Job, Work};
use crate::postgres::call::Call;
use crate::postgres::connect::Link;
use crate::postgres::pipeline::{self, Broken};
use crate::postgres::{failure, reads, rows, writes};
use crate::table::Table;

/// How long a connection may be silent before it is given up: longer than a statement may take, and than whoever asked
/// waits.
const SILENCE: Duration = Duration::from_secs(5);

type Queue = Arc<Mutex<mpsc::Receiver<Work>>>;

/// Starts those that write; they end with the desk.
pub(super) fn start_writers(link: &Link, count: usize, stats: &Arc<Stats>) -> Desk {
    let (desk, queue, running) = Desk::new();
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..count {
        let (link, queue, running, stats) = (link.clone(), queue.clone(), running.clone(), Arc::clone(stats));
        tokio::spawn(async move {
            let _running = running;
            while let Some(group) = next(&queue, |first, queue| desk::group(first, queue, &stats)).await {
                let (alone, together): (Vec<_>, Vec<_>) = group.into_iter().partition(|job| lock(&job.ask).is_none());
                for job in alone {
                    write_alone(&link, job).await;
                }
                write(&link, together).await;
            }
        });
    }
    desk
}

/// Starts those that read; they end with the desk.
pub(super) fn start_readers(link: &Link, count: usize) -> Desk {
    let (desk, queue, running) = Desk::new();
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..count {
        let (link, queue, running) = (link.clone(), queue.clone(), running.clone());
        tokio::spawn(async move {
            let _running = running;
            while let Some(job) = next(&queue, one).await {
                if let Some(job) = job {
                    let answer = read(&link, &job.ask).await;
                    job.tell(answer);
                }
            }
        });
    }
    desk
}

/// What has come; `None` when nothing comes any more. Who waits here holds the queue, and the others wait for him.
async fn next<T>(queue: &Queue, take: impl FnOnce(Work, &mut mpsc::Receiver<Work>) -> T) -> Option<T> {
    let mut queue = queue.lock().await;
    let first = queue.recv().await?;
    Some(take(first, &mut queue))
}

fn one(work: Work, queue: &mut mpsc::Receiver<Work>) -> Option<Job> {
    match work {
        Work::Job(job) => job.if_wanted(),
        Work::End => {
            queue.close();
            None
        }
    }
}

/// What an ask locks, in the order in which a transaction locks: sorted so, no two wait for each other.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Lock<'ask> {
    Game(&'ask GameId),
    Cursor(&'ask GameId, &'ask Name),
    Note(&'ask Name, &'ask [u8]),
    Store,
}

/// `None` for what locks much and is carried out alone.
fn lock(ask: &Ask) -> Option<Lock<'_>> {
    match ask {
        Ask::Create(ask) => Some(Lock::Game(&ask.game)),
        Ask::Append(ask) => Some(Lock::Game(&ask.game)),
        Ask::Take(ask) => Some(Lock::Game(&ask.game)),
        Ask::Release(ask) => Some(Lock::Game(&ask.game)),
        Ask::Blame(ask) => Some(Lock::Game(&ask.game)),
        Ask::Pardon(ask) => Some(Lock::Game(&ask.game)),
        Ask::KeepSnapshot(ask) => Some(Lock::Game(&ask.game)),
        Ask::Advance(ask) => Some(Lock::Cursor(&ask.game, &ask.consumer)),
        Ask::Keep(ask) => Some(Lock::Note(&ask.space, &ask.key)),
        Ask::Forget(ask) => Some(Lock::Note(&ask.space, &ask.key)),
        Ask::RaiseEpoch(_) => Some(Lock::Store),
        Ask::Renew(_)
        | Ask::Import(_)
        | Ask::Due(_)
        | Ask::Look(_)
        | Ask::Load(_)
        | Ask::Find(_)
        | Ask::LastSnapshot(_)
        | Ask::Games(_)
        | Ask::Behind(_)
        | Ask::Recall(_)
        | Ask::Notes(_)
        | Ask::Epoch(_)
        | Ask::Export(_) => None,
    }
}

/// Answers a group. Where one statement was refused, each is tried alone, so that none suffers for another.
async fn write(link: &Link, mut group: Vec<Job>) {
    if group.is_empty() {
        return;
    }
    group.sort_by(|a, b| lock(&a.ask).cmp(&lock(&b.ask)));
    match commit(link, &group).await {
        Ok(answers) => group.into_iter().zip(answers).for_each(|(job, answer)| job.tell(Ok(answer))),
        Err(Broken { alone: true, .. }) if group.len() > 1 => {
            for job in group {
                write_alone(link, job).await;
            }
        }
        Err(Broken { failed, .. }) => group.into_iter().for_each(|job| job.tell(Err(failed.clone()))),
    }
}

async fn write_alone(link: &Link, job: Job) {
    let answer = if let Ask::Import(ask) = &job.ask {
        import(link, ask).await
    } else {
        let answers = commit(link, std::slice::from_ref(&job)).await;
        answers.map_err(|broken| broken.failed).and_then(|answers| answers.into_iter().next().ok_or_else(not_written))
    };
    job.tell(answer);
}

fn not_written() -> Failed {
    Failed::NotDone("it is nothing that is written".into())
}

async fn commit(link: &Link, group: &[Job]) -> Result<Vec<Answer>, Broken> {
    let client = link.client().await?;
    let calls: Vec<Call<'_>> = group.iter().filter_map(|job| writes::call(&job.ask)).collect();
    let rows = in_time(client, async |client| pipeline::commit(client, &calls).await).await?;
    // What was committed is done, even where its answer cannot be read.
    let unreadable = |failed: Failed| Broken::from(Failed::Unknown(failed.to_string().into()));
    calls.into_iter().zip(rows).map(|(call, rows)| call.read(rows).map_err(unreadable)).collect()
}

async fn import(link: &Link, ask: &Import) -> Result<Answer, Failed> {
    let client = link.client().await.map_err(|error| failure::of_pool(&error))?;
    let calls: Vec<Call<'_>> = ask.rows.iter().map(rows::put).collect();
    let refused = in_time(client, async |client| pipeline::commit_if_all(client, &calls).await).await?;
    Ok(Answer::Import(refused.map_or(Imported::Done, |row| Imported::Refused { row })))
}

/// Gives a connection up that says nothing: it is not used again, and what it was told may have been done.
async fn in_time<T, E: From<Failed>>(client: Object, work: impl AsyncFnOnce(&Object) -> Result<T, E>) -> Result<T, E> {
    match tokio::time::timeout(SILENCE, work(&client)).await {
        Ok(done) => done,
        Err(_) => {
            drop(Object::take(client));
            Err(Failed::Unknown(format!("PostgreSQL: no answer in {SILENCE:?}").into()).into())
        }
    }
}

async fn read(link: &Link, ask: &Ask) -> Result<Answer, Failed> {
    let client = link.client().await.map_err(|error| failure::of_pool(&error))?;
    let answered = in_time(client, async |client| {
        if let Ask::Export(ask) = ask {
            return export(client, ask).await;
        }
        let call = reads::call(ask).ok_or_else(|| Failed::NotDone("it is nothing that is read".into()))?;
        query(client, call).await
    });
    // It changes nothing, so that nothing happened in any case.
    answered.await.map_err(|failed| match failed {
        Failed::Unknown(why) => Failed::NotDone(why),
        Failed::NotDone(_) | Failed::Fatal(_) => failed,
    })
}

/// A page of the first table that has rows behind the last page.
async fn export(client: &Object, ask: &ledger::Export) -> Result<Answer, Failed> {
    for (table, behind) in Table::behind(ask.after.as_ref()) {
        let page = query(client, rows::export(table, behind)).await?;
        if page != Answer::Export(Vec::new()) {
            return Ok(page);
        }
    }
    Ok(Answer::Export(Vec::new()))
}

async fn query(client: &Object, call: Call<'_>) -> Result<Answer, Failed> {
    let statement = client.prepare_cached(call.sql).await.map_err(|error| failure::of_read(&error))?;
    let rows = call.send(client, &statement).await.map_err(|error| failure::of_read(&error))?;
    call.read(rows)
}
