//! A lobby under test: users say what they want, and the host tells what has become of it.

use game::{Caller, Game, Luck, Notice, Refusal, Report, Standing, Viewer, Wanted, Who, Words};
use types::{Name, UnixMs};

use super::offer::TestLobby;
use crate::event::Event;
use crate::{Lists, LiveGame, Own, Rating, View};

pub(super) struct Script {
    pub(super) lobby: TestLobby,
    pub(super) log: Vec<Event>,
    pub(super) now: UnixMs,
    luck: Luck,
}

impl Script {
    pub(super) fn new() -> Self {
        let (luck, now) = (Luck::of(1), UnixMs(1_000));
        let caller = Caller { who: Who::Host, at: now, luck: luck.clone() };
        let log = TestLobby::open(caller, &[], serde_json::from_str("{}").unwrap()).unwrap();
        let mut script = Self { lobby: TestLobby::default(), log: Vec::new(), now, luck };
        script.take(log);
        script
    }

    fn caller(&mut self, who: Who) -> Caller {
        Caller { who, at: self.now, luck: self.luck.fork() }
    }

    /// A command as a client sends it.
    pub(super) fn command(&mut self, who: Who, kind: &str, text: &str) -> Result<Vec<View>, Refusal> {
        let words = Words { kind: kind.to_owned(), text: text.to_owned() };
        let caller = self.caller(who);
        let records = game::Table::decide(&self.lobby, caller, &words)?;
        let read = |record: &game::Record| TestLobby::read(record.version, &record.body).unwrap();
        Ok(self.take(records.iter().map(read).collect()))
    }

    pub(super) fn asks(&mut self, user: &str, kind: &str, text: &str) -> Result<Vec<View>, Refusal> {
        self.command(Who::User(name(user)), kind, text)
    }

    /// Something is asked and follows: what watchers are told of it.
    #[track_caller]
    pub(super) fn does(&mut self, user: &str, kind: &str, text: &str) -> Vec<View> {
        self.asks(user, kind, text).unwrap()
    }

    #[track_caller]
    pub(super) fn refused(&mut self, user: &str, kind: &str, text: &str) -> &'static str {
        self.asks(user, kind, text).expect_err("a refusal").code
    }

    /// A seek of a live game that anybody may accept; its id.
    #[track_caller]
    pub(super) fn seek(&mut self, user: &str) -> u64 {
        self.seek_with(user, r#"{"rules":"hands","rated":true}"#)
    }

    #[track_caller]
    pub(super) fn seek_with(&mut self, user: &str, text: &str) -> u64 {
        self.does(user, "seek", text);
        let id = self.lobby.state.events;
        assert!(self.lobby.state.seeks.find(id).is_some(), "the seek's id is the offset of its event");
        id
    }

    #[track_caller]
    pub(super) fn accept(&mut self, user: &str, seek: u64) -> Vec<View> {
        self.does(user, "accept", &on(seek))
    }

    pub(super) fn notice(&mut self, notice: Notice) -> Vec<View> {
        let caller = self.caller(Who::Host);
        let events = self.lobby.notice(caller, notice);
        self.take(events)
    }

    /// The host carries out everything that is wanted, and says so: what it was.
    pub(super) fn carry_out(&mut self) -> Vec<Wanted> {
        let mut done = Vec::new();
        while let Some(want) = self.lobby.wants().into_iter().next() {
            self.notice(Notice::Done { id: want.id, refused: None });
            done.push(want.what);
        }
        done
    }

    /// Two come together, and their game begins.
    #[track_caller]
    pub(super) fn begun(&mut self, seeker: &str, accepter: &str) -> LiveGame {
        let seek = self.seek(seeker);
        self.accept(accepter, seek);
        self.carry_out();
        self.lists().games.remove(0)
    }

    pub(super) fn report(&mut self, game: &LiveGame, standing: &Standing) -> Result<Vec<View>, Refusal> {
        let seats: Vec<Name> = game.seats.iter().map(|seat| name(seat)).collect();
        let report = Report::of(&game.id.parse().unwrap(), &game.rules, &seats, standing);
        let words = report.words();
        self.command(Who::Host, &words.kind, &words.text)
    }

    fn take(&mut self, events: Vec<Event>) -> Vec<View> {
        events.iter().for_each(|event| self.lobby.apply(event));
        let views = events.iter().map(|event| TestLobby::redact(event, Viewer::Watcher)).collect();
        self.log.extend(events);
        views
    }

    pub(super) fn lists(&self) -> Lists {
        let View::Snapshot(lists) = self.lobby.snapshot(Viewer::Watcher) else { panic!("no snapshot") };
        lists
    }

    pub(super) fn own(&self, user: &str) -> Own {
        let Some(View::LobbyYours(own)) = self.lobby.own(&name(user)) else { panic!("no view of one's own") };
        own
    }

    pub(super) fn rating(&self, user: &str) -> Rating {
        self.own(user).rating.get("hands").copied().unwrap_or_default()
    }

    pub(super) fn seeks_of(&self, user: &str) -> Vec<u64> {
        self.own(user).seeks.iter().map(|seek| seek.id).collect()
    }
}

pub(super) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(super) fn on(seek: u64) -> String {
    format!(r#"{{"seek":{seek}}}"#)
}

/// The kinds of views, for short.
pub(super) fn kinds(views: &[View]) -> Vec<&'static str> {
    views.iter().map(game::View::kind).collect()
}
