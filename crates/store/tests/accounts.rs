use crate::{each_database, each_engine, sample};
use filing::{id::AccountId, personal::Personal};
use store::{AccountRow, Error, Login, Store, Suite};

async fn insert(store: &Store, row: &AccountRow) -> store::Result<()> {
    let mut tx = store.begin().await?;
    tx.insert_account(row).await?;
    tx.commit().await
}

#[tokio::test]
async fn an_account_comes_back_as_it_went_in() {
    each_engine(async |store| {
        let row = sample::stored_account(&store, "Liangkg").await;
        assert_eq!(store.account(row.id).await.unwrap().unwrap(), row);
        assert_eq!(store.account(AccountId::from_uuid(sample::id())).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_login_name_has_no_case_and_a_filing_number_no_blanks() {
    each_engine(async |store| {
        let mut row = sample::account("Liangkg");
        row.filing_number = Some("粤ICP备2024000001号".into());
        insert(&store, &row).await.unwrap();
        for text in ["liangkg", " LIANGKG ", "粤ICP备2024000001号", "粤icp备 2024000001号"] {
            let found = store.account_by_login(text).await.unwrap();
            assert_eq!(found.map(|row| row.id), Some(row.id), "{text}");
        }
        assert_eq!(store.account_by_login("liang").await.unwrap(), None);
        assert_eq!(store.account_by_login("").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_second_with_a_name_a_mailbox_or_a_number_is_told_which() {
    each_engine(async |store| {
        let mut first = sample::account("first");
        first.filing_number = Some("粤ICP备2024000001号".into());
        insert(&store, &first).await.unwrap();
        let mut name = sample::account("FIRST");
        name.email = "other@example.cn".into();
        let mut mailbox = sample::account("second");
        mailbox.email = "First@Example.CN".into();
        let mut number = sample::account("third");
        number.filing_number = Some("粤icp备2024000001号".into());
        for (row, what) in [(name, "username"), (mailbox, "email"), (number, "filing_number")] {
            let error = insert(&store, &row).await.unwrap_err();
            assert!(matches!(error, Error::Duplicate(it) if it == what), "{what}: {error}");
        }
    })
    .await;
}

#[tokio::test]
async fn logins_are_remembered_and_failures_counted() {
    each_engine(async |store| {
        let id = sample::stored_account(&store, "wang").await.id;
        let until = Some(sample::after(900));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.login_failed(id, sample::NOW, None).await.unwrap(), 1);
        assert_eq!(tx.login_failed(id, sample::NOW, until).await.unwrap(), 2);
        let locked = tx.account(id).await.unwrap().unwrap();
        assert_eq!((locked.failed_logins, locked.locked_until), (2, until));
        tx.login_succeeded(id, sample::NOW, "192.0.2.1").await.unwrap();
        tx.login_succeeded(id, sample::after(60), "192.0.2.2").await.unwrap();
        tx.commit().await.unwrap();
        let row = store.account(id).await.unwrap().unwrap();
        assert_eq!((row.failed_logins, row.locked_until), (0, None));
        let login = |at, address: &str| Some(Login { at, address: address.into() });
        assert_eq!(row.last_login, login(sample::after(60), "192.0.2.2"));
        assert_eq!(row.previous_login, login(sample::NOW, "192.0.2.1"));
    })
    .await;
}

#[tokio::test]
async fn password_mailbox_and_number_can_be_changed() {
    each_engine(async |store| {
        let id = sample::stored_account(&store, "wang").await.id;
        let other = sample::stored_account(&store, "li").await;
        let mut tx = store.begin().await.unwrap();
        tx.update_password(id, "$argon2id$new", true).await.unwrap();
        tx.update_email(id, &Personal::new("new@example.cn")).await.unwrap();
        tx.update_filing_number(id, Some("粤ICP备2024000002号")).await.unwrap();
        tx.commit().await.unwrap();
        let row = store.account_by_email("NEW@example.cn").await.unwrap().unwrap();
        assert_eq!(row.id, id);
        assert_eq!((row.password_hash.as_str(), row.must_change_password), ("$argon2id$new", true));
        assert_eq!(store.account_by_email("wang@example.cn").await.unwrap(), None);
        assert!(store.account_by_login("粤ICP备2024000002号").await.unwrap().is_some());

        let mut tx = store.begin().await.unwrap();
        let taken = tx.update_email(id, &other.email).await;
        assert!(matches!(taken, Err(Error::Duplicate("email"))));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let nobody = AccountId::from_uuid(sample::id());
        assert!(matches!(tx.update_password(nobody, "x", false).await, Err(Error::NotFound)));
    })
    .await;
}

/// A change of key or suite must neither hide an account nor let its mailbox be taken twice.
#[tokio::test]
async fn a_mailbox_is_found_and_stays_unique_after_a_change_of_key_and_suite() {
    each_database(async |database| {
        let row = sample::stored_account(&database.store, "wang").await;
        let store = database.with_keys(sample::keys_of(Suite::Gm, &[2, 1])).await;
        assert_eq!(store.account_by_email("Wang@example.cn").await.unwrap().unwrap(), row);
        let mut second = sample::account("second");
        second.email = row.email.clone();
        assert!(matches!(insert(&store, &second).await, Err(Error::Duplicate("email"))));
        store.close().await;
    })
    .await;
}
