//! A server that follows another one, and what is looked up in either.

use super::{PostgresServer, run, unprivileged};

impl PostgresServer {
    /// A second server that follows this one, as it is now and goes on. It can be read from, and lags behind unless this one
    /// is told to wait for it.
    ///
    /// # Panics
    /// When it does not start; with what it said.
    #[must_use]
    pub fn replica(&self) -> Self {
        let mut replica = Self::in_new_folder();
        let mut copy = unprivileged(&self.programs.join("pg_basebackup"), &replica.folder);
        copy.args(["--dbname", &self.url(), "--write-recovery-conf", "--checkpoint", "fast", "--no-sync", "--pgdata"]);
        copy.arg(replica.data());
        run(&mut copy);
        replica.find_port();
        replica
    }

    /// Follows no other from now on: it takes writes.
    ///
    /// # Panics
    /// When it does not.
    pub fn promote(&self) {
        let mut promote = unprivileged(&self.programs.join("pg_ctl"), &self.folder);
        promote.args(["promote", "--wait", "--pgdata"]);
        promote.arg(self.data());
        run(&mut promote);
    }

    /// Carries out one statement in the database `hubbub`; gives what follows, as text.
    ///
    /// # Panics
    /// When the server refuses it; with what it said.
    #[must_use]
    pub fn ask(&self, sql: &str) -> String {
        let mut psql = unprivileged(&self.programs.join("psql"), &self.folder);
        run(psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, &self.url()]))
    }
}
