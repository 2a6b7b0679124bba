//! The line to the bureau, which a test can cut, and on which it can speak itself.

use async_trait::async_trait;
use bureau::{BureauTransport, HttpTransport, Operation, TransportError};
use bureau_sim::wire::{envelope, soap, writing};
use std::{
    pin::Pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

pub struct Line {
    http: HttpTransport,
    cut: AtomicBool,
    /// This call does not get through.
    cut_call: Mutex<Option<Operation>>,
    /// This call gets through, its answer does not.
    deaf_to: Mutex<Option<Operation>>,
    calls: Mutex<Vec<Operation>>,
    handed: Mutex<Option<Handed>>,
    meanwhile: Mutex<Option<Meanwhile>>,
}

/// A file that a test hands out in the bureau's place.
struct Handed {
    name: String,
    answer: String,
    taken: bool,
}

impl Line {
    pub fn new(http: HttpTransport) -> Self {
        Self {
            http,
            cut: AtomicBool::new(false),
            cut_call: Mutex::default(),
            deaf_to: Mutex::default(),
            calls: Mutex::default(),
            handed: Mutex::default(),
            meanwhile: Mutex::default(),
        }
    }

    /// From now on this call does not get through.
    pub fn cut_call(&self, operation: Operation) {
        *self.cut_call.lock().expect("no test panics while holding it") = Some(operation);
    }

    /// From now on this call gets through and its answer is lost.
    pub fn lose_answers(&self, operation: Operation) {
        *self.deaf_to.lock().expect("no test panics while holding it") = Some(operation);
    }

    /// From now on nothing gets through.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    pub fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
        *self.cut_call.lock().expect("no test panics while holding it") = None;
        *self.deaf_to.lock().expect("no test panics while holding it") = None;
    }

    /// How often this call was tried, whether it got through or not.
    pub fn tried(&self, operation: Operation) -> usize {
        let calls = self.calls.lock().expect("no test panics while holding it");
        calls.iter().filter(|call| **call == operation).count()
    }

    /// The next download is this document, until it is acknowledged.
    pub fn hand_out(&self, name: &str, document: &str) {
        let zip = envelope::zip_one(&format!("{name}.xml"), &writing::gbk(document));
        let zip = zip.expect("a zip");
        let mut xml = soap::outcome(1, "操作成功");
        xml.open("fileInfos");
        xml.leaf("hashAlgorithm", 0);
        xml.leaf("compressionFormat", 0);
        xml.leaf("encryptAlgorithm", 0);
        xml.leaf("return_FileName", name);
        xml.leaf("beianInfo", envelope::to_base64(&zip));
        xml.leaf("beianInfoHash", envelope::md5_base64(&zip));
        let answer = soap::answer("isp_download", &xml.finish());
        let handed = Handed { name: name.to_owned(), answer, taken: false };
        *self.handed.lock().expect("no test panics while holding it") = Some(handed);
    }

    /// Whether the document was acknowledged.
    pub fn was_taken(&self) -> bool {
        let handed = self.handed.lock().expect("no test panics while holding it");
        handed.as_ref().is_some_and(|handed| handed.taken)
    }

    /// Happens once, after the bureau answered the next upload and before we hear of it.
    pub fn meanwhile(&self, what: impl Future<Output = ()> + Send + 'static) {
        *self.meanwhile.lock().expect("no test panics while holding it") = Some(Box::pin(what));
    }

    fn spoken(&self, operation: Operation, envelope: &str) -> Option<Vec<u8>> {
        let mut handed = self.handed.lock().expect("no test panics while holding it");
        let handed = handed.as_mut().filter(|handed| !handed.taken)?;
        match operation {
            Operation::Download => Some(handed.answer.clone().into_bytes()),
            Operation::Acknowledge if envelope.contains(&handed.name) => {
                handed.taken = true;
                let done = soap::outcome(0, "操作成功").finish();
                Some(soap::answer("isp_downloadack", &done).into_bytes())
            }
            _ => None,
        }
    }
}

#[async_trait]
impl BureauTransport for Line {
    async fn call(
        &self,
        operation: Operation,
        envelope: String,
    ) -> Result<Vec<u8>, TransportError> {
        self.calls.lock().expect("no test panics while holding it").push(operation);
        let is = |which: &Mutex<Option<Operation>>| {
            *which.lock().expect("no test panics while holding it") == Some(operation)
        };
        if self.cut.load(Ordering::SeqCst) || is(&self.cut_call) {
            return Err(TransportError::Unreachable);
        }
        if let Some(answer) = self.spoken(operation, &envelope) {
            return Ok(answer);
        }
        let answer = self.http.call(operation, envelope).await;
        if operation == Operation::Upload {
            let what = self.meanwhile.lock().expect("no test panics while holding it").take();
            if let Some(what) = what {
                what.await;
            }
        }
        if is(&self.deaf_to) { Err(TransportError::Unreachable) } else { answer }
    }
}
