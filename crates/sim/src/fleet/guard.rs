//! The guards of a stream, each of which the simulation must miss when it is taken away.

use client::Client;
use desk::Desk;

/// A check in a desk or in a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Guard {
    /// A desk takes a view only if its offset is the next.
    DeskOffset,
    /// A desk does not hear what is said in an epoch that is over.
    DeskEpoch,
    /// A desk that owns a stream tells its head.
    DeskHead,
    /// A desk lets nobody in before it hears the realm.
    DeskLive,
    /// A client takes a view only if its offset is the next.
    ClientOffset,
    /// A client does not compare offsets of different epochs.
    ClientEpoch,
    /// A client that is behind a head asks again.
    ClientHead,
}

impl Guard {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> String {
        clap::ValueEnum::to_possible_value(&self).map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A desk, with all its guards or without one.
pub(crate) fn desk(settings: desk::Settings, without: Option<Guard>) -> Desk {
    let desk = Desk::new(settings);
    #[cfg(feature = "sabotage")]
    {
        let guard = match without {
            Some(Guard::DeskOffset) => desk::Guard::Offset,
            Some(Guard::DeskEpoch) => desk::Guard::Epoch,
            Some(Guard::DeskHead) => desk::Guard::Head,
            Some(Guard::DeskLive) => desk::Guard::Live,
            Some(Guard::ClientOffset | Guard::ClientEpoch | Guard::ClientHead) | None => return desk,
        };
        desk.without(guard)
    }
    #[cfg(not(feature = "sabotage"))]
    {
        let _ = without;
        desk
    }
}

/// A client, with all its guards or without one.
pub(crate) fn client(settings: client::Settings, without: Option<Guard>) -> Client {
    #[cfg(feature = "sabotage")]
    {
        let guard = match without {
            Some(Guard::ClientOffset) => client::Guard::Offset,
            Some(Guard::ClientEpoch) => client::Guard::Epoch,
            Some(Guard::ClientHead) => client::Guard::Head,
            Some(Guard::DeskOffset | Guard::DeskEpoch | Guard::DeskHead | Guard::DeskLive) | None => {
                return Client::new(settings);
            }
        };
        Client::without(settings, guard)
    }
    #[cfg(not(feature = "sabotage"))]
    {
        let _ = without;
        Client::new(settings)
    }
}
