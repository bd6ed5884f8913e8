//! What every store promises. Each case begins with an empty store.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use ledger::{Answer, Ask, Failed, Model};
use store::{Boxed, Stats, Store};
use types::UnixMs;

mod logs;
mod owners;
mod rest;
mod transcript;

pub(crate) type Case = fn(Arc<dyn Store>) -> Pin<Box<dyn Future<Output = ()>>>;

/// Names each case once: on the model and on SQLite each is a test; PostgreSQL goes through all in one.
macro_rules! contract {
    ($($file:ident::$case:ident,)*) => {
        pub(crate) const CASES: &[(&str, Case)] = &[
            $((stringify!($case), |store| Box::pin(async move { $file::$case(&*store).await })),)*
        ];

        mod model {
            $(#[tokio::test]
            async fn $case() {
                super::$file::$case(&super::Memory::default()).await;
            })*
        }

        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                let folder = crate::sqlite::Folder::new();
                let store = store::Sqlite::open(folder.path()).unwrap();
                super::$file::$case(&store).await;
                store::Store::close(&store).await;
            })*
        }
    };
}

contract! {
    logs::the_guards_answer_in_their_order,
    logs::a_command_may_bring_about_several_events_or_none,
    logs::a_game_is_made_once,
    logs::a_log_is_read_in_pages_of_bytes,
    logs::of_appends_that_race_at_one_offset_one_is_done,
    logs::of_appends_that_race_with_one_id_one_is_done,
    logs::many_games_at_once_each_have_their_log,
    logs::of_creations_that_race_one_is_made,
    logs::an_entry_of_the_largest_size_comes_back_and_larger_ones_are_refused,
    owners::a_lease_keeps_others_out,
    owners::of_takes_that_race_one_wins,
    owners::only_the_last_term_is_renewed_and_only_while_it_lives,
    owners::a_game_that_was_released_is_free,
    owners::a_new_owner_is_told_for_how_long_nobody_was,
    owners::t64_t65_an_owner_of_an_earlier_term_writes_nothing,
    owners::what_is_due_is_told_while_nobody_owns_it,
    owners::t79_a_game_that_ends_its_owners_twice_is_nobodys_until_it_is_pardoned,
    owners::who_does_not_own_a_game_can_look,
    rest::only_the_last_snapshot_is_kept,
    rest::games_are_listed_from_the_newest_on,
    rest::a_consumer_reads_each_log_to_its_end,
    rest::of_readers_that_race_for_a_cursor_one_moves_it,
    rest::a_note_is_written_over_only_by_who_knows_it,
    rest::of_notes_that_race_one_is_kept,
    rest::a_note_that_is_over_is_as_one_that_never_was,
    rest::notes_are_listed_by_key,
    rest::t54_a_text_is_never_a_statement,
    rest::an_epoch_only_rises,
    rest::a_copy_holds_the_same_rows,
    rest::an_export_goes_in_whole_and_is_another_life,
    rest::what_was_asked_before_the_end_is_answered,
    transcript::the_same_asks_have_the_same_answers_as_in_the_model,
}

/// The model, as a store.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    model: Mutex<Model>,
    closed: Mutex<bool>,
}

impl Store for Memory {
    fn ask(&self, ask: Ask) -> Boxed<Result<Answer, Failed>> {
        let answer = if *self.closed.lock().unwrap() {
            Err(Failed::NotDone("closed".into()))
        } else {
            Ok(self.model.lock().unwrap().answer(now(), ask))
        };
        Box::pin(std::future::ready(answer))
    }

    fn stats(&self) -> Arc<Stats> {
        Arc::default()
    }

    fn close(&self) -> Boxed<()> {
        *self.closed.lock().unwrap() = true;
        Box::pin(std::future::ready(()))
    }
}

pub(crate) fn now() -> UnixMs {
    UnixMs(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap())
}
