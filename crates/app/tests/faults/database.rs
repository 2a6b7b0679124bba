//! The database is away (F7): a proxy in this process stands before PostgreSQL and can be cut.

use crate::{desk::Desk, postgres, world::World};
use app::Error;
use filing::{state::Stage, time::Duration};
use std::time::Instant;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Lets everything through until it is cut.
struct Proxy {
    port: u16,
    open: watch::Sender<bool>,
}

impl Proxy {
    /// Before this port.
    async fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (open, is_open) = watch::channel(true);
        tokio::spawn(Self::serve(listener, port, server, is_open));
        Self { port, open }
    }

    async fn serve(first: TcpListener, port: u16, server: u16, mut open: watch::Receiver<bool>) {
        let mut listener = Some(first);
        loop {
            if open.wait_for(|open| *open).await.is_err() {
                return;
            }
            let here = match listener.take() {
                Some(listener) => listener,
                None => TcpListener::bind(("127.0.0.1", port)).await.expect("the same port"),
            };
            let cuts = open.clone();
            loop {
                tokio::select! {
                    _ = open.wait_for(|open| !*open) => break,
                    Ok((mut client, _)) = here.accept() => {
                        let mut cut = cuts.clone();
                        tokio::spawn(async move {
                            let through = async {
                                let mut server = TcpStream::connect(("127.0.0.1", server)).await?;
                                copy_bidirectional(&mut client, &mut server).await
                            };
                            tokio::select! {
                                _ = cut.wait_for(|open| !*open) => {}
                                _ = through => {}
                            }
                        });
                    }
                }
            }
        }
    }

    fn cut(&self) {
        self.open.send_replace(false);
    }

    fn mend(&self) {
        self.open.send_replace(true);
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_told_within_seconds_and_heals_by_itself() {
    let Some(url) = postgres::new_database().await else { return };
    let (before, after) = url.rsplit_once(':').expect("a port");
    let (port, name) = after.split_once('/').expect("a database");
    let proxy = Proxy::before(port.parse().expect("a port")).await;
    let world = World::on(format!("{before}:{}/{name}", proxy.port)).await;
    let desk = Desk::enterprise(&world, 561).await;
    let id = desk.approved().await;
    for outage in 0..3 {
        proxy.cut();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let began = Instant::now();
        let refused = world.app.draw_captcha(&world.system()).await.err();
        let told = began.elapsed().as_millis();
        assert!(matches!(refused, Some(Error::Unavailable("database"))), "{refused:?}");
        assert!(told < 2000, "outage {outage}: told after {told} ms");
        let work = app::jobs::run_due(&world.app, "worker", world.now()).await;
        assert!(matches!(work, Err(Error::Unavailable("database"))), "{work:?}");
        proxy.mend();
        let began = Instant::now();
        while world.app.draw_captcha(&world.system()).await.is_err() {
            assert!(began.elapsed().as_secs() < 5, "outage {outage}: it does not heal");
        }
        world.advance(Duration::minutes(1));
        let _ = app::jobs::run_due(&world.app, "worker", world.now()).await;
    }
    world.pass(Duration::minutes(10)).await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification);
    assert_eq!(world.taken_in().len(), 1);
    world.through_the_bureau(id, &[&desk.head]).await;
    world.check().await;
}
