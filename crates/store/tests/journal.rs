use crate::{Database, each_database, each_engine, sample};
use store::{BrokenEntry, Store, Suite};

async fn write(store: &Store, n: usize) {
    for _ in 0..n {
        let mut tx = store.begin().await.unwrap();
        tx.journal(sample::entry("submit", None)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Takes the guard away that even the owner of the table has to take away first.
async fn unguard(database: &Database) {
    let sql = match database.store.engine() {
        "sqlite" => "DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_shortened",
        _ => "DROP TRIGGER journal_stays ON journal",
    };
    database.tamper(sql).await.unwrap();
}

#[tokio::test]
async fn entries_are_numbered_without_a_gap_and_come_back_as_they_went_in() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut tx = store.begin().await.unwrap();
        tx.journal(sample::entry("create", Some(filing))).await.unwrap();
        tx.journal(sample::entry("login", None)).await.unwrap();
        tx.journal(sample::entry("submit", Some(filing))).await.unwrap();
        tx.commit().await.unwrap();
        let page = store.journal_of(filing, None, 10).await.unwrap();
        let told: Vec<_> = page.items.iter().map(|row| (row.sequence, &*row.action)).collect();
        assert_eq!(told, [(1, "create"), (3, "submit")]);
        let (row, written) = (&page.items[0], sample::entry("create", Some(filing)));
        assert_eq!((row.at, &row.actor, row.filing), (written.at, &written.actor, written.filing));
        assert_eq!((&row.detail, &row.request), (&written.detail, &written.request));
        assert_eq!(store.journal_head().await.unwrap().sequence, 3);
        assert_eq!(store.verify_journal().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_journal_is_paged_both_ways() {
    each_engine(async |store| {
        let filing = sample::stored_filing(&store).await.id;
        let mut tx = store.begin().await.unwrap();
        for _ in 0..25 {
            tx.journal(sample::entry("edit", Some(filing))).await.unwrap();
        }
        tx.commit().await.unwrap();
        let (mut up, mut after) = (Vec::new(), None);
        loop {
            let page = store.journal_of(filing, after, 10).await.unwrap();
            up.extend(page.items.iter().map(|row| row.sequence));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(up, (1..=25).collect::<Vec<_>>());
        let (mut down, mut after) = (Vec::new(), None);
        loop {
            let page = store.journal_page(after, 10).await.unwrap();
            down.extend(page.items.iter().map(|row| row.sequence));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        down.reverse();
        assert_eq!(down, up);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_delete_an_entry() {
    each_database(async |database| {
        write(&database.store, 2).await;
        for sql in ["UPDATE journal SET actor = 'nobody'", "DELETE FROM journal"] {
            assert!(database.tamper(sql).await.is_err(), "{sql}");
        }
        assert_eq!(database.store.verify_journal().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn every_way_of_tampering_is_found_at_its_entry() {
    let tricks = [
        ("UPDATE journal SET actor = 'staff:other' WHERE sequence = 3", 3, "changed"),
        ("UPDATE journal SET at = at + 1 WHERE sequence = 1", 1, "changed"),
        ("UPDATE journal SET detail = '{}' WHERE sequence = 5", 5, "changed"),
        ("UPDATE journal SET suite = 2 WHERE sequence = 2", 2, "changed"),
        ("UPDATE journal SET suite = 9 WHERE sequence = 2", 2, "unknown suite"),
        ("DELETE FROM journal WHERE sequence = 4", 4, "missing"),
        ("DELETE FROM journal WHERE sequence >= 4", 4, "missing"),
        (
            "UPDATE journal SET sequence = 100 WHERE sequence = 2; \
             UPDATE journal SET sequence = 2 WHERE sequence = 3; \
             UPDATE journal SET sequence = 3 WHERE sequence = 100",
            2,
            "changed",
        ),
        (
            "DELETE FROM journal WHERE sequence = 2; \
             UPDATE journal SET sequence = sequence - 1 WHERE sequence = 3; \
             UPDATE journal SET sequence = sequence - 1 WHERE sequence = 4; \
             UPDATE journal SET sequence = sequence - 1 WHERE sequence = 5; \
             UPDATE journal_head SET sequence = 4",
            2,
            "changed",
        ),
        // Cut off and the head set back to match in number only.
        (
            "DELETE FROM journal WHERE sequence = 5; UPDATE journal_head SET sequence = 4",
            4,
            "not the head",
        ),
        ("UPDATE journal_head SET sequence = 6", 6, "missing"),
    ];
    for (sql, sequence, why) in tricks {
        each_database(async |database| {
            write(&database.store, 5).await;
            assert_eq!(database.store.verify_journal().await.unwrap(), None);
            unguard(database).await;
            database.tamper(sql).await.unwrap();
            let found = database.store.verify_journal().await.unwrap();
            assert_eq!(found, Some(BrokenEntry { sequence, why }), "{sql}");
        })
        .await;
    }
}

#[tokio::test]
async fn entries_of_both_suites_make_one_chain() {
    each_database(async |database| {
        write(&database.store, 2).await;
        let gm = database.with_keys(sample::keys_of(Suite::Gm, &[1])).await;
        write(&gm, 2).await;
        write(&database.store, 1).await;
        assert_eq!(gm.verify_journal().await.unwrap(), None);
        assert_eq!(gm.journal_head().await.unwrap().sequence, 5);
        gm.close().await;
        unguard(database).await;
        database.tamper("UPDATE journal SET action = 'x' WHERE sequence = 4").await.unwrap();
        let found = database.store.verify_journal().await.unwrap();
        assert_eq!(found, Some(BrokenEntry { sequence: 4, why: "changed" }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_once_make_one_chain() {
    each_engine(async |store| {
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { write(&store, 10).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(store.journal_head().await.unwrap().sequence, 40);
        assert_eq!(store.verify_journal().await.unwrap(), None);
    })
    .await;
}
