use crate::{
    Result, Tx,
    accounts::found,
    column::{at, from_word, maybe_at, word},
    link::{on, reads},
    page::{Cursor, Page, rows_to_fetch},
};
use filing::{id::FilingId, time::Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundState {
    /// The file that names these people is built; nobody was asked.
    Prepared,
    Open,
    /// Everybody confirmed.
    Complete,
    /// The sixth wrong code.
    Locked,
    /// Nobody answered within 24 hours.
    Expired,
    /// The bureau decided without it.
    Ended,
}

/// One asking of the officers of one filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundRow {
    pub filing: FilingId,
    /// From 1.
    pub round: i32,
    pub state: RoundState,
    /// The bureau's word ended it, not our clock.
    pub by_bureau: bool,
    /// When the file was built and the people frozen.
    pub prepared_at: Timestamp,
    pub asked_at: Option<Timestamp>,
    pub deadline: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: Uuid,
    filing: Uuid,
    round: i32,
    state: String,
    by_bureau: bool,
    prepared_at: i64,
    asked_at: Option<i64>,
    deadline: Option<i64>,
    ended_at: Option<i64>,
}

const STATE: &str = "confirmation_round.state";

impl Raw {
    fn row(self) -> Result<RoundRow> {
        Ok(RoundRow {
            filing: FilingId::from_uuid(self.filing),
            round: self.round,
            state: from_word(self.state, STATE)?,
            by_bureau: self.by_bureau,
            prepared_at: at(self.prepared_at),
            asked_at: maybe_at(self.asked_at),
            deadline: maybe_at(self.deadline),
            ended_at: maybe_at(self.ended_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, filing, round, state, by_bureau, prepared_at, asked_at, deadline, ended_at \
             FROM confirmation_round ",
            $rest
        )
    };
}

reads! {
    /// The rounds of a filing, the latest first.
    pub async fn rounds_of(&mut self, filing: FilingId) -> Vec<RoundRow> {
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!("WHERE filing = $1 ORDER BY round DESC"))
                .bind(filing.uuid()).fetch_all(c).await?
        });
        raw.into_iter().map(Raw::row).collect()
    }

    /// Rounds in which somebody is awaited and that end before `until`, the nearest deadline first.
    pub async fn confirmation_board(
        &mut self,
        until: Option<Timestamp>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Page<RoundRow> {
        let after = after.unwrap_or(Cursor::START);
        let until = until.map_or(i64::MAX, Timestamp::millis);
        let raw: Vec<Raw> = on!(self, c => {
            sqlx::query_as(select!(
                "WHERE state = 'open' AND (deadline, id) > ($1, $2) AND deadline < $3 \
                 ORDER BY deadline, id LIMIT $4"
            ))
            .bind(after.position).bind(after.id).bind(until).bind(rows_to_fetch(limit))
            .fetch_all(c).await?
        });
        let place = |raw: &Raw| Cursor { position: raw.deadline.unwrap_or(i64::MAX), id: raw.id };
        let page = Page::cut(raw, limit, place);
        let items = page.items.into_iter().map(Raw::row).collect::<Result<Vec<_>>>()?;
        Ok(Page { items, next: page.next })
    }
}

impl Tx {
    /// A round in which nobody was asked yet. It takes the place of one that never began.
    pub async fn prepare_round(&mut self, filing: FilingId, now: Timestamp) -> Result<i32> {
        let last = self.rounds_of(filing).await?.into_iter().next();
        let round = match &last {
            Some(last) if last.state == RoundState::Prepared => {
                on!(self.link, c => {
                    sqlx::query("DELETE FROM confirmation_round WHERE filing = $1 AND round = $2")
                        .bind(filing.uuid())
                        .bind(last.round)
                        .execute(c)
                        .await?;
                });
                last.round
            }
            Some(last) => last.round + 1,
            None => 1,
        };
        let id = (self.link.ids)();
        let state = word(&RoundState::Prepared, STATE)?;
        on!(self.link, c => {
            sqlx::query(
                "INSERT INTO confirmation_round (id, filing, round, state, by_bureau, prepared_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(filing.uuid())
            .bind(round)
            .bind(state)
            .bind(false)
            .bind(now.millis())
            .execute(c)
            .await?;
        });
        Ok(round)
    }

    /// Saves how far a round is.
    pub async fn save_round(&mut self, row: &RoundRow) -> Result<()> {
        let state = word(&row.state, STATE)?;
        let done = on!(self.link, c => {
            sqlx::query(
                "UPDATE confirmation_round SET state = $3, by_bureau = $4, asked_at = $5, \
                 deadline = $6, ended_at = $7 WHERE filing = $1 AND round = $2",
            )
            .bind(row.filing.uuid())
            .bind(row.round)
            .bind(state)
            .bind(row.by_bureau)
            .bind(row.asked_at.map(Timestamp::millis))
            .bind(row.deadline.map(Timestamp::millis))
            .bind(row.ended_at.map(Timestamp::millis))
            .execute(c)
            .await?
            .rows_affected()
        });
        found(done)
    }
}
