use crate::{
    assemble,
    config::Config,
    http::{self, Server},
};
use anyhow::Context;
use app::{App, Ctx, account::NewStaff, jobs::Worker};
use clap::Args;
use filing::permission::Role;
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::watch};

#[derive(Args, Default)]
pub struct Arguments {
    /// Make a reviewer, an administrator and an auditor and print their passwords, once.
    #[arg(long)]
    pub demo_staff: bool,
}

/// A running server, for the commands that need one of their own.
pub struct Running {
    pub address: SocketAddr,
    pub app: App,
    stop: watch::Sender<bool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Running {
    /// Stops taking requests, finishes what is running.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

/// Opens the store, migrates, listens, starts the worker.
///
/// # Errors
/// What can't be opened or listened on, by name.
pub async fn start(config: &Config) -> anyhow::Result<Running> {
    let app = assemble::app(config).await?;
    app.store.migrate().await.context("the database can't be migrated")?;
    app.codes.refresh(&app.store).await?;
    let clock = assemble::clock();
    app.schedule(&Ctx::system(clock(), "start")).await?;
    let listener =
        TcpListener::bind(config.http.listen).await.context(config.http.listen.to_string())?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = Vec::new();
    if config.worker.in_process {
        let worker = Worker {
            name: format!("server-{}", app.entropy.id().simple()),
            app: app.clone(),
            clock: clock.clone(),
            idle: Duration::from_millis(config.worker.idle_milliseconds),
        };
        tasks.push(tokio::spawn(worker.run(stopped.clone())));
    } else {
        tasks.push(tokio::spawn(follow_codes(app.clone(), stopped.clone())));
    }
    if !config.http.metrics_listen.is_empty() {
        let listener = TcpListener::bind(&config.http.metrics_listen)
            .await
            .with_context(|| config.http.metrics_listen.clone())?;
        let metrics = http::measured::router(http::measured::collect()?);
        let mut ending = stopped.clone();
        tasks.push(tokio::spawn(async move {
            let graceful = axum::serve(listener, metrics).with_graceful_shutdown(async move {
                let _ = ending.wait_for(|stop| *stop).await;
            });
            if let Err(error) = graceful.await {
                tracing::error!(%error, "the metrics' listener ended");
            }
        }));
    }
    let server = Server { app: app.clone(), clock, http: config.http.clone() };
    let service = http::router(server).into_make_service_with_connect_info::<SocketAddr>();
    let mut ending = stopped;
    tasks.push(tokio::spawn(async move {
        let graceful = axum::serve(listener, service).with_graceful_shutdown(async move {
            let _ = ending.wait_for(|stop| *stop).await;
        });
        if let Err(error) = graceful.await {
            tracing::error!(%error, "the server ended");
        }
    }));
    Ok(Running { address, app, stop, tasks })
}

/// Serves until the process is told to stop.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    super::log();
    let running = start(&config).await?;
    println!("beian listens on http://{}", running.address);
    if arguments.demo_staff {
        demo_staff(&running.app).await?;
    }
    told_to_stop().await;
    running.stop().await;
    Ok(())
}

/// Another process hears the bureau: the code tables it takes in are in use here one look later.
async fn follow_codes(app: App, mut stop: watch::Receiver<bool>) {
    let seconds = u64::try_from(app.settings.limits.poll_seconds).unwrap_or_default().max(1);
    while !*stop.borrow() {
        if let Err(error) = app.codes.refresh(&app.store).await {
            tracing::warn!(%error, "the code tables could not be looked at");
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
        }
    }
}

/// Three people with the three roles; printed once, to be changed at the first log-in. Nothing
/// happens when they are there already.
async fn demo_staff(app: &App) -> anyhow::Result<()> {
    let ctx = Ctx::system((assemble::clock())(), "demo-staff");
    for (username, name, role) in [
        ("reviewer", "审核员", Role::Reviewer),
        ("administrator", "管理员", Role::Administrator),
        ("auditor", "审计员", Role::Auditor),
    ] {
        let new = NewStaff { username: username.into(), name: name.into(), role };
        match app.add_staff(&ctx, new).await {
            Ok(issued) => println!("one-time password: {} {}", issued.username, issued.password),
            Err(app::Error::Invalid(_)) => {
                println!("{username}: made at an earlier start, its password was printed then");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Ctrl-C, or the signal of a service manager.
pub async fn told_to_stop() {
    let mut terminate =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(error) => {
                tracing::error!(%error, "signals can't be heard");
                return;
            }
        };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
