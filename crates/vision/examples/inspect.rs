//! Prints one JSON object a picture: `inspect MODELS CLAIM [--cpu] PICTURE…`.
//! `--cpu` counts the process's CPU time instead of the wall clock.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use vision::{Claim, EnginePreference, Vision, VisionConfig, inspect_file};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let cpu =
        arguments.iter().position(|argument| argument == "--cpu").map(|at| arguments.remove(at));
    let [models, claim, pictures @ ..] = arguments.as_slice() else {
        eprintln!("usage: inspect MODELS CLAIM [--cpu] PICTURE…");
        return ExitCode::from(2);
    };
    let claim: Claim = match claim.parse() {
        Ok(claim) => claim,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let mut config = VisionConfig::new(models);
    if std::env::var("ENGINE").is_ok_and(|engine| engine == "rten") {
        config.engine = EnginePreference::Rten;
    }
    let vision = Vision::new(config);
    for picture in pictures {
        let (start, start_cpu) = (Instant::now(), cpu_ms());
        let mut value = inspect_file(&vision, claim, Path::new(picture));
        let time =
            if cpu.is_some() { cpu_ms() - start_cpu } else { start.elapsed().as_secs_f64() * 1e3 };
        value["time_ms"] = ((time * 10.0).round() / 10.0).into();
        println!("{value}");
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
    {
        eprintln!("{line}");
    }
    ExitCode::SUCCESS
}

/// CPU time of this process so far: user and system ticks of 10 ms.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = behind_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks * 10.0
}
