//! The guards of streams and of games, each of which the simulation must miss when it is taken away.

use client::Client;
use desk::Desk;
use host::{Errands, Host};
use ledger::Model;

/// A check in a desk, a client, a host or the store.
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
    /// A host acknowledges a command only when the store has it.
    HostAck,
    /// A host throws its copy of a game away after a fence, a conflict or a lost answer.
    HostCopy,
    /// A host renews only the leases of games whose commands are worked off.
    HostProgress,
    /// A host does nothing with a lease that may be over.
    HostLease,
    /// A host tells the heads of its games.
    HostHead,
    /// A host that is asked for more than it has asks the store whether the game is its own still.
    HostBeyond,
    /// Both of a lease that may be over and of what is beyond the last event.
    HostLeaseAndBeyond,
    /// A conn's commands to one game are asked one after the other.
    HostOrder,
    /// The store carries out a command once.
    StoreKnown,
    /// In the store only who has the last term may write.
    StoreFence,
    /// In the store only who knows the whole log may write.
    StoreOffset,
    /// Both of these.
    StoreFenceAndOffset,
}

impl Guard {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> String {
        clap::ValueEnum::to_possible_value(&self).map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    #[cfg(feature = "sabotage")]
    fn of_desk(self) -> &'static [desk::Guard] {
        let guards: [(Self, &'static [desk::Guard]); 4] = [
            (Self::DeskOffset, &[desk::Guard::Offset]),
            (Self::DeskEpoch, &[desk::Guard::Epoch]),
            (Self::DeskHead, &[desk::Guard::Head]),
            (Self::DeskLive, &[desk::Guard::Live]),
        ];
        self.among(&guards)
    }

    #[cfg(feature = "sabotage")]
    fn of_client(self) -> &'static [client::Guard] {
        let guards: [(Self, &'static [client::Guard]); 3] = [
            (Self::ClientOffset, &[client::Guard::Offset]),
            (Self::ClientEpoch, &[client::Guard::Epoch]),
            (Self::ClientHead, &[client::Guard::Head]),
        ];
        self.among(&guards)
    }

    #[cfg(feature = "sabotage")]
    fn of_host(self) -> &'static [host::Guard] {
        let guards: [(Self, &'static [host::Guard]); 8] = [
            (Self::HostAck, &[host::Guard::Ack]),
            (Self::HostCopy, &[host::Guard::Copy]),
            (Self::HostProgress, &[host::Guard::Progress]),
            (Self::HostLease, &[host::Guard::Lease]),
            (Self::HostHead, &[host::Guard::Head]),
            (Self::HostBeyond, &[host::Guard::Beyond]),
            (Self::HostLeaseAndBeyond, &[host::Guard::Lease, host::Guard::Beyond]),
            (Self::HostOrder, &[host::Guard::Order]),
        ];
        self.among(&guards)
    }

    #[cfg(feature = "sabotage")]
    fn of_store(self) -> &'static [ledger::Guard] {
        let guards: [(Self, &'static [ledger::Guard]); 4] = [
            (Self::StoreKnown, &[ledger::Guard::Known]),
            (Self::StoreFence, &[ledger::Guard::Fence]),
            (Self::StoreOffset, &[ledger::Guard::Offset]),
            (Self::StoreFenceAndOffset, &[ledger::Guard::Fence, ledger::Guard::Offset]),
        ];
        self.among(&guards)
    }

    #[cfg(feature = "sabotage")]
    fn among<G>(self, guards: &[(Self, &'static [G])]) -> &'static [G] {
        guards.iter().find(|(guard, _)| *guard == self).map_or(&[], |(_, theirs)| theirs)
    }
}

/// A desk, with all its guards or without one.
pub(crate) fn desk(settings: desk::Settings, without: Option<Guard>) -> Desk {
    let desk = Desk::new(settings);
    #[cfg(feature = "sabotage")]
    if let Some(guard) = without {
        return desk.without(guard.of_desk());
    }
    let _ = without;
    desk
}

/// A client, with all its guards or without one.
pub(crate) fn client(settings: client::Settings, without: Option<Guard>) -> Client {
    #[cfg(feature = "sabotage")]
    if let Some(guard) = without {
        return Client::without(settings, guard.of_client());
    }
    let _ = without;
    Client::new(settings)
}

/// A host, with all its guards or without one.
pub(crate) fn host(host: Host, without: Option<Guard>) -> Host {
    #[cfg(feature = "sabotage")]
    if let Some(guard) = without {
        return host.without(guard.of_host());
    }
    let _ = without;
    host
}

/// Errands, with all their guards or without one.
pub(crate) fn errands<W, N: Copy + Eq>(errands: Errands<W, N>, without: Option<Guard>) -> Errands<W, N> {
    #[cfg(feature = "sabotage")]
    if let Some(guard) = without {
        return errands.without(guard.of_host());
    }
    let _ = without;
    errands
}

/// A store, with all its guards or without some.
pub(crate) fn model(without: Option<Guard>) -> Model {
    #[cfg(feature = "sabotage")]
    if let Some(guard) = without {
        return Model::without(guard.of_store());
    }
    let _ = without;
    Model::default()
}
