//! The six operations: who calls, what is answered, and how a mode spoils the answer.

use super::Bureau;
use crate::codes;
use crate::config::{Permission, Provider};
use crate::ledger::{Entry, Seen, Told};
use crate::modes::Mode;
use crate::wire::envelope;
use crate::wire::soap::{self, Call};

/// What the caller gets.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// A SOAP answer, status 200.
    Soap(String),
    /// An HTML page, status 200.
    Html(String),
    /// Nothing, ever.
    Silence,
    /// An empty body, status 200.
    Empty,
    /// A SOAP answer, one byte every so many milliseconds.
    Drip(String, u64),
    /// No answer: the connection is reset.
    Reset,
}

/// What the bureau has to say to a call, with what goes to the ledger.
pub(super) struct Said {
    pub(super) code: u16,
    pub(super) inner: String,
    pub(super) hash: Option<String>,
    pub(super) records: Vec<String>,
    pub(super) seen: Vec<Seen>,
    pub(super) told: Vec<Told>,
    pub(super) mode: Option<Mode>,
}

impl Said {
    /// A code with the interface's words for it.
    pub(super) fn code(code: u16) -> Self {
        Self::xml(code, soap::outcome(code, codes::message(code)).finish())
    }

    /// An answer that says more than a code.
    pub(super) fn xml(code: u16, inner: String) -> Self {
        Self {
            code,
            inner,
            hash: None,
            records: Vec::new(),
            seen: Vec::new(),
            told: Vec::new(),
            mode: None,
        }
    }

    /// The same, because of a mode.
    pub(super) fn because(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }
}

impl Bureau {
    /// Answer a call. The number is how many milliseconds to wait before answering.
    pub fn call(&mut self, call: &Call) -> (Reply, u64) {
        self.tick();
        let operation = call.operation.name;
        self.modes.begin(operation);
        let delay = self.modes.strikes(Mode::DelayMs).map_or(0, |value| value.unwrap_or(1000));
        let before = self.modes.strikes(Mode::ResetBefore);
        let said = match before {
            // Nothing was carried out: 999 in the ledger.
            Some(_) => Said::code(999).because(Mode::ResetBefore),
            None => self.answer(call),
        };
        let entry = Entry {
            n: 0,
            at: self.now().text(),
            operation: operation.to_owned(),
            provider: call.int("ispId"),
            sequence: call.int("dataSequence"),
            hash: said.hash.clone(),
            code: said.code,
            records: said.records.clone(),
            mode: None,
            seen: said.seen.clone(),
            told: said.told.clone(),
        };
        let (reply, mode) = match before {
            Some(_) => (Reply::Reset, None),
            None => self.deliver(operation, &said),
        };
        self.modes.end();
        let mode = mode.or(said.mode).map(Mode::name);
        tracing::info!(operation, code = said.code, mode, "answered");
        self.ledger.add(Entry { mode, ..entry });
        self.save();
        (reply, u64::try_from(delay).unwrap_or(0))
    }

    fn answer(&mut self, call: &Call) -> Said {
        let upload = call.operation.name == "isp_upload";
        if self.modes.strikes(Mode::Maintenance).is_some() {
            return Said::code(if upload { 901 } else { 902 }).because(Mode::Maintenance);
        }
        let provider = match self.caller(call) {
            Ok(provider) => provider,
            Err(code) => return Said::code(code),
        };
        match call.operation.name {
            "isp_upload" => self.upload(&provider, call),
            "isp_download" => self.download(&provider),
            "isp_downloadack" => self.acknowledge(&provider, call.text("fileName").trim()),
            "isp_querypreviousupload" => self.previous_upload(&provider),
            "isp_querybeianstatus" => self.query_status(call),
            _ => self.verify_password(&provider, call),
        }
    }

    /// Who calls: the checks every operation starts with, in the order of their codes' weight – 12 unknown
    /// id, 13 other province, 19 closed, 4 user name, 16 `randVal`, 10 hash algorithm, 5 password.
    fn caller(&self, call: &Call) -> Result<Provider, u16> {
        let id = call.int("ispId").ok_or(12_u16)?;
        let provider = self.config.providers.iter().find(|p| p.isp_id == id).ok_or(12_u16)?;
        match provider.permission {
            Permission::Open => {}
            Permission::OtherProvince => return Err(13),
            Permission::Closed => return Err(19),
        }
        if call.text("userName") != provider.user_name {
            return Err(4);
        }
        let rand_val = call.text("randVal");
        if rand_val.len() != 20 || !rand_val.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(16);
        }
        if call.int("hashAlgorithm") != Some(0) {
            return Err(10);
        }
        if call.text("pwdHash").trim() != envelope::password_hash(&provider.password, rand_val) {
            return Err(5);
        }
        Ok(provider.clone())
    }

    /// Turn what was said into bytes, unless a mode spoils it. What the call did stays done.
    fn deliver(&mut self, operation: &'static str, said: &Said) -> (Reply, Option<Mode>) {
        if operation == "isp_upload"
            && said.code == 0
            && self.modes.strikes(Mode::AcceptThenHang).is_some()
        {
            return (Reply::Silence, Some(Mode::AcceptThenHang));
        }
        if self.modes.strikes(Mode::ResetAfter).is_some() {
            return (Reply::Reset, Some(Mode::ResetAfter));
        }
        if self.modes.strikes(Mode::EmptyAnswer).is_some() {
            return (Reply::Empty, Some(Mode::EmptyAnswer));
        }
        if self.modes.strikes(Mode::GarbageHtml).is_some() {
            let page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center>\
                        <h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>";
            return (Reply::Html(page.to_owned()), Some(Mode::GarbageHtml));
        }
        if let Some(value) = self.modes.strikes(Mode::UnknownCode) {
            let code = value.and_then(|v| u16::try_from(v).ok()).unwrap_or(7777);
            let inner = soap::outcome(code, codes::message(code)).finish();
            return (Reply::Soap(soap::answer(operation, &inner)), Some(Mode::UnknownCode));
        }
        let whole = soap::answer(operation, &said.inner);
        if self.modes.strikes(Mode::AnswerOfAnotherCall).is_some() {
            return (
                Reply::Soap(self.answer_of_another(operation)),
                Some(Mode::AnswerOfAnotherCall),
            );
        }
        self.last_answer = Some((operation, whole.clone()));
        if self.modes.strikes(Mode::TruncatedXml).is_some() {
            let half = whole.floor_char_boundary(whole.len() / 2);
            return (Reply::Soap(whole[..half].to_owned()), Some(Mode::TruncatedXml));
        }
        if let Some(value) = self.modes.strikes(Mode::SlowDrip) {
            let pause = value.and_then(|v| u64::try_from(v).ok()).unwrap_or(20);
            return (Reply::Drip(whole, pause), Some(Mode::SlowDrip));
        }
        (Reply::Soap(whole), None)
    }

    /// What the last call of another operation was answered; without one, that there is nothing to download
    /// or to whomever downloads, that an upload was taken.
    fn answer_of_another(&self, operation: &str) -> String {
        if let Some((_, answer)) = self.last_answer.as_ref().filter(|(of, _)| *of != operation) {
            return answer.clone();
        }
        let (other, code) = match operation {
            "isp_download" => ("isp_upload", 0),
            _ => ("isp_download", 2),
        };
        soap::answer(other, &soap::outcome(code, codes::message(code)).finish())
    }
}
