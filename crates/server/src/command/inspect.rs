use crate::{assemble, config::Config};
use clap::Args;
use std::{path::PathBuf, time::Instant};
use vision::Claim;

#[derive(Args)]
pub struct Arguments {
    /// What the pictures are said to show: `id_front`, `id_back`, `licence`, …, or `auto`.
    kind: String,
    pictures: Vec<PathBuf>,
    /// One JSON object a line (the only form so far).
    #[arg(long, default_value_t = true)]
    json: bool,
    /// Pictures read at the same time.
    #[arg(long, default_value_t = 1)]
    threads: usize,
}

/// Reads each picture; a picture that can't be read is an object with an error, not the end.
pub fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let claim: Claim = arguments
        .kind
        .parse()
        .map_err(|_| anyhow::anyhow!("{}: no such kind of document", arguments.kind))?;
    let vision = assemble::vision(config);
    let threads = arguments.threads.clamp(1, 64);
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(path) = arguments.pictures.get(n) else { return };
                    let start = Instant::now();
                    let mut line = vision::inspect_file(&vision, claim, path);
                    let elapsed = (start.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
                    line["time_ms"] = elapsed.into();
                    println!("{line}");
                }
            });
        }
    });
    Ok(())
}
