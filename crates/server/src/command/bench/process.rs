//! What the kernel knows about a process.

use anyhow::Context;
use std::{fs, time::Duration};

/// Bytes of a process that lie in memory now (`VmRSS`).
pub fn resident(process: u32) -> anyhow::Result<f64> {
    status(process, "VmRSS:")
}

/// Starts anew what [`most_resident`] tells of this process.
pub fn forget_most_resident() -> anyhow::Result<()> {
    fs::write("/proc/self/clear_refs", "5").context("/proc/self/clear_refs")
}

/// The most that ever lay in memory at once (`VmHWM`).
pub fn most_resident() -> anyhow::Result<f64> {
    status(std::process::id(), "VmHWM:")
}

fn status(process: u32, key: &str) -> anyhow::Result<f64> {
    let path = format!("/proc/{process}/status");
    let text = fs::read_to_string(&path).with_context(|| path.clone())?;
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()).context(path)?;
    Ok(kilobytes.parse::<f64>()? * 1024.0)
}

/// Processor time of all threads of this process that live, to the nanosecond.
pub fn processor_time() -> anyhow::Result<Duration> {
    let mut nanoseconds = 0;
    for task in fs::read_dir("/proc/self/task")? {
        // A thread may have ended since the folder was read.
        let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
        let spent = text.split_whitespace().next().context("schedstat is empty")?;
        nanoseconds += spent.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// In MiB, for printing.
pub fn mebibytes(bytes: f64) -> f64 {
    bytes / f64::from(1 << 20)
}
