//! What follows from what the host tells.

use game::{Caller, Game, Luck, Refusal, Report, Stands};
use types::{Limits, Name};

use crate::draft::Draft;
use crate::event::{Event, Match, WantId, What};
use crate::limits::{GAMES_BYTES_MAX, LISTED_SEATS_MAX, REMATCH_MS};
use crate::seeking::{has_room_to_start, new_id};
use crate::view::LiveGame;
use crate::{Lobby, Offered};

/// The longest options of a rematch, in bytes of JSON.
const REMATCH_SETUP_BYTES_MAX: usize = 1_024;

impl<O: Offered> Lobby<O> {
    /// How a game stands. What is known already is refused: it is told at least once.
    pub(crate) fn report(&self, from: Caller, report: &Report) -> Result<Vec<Event>, Refusal> {
        check_names(report)?;
        let mut draft = Draft::new(&self.state, from.at);
        let refused = if report.rules == Self::RULES { Ok(()) } else { draft.report(report, from.luck, &O::limits()) };
        let events = draft.events();
        match refused {
            // What has happened has, even where no rematch can follow now.
            _ if !events.is_empty() => Ok(events),
            Err(refusal) => Err(refusal),
            Ok(()) => Err(Refusal::new("nothing_new", "the lobby knows that")),
        }
    }
}

impl Draft {
    fn report(&mut self, report: &Report, mut luck: Luck, limits: &Limits) -> Result<(), Refusal> {
        self.live(report, luck.fork())?;
        match &report.standing {
            Stands::Live => {}
            Stands::Over { halves } => self.end_game(&report.game, halves.clone()),
            Stands::Again { halves, seats, setup } => {
                self.end_game(&report.game, halves.clone());
                self.rematch(report, (seats, setup), luck, limits)?;
            }
        }
        Ok(())
    }

    /// What the lobby wanted is done, or never will be.
    pub(crate) fn done(&mut self, want: WantId, is_done: bool, luck: Luck) {
        match self.state.games.starting_by(&want).cloned() {
            Some(agreed) if is_done => self.begin_agreed(&agreed, luck),
            Some(_) => self.push(What::MatchFailed { want }),
            None if self.state.games.is_told(&want) => {}
            None => self.push(What::Told { want }),
        }
    }

    /// A game has begun: one that was agreed on here, or somebody else's.
    fn live(&mut self, report: &Report, luck: Luck) -> Result<(), Refusal> {
        let is_known =
            self.state.games.find(&report.game).is_some() || self.state.finished.find(&report.game).is_some();
        if is_known {
            return Ok(());
        }
        let agreed = self.state.games.starting().find(|agreed| agreed.game.id == report.game).cloned();
        match (agreed, &report.standing) {
            (Some(agreed), _) => self.begin_agreed(&agreed, luck),
            (None, Stands::Live) => self.list(report)?,
            (None, Stands::Over { .. } | Stands::Again { .. }) => {}
        }
        Ok(())
    }

    fn begin_agreed(&mut self, agreed: &Match, mut luck: Luck) {
        let game = self.now(agreed.game.clone());
        let tell = game.rematch_of.is_some().then(|| luck.id());
        self.begin(game, Some(agreed.want), tell);
    }

    /// A game that somebody else has begun.
    fn list(&mut self, report: &Report) -> Result<(), Refusal> {
        if report.seats.len() > LISTED_SEATS_MAX || self.state.games.bytes() >= GAMES_BYTES_MAX {
            return Err(Refusal::new("not_listed", "the lobby has no room for that game: it is not listed"));
        }
        let game = LiveGame {
            id: report.game.clone(),
            rules: report.rules.clone(),
            seats: report.seats.clone(),
            ratings: Vec::new(),
            rated: false,
            at: 0,
            seek: None,
            rematch_of: None,
        };
        let game = self.now(game);
        self.begin(game, None, None);
        Ok(())
    }

    /// The game with the time and the ratings of now.
    fn now(&self, game: LiveGame) -> LiveGame {
        let ratings = game.seats.iter().map(|player| self.state.ratings.of(&game.rules, player)).collect();
        LiveGame { ratings, at: self.at().0, ..game }
    }

    /// Those who played a game that is over want another. One follows each game, if they want it soon enough.
    fn rematch(
        &mut self,
        report: &Report,
        (seats, setup): (&[String], &str),
        mut luck: Luck,
        limits: &Limits,
    ) -> Result<(), Refusal> {
        let at = self.at().0;
        let over = self.state.finished.find(&report.game).copied();
        let over = over.filter(|over| !over.is_followed && at <= over.at.saturating_add(REMATCH_MS));
        let (Some(over), 2, ..=REMATCH_SETUP_BYTES_MAX) = (over, seats.len(), setup.len()) else {
            return Ok(());
        };
        has_room_to_start(&self.state, limits)?;
        let game = self.now(LiveGame {
            id: new_id(&mut luck),
            rules: report.rules.clone(),
            seats: seats.to_vec(),
            ratings: Vec::new(),
            rated: over.rated,
            at,
            seek: None,
            rematch_of: Some(report.game.clone()),
        });
        let agreed = Match { want: luck.id(), game, setup: setup.to_owned() };
        self.push(What::Matched(Box::new(agreed)));
        Ok(())
    }
}

/// Names of a report come into views and events.
fn check_names(report: &Report) -> Result<(), Refusal> {
    let again = match &report.standing {
        Stands::Again { seats, .. } => seats.as_slice(),
        Stands::Live | Stands::Over { .. } => &[],
    };
    let mut names = [&report.game, &report.rules].into_iter().chain(&report.seats).chain(again);
    if names.all(|name| name.parse::<Name>().is_ok()) {
        return Ok(());
    }
    Err(Refusal::new("bad_report", "a game, its rules and its seats are named with 1 to 64 of A-Z a-z 0-9 _"))
}
