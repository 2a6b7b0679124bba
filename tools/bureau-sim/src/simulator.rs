//! A running bureau: started in-process by tests, or by the program.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::bureau::Bureau;
use crate::config::SimConfig;
use crate::web::{self, Door, Manners, Shared};

/// How often what is due happens by itself.
const TICK: Duration = Duration::from_millis(500);

/// A bureau that listens. Dropping it stops it.
pub struct Simulator {
    /// Where it listens.
    pub addr: SocketAddr,
    shared: Shared,
    tasks: Vec<JoinHandle<()>>,
}

impl Simulator {
    /// Start a bureau on the current tokio runtime.
    ///
    /// # Errors
    /// When the address is taken or the data folder cannot be used.
    pub async fn start(config: SimConfig) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let addr = listener.local_addr()?;
        let shared = Shared::new(Bureau::open(config)?);
        let router = web::router(shared.clone());
        let server = tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<Manners>();
            if let Err(error) = axum::serve(Door(listener), service).await {
                tracing::error!(%error, "the server stopped");
            }
        });
        let due = shared.clone();
        let ticker = tokio::spawn(async move {
            let mut interval = tokio::time::interval(TICK);
            loop {
                interval.tick().await;
                due.with(|_| ());
            }
        });
        Ok(Self { addr, shared, tasks: vec![server, ticker] })
    }

    /// `http://host:port`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Look at or act on the bureau directly: inbox, ledger, cases, clock, modes, decisions.
    pub fn with<R>(&self, act: impl FnOnce(&mut Bureau) -> R) -> R {
        self.shared.with(act)
    }

    /// Move the clock and let happen what is due.
    pub fn advance(&self, seconds: i64) {
        self.with(|bureau| bureau.advance(seconds));
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
