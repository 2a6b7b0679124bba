use crate::{each_engine, sample};
use filing::permission::Role;
use store::{Error, Login};

#[tokio::test]
async fn staff_come_back_as_they_went_in_and_have_one_name_each() {
    each_engine(async |store| {
        let row = sample::staff("Reviewer1", Role::Reviewer);
        let mut tx = store.begin().await.unwrap();
        tx.insert_staff(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.staff(row.id).await.unwrap().unwrap(), row);
        assert_eq!(store.staff_by_login("reviewer1 ").await.unwrap().unwrap(), row);

        let mut tx = store.begin().await.unwrap();
        let again = tx.insert_staff(&sample::staff("REVIEWER1", Role::Auditor)).await;
        assert!(matches!(again, Err(Error::Duplicate("username"))));
    })
    .await;
}

#[tokio::test]
async fn role_password_and_logins_can_change() {
    each_engine(async |store| {
        let row = sample::staff("reviewer1", Role::Reviewer);
        let mut tx = store.begin().await.unwrap();
        tx.insert_staff(&row).await.unwrap();
        assert_eq!(tx.staff_login_failed(row.id, sample::NOW, None).await.unwrap(), 1);
        tx.staff_login_succeeded(row.id, sample::NOW, "192.0.2.1").await.unwrap();
        tx.update_staff(row.id, "审核员乙", Role::Auditor, true).await.unwrap();
        tx.update_staff_password(row.id, "$argon2id$new", false).await.unwrap();
        tx.commit().await.unwrap();
        let now = store.staff(row.id).await.unwrap().unwrap();
        assert_eq!((now.name.as_str(), now.role, now.disabled), ("审核员乙", Role::Auditor, true));
        assert_eq!(
            (now.password_hash.as_str(), now.must_change_password),
            ("$argon2id$new", false)
        );
        assert_eq!(now.failed_logins, 0);
        assert_eq!(now.last_login, Some(Login { at: sample::NOW, address: "192.0.2.1".into() }));
    })
    .await;
}

#[tokio::test]
async fn everybody_is_listed_a_page_at_a_time() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        for number in 0..5 {
            tx.insert_staff(&sample::staff(&format!("s{number}"), Role::Reviewer)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let page = store.staff_page(after, 2).await.unwrap();
            names.extend(page.items.into_iter().map(|row| row.username));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(names, ["s0", "s1", "s2", "s3", "s4"]);
    })
    .await;
}
