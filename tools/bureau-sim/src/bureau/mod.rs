//! The bureau itself: what it knows, and the order in which things happen to a filing.
//!
//! `calls` answers the six operations; `intake` turns an upload into cases; `confirmation` and
//! `sms` are the ministry's; `review` the clerk; `outbox` what goes back to the provider; `library` (in `record`)
//! what is on file.

mod answers;
mod calls;
pub mod case;
pub mod confirmation;
mod docket;
pub mod handout;
mod intake;
mod migration;
mod officers;
mod opening;
mod outbox;
mod query;
pub mod review;
mod sheets;
mod sms;
mod spoilt;
mod standing;
mod upload;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use calls::Reply;
pub use outbox::Parcel;

use crate::clock::{At, Clock};
use crate::config::{Provider, SimConfig};
use crate::ledger::{self, Ledger, Summary};
use crate::modes::Modes;
use crate::record::library::Library;
use crate::seeded::Seeded;
use case::Case;
use confirmation::Message;
use docket::Docket;
use handout::{CodeChanges, Handouts};
use outbox::{Gathered, Outbox};
use upload::LastUpload;

/// What must survive a restart.
#[derive(Default, Serialize, Deserialize)]
struct State {
    accounts: BTreeMap<i64, Account>,
    cases: BTreeMap<u64, Case>,
    library: Library,
    inbox: Vec<Message>,
    blacklist: Blacklist,
    last_case: u64,
    chance: Option<Seeded>,
    clock_moved: i64,
    #[serde(default)]
    handouts: Handouts,
    #[serde(default)]
    code_changes: CodeChanges,
}

/// What the bureau keeps about a provider.
#[derive(Default, Serialize, Deserialize)]
struct Account {
    last_sequence: i64,
    last_upload: Option<LastUpload>,
    outbox: Outbox,
    password_tries: BTreeMap<String, u32>,
}

/// Domains and certificate numbers nobody may file.
#[derive(Default, Serialize, Deserialize)]
pub struct Blacklist {
    /// Domains (result code 1064).
    #[serde(default)]
    pub domains: BTreeSet<String>,
    /// Certificate numbers of sponsors (result code 1065).
    #[serde(default)]
    pub certificates: BTreeSet<String>,
}

/// A provincial bureau.
pub struct Bureau {
    config: SimConfig,
    clock: Clock,
    /// The switches of misbehaviour.
    pub modes: Modes,
    ledger: Ledger,
    state: State,
    state_file: Option<PathBuf>,
    dirty: bool,
    docket: Docket,
    /// What was answered last, and to which operation.
    last_answer: Option<(&'static str, String)>,
    /// What there is to say about the upload that is being taken in.
    gathered: Option<Gathered>,
}

impl Bureau {
    /// Open a bureau; with a data folder, as it was left.
    ///
    /// # Errors
    /// When the data folder cannot be used, holds something else, or the operating system gives no chance.
    pub fn open(config: SimConfig) -> anyhow::Result<Self> {
        let mut state = State::default();
        let mut state_file = None;
        if let Some(folder) = &config.data {
            std::fs::create_dir_all(folder)?;
            let file = folder.join("state.json");
            if file.exists() {
                state = serde_json::from_slice(&std::fs::read(&file)?)?;
            }
            state_file = Some(file);
        }
        if state.chance.is_none() {
            let chance = match config.seed {
                Some(seed) => Seeded::new(seed),
                None => Seeded::from_system()
                    .map_err(|e| anyhow::anyhow!("no chance from the system: {e}"))?,
            };
            state.chance = Some(chance);
        }
        let mut clock = Clock::new(config.start_at);
        clock.advance(state.clock_moved);
        for provider in &config.providers {
            state.accounts.entry(provider.isp_id).or_default();
        }
        Ok(Self {
            clock,
            modes: Modes::new(config.hostile, config.rates),
            ledger: Ledger::open(config.data.as_deref())?,
            docket: Docket::of(state.cases.values()),
            state,
            state_file,
            dirty: false,
            gathered: None,
            last_answer: None,
            config,
        })
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// Move the clock and let happen what is due.
    pub fn advance(&mut self, seconds: i64) -> At {
        self.clock.advance(seconds);
        self.state.clock_moved = self.clock.moved();
        self.dirty = true;
        self.tick();
        self.now()
    }

    /// How far the clock was moved, in seconds.
    #[must_use]
    pub fn clock_moved(&self) -> i64 {
        self.clock.moved()
    }

    /// Let happen what is due: SMS deadlines, approvals by themselves. Every request comes through here
    /// first, so that a deadline is exact to the second whoever looks.
    pub fn tick(&mut self) {
        self.expire_confirmations();
        self.approve_by_itself();
    }

    /// Write the state to its file if something changed.
    pub fn save(&mut self) {
        let Some(file) = self.state_file.as_ref().filter(|_| self.dirty) else { return };
        let fresh = file.with_extension("json.new");
        let written = serde_json::to_vec(&self.state)
            .map_err(std::io::Error::from)
            .and_then(|bytes| std::fs::write(&fresh, bytes))
            .and_then(|()| std::fs::rename(&fresh, file));
        match written {
            Ok(()) => self.dirty = false,
            Err(error) => tracing::error!(%error, "the state could not be written"),
        }
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What the ledger proves about each provider that called.
    #[must_use]
    pub fn ledger_summary(&self) -> Vec<Summary> {
        let known: Vec<i64> = self.config.providers.iter().map(|p| p.isp_id).collect();
        let waiting = |id| self.waiting(id).map(|parcel| parcel.name.clone()).collect();
        ledger::summaries(self.ledger.entries(), &known, waiting)
    }

    /// What is on file.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.state.library
    }

    /// All cases, newest first.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.state.cases.values().rev()
    }

    /// A case.
    #[must_use]
    pub fn case(&self, id: u64) -> Option<&Case> {
        self.state.cases.get(&id)
    }

    /// The SMS sent so far, oldest first.
    #[must_use]
    pub fn inbox(&self) -> &[Message] {
        &self.state.inbox
    }

    /// Providers the bureau knows.
    #[must_use]
    pub fn providers(&self) -> &[Provider] {
        &self.config.providers
    }

    /// Add to the blacklist.
    pub fn blacklist(&mut self, more: Blacklist) {
        self.dirty = true;
        self.state.blacklist.domains.extend(more.domains.into_iter().map(|d| d.to_lowercase()));
        self.state.blacklist.certificates.extend(more.certificates);
    }

    /// Put a record on file without a filing: the history a test needs. Ids and numbers are given as for a
    /// filing; a sponsor number that is given is kept. Returns the sponsor's id.
    pub fn put_on_file(&mut self, record: Preset) -> i64 {
        self.dirty = true;
        let now = self.now();
        let provider = record
            .provider
            .unwrap_or_else(|| self.config.providers.first().map_or(0, |p| p.isp_id));
        let mut services = record.services;
        for access in services.iter_mut().flat_map(|s| &mut s.accesses) {
            if access.provider == 0 {
                access.provider = provider;
            }
        }
        let prefix = self.config.number_prefix.clone();
        let id = self.state.library.file(record.sponsor, services, provider, &prefix, now);
        if let Some(on_file) = self.state.library.sponsor_mut(id) {
            on_file.password = record.password.map(|p| p.to_lowercase());
        }
        id
    }
}

/// A record to put on file through the control API.
#[derive(Deserialize)]
pub struct Preset {
    /// The sponsor.
    pub sponsor: crate::record::Sponsor,
    /// Its services.
    #[serde(default)]
    pub services: Vec<crate::record::Service>,
    /// MD5 (32 hex digits) of the filing password.
    #[serde(default)]
    pub password: Option<String>,
    /// Which provider filed it; the first one known when missing.
    #[serde(default)]
    pub provider: Option<i64>,
}
