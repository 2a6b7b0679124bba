use crate::{each_database, sample};
use filing::time::Timestamp;
use serde_json::{Value, json};
use store::CodeTableRow;

fn edition(name: &str, rows: Value, received_at: Timestamp) -> CodeTableRow {
    CodeTableRow { name: name.into(), rows, received_at, refused: None }
}

#[tokio::test]
async fn the_newest_edition_counts_and_older_ones_stay() {
    each_database(async |database| {
        let store = &database.store;
        let mut tx = store.begin().await.unwrap();
        tx.put_code_table(&edition("language", json!([[1, "中文简体"]]), sample::NOW))
            .await
            .unwrap();
        tx.put_code_table(&edition("language", json!([[1, "简体中文"]]), sample::after(1)))
            .await
            .unwrap();
        tx.put_code_table(&edition("im_type", json!([]), sample::NOW)).await.unwrap();
        tx.put_code_table(&edition("im_type", json!([[1, "QQ"]]), sample::NOW)).await.unwrap();
        tx.commit().await.unwrap();
        let tables = store.code_tables().await.unwrap();
        let newest: Vec<_> = tables.iter().map(|t| (&*t.name, &t.rows, t.received_at)).collect();
        let (im_type, language) = (json!([[1, "QQ"]]), json!([[1, "简体中文"]]));
        assert_eq!(
            newest,
            [("im_type", &im_type, sample::NOW), ("language", &language, sample::after(1))]
        );
        let kept = database.column("SELECT content FROM code_table WHERE name = 'language'").await;
        assert_eq!(kept.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn editions_in_use_come_in_their_order_and_a_refused_one_is_kept_apart() {
    each_database(async |database| {
        let store = &database.store;
        assert_eq!(store.newest_code_table().await.unwrap(), None);
        let mut bad = edition("language", json!([]), sample::after(3));
        bad.refused = Some("the new table is empty".into());
        let good = [
            edition("language", json!([[1, "a"]]), sample::NOW),
            edition("im_type", json!([[1, "b"]]), sample::after(1)),
            edition("language", json!([[1, "c"]]), sample::after(2)),
        ];
        let mut tx = store.begin().await.unwrap();
        for row in good.iter().rev().chain([&bad]) {
            tx.put_code_table(row).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(store.code_table_editions().await.unwrap(), good);
        assert_eq!(store.newest_code_table().await.unwrap(), Some(sample::after(3)));
        let newest = store.code_tables().await.unwrap();
        assert_eq!(newest[1], bad, "a human finds it");
    })
    .await;
}
