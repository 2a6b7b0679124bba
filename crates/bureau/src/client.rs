use crate::{
    answer::{CallCode, UploadAnswer},
    config::{BureauConfig, Dialect},
    download::{self, BureauEvent},
    envelope::{self, Origin},
    error::{BureauError, PrepareError, Raw, ReadError},
    inspection::InspectionAnswer,
    query::{Condition, PasswordCheck, StatusInfo},
    soap::{self, Answer},
    submission::Submission,
    transport::{BureauTransport, Operation},
    upload,
    xml::Element,
};
use std::{fmt, sync::Arc};

/// Letters and digits of `randVal`; 16 are too few for the interface, which wants 20.
const RANDOM_LENGTH: usize = 20;

/// One bureau's interface. One sender at a time: sequence numbers admit no second one.
#[derive(Clone)]
pub struct Bureau {
    config: BureauConfig,
    transport: Arc<dyn BureauTransport>,
    random: Arc<dyn Fn(usize) -> String + Send + Sync>,
}

impl fmt::Debug for Bureau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bureau").field("config", &self.config).finish_non_exhaustive()
    }
}

/// A file ready to be sent, the same bytes each time. Keep `bytes` for at least three months, for a
/// gap in the sequence is filled with the file as it was (handbook §10.2.3).
#[derive(Clone, PartialEq, Eq)]
pub struct UploadFile {
    /// The zip.
    pub bytes: Vec<u8>,
    /// `beianInfoHash`: base64 of the zip's MD5.
    pub hash: String,
    /// Bytes of XML inside.
    pub xml_len: usize,
    /// Records inside.
    pub records: usize,
}

impl UploadFile {
    /// From bytes that were kept.
    ///
    /// # Errors
    /// When they are no upload file (any more).
    pub fn from_zip(bytes: Vec<u8>) -> Result<Self, ReadError> {
        let xml = envelope::unpack(&bytes, Origin::Ours)?;
        let records = upload::records_in(&xml)?;
        Ok(Self { hash: envelope::hash(&bytes), xml_len: xml.len(), records, bytes })
    }

    pub(crate) fn of(xml: &[u8], records: usize) -> Self {
        let bytes = envelope::pack(xml);
        Self { hash: envelope::hash(&bytes), xml_len: xml.len(), records, bytes }
    }

    /// The XML inside, as text. It is full of personal data: for an authorised eye only.
    ///
    /// # Errors
    /// When the bytes were changed since.
    pub fn xml(&self) -> Result<String, ReadError> {
        let xml = envelope::unpack(&self.bytes, Origin::Ours)?;
        crate::gbk::decode(&xml, crate::gbk::Undeclared::Gbk)
    }
}

impl fmt::Debug for UploadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadFile({} records, {} bytes, {})", self.records, self.bytes.len(), self.hash)
    }
}

/// A file of the bureau: store it, read it, take it in, then acknowledge it.
#[derive(Clone, PartialEq, Eq)]
pub struct Download {
    /// Its name, by which it is acknowledged and known again.
    pub file_name: String,
    /// The zip, decrypted, its hash proven.
    pub raw: Vec<u8>,
    /// Whether to ask again after acknowledging.
    pub more: bool,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Download({}, {} bytes, more: {})", self.file_name, self.raw.len(), self.more)
    }
}

/// What the bureau took last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousUpload {
    /// 0 when nothing was ever taken.
    pub sequence: i64,
    /// Its `beianInfoHash`, to compare with [`UploadFile::hash`].
    pub hash: Option<String>,
}

impl Bureau {
    /// Which of our additions this bureau takes.
    pub fn dialect(&self) -> Dialect {
        self.config.dialect
    }

    /// `random` gives that many random letters and digits.
    pub fn new(
        config: BureauConfig,
        transport: Arc<dyn BureauTransport>,
        random: Arc<dyn Fn(usize) -> String + Send + Sync>,
    ) -> Self {
        Self { config, transport, random }
    }

    pub fn config(&self) -> &BureauConfig {
        &self.config
    }

    /// Everything that keeps these submissions from being sent, at once.
    pub fn findings(&self, submissions: &[Submission<'_>]) -> Vec<PrepareError> {
        match upload::file(&self.config, submissions) {
            Ok(_) => Vec::new(),
            Err(found) => found,
        }
    }

    /// The file for these submissions, all of one operation. No I/O; the same submissions give the
    /// same bytes.
    ///
    /// # Errors
    /// The first of [`Self::findings`].
    pub fn prepare(&self, submissions: &[Submission<'_>]) -> Result<UploadFile, PrepareError> {
        upload::file(&self.config, submissions)
            .map_err(|found| found.into_iter().next().unwrap_or(PrepareError::Empty))
    }

    /// The file for these answers to the bureau's lists, all of one sort. No I/O; the same answers
    /// give the same bytes.
    ///
    /// # Errors
    /// Everything that keeps them from being sent.
    pub fn prepare_answers(
        &self,
        answers: &[InspectionAnswer<'_>],
    ) -> Result<UploadFile, Vec<PrepareError>> {
        upload::inspection::file(&self.config, answers)
    }

    /// Sends a file under its number: one more than [`Self::previous_upload`].
    ///
    /// # Errors
    /// When no answer came that can be read. See [`BureauError::is_unknown_outcome`].
    pub async fn upload(
        &self,
        file: &UploadFile,
        sequence: i64,
    ) -> Result<UploadAnswer, BureauError> {
        let encryption = self.config.encryption.as_ref();
        let parameters = [
            ("beianInfo", envelope::wrap(&file.bytes, encryption)),
            ("beianInfoHash", file.hash.clone()),
            ("dataSequence", sequence.to_string()),
            ("encryptAlgorithm", if encryption.is_some() { "1" } else { "0" }.to_owned()),
            ("hashAlgorithm", "0".to_owned()),
            ("compressionFormat", "0".to_owned()),
        ];
        let Answer { code, message, body, .. } = self.call(Operation::Upload, parameters).await?;
        Ok(match CallCode::of(code) {
            CallCode::Done => UploadAnswer::Accepted,
            CallCode::SequenceGap => UploadAnswer::Missing { sequences: sequences(&body) },
            CallCode::Later(reason) => UploadAnswer::Retry { code, reason, message },
            _ => UploadAnswer::Refused { code, message },
        })
    }

    /// The number of the last file the bureau took; 0 for none.
    ///
    /// # Errors
    /// As every call.
    pub async fn previous_upload(&self) -> Result<i64, BureauError> {
        Ok(self.previous_upload_file().await?.sequence)
    }

    /// The last file the bureau took, with its hash: after an upload whose outcome is unknown, an
    /// equal number and hash say that it was taken.
    ///
    /// # Errors
    /// As every call.
    pub async fn previous_upload_file(&self) -> Result<PreviousUpload, BureauError> {
        let answer = self.call(Operation::PreviousUpload, [hash_algorithm()]).await?;
        let answer = done(answer)?;
        let number = answer.body.find("dataSequence").map(|element| element.text.trim().parse());
        match number {
            Some(Ok(sequence)) if sequence >= 0 => Ok(PreviousUpload {
                sequence,
                hash: text_at(&answer.body, "beianInfoHash").map(str::to_owned),
            }),
            _ => Err(garbage(answer, ReadError::Not("answer with a number"))),
        }
    }

    /// The next file that waits; the same one until it is acknowledged.
    ///
    /// # Errors
    /// As every call; and when the file's hash is wrong or it cannot be decrypted.
    pub async fn download(&self) -> Result<Option<Download>, BureauError> {
        let answer = self.call(Operation::Download, [hash_algorithm()]).await?;
        let more = match CallCode::of(answer.code) {
            CallCode::Done | CallCode::MoreFiles => true,
            CallCode::LastFile => false,
            CallCode::NoFile => return Ok(None),
            _ => return Err(refusal(answer)),
        };
        let Some(info) = text_at(&answer.body, "beianInfo") else {
            // "Everything has been downloaded" without a file is as good as "there is none".
            return if more { Err(garbage(answer, ReadError::Not("file"))) } else { Ok(None) };
        };
        let Some(file_name) = file_name(&answer.body).map(str::to_owned) else {
            return Err(garbage(answer, ReadError::EntryName));
        };
        let Some(sent) = envelope::from_base64(info) else {
            return Err(garbage(answer, ReadError::Not("base64")));
        };
        let raw = match text_at(&answer.body, "encryptAlgorithm") {
            None | Some("0") => sent,
            _ => {
                let opened = self.config.encryption.as_ref();
                match opened.and_then(|encryption| envelope::decrypt(&sent, encryption)) {
                    Some(raw) => raw,
                    None => return Err(BureauError::Undecryptable { file_name, raw: Raw(sent) }),
                }
            }
        };
        if text_at(&answer.body, "beianInfoHash") != Some(envelope::hash(&raw).as_str()) {
            return Err(BureauError::WrongHash { file_name, raw: Raw(raw) });
        }
        Ok(Some(Download { file_name, raw, more }))
    }

    /// What a downloaded file says. No I/O.
    ///
    /// # Errors
    /// When it is no file of the interface, or a hostile one. Single records that make no sense are
    /// [`BureauEvent::Unreadable`], so that they hold up no others.
    pub fn read(&self, raw: &[u8]) -> Result<Vec<BureauEvent>, ReadError> {
        download::read(&envelope::unpack(raw, Origin::Bureau)?)
    }

    /// Tells the bureau that a file was taken in. Do it last: afterwards it does not come again.
    ///
    /// # Errors
    /// As every call.
    pub async fn acknowledge(&self, file_name: &str) -> Result<(), BureauError> {
        let parameters = [hash_algorithm(), ("fileName", file_name.to_owned())];
        let answer = self.call(Operation::Acknowledge, parameters).await?;
        match CallCode::of(answer.code) {
            CallCode::Done | CallCode::LastFile | CallCode::MoreFiles => Ok(()),
            _ => Err(refusal(answer)),
        }
    }

    /// Whether a domain or a sponsor is filed, at any provider.
    ///
    /// # Errors
    /// As every call.
    pub async fn query_status(&self, condition: Condition) -> Result<StatusInfo, BureauError> {
        let (query_type, text) = condition.parameters();
        let parameters = [
            hash_algorithm(),
            ("queryConditionType", query_type.to_string()),
            ("queryCondition", text.to_owned()),
        ];
        let answer = done(self.call(Operation::QueryStatus, parameters).await?)?;
        StatusInfo::read(&answer.body).ok_or_else(|| garbage(answer, ReadError::Not("status")))
    }

    /// Whether a filing password (备案密码) is the right one. It travels as it is: the interface
    /// leaves no other way.
    ///
    /// # Errors
    /// As every call.
    pub async fn verify_password(
        &self,
        filing_number: &str,
        password: &str,
    ) -> Result<PasswordCheck, BureauError> {
        let parameters =
            [hash_algorithm(), ("baxh", filing_number.to_owned()), ("bamm", password.to_owned())];
        let answer = self.call(Operation::VerifyPassword, parameters).await?;
        if CallCode::of(answer.code) == CallCode::TooManyTries {
            return Ok(PasswordCheck::TooManyTries);
        }
        let answer = done(answer)?;
        match text_at(&answer.body, "VerifyRes") {
            Some("0") => Ok(PasswordCheck::Right),
            Some("1") => Ok(PasswordCheck::Wrong),
            _ => Err(garbage(answer, ReadError::Not("password check"))),
        }
    }

    async fn call(
        &self,
        operation: Operation,
        parameters: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<Answer, BureauError> {
        let random = (self.random)(RANDOM_LENGTH);
        if random.len() != RANDOM_LENGTH || !random.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(BureauError::Configuration(
                "the random text has not 20 letters and digits",
            ));
        }
        let hash = envelope::password_hash(self.config.password.expose(), &random)
            .ok_or(BureauError::Configuration("the password cannot be written in GBK"))?;
        let caller = [
            ("ispId", self.config.provider_id.to_string()),
            ("userName", self.config.user.clone()),
            ("randVal", random),
            ("pwdHash", hash),
        ];
        let parameters = caller.into_iter().chain(parameters);
        let envelope = soap::request(operation, &self.config.namespace, parameters);
        let raw = self.transport.call(operation, envelope).await?;
        let bytes = raw.len();
        let answer = soap::answer(raw)?;
        tracing::debug!(
            bureau.operation = operation.name(),
            bureau.code = answer.code,
            bureau.bytes = bytes,
            "the bureau answered"
        );
        Ok(answer)
    }
}

fn hash_algorithm() -> (&'static str, String) {
    ("hashAlgorithm", "0".to_owned())
}

fn text_at<'a>(body: &'a Element, name: &str) -> Option<&'a str> {
    body.find(name).map(|element| element.text.trim()).filter(|text| !text.is_empty())
}

fn file_name(body: &Element) -> Option<&str> {
    text_at(body, "return_FileName")
        .or_else(|| text_at(body, "fileName"))
        .filter(|name| envelope::plain(name.as_bytes()))
}

fn sequences(body: &Element) -> Vec<i64> {
    let Some(list) = body.find("dataSequences") else { return Vec::new() };
    let mut numbers: Vec<i64> =
        list.all("dataSequence").filter_map(|element| element.text.trim().parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The answer when its code is 0.
fn done(answer: Answer) -> Result<Answer, BureauError> {
    match CallCode::of(answer.code) {
        CallCode::Done => Ok(answer),
        _ => Err(refusal(answer)),
    }
}

fn refusal(answer: Answer) -> BureauError {
    let Answer { code, message, .. } = answer;
    match CallCode::of(code) {
        CallCode::Later(reason) => BureauError::Later { code, reason, message },
        _ => BureauError::Refused { code, message },
    }
}

/// An answer that could be read, and lacks what it is for.
fn garbage(answer: Answer, reason: ReadError) -> BureauError {
    BureauError::Garbage { reason, raw: Raw(answer.raw) }
}
