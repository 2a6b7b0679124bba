//! 短信核验: the officers answer the ministry's SMS on the bureau's page. The provider watches, counts
//! down and reminds; the code never passes through here (handbook §6.6).

mod reminder;
mod who;

pub use reminder::{QuietHours, Reminder, reminders};
pub use who::{AskedPerson, Confirmer, OfficerUnknown, Officers, matched, who_is_asked};

use crate::time::{Duration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long the officers have (guide 六: 超过24小时管局会自动回退).
pub const SMS_WINDOW: Duration = Duration::hours(24);

/// Wrong answers an officer may give; the next one returns the filing (handbook §6.6).
pub const WRONG_TRIES: u8 = 5;

/// Who is awaited, and what happened so far; one a round and person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub confirmer: Confirmer,
    pub asked_at: Timestamp,
    pub deadline: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    /// Consecutive wrong answers.
    pub wrong: u8,
    /// How often a new code was asked for.
    pub resent: u8,
}

/// What a wrong answer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterWrong {
    /// So many more may be wrong.
    Left(u8),
    /// [`crate::state::Action::SmsLocked`] is due.
    Locked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationStatus {
    /// 等待
    Waiting,
    /// 完成
    Confirmed,
    /// 超时
    Expired,
    /// Too many wrong answers.
    Locked,
}

impl ConfirmationStatus {
    pub const ALL: &[Self] = &[Self::Waiting, Self::Confirmed, Self::Expired, Self::Locked];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Expired => "expired",
            Self::Locked => "locked",
        }
    }
}

impl Confirmation {
    /// Asked now; the window starts with the bureau's sending.
    pub fn ask(confirmer: Confirmer, sent: Timestamp) -> Self {
        let deadline = sent + SMS_WINDOW;
        Self { confirmer, asked_at: sent, deadline, confirmed_at: None, wrong: 0, resent: 0 }
    }

    /// The deadline itself is already too late.
    pub fn status(&self, now: Timestamp) -> ConfirmationStatus {
        if self.confirmed_at.is_some() {
            ConfirmationStatus::Confirmed
        } else if self.wrong > WRONG_TRIES {
            ConfirmationStatus::Locked
        } else if now >= self.deadline {
            ConfirmationStatus::Expired
        } else {
            ConfirmationStatus::Waiting
        }
    }

    /// Time left to answer; zero from the deadline on.
    pub fn left(&self, now: Timestamp) -> Duration {
        self.deadline.since(now)
    }

    /// Counts a wrong answer.
    pub fn wrong_answer(&mut self) -> AfterWrong {
        self.wrong = self.wrong.saturating_add(1);
        match WRONG_TRIES.checked_sub(self.wrong) {
            Some(left) => AfterWrong::Left(left),
            None => AfterWrong::Locked,
        }
    }

    /// A new code. Neither the deadline nor the count of wrong answers moves.
    pub fn resent(&mut self) {
        self.resent = self.resent.saturating_add(1);
    }
}
