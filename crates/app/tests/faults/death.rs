//! A process that ends at a chosen place: the work panics there, everything that lived in memory is
//! dropped, and another process opens the same database and the same folder.

use crate::world::World;
use std::{cell::Cell, sync::Once};

thread_local! {
    /// Where this test's process is to end. Every test has a thread of its own.
    static HERE: Cell<Option<&'static str>> = const { Cell::new(None) };
}

fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for name in app::fail_points::ALL {
            let end = move || {
                if HERE.get() == Some(name) {
                    HERE.set(None);
                    panic!("this process ends at {name}");
                }
            };
            fail::cfg_callback(*name, end).expect("a callback is a legal action");
        }
    });
}

impl World {
    /// Runs what is due until the process ends at this place, and starts it anew.
    pub async fn dies_at(&mut self, place: &'static str) {
        prepare();
        HERE.set(Some(place));
        let (app, now) = (self.app.clone(), self.now());
        let work = tokio::spawn(async move {
            app.schedule(&app::Ctx::system(now, "schedule")).await.expect("work is queued");
            while app::jobs::run_due(&app, "dies", now).await.expect("jobs run") > 0 {}
        });
        let ended = work.await;
        assert!(ended.is_err_and(|end| end.is_panic()), "nothing came by {place}");
        self.restart().await;
    }
}
