//! One run: start, people, kills, rest, check.

use crate::{
    Arguments,
    chance::Chance,
    desk::{Desk, Waiting},
    figures::Figures,
    officers,
    program::Program,
    reviewer::Reviewer,
    simulator::{Simulator, TROUBLES},
    town::Town,
    wire::Wire,
};
use anyhow::{Context, ensure};
use filing::time::{Duration as Span, Timestamp};
use invariants::Evidence;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Keys, MasterKey, Objects, Store, StoreConfig, Suite};
use tokio::task::JoinSet;

/// A life of the program ends between one and four hundred milliseconds after it was ready…
const LIFE: (u64, u64) = (1, 400);
/// … but every so many lives it gets further first, so that filings come to every place there is.
const LONGER_EVERY: usize = 4;
const LONGER: (u64, u64) = (500, 2500);
/// After the last kill everything must come to rest within so long.
const REST: Duration = Duration::from_secs(240);

fn now() -> Timestamp {
    (server::assemble::clock())()
}

/// Answers whether everything holds.
pub async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    let mut temporary = tempfile::Builder::new().prefix("beian-chaos-").tempdir()?;
    temporary.disable_cleanup(arguments.keep);
    let folder = temporary.path().to_owned();
    if arguments.keep {
        println!("folder: {}", folder.display());
    }
    let seed = arguments.seed;
    let simulator =
        Simulator::start(&arguments.simulator, &folder, seed, arguments.hostile).await?;
    let simulator = Arc::new(simulator);
    let url = arguments.database.clone();
    let url = url.unwrap_or_else(|| format!("sqlite:{}", folder.join("beian.sqlite3").display()));
    let mut program = Program::new(arguments.server.clone(), &folder, &simulator.base, &url)?;
    program.run(&["make-key"])?;
    program.run(&["migrate"])?;
    let mut staff = Vec::new();
    for name in ["reviewer-1", "reviewer-2"] {
        let printed =
            program.run(&["add-staff", name, "--role", "reviewer", "--name", "审核员"])?;
        let password = printed.split_whitespace().last().context("a password")?.to_owned();
        staff.push((name, password));
    }
    let captchas = 2000 + 40 * arguments.kills;
    let town = {
        let store = open(&folder, &url).await?;
        let town = Town::found(&store, now(), folder.join("sms"), seed, captchas).await?;
        store.close().await;
        Arc::new(town)
    };
    let mut figures = Figures::new(url.split(':').next().unwrap_or_default(), &arguments);
    let (_, wrote) = program.start().await?;
    figures.started(wrote);

    let wire = Wire::new(&program.base)?;
    let mut others: JoinSet<anyhow::Result<()>> = JoinSet::new();
    for (name, password) in staff {
        let reviewer = Reviewer::enter(&town, wire.clone(), name, &password).await?;
        others.spawn(reviewer.work(town.clone()));
    }
    others.spawn(officers::answer(simulator.clone(), town.clone()));
    let mut clients: JoinSet<anyhow::Result<Vec<Waiting>>> = JoinSet::new();
    for _ in 0..arguments.clients {
        clients.spawn(one_after_the_other(town.clone(), wire.clone()));
    }

    let mut chance = Chance::new(seed);
    for kill in 0..arguments.kills {
        let (from, to) = if kill % LONGER_EVERY == LONGER_EVERY - 1 { LONGER } else { LIFE };
        if !arguments.hostile && kill % 3 == 0 {
            let trouble = chance.one_of(TROUBLES).context("a trouble")?;
            simulator.trouble(trouble).await?;
        }
        tokio::time::sleep(Duration::from_millis(chance.between(from, to))).await;
        program.kill()?;
        let (_, wrote) = program.start().await?;
        figures.recovered(wrote);
        if let Some(ended) = others.try_join_next() {
            ended??;
        }
        if kill % 50 == 49 {
            let (sent, told) = counts(&town);
            println!("{} kills, {sent} submissions sent, {told} acknowledged", kill + 1);
        }
    }
    town.close();
    simulator.calm().await?;
    let rest = Instant::now();
    let mut waiting = Vec::new();
    while let Some(client) = clients.join_next().await {
        waiting.extend(client??);
    }
    let stages = rested(&waiting, rest).await?;
    others.abort_all();
    // What is due within the time in which a killed worker's things are taken up.
    let store = open(&folder, &url).await?;
    while !store.quiet(now()).await? && rest.elapsed() < REST {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    figures.rested(rest.elapsed(), stages);
    let metrics = program.metrics().await?;
    let at = now();
    program.stop()?;

    let objects = Objects::folder(folder.join("objects"))?;
    let ledger = simulator.ledger().await?;
    let (submissions, canaries) = (town.submissions(), town.canaries());
    let mut searched = vec![folder.join("logs"), folder.join("bureau/ledger.jsonl")];
    searched.push(folder.join("objects"));
    if url.starts_with("sqlite") {
        searched.extend(["beian.sqlite3", "beian.sqlite3-wal"].map(|name| folder.join(name)));
    }
    let evidence = Evidence {
        submissions: &submissions,
        every_filing_logged: true,
        ledger: Some(&ledger),
        gateway: Some(folder.join("sms")),
        canaries: &canaries,
        searched: &searched,
        texts: &[("metrics".to_owned(), metrics)],
        ..Evidence::new(&store, &objects, at)
    };
    let report = invariants::check(&evidence).await?;
    // What was cut off between object and row is left over now, and goes with a sweep.
    let later = Timestamp::from_millis(now().millis() + Span::hours(1).as_millis());
    let swept = objects.sweep(&store, later).await?;
    let after =
        invariants::check(&Evidence { grace: Span::millis(0), now: at, ..evidence }).await?;
    store.close().await;
    println!("{report}");
    if !after.holds() && report.holds() {
        println!("after the sweep:\n{after}");
    }
    figures.checked(&report, &submissions, swept);
    println!("{figures}");
    Ok(report.holds() && after.holds())
}

/// A client's day: filing after filing until the town closes.
async fn one_after_the_other(town: Arc<Town>, wire: Wire) -> anyhow::Result<Vec<Waiting>> {
    let mut waiting = Vec::new();
    while !town.is_closing() || waiting.is_empty() {
        let desk = Desk::enter(town.clone(), wire.clone()).await?;
        waiting.push(desk.hand_over().await?);
    }
    Ok(waiting)
}

/// Waits until every filing is through. Answers how many there are.
async fn rested(waiting: &[Waiting], since: Instant) -> anyhow::Result<usize> {
    for one in waiting {
        loop {
            let stage = one.stage().await?;
            if stage == "filed" {
                break;
            }
            ensure!(since.elapsed() < REST, "a filing is still {stage} after {:?}", REST);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    Ok(waiting.len())
}

fn counts(town: &Town) -> (usize, usize) {
    let all = town.submissions();
    (all.len(), all.iter().filter(|submission| submission.acknowledged).count())
}

async fn open(folder: &Path, url: &str) -> anyhow::Result<Store> {
    let key = MasterKey::from_file(folder.join("master.key"))?;
    let config = StoreConfig { url: url.to_owned(), max_connections: 4 };
    Ok(Store::open(&config, Keys::new(Suite::Intl, vec![key])?).await?)
}
