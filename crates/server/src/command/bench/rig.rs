//! One journey from registration to the filing number, watched; what it left is what the other
//! measurements work on.

use crate::{
    assemble,
    command::demo::{Journey, Reviewer},
};
use anyhow::Context;
use filing::id::FilingId;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::{AccountRow, Commit, FilingRow, VerificationRow};

/// Seed of the people and papers.
const SEED: u64 = 20_261;

/// The journey's server, and a filing as it was when it could be handed over.
pub struct Rig {
    pub journey: Journey,
    pub account: AccountRow,
    /// In state `draft`, progress `ready`.
    pub filing: FilingRow,
    pub verifications: Vec<VerificationRow>,
    pub phases: Vec<Phase>,
}

/// A part of the journey with the transactions that were committed during it.
pub struct Phase {
    pub name: &'static str,
    pub commits: Vec<Commit>,
}

/// What a watched store tells, phase by phase.
#[derive(Clone, Default)]
struct Watch(Arc<Mutex<Vec<Phase>>>);

impl Watch {
    fn phase(&self, name: &'static str) {
        let mut phases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        phases.push(Phase { name, commits: Vec::new() });
    }

    fn saw(&self, commit: Commit) {
        let mut phases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(phase) = phases.last_mut() {
            phase.commits.push(commit);
        }
    }

    fn phases(&self) -> Vec<Phase> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Rig {
    pub async fn up() -> anyhow::Result<Self> {
        let journey = Journey::start(SEED).await?;
        match Self::travel(&journey).await {
            Ok((account, filing, verifications, phases)) => {
                Ok(Self { journey, account, filing, verifications, phases })
            }
            Err(error) => {
                journey.stop().await;
                Err(error)
            }
        }
    }

    async fn travel(
        journey: &Journey,
    ) -> anyhow::Result<(AccountRow, FilingRow, Vec<VerificationRow>, Vec<Phase>)> {
        let store = journey.running.app.store.clone();
        let clock = assemble::clock();
        let watch = Watch::default();
        let told = watch.clone();
        store.watch_commits(move |commit| told.saw(commit)).await?;
        watch.phase("registration and log-in");
        let entered = watch.clone();
        let mut say = move |line: &str| {
            if line.starts_with("1 ") {
                entered.phase("type check and draft");
            }
        };
        let (desk, filing) = journey.until_verifying(&mut say).await?;
        watch.phase("phone work");
        let mut silent = |_: &str| {};
        journey.verify(&desk, &filing, &mut silent).await?;
        let id: FilingId = filing.parse().context("a filing's id")?;
        let ready = store.filing(id).await?.context("the filing is stored")?;
        let verifications = store.verifications_of(id).await?;
        let account = store.account(ready.account).await?.context("the account is stored")?;
        watch.phase("submission");
        journey.submit(&desk, &filing, &mut silent).await?;
        watch.phase("the provider's staff logs in");
        let reviewer = Reviewer::enter(&journey.base, &journey.running.app, &clock).await?;
        watch.phase("review");
        reviewer.approve(&filing, &mut silent).await?;
        watch.phase("report, confirmation, result");
        journey.through_the_bureau(&desk, &filing, &mut silent).await?;
        // The acknowledgement of the last file follows its commit.
        for _ in 0..50 {
            if store.unacknowledged_downloads().await?.is_empty() && store.quiet(clock()).await? {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let phases = watch.phases();
        Ok((account, ready, verifications, phases))
    }

    pub async fn down(self) {
        self.journey.stop().await;
    }
}
