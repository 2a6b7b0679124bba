//! Loaded models, made on first use and used again.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Chosen, Network};
use crate::VisionError;

/// Up to `most` copies of one model. A copy is made when all are busy, so one caller at a time holds
/// one copy's memory only; beyond `most`, callers wait.
pub(crate) struct Pool {
    file: PathBuf,
    most: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Box<dyn Network>>,
    made: usize,
}

impl Pool {
    pub(crate) fn new(file: PathBuf, most: usize) -> Self {
        Self {
            file,
            most: most.max(1),
            state: Mutex::new(State::default()),
            returned: Condvar::new(),
        }
    }

    /// Takes a copy; it goes back when the guard drops.
    ///
    /// # Errors
    /// What loading the model says; nothing is kept of a failure.
    pub(crate) fn take(&self, engine: &Chosen) -> Result<Lent<'_>, VisionError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(network) = state.idle.pop() {
                return Ok(Lent { pool: self, network: Some(network) });
            }
            if state.made < self.most {
                state.made += 1;
                break;
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        // From here on the guard answers for the place taken, whether loading succeeds or not.
        let mut lent = Lent { pool: self, network: None };
        lent.network = Some(engine.load(&self.file)?);
        Ok(lent)
    }
}

/// A model on loan.
pub(crate) struct Lent<'a> {
    pool: &'a Pool,
    network: Option<Box<dyn Network>>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state.lock().unwrap_or_else(PoisonError::into_inner);
        match self.network.take() {
            Some(network) => state.idle.push(network),
            None => state.made -= 1,
        }
        self.pool.returned.notify_one();
    }
}

impl Deref for Lent<'_> {
    type Target = dyn Network;
    fn deref(&self) -> &Self::Target {
        self.network.as_deref().expect("a guard handed out holds a network until it drops")
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.network.as_deref_mut().expect("a guard handed out holds a network until it drops")
    }
}
