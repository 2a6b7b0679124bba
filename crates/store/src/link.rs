//! One connection of either engine. A query is written once and compiled for both.

use crate::{Error, Ids, Keys, Result};
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use uuid::Uuid;

pub(crate) enum Conn {
    SqliteReader(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    PgReader(PoolConnection<Postgres>),
    PgTx(Transaction<'static, Postgres>),
}

pub(crate) enum Raw<'c> {
    Sqlite(&'c mut SqliteConnection),
    Pg(&'c mut PgConnection),
}

/// What every read and write runs on: a connection, the keys that seal, the source of ids.
pub(crate) struct Link {
    pub(crate) conn: Conn,
    pub(crate) keys: Keys,
    pub(crate) ids: Ids,
    /// The database refused a statement: the transaction can't be committed any more.
    failed: bool,
}

impl Link {
    pub(crate) fn new(conn: Conn, keys: Keys, ids: Ids) -> Self {
        Self { conn, keys, ids, failed: false }
    }

    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    /// Notes a failure on its way out. PostgreSQL answers a COMMIT after one by rolling back and
    /// calling it a success, SQLite by committing the rest; neither is what anybody meant. That
    /// there is no such row is an answer, not a failure.
    pub(crate) fn settle<T>(&mut self, result: Result<T>) -> Result<T> {
        self.failed |= !matches!(result, Ok(_) | Err(Error::NotFound));
        result
    }

    /// Locks what `sql` selects, given `id` if it takes one, until the transaction ends. Outside of a
    /// transaction, and on SQLite, where the writer has locked everything, there is nothing to do.
    pub(crate) async fn lock(&mut self, sql: &'static str, id: Option<Uuid>) -> Result<()> {
        if !self.in_transaction() {
            return Ok(());
        }
        let done = match self.raw() {
            Raw::Sqlite(_) => Ok(()),
            Raw::Pg(c) => {
                let query = sqlx::query(sql);
                let query = if let Some(id) = id { query.bind(id) } else { query };
                query.execute(c).await.map(drop).map_err(Error::from)
            }
        };
        self.settle(done)
    }

    pub(crate) fn raw(&mut self) -> Raw<'_> {
        match &mut self.conn {
            Conn::SqliteReader(connection) => Raw::Sqlite(connection),
            Conn::SqliteTx(transaction) => Raw::Sqlite(transaction),
            Conn::PgReader(connection) => Raw::Pg(connection),
            Conn::PgTx(transaction) => Raw::Pg(transaction),
        }
    }

    pub(crate) fn in_transaction(&self) -> bool {
        matches!(self.conn, Conn::SqliteTx(_) | Conn::PgTx(_))
    }
}

/// `on!(link, c => query.execute(c).await?)`: the body is compiled once per engine, with `c` as
/// that engine's connection. A failure is noted in the link and leaves the calling function.
macro_rules! on {
    ($link:expr, $c:ident => $body:expr) => {{
        let result: $crate::Result<_> = match $link.raw() {
            $crate::link::Raw::Sqlite($c) => async { Ok($body) }.await,
            $crate::link::Raw::Pg($c) => async { Ok($body) }.await,
        };
        $link.settle(result)?
    }};
}

/// Reads, offered twice: on `Store` (own connection, last commit) and on `Tx` (inside it).
macro_rules! reads {
    ($(
        $(#[$doc:meta])*
        pub async fn $name:ident(&mut $self:ident $(, $arg:ident: $type:ty)* $(,)?) -> $out:ty
        $body:block
    )+) => {
        impl $crate::link::Link {$(
            pub(crate) async fn $name(&mut $self $(, $arg: $type)*) -> $crate::Result<$out> $body
        )+}
        impl $crate::Store {$(
            $(#[$doc])*
            pub async fn $name(&self $(, $arg: $type)*) -> $crate::Result<$out> {
                self.read().await?.$name($($arg),*).await
            }
        )+}
        impl $crate::Tx {$(
            $(#[$doc])*
            pub async fn $name(&mut self $(, $arg: $type)*) -> $crate::Result<$out> {
                self.link.$name($($arg),*).await
            }
        )+}
    };
}

pub(crate) use {on, reads};
