//! Opening SQLite or PostgreSQL, and what differs between them outside of SQL text.

use crate::{Error, Result, link::Conn};
use sqlx::{
    PgPool, SqlSafeStr, SqlitePool, Transaction,
    pool::PoolOptions,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Where the rows are.
#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite:PATH` or `postgres://…`. May hold a password: `Debug` does not print it.
    pub url: String,
    /// Readers on SQLite (there is one writer beside them), all connections on PostgreSQL.
    pub max_connections: u32,
}

impl std::fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = self.url.split(':').next().unwrap_or_default();
        f.debug_struct("StoreConfig")
            .field("url", &format_args!("{scheme}:…"))
            .field("max_connections", &self.max_connections)
            .finish()
    }
}

/// How long anybody waits for a connection or for SQLite's write lock.
const PATIENCE: Duration = Duration::from_secs(10);
/// Who waited so long for a connection asks whether the server is there at all.
const SUSPICION: Duration = Duration::from_millis(500);
/// No statement runs longer; migrations are exempt.
const STATEMENT_TIMEOUT: &str = "30s";
/// No statement waits longer for another's row lock.
const LOCK_TIMEOUT: &str = "10s";
/// A forgotten transaction is ended by the server.
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "60s";

/// What a commit outlives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lasting {
    /// The end of the process. What the machine had not yet written is lost with its power: the
    /// last moment's commits, the latest first, never one that a lasting commit followed.
    Process,
    /// The loss of power.
    Machine,
}

impl Lasting {
    /// Both with the write-ahead log: FULL syncs it at each commit, NORMAL leaves that to the next
    /// FULL commit or the next checkpoint.
    fn pragma(self) -> &'static str {
        match self {
            Self::Process => "PRAGMA synchronous = NORMAL",
            Self::Machine => "PRAGMA synchronous = FULL",
        }
    }
}

/// A [`Lasting`] that is shared; a connection is opened with [`Lasting::Machine`].
#[derive(Default)]
pub(crate) struct AtomicLasting {
    process_only: AtomicBool,
}

impl AtomicLasting {
    pub(crate) fn get(&self) -> Lasting {
        match self.process_only.load(Ordering::Acquire) {
            true => Lasting::Process,
            false => Lasting::Machine,
        }
    }

    fn set(&self, lasting: Lasting) {
        self.process_only.store(lasting == Lasting::Process, Ordering::Release);
    }
}

#[derive(Clone)]
pub(crate) enum Engine {
    /// One writer, which is what SQLite has anyway: waiting in our queue is fair, waiting on its
    /// lock is not. Readers see the last commit meanwhile (write-ahead log).
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        /// How the writer commits now; changed by who holds it.
        lasting: Arc<AtomicLasting>,
    },
    Pg {
        pool: PgPool,
        /// Host and port, where it is reached over a network.
        place: Option<(String, u16)>,
    },
}

impl Engine {
    pub(crate) async fn open(config: &StoreConfig) -> Result<Self> {
        if let Some(path) = config.url.strip_prefix("sqlite:") {
            Self::open_sqlite(path.strip_prefix("//").unwrap_or(path), config).await
        } else if config.url.starts_with("postgres://") || config.url.starts_with("postgresql://") {
            Self::open_postgres(config).await
        } else {
            Err(Error::Config("the database URL starts with `sqlite:` or `postgres://`".into()))
        }
    }

    async fn open_sqlite(path: &str, config: &StoreConfig) -> Result<Self> {
        if path.is_empty() || path.contains(":memory:") {
            return Err(Error::Config("SQLite needs a file: `sqlite:PATH`".into()));
        }
        create_private(Path::new(path))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            // What is deleted is overwritten, not only unlinked.
            .pragma("secure_delete", "ON");
        // FULL: a commit that was acknowledged survives a power cut.
        let writing = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let pool = || {
            PoolOptions::new()
                .acquire_timeout(PATIENCE)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
        };
        let writer = pool().max_connections(1).connect_with(writing).await?;
        let readers = pool()
            .max_connections(config.max_connections.max(1))
            .connect_lazy_with(options.read_only(true));
        Ok(Self::Sqlite { writer, readers, lasting: Arc::default() })
    }

    async fn open_postgres(config: &StoreConfig) -> Result<Self> {
        let options = config.url.parse::<PgConnectOptions>()?.application_name("icp").options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("lock_timeout", LOCK_TIMEOUT),
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT),
        ]);
        let pool = PoolOptions::new()
            .max_connections(config.max_connections.max(2))
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await?;
        let place = match options.get_socket() {
            None if !options.get_host().starts_with('/') => {
                Some((options.get_host().to_owned(), options.get_port()))
            }
            _ => None,
        };
        Ok(Self::Pg { pool, place })
    }

    pub(crate) async fn migrate(&self) -> Result<()> {
        // `run_direct`: the future of the shorter `run` can't move between threads.
        match self {
            Self::Sqlite { writer, .. } => {
                let mut connection = writer.acquire().await?;
                let migrations = sqlx::migrate!("migrations/sqlite");
                migrations.run_direct(None, &mut *connection, false).await?;
            }
            Self::Pg { pool, .. } => {
                // A connection of its own: rewriting a large table takes as long as it takes.
                let mut connection = pool.acquire().await?.detach();
                sqlx::query("SET statement_timeout = 0").execute(&mut connection).await?;
                let migrations = sqlx::migrate!("migrations/postgres");
                let done = migrations.run_direct(None, &mut connection, false).await;
                sqlx::Connection::close(connection).await?;
                done?;
            }
        }
        Ok(())
    }

    pub(crate) async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Conn::SqliteReader(readers.acquire().await?),
            Self::Pg { pool, place } => {
                Conn::PgReader(unless_away(place.as_ref(), pool.acquire()).await?)
            }
        })
    }

    pub(crate) async fn begin(&self, wanted: Lasting) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite { writer, lasting, .. } => {
                let mut connection = writer.acquire().await?;
                if lasting.get() != wanted {
                    sqlx::query(wanted.pragma()).execute(&mut *connection).await?;
                    lasting.set(wanted);
                }
                // IMMEDIATE: the write lock is taken now, where waiting is possible, and not at
                // the first write, where SQLite can only refuse.
                let begin = Some("BEGIN IMMEDIATE".into_sql_str());
                Conn::SqliteTx(Transaction::begin(connection, begin).await?)
            }
            Self::Pg { pool, place } => {
                let mut transaction = unless_away(place.as_ref(), pool.begin()).await?;
                if wanted == Lasting::Process {
                    let sql = "SET LOCAL synchronous_commit = off";
                    sqlx::query(sql).execute(&mut *transaction).await?;
                }
                Conn::PgTx(transaction)
            }
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Pg { pool, .. } => pool.close().await,
        }
    }
}

/// Waits for a connection, but not for a server that is away: a pool that is merely busy is worth
/// waiting for, one whose server does not even take a call is not.
async fn unless_away<T>(
    place: Option<&(String, u16)>,
    connection: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T> {
    let Some((host, port)) = place else { return Ok(connection.await?) };
    let away = async {
        loop {
            tokio::time::sleep(SUSPICION).await;
            let call = tokio::net::TcpStream::connect((host.as_str(), *port));
            if !matches!(tokio::time::timeout(SUSPICION, call).await, Ok(Ok(_))) {
                return Error::Unavailable("the database server does not answer".into());
            }
        }
    };
    tokio::select! {
        biased;
        connection = connection => Ok(connection?),
        away = away => Err(away),
    }
}

/// Makes the file, readable by its owner only, if it is not there: SQLite would leave it to umask.
/// Write-ahead log and shared memory file take over the mode.
fn create_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| Error::Config(format!("{}: {}", path.display(), error.kind())))
}
