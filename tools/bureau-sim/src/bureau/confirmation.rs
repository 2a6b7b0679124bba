//! What the ministry's SMS 短信核验 keeps: who must confirm, how it stands, what was sent (handbook §6.6).

use serde::{Deserialize, Serialize};

use crate::clock::At;
use crate::record::{Confirmer, Role};

/// How long officers have to confirm: 24 hours from the first sending. A resend does not prolong it.
pub const WINDOW_SECONDS: i64 = 24 * 3600;
/// This many wrong tries are forgiven; the next one returns the filing.
pub const FORGIVEN_TRIES: u8 = 5;
/// Who the messages come from.
pub const SENDER: &str = "12381";

/// The confirmation of one filing.
#[derive(Serialize, Deserialize)]
pub struct Confirmation {
    /// When the codes were sent first.
    pub sent: At,
    /// When it is too late.
    pub deadline: At,
    /// Who must confirm.
    pub people: Vec<Person>,
}

/// One officer who must confirm.
#[derive(Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub confirmer: Confirmer,
    /// The code sent last.
    pub code: String,
    /// Wrong tries so far.
    pub wrong: u8,
    /// Messages sent so far.
    pub messages: u8,
    /// How it stands.
    pub state: PersonState,
}

impl Person {
    /// Whether two entries are one human being: same mobile, same certificate.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let (a, b) = (&self.confirmer, &other.confirmer);
        a.mobile == b.mobile && a.cert_number.eq_ignore_ascii_case(&b.cert_number)
    }

    /// How often a new code was sent.
    pub(super) fn resent(&self) -> u8 {
        self.messages.saturating_sub(1)
    }

    /// The last six characters of the certificate, as the page asks for them; X is one of them.
    #[must_use]
    pub fn tail(&self) -> String {
        let number: Vec<char> = self.confirmer.cert_number.to_uppercase().chars().collect();
        number[number.len().saturating_sub(6)..].iter().collect()
    }
}

/// How a person's confirmation stands: `Zt` of our dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// 0: waiting.
    Waiting,
    /// 1: confirmed.
    Confirmed,
    /// 2: too many wrong tries.
    Failed,
    /// 3: too late.
    TimedOut,
}

impl PersonState {
    /// The number on the wire.
    #[must_use]
    pub fn wire(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Confirmed => 1,
            Self::Failed => 2,
            Self::TimedOut => 3,
        }
    }
}

/// An SMS in the visible inbox.
#[derive(Clone, Serialize, Deserialize)]
pub struct Message {
    /// Running number, from 1.
    pub n: u64,
    /// When, Beijing time.
    pub at: String,
    /// Always 12381.
    pub sender: String,
    /// The mobile.
    pub to: String,
    /// The text.
    pub text: String,
    /// The code in it, so that tests need not cut it out.
    pub code: String,
    /// The case it belongs to.
    pub case: u64,
    /// As what the person confirms.
    pub role: Role,
}

/// What the page says to somebody who entered a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Answer {
    /// Everybody has confirmed; the filing is with the clerk.
    Complete,
    /// Confirmed, others have not yet.
    WaitForOthers,
    /// Confirmed earlier.
    AlreadyDone,
    /// Wrong; so many tries are left before the filing is returned.
    Wrong {
        /// Tries left.
        left: u8,
    },
    /// Wrong once too often: the filing is returned.
    Returned,
    /// Nobody with these data has to confirm anything.
    Unknown,
    /// A new code was sent.
    Sent,
    /// No more codes for this filing.
    TooManyMessages,
}

impl Answer {
    /// What the officer reads.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Complete => "短信核验已完成，备案信息已提交省管局审核。".to_owned(),
            Self::WaitForOthers => "核验成功，请等待其他核验人完成核验。".to_owned(),
            Self::AlreadyDone => "您已完成核验，无需重复提交。".to_owned(),
            Self::Wrong { left: 0 } => "核验信息错误。再次输入错误，备案将被退回。".to_owned(),
            Self::Wrong { left } => format!("核验信息错误，请核对后重新输入，还可再错{left}次。"),
            Self::Returned => {
                "输入错误次数过多，备案已被退回，请联系接入服务商重新提交。".to_owned()
            }
            Self::Unknown => "没有找到待核验的备案，请核对手机号码和证件号码后六位。".to_owned(),
            Self::Sent => "验证码已重新发送，请注意查收短信。".to_owned(),
            Self::TooManyMessages => {
                "验证码发送次数已达上限，请使用最近一次收到的验证码。".to_owned()
            }
        }
    }

    /// Whether the officer may be content.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Complete | Self::WaitForOthers | Self::AlreadyDone | Self::Sent)
    }
}
