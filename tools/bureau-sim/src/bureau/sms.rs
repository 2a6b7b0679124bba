//! What the ministry's SMS 短信核验 does: send codes, take answers, keep the 24 hours (handbook §6.6).

use super::Bureau;
use super::case::Stage;
use super::confirmation::{
    Answer, Confirmation, FORGIVEN_TRIES, Message, Person, PersonState, SENDER, WINDOW_SECONDS,
};
use crate::clock::At;
use crate::record::Confirmer;
use crate::seeded::Seeded;

/// This many messages at most go to one person for one filing.
const MOST_MESSAGES: u8 = 10;

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
        for index in (0..count).filter(|index| !self.is_echo(case, *index)).collect::<Vec<_>>() {
            self.send_code(case, index);
        }
        self.tell_sms_state(case);
    }

    fn send_code(&mut self, case: u64, index: usize) {
        let now = self.now();
        let Some(code) = self.state.chance.as_mut().map(Seeded::six_digits) else { return };
        let n = self.state.inbox.len() as u64 + 1;
        let Some(person) = self.person_mut(case, index) else { return };
        person.messages += 1;
        let Confirmer { role, mobile, .. } = &person.confirmer;
        let (role, to) = (*role, mobile.clone());
        let text = format!(
            "【工信部】验证码{code}。您作为{}的ICP备案已提交，请于24小时内登录短信核验页面完成核验，逾期备案将被退回。",
            role.name()
        );
        let message =
            Message { n, at: now.text(), sender: SENDER.to_owned(), to, text, code, case, role };
        for entry in self.with_echoes(case, index) {
            entry.code.clone_from(&message.code);
        }
        self.state.inbox.push(message);
        self.dirty = true;
    }

    /// Whether this entry is somebody who already has an earlier one in the same case and, as the bureau is
    /// set up, needs one code for both.
    fn is_echo(&self, case: u64, index: usize) -> bool {
        let confirmation = self.state.cases.get(&case).and_then(|c| c.confirmation.as_ref());
        let people = confirmation.map(|c| c.people.as_slice()).unwrap_or_default();
        self.config.one_code_per_person
            && people.get(index).is_some_and(|person| {
                people[..index].iter().any(|earlier| earlier.is_same_as(person))
            })
    }

    /// The entries of a case that are settled by one answer: this one, and its echoes.
    fn with_echoes(&mut self, case: u64, index: usize) -> Vec<&mut Person> {
        let together = self.config.one_code_per_person;
        let confirmation = self.state.cases.get_mut(&case).and_then(|c| c.confirmation.as_mut());
        let Some(people) = confirmation.map(|c| &mut c.people) else { return Vec::new() };
        let same: Vec<bool> = match people.get(index) {
            Some(one) => people.iter().map(|p| together && p.is_same_as(one)).collect(),
            None => Vec::new(),
        };
        let entries = people.iter_mut().enumerate();
        entries
            .filter(|(i, _)| *i == index || same.get(*i) == Some(&true))
            .map(|(_, p)| p)
            .collect()
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
        let fits = |p: &Person| {
            (p.confirmer.mobile == mobile, !code.is_empty() && p.code == code, p.tail() == tail)
        };
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
        for person in self.with_echoes(id, index) {
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
            let left = FORGIVEN_TRIES - person.wrong;
            self.tell_sms_state(id);
            return Answer::Wrong { left };
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
        waiting.retain(|(case, index)| !self.is_echo(*case, *index));
        for (case, index) in &waiting {
            self.send_code(*case, *index);
        }
        let mut told: Vec<u64> = waiting.iter().map(|(case, _)| *case).collect();
        told.dedup();
        for case in told {
            self.tell_sms_state(case);
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
