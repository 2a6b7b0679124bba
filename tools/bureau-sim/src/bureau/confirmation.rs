//! The ministry's SMS 短信核验: codes, tries, 24 hours (handbook §6.6).

use serde::{Deserialize, Serialize};

use super::Bureau;
use super::case::Stage;
use crate::clock::At;
use crate::record::{Confirmer, Role};

/// How long officers have to confirm: 24 hours from the first sending. A resend does not prolong it.
pub const WINDOW_SECONDS: i64 = 24 * 3600;
/// This many wrong tries are forgiven; the next one returns the filing.
pub const FORGIVEN_TRIES: u8 = 5;
/// This many messages at most go to one person for one filing.
const MOST_MESSAGES: u8 = 10;
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
    /// The last six characters of the certificate, as the page asks for them; X is one of them.
    fn tail(&self) -> String {
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

impl Bureau {
    /// Send the codes for a case and tell the provider who must confirm until when.
    pub(super) fn start_confirmation(&mut self, case: u64, confirmers: Vec<Confirmer>) {
        let now = self.now();
        let people = confirmers.into_iter().map(|confirmer| Person {
            confirmer,
            code: String::new(),
            wrong: 0,
            messages: 0,
            state: PersonState::Waiting,
        });
        let people: Vec<Person> = people.collect();
        let count = people.len();
        if let Some(case) = self.state.cases.get_mut(&case) {
            case.stage = Stage::SmsVerification;
            case.confirmation =
                Some(Confirmation { sent: now, deadline: now.plus(WINDOW_SECONDS), people });
        }
        for index in 0..count {
            self.send_code(case, index);
        }
        self.tell_sms_state(case);
    }

    fn send_code(&mut self, case: u64, index: usize) {
        let now = self.now();
        let code = self.chance.six_digits();
        let n = self.state.inbox.len() as u64 + 1;
        let Some(person) = self.person_mut(case, index) else { return };
        person.code.clone_from(&code);
        person.messages += 1;
        let Confirmer { role, mobile, .. } = &person.confirmer;
        let (role, to) = (*role, mobile.clone());
        let text = format!(
            "【工信部】验证码{code}。您作为{}的ICP备案已提交，请于24小时内登录短信核验页面完成核验，逾期备案将被退回。",
            role.name()
        );
        let message =
            Message { n, at: now.text(), sender: SENDER.to_owned(), to, text, code, case, role };
        self.state.inbox.push(message);
        self.dirty = true;
    }

    fn person_mut(&mut self, case: u64, index: usize) -> Option<&mut Person> {
        self.state.cases.get_mut(&case)?.confirmation.as_mut()?.people.get_mut(index)
    }

    /// An officer enters a code, the mobile, and the last six characters of the certificate.
    ///
    /// A right triple confirms. Otherwise the try is counted against the person it most likely is: the same
    /// mobile (the one whose code or certificate also fits, else the one whose deadline is nearest), or, when
    /// the mobile is nobody's, the same code and certificate. A try that fits nobody is counted against
    /// nobody.
    pub fn confirm(&mut self, code: &str, mobile: &str, tail: &str) -> Answer {
        self.tick();
        let tail = tail.trim().to_uppercase();
        let (code, mobile) = (code.trim(), mobile.trim());
        let fits = |p: &Person| (p.confirmer.mobile == mobile, p.code == code, p.tail() == tail);
        let mut right = None;
        let mut confirmed_before = false;
        let mut suspects: Vec<(u8, At, u64, usize)> = Vec::new();
        for case in self.state.cases.values() {
            let Some(confirmation) = &case.confirmation else { continue };
            for (index, person) in confirmation.people.iter().enumerate() {
                let (same_mobile, same_code, same_tail) = fits(person);
                let all = same_mobile && same_code && same_tail;
                if person.state == PersonState::Confirmed {
                    confirmed_before |= all;
                } else if case.stage == Stage::SmsVerification
                    && person.state == PersonState::Waiting
                {
                    if all {
                        right = Some((case.id, index));
                    }
                    let likeness =
                        match (same_mobile, same_code || same_tail, same_code && same_tail) {
                            (true, true, _) => 3,
                            (true, false, _) => 2,
                            (false, _, true) => 1,
                            _ => continue,
                        };
                    suspects.push((likeness, confirmation.deadline, case.id, index));
                }
            }
        }
        if let Some((case, index)) = right {
            return self.confirmed(case, index);
        }
        if confirmed_before {
            return Answer::AlreadyDone;
        }
        suspects.sort_by_key(|(likeness, deadline, case, _)| {
            (std::cmp::Reverse(*likeness), *deadline, *case)
        });
        match suspects.first() {
            Some((_, _, case, index)) => self.mistaken(*case, *index),
            None => Answer::Unknown,
        }
    }

    fn confirmed(&mut self, id: u64, index: usize) -> Answer {
        self.dirty = true;
        if let Some(person) = self.person_mut(id, index) {
            person.state = PersonState::Confirmed;
        }
        let now = self.now();
        let mut complete = false;
        if let Some(case) = self.state.cases.get_mut(&id) {
            complete = case
                .confirmation
                .as_ref()
                .is_some_and(|c| c.people.iter().all(|p| p.state == PersonState::Confirmed));
            if complete {
                case.stage = Stage::BureauReview { since: now };
            }
        }
        self.tell_sms_state(id);
        if complete { Answer::Complete } else { Answer::WaitForOthers }
    }

    fn mistaken(&mut self, id: u64, index: usize) -> Answer {
        self.dirty = true;
        let Some(person) = self.person_mut(id, index) else { return Answer::Unknown };
        person.wrong += 1;
        if person.wrong <= FORGIVEN_TRIES {
            return Answer::Wrong { left: FORGIVEN_TRIES - person.wrong };
        }
        person.state = PersonState::Failed;
        self.tell_sms_state(id);
        self.refuse_case(id, 1002, "短信核验失败：验证信息输入错误超过5次，备案已退回");
        Answer::Returned
    }

    /// Send a new code: to everybody waiting with this mobile and certificate.
    pub fn resend(&mut self, mobile: &str, tail: &str) -> Answer {
        self.tick();
        let tail = tail.trim().to_uppercase();
        let mut waiting = Vec::new();
        let mut exhausted = false;
        for case in self.state.cases.values().filter(|c| c.stage == Stage::SmsVerification) {
            let people = case.confirmation.iter().flat_map(|c| c.people.iter().enumerate());
            for (index, person) in people {
                let same = person.confirmer.mobile == mobile.trim() && person.tail() == tail;
                if same && person.state == PersonState::Waiting {
                    if person.messages >= MOST_MESSAGES {
                        exhausted = true;
                    } else {
                        waiting.push((case.id, index));
                    }
                }
            }
        }
        for (case, index) in &waiting {
            self.send_code(*case, *index);
        }
        match (waiting.is_empty(), exhausted) {
            (false, _) => Answer::Sent,
            (true, true) => Answer::TooManyMessages,
            (true, false) => Answer::Unknown,
        }
    }

    /// Return every filing whose 24 hours are over: at 24:00:00 it is too late, at 23:59:59 it is not.
    pub(super) fn expire_confirmations(&mut self) {
        let now = self.now();
        let late: Vec<u64> = self
            .state
            .cases
            .values()
            .filter(|c| c.stage == Stage::SmsVerification)
            .filter(|c| c.confirmation.as_ref().is_some_and(|c| now >= c.deadline))
            .map(|c| c.id)
            .collect();
        for id in late {
            let people = self.state.cases.get_mut(&id).and_then(|c| c.confirmation.as_mut());
            for person in people.into_iter().flat_map(|c| &mut c.people) {
                if person.state == PersonState::Waiting {
                    person.state = PersonState::TimedOut;
                }
            }
            self.tell_sms_state(id);
            self.refuse_case(id, 1002, "短信核验超时：24小时内未完成短信核验，备案已退回");
        }
    }
}
