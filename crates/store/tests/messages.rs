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
        expires_at: None,
        last_error: None,
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

#[tokio::test]
async fn a_message_is_handed_over_by_one_of_two_who_saw_it() {
    each_engine(async |store| {
        let seen = message("m1");
        let mut tx = store.begin().await.unwrap();
        tx.insert_message(&seen).await.unwrap();
        let first = tx.hand_over(&seen, sample::after(1)).await.unwrap().expect("it waits");
        assert_eq!((first.state, first.attempts), (MessageState::Sending, 1));
        assert_eq!(tx.hand_over(&seen, sample::after(1)).await.unwrap(), None);
        let again = tx.hand_over(&first, sample::after(9)).await.unwrap();
        assert_eq!(again.map(|row| row.attempts), Some(2), "asked after, and not there");
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_one_number_got_is_counted_and_why_something_did_not_go_out_is_kept() {
    each_engine(async |store| {
        let mut tx = store.begin().await.unwrap();
        let mut sent = message("m1");
        sent.expires_at = Some(sample::after(60));
        let queued = message("m2");
        let mut other = message("m3");
        other.recipient = "13900000000".into();
        for row in [&sent, &queued, &other] {
            tx.insert_message(row).await.unwrap();
        }
        for row in [&mut sent, &mut other] {
            row.state = MessageState::Sending;
            row.sent_at = Some(sample::after(5));
            row.last_error = Some("no answer".into());
            tx.update_message(row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let since = |seconds| store.messages_to(&sent.recipient, sample::after(seconds));
        assert_eq!(since(0).await.unwrap(), 1, "neither what waits nor another's");
        assert_eq!(since(6).await.unwrap(), 0, "nor what was sent before");
        assert_eq!(store.message(sent.id).await.unwrap(), Some(sent.clone()));
    })
    .await;
}
