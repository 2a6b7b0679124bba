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
    calls: Mutex<Vec<Operation>>,
}

impl Line {
    pub fn new(http: HttpTransport) -> Self {
        Self { http, cut: AtomicBool::new(false), calls: Mutex::new(Vec::new()) }
    }

    /// From now on nothing gets through.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    pub fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
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
        match self.cut.load(Ordering::SeqCst) {
            true => Err(TransportError::Unreachable),
            false => self.http.call(operation, envelope).await,
        }
    }
}
