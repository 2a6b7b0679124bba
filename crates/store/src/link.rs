//! One connection of either engine. A query is written once and compiled for both.

use crate::{Ids, Keys};
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

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
}

impl Link {
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
/// that engine's connection.
macro_rules! on {
    ($link:expr, $c:ident => $body:expr) => {
        match $link.raw() {
            $crate::link::Raw::Sqlite($c) => $body,
            $crate::link::Raw::Pg($c) => $body,
        }
    };
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
