use crate::{each_database, sample};
use store::Listed;

#[tokio::test]
async fn what_is_listed_is_found_until_it_is_taken_off() {
    each_database(async |database| {
        let store = &database.store;
        let number = "44010119900101001X";
        let mut tx = store.begin().await.unwrap();
        tx.insert_blacklisted(Listed::Sponsor, number, Some("违法"), sample::NOW).await.unwrap();
        tx.insert_blacklisted(Listed::Sponsor, number, None, sample::after(1)).await.unwrap();
        tx.insert_blacklisted(Listed::Domain, "bad-icp.com", None, sample::NOW).await.unwrap();
        tx.commit().await.unwrap();
        let lower = number.to_lowercase();
        assert!(store.is_blacklisted(Listed::Sponsor, &lower).await.unwrap());
        assert!(!store.is_blacklisted(Listed::Domain, number).await.unwrap());
        let reason = store.blacklist_reason(Listed::Sponsor, number).await.unwrap();
        assert_eq!(reason.as_deref(), Some("违法"), "one that was given stays");
        assert_eq!(store.blacklist_reason(Listed::Domain, "bad-icp.com").await.unwrap(), None);
        assert_eq!(database.column("SELECT what FROM blacklist").await.len(), 2);

        let mut tx = store.begin().await.unwrap();
        assert!(tx.delete_blacklisted(Listed::Sponsor, number).await.unwrap());
        assert!(!tx.delete_blacklisted(Listed::Sponsor, number).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!store.is_blacklisted(Listed::Sponsor, number).await.unwrap());
        assert!(store.is_blacklisted(Listed::Domain, "BAD-icp.com").await.unwrap());
    })
    .await;
}
