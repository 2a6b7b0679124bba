use crate::{
    Result, Tx,
    column::{at, from_word, word},
    link::{on, reads},
};
use filing::{confirmation::Reminder, id::FilingId, time::Timestamp};
use uuid::Uuid;

/// Whom a notice of a round goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Whoever answers for the filing.
    Sponsor,
    /// By the place in the round's list.
    Person(i32),
}

/// Somebody was told something in a round; each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    pub recipient: Recipient,
    pub reminder: Reminder,
    pub message: Uuid,
    pub noted_at: Timestamp,
}

const REMINDER: &str = "confirmation_notice.reminder";

impl Recipient {
    fn number(self) -> i32 {
        match self {
            Self::Sponsor => -1,
            Self::Person(place) => place,
        }
    }

    fn of(number: i32) -> Self {
        if number < 0 { Self::Sponsor } else { Self::Person(number) }
    }
}

reads! {
    /// What was sent in a round, oldest first.
    pub async fn notices_of(&mut self, filing: FilingId, round: i32) -> Vec<NoticeRow> {
        let raw: Vec<(i32, String, Uuid, i64)> = on!(self, c => {
            sqlx::query_as(
                "SELECT recipient, reminder, message, noted_at FROM confirmation_notice \
                 WHERE filing = $1 AND round = $2 ORDER BY noted_at, recipient",
            )
            .bind(filing.uuid()).bind(round).fetch_all(c).await?
        });
        raw.into_iter()
            .map(|(recipient, reminder, message, noted_at)| {
                Ok(NoticeRow {
                    recipient: Recipient::of(recipient),
                    reminder: from_word(reminder, REMINDER)?,
                    message,
                    noted_at: at(noted_at),
                })
            })
            .collect()
    }
}

impl Tx {
    /// Notes that somebody is told something, before the message is written down. False: it was
    /// noted before, and nothing may be sent.
    pub async fn note_notice(
        &mut self,
        filing: FilingId,
        round: i32,
        notice: &NoticeRow,
    ) -> Result<bool> {
        let reminder = word(&notice.reminder, REMINDER)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "INSERT INTO confirmation_notice (filing, round, recipient, reminder, message, \
                 noted_at) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (filing, round, recipient, reminder) DO NOTHING",
            )
            .bind(filing.uuid())
            .bind(round)
            .bind(notice.recipient.number())
            .bind(reminder)
            .bind(notice.message)
            .bind(notice.noted_at.millis())
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(done == 1)
    }
}
