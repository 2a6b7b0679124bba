use crate::{Database, each_database, each_empty_database, each_engine, sample};
use store::{Error, Store, StoreConfig};

#[tokio::test]
async fn migrations_run_twice_and_at_once() {
    each_engine(async |store| {
        let (first, second) = tokio::join!(store.migrate(), store.migrate());
        first.unwrap();
        second.unwrap();
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_ran_stops_the_program() {
    each_database(async |database: &Database| {
        let change =
            "UPDATE _sqlx_migrations SET checksum = checksum || checksum WHERE version = 1";
        // SQLite joins blobs as text; any other checksum will do.
        let change = match database.store.engine() {
            "sqlite" => "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1",
            _ => change,
        };
        database.tamper(change).await.unwrap();
        assert!(matches!(database.store.migrate().await, Err(Error::Migrate(_))));
    })
    .await;
}

#[tokio::test]
async fn a_program_older_than_the_schema_refuses_it() {
    each_database(async |database: &Database| {
        let newer = "INSERT INTO _sqlx_migrations (version, description, installed_on, success, \
             checksum, execution_time) SELECT 9999, 'of a later version', installed_on, success, \
             checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
        database.tamper(newer).await.unwrap();
        assert!(matches!(database.store.migrate().await, Err(Error::Migrate(_))));
        database.tamper("DELETE FROM _sqlx_migrations WHERE version = 9999").await.unwrap();
        database.store.migrate().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn migrations_that_are_cut_off_at_any_moment_are_taken_up_by_the_next_start() {
    each_empty_database(async |database: &Database| {
        let mut cut = 0;
        for patience in 1.. {
            let wait = std::time::Duration::from_micros(300 * patience);
            let store = database.with_keys(sample::keys()).await;
            match tokio::time::timeout(wait, store.migrate()).await {
                Err(_) => cut += 1,
                Ok(done) => {
                    done.unwrap();
                    break;
                }
            }
        }
        assert!(cut > 3, "cut off {cut} times");
        sample::stored_filing(&database.store).await;
        assert_eq!(database.store.verify_journal().await.unwrap(), None);
    })
    .await;
}

/// The two folders of DDL may differ in types only.
#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_indexes() {
    let seen = std::cell::RefCell::new(Vec::new());
    each_database(async |database: &Database| {
        let (columns, indexes) = match database.store.engine() {
            "sqlite" => (
                "SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 \
                 THEN '' ELSE '?' END FROM sqlite_schema t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
                "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
            ),
            _ => (
                "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' \
                 THEN '' ELSE '?' END FROM information_schema.columns WHERE table_schema = 'public' \
                 AND table_name NOT LIKE '\\_sqlx%'",
                "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' \
                 AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key' \
                 AND tablename NOT LIKE '\\_sqlx%'",
            ),
        };
        let mut all = database.column(columns).await;
        assert!(all.len() > 150, "the query sees the tables");
        all.extend(database.column(indexes).await);
        all.sort_unstable();
        seen.borrow_mut().push(all);
    })
    .await;
    if let [sqlite, postgres] = &seen.borrow()[..] {
        assert_eq!(sqlite, postgres);
    }
}

#[tokio::test]
async fn a_url_that_names_no_database_is_refused_in_words() {
    for url in ["mysql://localhost/x", "sqlite:", "sqlite::memory:", "file.db"] {
        let config = StoreConfig { url: url.into(), max_connections: 1 };
        let error = Store::open(&config, sample::keys()).await.err().unwrap();
        assert!(matches!(error, Error::Config(_)), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_database_out_of_reach_is_unavailable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://nobody:secret@127.0.0.1:{port}/none");
    let config = StoreConfig { url, max_connections: 1 };
    let error = Store::open(&config, sample::keys()).await.err().unwrap();
    assert!(error.is_transient(), "{error}");
    assert!(!format!("{error:?} {config:?}").contains("secret"));
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_of_sqlite_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    each_database(async |database: &Database| {
        let Some(folder) = &database.folder else { return };
        sample::stored_account(&database.store, "wang").await;
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap()).collect();
        assert!(files.len() >= 2, "database and write-ahead log");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn default_ids_grow_with_time() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let store =
        Store::open(&StoreConfig { url, max_connections: 1 }, sample::keys()).await.unwrap();
    let (first, second) = (store.new_id(), store.new_id());
    assert_eq!(first.get_version_num(), 7);
    assert!(first < second);
}
