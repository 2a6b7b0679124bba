//! A process that ends, or falls asleep, at a chosen place.
//!
//! It ends: the work panics there, everything that lived in memory is dropped, and another process
//! opens the same database and the same folder. It sleeps: its thread stands still, beats and all,
//! until it is woken.

use crate::world::World;
use app::App;
use filing::time::Timestamp;
use std::{
    cell::RefCell,
    sync::{Arc, Condvar, Mutex, Once},
};
use tokio::task::JoinHandle;

/// What is to happen to one process, and where.
#[derive(Clone)]
enum Fate {
    Ends(&'static str),
    Sleeps(&'static str, Arc<Bed>),
}

tokio::task_local! {
    static FATE: RefCell<Option<Fate>>;
}

/// Where a process sleeps.
#[derive(Default)]
pub struct Bed {
    /// It lies down; it is woken.
    state: Mutex<(bool, bool)>,
    changed: Condvar,
}

impl Bed {
    fn lie(&self) {
        let mut state = self.state.lock().expect("nobody panics here");
        state.0 = true;
        while !state.1 {
            state = self.changed.wait(state).expect("nobody panics here");
        }
    }

    pub fn wake(&self) {
        self.state.lock().expect("nobody panics here").1 = true;
        self.changed.notify_all();
    }

    /// Waits until it sleeps.
    pub async fn asleep(&self) {
        for _ in 0..2000 {
            if self.state.lock().expect("nobody panics here").0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("nobody lay down");
    }
}

fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for place in app::fail_points::ALL {
            let met = move || {
                let fate = FATE.try_with(|fate| {
                    let here = match &*fate.borrow() {
                        Some(Fate::Ends(at) | Fate::Sleeps(at, _)) => at == place,
                        None => false,
                    };
                    if here { fate.take() } else { None }
                });
                match fate {
                    Ok(Some(Fate::Ends(at))) => panic!("this process ends at {at}"),
                    // Its thread stands still; what else waits for the thread moves to another.
                    Ok(Some(Fate::Sleeps(_, bed))) => tokio::task::block_in_place(|| bed.lie()),
                    _ => {}
                }
            };
            fail::cfg_callback(*place, met).expect("a callback is a legal action");
        }
    });
}

/// Runs what is due in a process of its own.
fn process(app: App, now: Timestamp, fate: Fate) -> JoinHandle<()> {
    prepare();
    tokio::spawn(FATE.scope(RefCell::new(Some(fate)), async move {
        app.schedule(&app::Ctx::system(now, "schedule")).await.expect("work is queued");
        while app::jobs::run_due(&app, "doomed", now).await.expect("jobs run") > 0 {}
    }))
}

impl World {
    /// Runs what is due until the process ends at this place, and starts it anew.
    pub async fn dies_at(&mut self, place: &'static str) {
        let work = process(self.app.clone(), self.now(), Fate::Ends(place));
        let ended = work.await;
        assert!(ended.is_err_and(|end| end.is_panic()), "nothing came by {place}");
        self.restart().await;
    }

    /// Another process on the same database runs what is due until it falls asleep at this place.
    /// Needs a runtime with more than one thread.
    pub async fn sleeps_at(&self, place: &'static str) -> (Arc<Bed>, JoinHandle<()>) {
        let bed = Arc::new(Bed::default());
        let fate = Fate::Sleeps(place, bed.clone());
        let work = process(self.beside_us().await, self.now(), fate);
        bed.asleep().await;
        (bed, work)
    }
}
