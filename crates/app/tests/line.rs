//! The line to the bureau, which a test can cut.

use async_trait::async_trait;
use bureau::{BureauTransport, HttpTransport, Operation, TransportError};
use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

pub struct Line {
    http: HttpTransport,
    cut: AtomicBool,
    /// This call does not get through.
    cut_call: Mutex<Option<Operation>>,
    /// This call gets through, its answer does not.
    deaf_to: Mutex<Option<Operation>>,
    calls: Mutex<Vec<Operation>>,
}

impl Line {
    pub fn new(http: HttpTransport) -> Self {
        Self {
            http,
            cut: AtomicBool::new(false),
            cut_call: Mutex::new(None),
            deaf_to: Mutex::new(None),
            calls: Mutex::new(Vec::new()),
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
        let answer = self.http.call(operation, envelope).await;
        if is(&self.deaf_to) { Err(TransportError::Unreachable) } else { answer }
    }
}
