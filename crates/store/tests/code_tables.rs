use crate::{each_database, sample};
use serde_json::json;

#[tokio::test]
async fn the_newest_edition_counts_and_older_ones_stay() {
    each_database(async |database| {
        let store = &database.store;
        let mut tx = store.begin().await.unwrap();
        tx.put_code_table("language", &json!([[1, "中文简体"]]), sample::NOW).await.unwrap();
        tx.put_code_table("language", &json!([[1, "简体中文"]]), sample::after(1)).await.unwrap();
        tx.put_code_table("im_type", &json!([]), sample::NOW).await.unwrap();
        tx.put_code_table("im_type", &json!([[1, "QQ"]]), sample::NOW).await.unwrap();
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
