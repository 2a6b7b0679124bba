//! Every test runs on SQLite and on PostgreSQL. One file a table.

mod accounts;
mod blacklist;
mod bureau_tasks;
mod captchas;
mod code_tables;
mod commits;
mod confirmations;
mod counters;
mod downloads;
mod engine;
mod filings;
mod idempotency;
mod jobs;
mod journal;
mod leases;
mod materials;
mod messages;
mod move_requests;
mod objects;
mod one_time_codes;
mod outbox;
mod postgres;
mod proposals;
mod records;
mod s3;
mod sample;
mod seal;
mod secrecy;
mod sessions;
mod staff;
mod sweep;
mod transactions;
mod uploads;
mod verifications;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::path::PathBuf;
use store::{Ids, Keys, Store, StoreConfig};

/// An empty, migrated database of one engine.
pub struct Database {
    pub store: Store,
    url: String,
    /// Where SQLite's files are.
    pub folder: Option<PathBuf>,
}

impl Database {
    async fn empty(url: String, folder: Option<PathBuf>) -> Self {
        let store = open(&url, sample::keys()).await;
        Self { store, url, folder }
    }

    /// The same database with other keys.
    pub async fn with_keys(&self, keys: Keys) -> Store {
        open(&self.url, keys).await
    }

    /// Runs SQL past the store, as somebody with the database's password would.
    pub async fn tamper(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            let mut connection = SqliteConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await
        } else {
            let mut connection = PgConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await
        }
    }

    /// The first column, as text, of a query past the store.
    pub async fn column(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
        }
    }
}

async fn open(url: &str, keys: Keys) -> Store {
    let config = StoreConfig { url: url.to_owned(), max_connections: 6 };
    let ids: Ids = std::sync::Arc::new(sample::id);
    Store::open_with(&config, keys, ids).await.unwrap()
}

/// A database of each engine that has no tables yet, and the folder of SQLite's.
async fn databases() -> (Vec<Database>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let mut databases = vec![Database::empty(url, Some(folder.path().to_owned())).await];
    if let Some(url) = postgres::new_database().await {
        databases.push(Database::empty(url, None).await);
    }
    (databases, folder)
}

/// Runs a test on an empty, migrated database of each engine.
pub async fn each_database(test: impl AsyncFn(&Database)) {
    let (databases, _folder) = databases().await;
    for database in databases {
        println!("on {}", database.store.engine());
        database.store.migrate().await.unwrap();
        test(&database).await;
        database.store.close().await;
    }
}

/// The same without tables.
pub async fn each_empty_database(test: impl AsyncFn(&Database)) {
    let (databases, _folder) = databases().await;
    for database in databases {
        println!("on {}", database.store.engine());
        test(&database).await;
        database.store.close().await;
    }
}

/// Runs a test on an empty store of each engine.
pub async fn each_engine(test: impl AsyncFn(Store)) {
    each_database(async |database| test(database.store.clone()).await).await;
}
