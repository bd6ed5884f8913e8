//! An ask as one statement.

use ledger::{Answer, Failed};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};

type Parameter<'ask> = Box<dyn ToSql + Sync + Send + 'ask>;
type Read<'ask> = Box<dyn FnOnce(Vec<Row>) -> Result<Answer, Failed> + Send + Sync + 'ask>;

/// A statement with its parameters, and how its rows become an answer.
pub(super) struct Call<'ask> {
    pub(super) sql: &'static str,
    parameters: Vec<Parameter<'ask>>,
    read: Read<'ask>,
}

impl<'ask> Call<'ask> {
    pub(super) fn new(
        sql: &'static str,
        read: impl FnOnce(Vec<Row>) -> Result<Answer, Failed> + Send + Sync + 'ask,
    ) -> Self {
        Self { sql, parameters: Vec::new(), read: Box::new(read) }
    }

    /// The next parameter.
    pub(super) fn with(mut self, parameter: impl ToSql + Sync + Send + 'ask) -> Self {
        self.parameters.push(Box::new(parameter));
        self
    }

    /// Sends it; its rows come when those of all before it have.
    pub(super) async fn send(&self, client: &Client, statement: &Statement) -> Result<Vec<Row>, tokio_postgres::Error> {
        let parameters: Vec<&(dyn ToSql + Sync)> =
            self.parameters.iter().map(|parameter| &**parameter as &(dyn ToSql + Sync)).collect();
        client.query(statement, &parameters).await
    }

    pub(super) fn read(self, rows: Vec<Row>) -> Result<Answer, Failed> {
        (self.read)(rows)
    }
}

/// The one row of a statement that always has one.
pub(super) fn one(rows: &[Row]) -> Result<&Row, Failed> {
    rows.first().ok_or_else(|| Failed::NotDone("PostgreSQL: a statement has no answer".into()))
}

/// What a function of ours says that this program does not know.
pub(super) fn unknown(word: &str) -> Failed {
    Failed::NotDone(format!("PostgreSQL: a function answers {word:?}, which is no word of ours").into())
}
