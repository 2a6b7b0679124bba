use crate::{each_engine, sample};
use serde_json::json;
use store::{Channel, Error, MessageRow, MessageState};

fn message(out_id: &str) -> MessageRow {
    MessageRow {
        id: sample::id(),
        channel: Channel::Sms,
        recipient: "13800000000".into(),
        template: "filed".into(),
        args: json!({"number": "粤ICP备2024000001号"}),
        out_id: out_id.into(),
        state: MessageState::Queued,
        attempts: 0,
        created_at: sample::NOW,
        sent_at: None,
    }
}

#[tokio::test]
async fn a_message_is_written_before_it_is_sent_and_found_by_its_receipt() {
    each_engine(async |store| {
        let mut row = message("m1");
        let other = message("m2");
        let mut tx = store.begin().await.unwrap();
        tx.insert_message(&row).await.unwrap();
        tx.insert_message(&other).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.message(row.id).await.unwrap(), Some(row.clone()));
        assert_eq!(store.message_by_out_id("m1").await.unwrap(), Some(row.clone()));
        assert_eq!(store.unsent_messages(10).await.unwrap(), [row.clone(), other.clone()]);

        row.state = MessageState::Sending;
        row.attempts = 1;
        let mut tx = store.begin().await.unwrap();
        tx.update_message(&row).await.unwrap();
        assert_eq!(tx.unsent_messages(1).await.unwrap(), [row.clone()], "in doubt is not sent");
        row.state = MessageState::Sent;
        row.sent_at = Some(sample::after(1));
        tx.update_message(&row).await.unwrap();
        assert_eq!(tx.unsent_messages(10).await.unwrap(), [other]);
        let twice = tx.insert_message(&message("m1")).await;
        assert!(matches!(twice, Err(Error::Duplicate("out_id"))));
    })
    .await;
}
