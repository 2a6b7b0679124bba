//! Processes this tool starts, and that nothing of them stays behind.

use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus},
    sync::atomic::{AtomicBool, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, kill, killpg},
    unistd::Pid,
};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

const PAUSE: Duration = Duration::from_millis(50);

/// From here on Ctrl-C, a hang-up and a request to end are told to the waiting code instead of
/// ending this tool with its children still running.
///
/// # Errors
/// Called twice.
pub fn catch_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))
        .context("cannot listen for Ctrl-C")
}

/// Was this tool asked to end?
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// A child with a process group of its own, so that what it starts can be ended with it.
/// Dropping it ends it.
pub struct Running {
    name: String,
    child: Child,
}

impl Running {
    /// # Errors
    /// The program is not there.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let child =
            command.process_group(0).spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), child })
    }

    /// Its exit, if it came already.
    ///
    /// # Errors
    /// The system does not answer.
    pub fn exit(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("lost sight of {}", self.name))
    }

    /// Waits for its exit.
    ///
    /// # Errors
    /// This tool was asked to end; the child is ended first.
    pub fn wait(mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.exit()? {
                return Ok(status);
            }
            if interrupted() {
                self.stop(Duration::from_secs(5));
                bail!("interrupted");
            }
            sleep(PAUSE);
        }
    }

    /// Asks it to end, and ends it when it has not after `patience`.
    pub fn stop(&mut self, patience: Duration) {
        let deadline = Instant::now() + patience;
        self.signal(Signal::SIGTERM);
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            sleep(PAUSE);
        }
        self.signal(Signal::SIGKILL);
        // Fails only when it was waited for before.
        let _ = self.child.wait();
    }

    fn signal(&self, signal: Signal) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            // Fails only when nobody of the group is left.
            let _ = killpg(Pid::from_raw(id), signal);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.stop(Duration::from_secs(5));
        }
    }
}

/// From here on, a process whose parent ends becomes this tool's child instead of getting lost
/// (Linux), so that [`sweep`] sees it.
pub fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        // A kernel older than 3.4 refuses; then orphans are not seen, as on other systems.
        let _ = nix::sys::prctl::set_child_subreaper(true);
    }
}

/// Ends what a finished child left running, and names it. A process gets half a second to end by
/// itself first. Call it while no child of this tool is meant to run.
pub fn sweep() -> Vec<String> {
    let mut left = orphans();
    for _ in 0..10 {
        if left.is_empty() {
            return Vec::new();
        }
        sleep(PAUSE);
        left = orphans();
    }
    let names = left.iter().map(|(_, name)| name.clone()).collect();
    for round in 0..100 {
        for (id, _) in &left {
            let signal = if round < 40 { Signal::SIGTERM } else { Signal::SIGKILL };
            // Fails only when it is gone.
            let _ = kill(*id, signal);
        }
        sleep(PAUSE);
        left = orphans();
        if left.is_empty() {
            break;
        }
    }
    names
}

/// This process's running children; those that have ended are collected on the way.
fn orphans() -> Vec<(Pid, String)> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let own = Pid::this().as_raw();
    processes
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<i32>().ok())
        .filter_map(|id| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let (name, state, parent) = parse_stat(&stat)?;
            if parent != own {
                return None;
            }
            if state == 'Z' {
                use nix::sys::wait::{WaitPidFlag, waitpid};
                let _ = waitpid(Pid::from_raw(id), Some(WaitPidFlag::WNOHANG));
                return None;
            }
            Some((Pid::from_raw(id), name.to_owned()))
        })
        .collect()
}

/// Name, state letter and parent out of `/proc/ID/stat`. The name may hold anything, even
/// parentheses, so it ends at the last one.
fn parse_stat(stat: &str) -> Option<(&str, char, i32)> {
    let (head, tail) = stat.rsplit_once(')')?;
    let (_, name) = head.split_once('(')?;
    let mut fields = tail.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((name, state, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_even_with_a_strange_name() {
        assert_eq!(parse_stat("12 (a) b (c)) S 7 12 12 0"), Some(("a) b (c)", 'S', 7)));
        assert_eq!(parse_stat("12"), None);
    }

    #[test]
    fn a_child_that_ignores_the_request_is_ended_with_all_it_started() {
        let script = "trap '' TERM; sleep 60 & echo $!; wait; sleep 60";
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdout(std::process::Stdio::piped());
        let mut running = Running::start("sh", &mut command).unwrap();
        let mut output = std::io::BufReader::new(running.child.stdout.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut output, &mut line).unwrap();
        let grandchild = Pid::from_raw(line.trim().parse().unwrap());
        running.stop(Duration::from_millis(100));
        let gone = |id: Pid| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            parse_stat(&stat).is_none_or(|(_, state, _)| state == 'Z')
        };
        for _ in 0..100 {
            if gone(grandchild) {
                return;
            }
            sleep(PAUSE);
        }
        panic!("the grandchild still runs");
    }

    #[test]
    fn an_exit_is_told() {
        let running = Running::start("sh", Command::new("sh").args(["-c", "exit 3"])).unwrap();
        assert_eq!(running.wait().unwrap().code(), Some(3));
    }
}
