//! What the steps came to, with the time each took.

use std::{fmt::Write, time::Duration};

use anyhow::{Result, bail};

/// What a step that did not fail came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// Not run, and why.
    Skipped(&'static str),
}

/// Lines in the order the steps ran.
#[derive(Default)]
pub struct Report {
    lines: Vec<Line>,
}

struct Line {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
}

enum Verdict {
    Passed,
    Skipped(&'static str),
    Failed(String),
}

impl Report {
    /// Takes a step's result and says it at once.
    pub fn add(&mut self, name: &'static str, outcome: Result<Outcome>, took: Duration) {
        let verdict = match outcome {
            Ok(Outcome::Passed) => Verdict::Passed,
            Ok(Outcome::Skipped(why)) => Verdict::Skipped(why),
            Err(error) => Verdict::Failed(format!("{error:#}")),
        };
        let line = Line { name, verdict, took };
        println!("{line}");
        self.lines.push(line);
    }

    /// Prints every step, the total, and the failures in full.
    ///
    /// # Errors
    /// A step failed.
    pub fn close(self) -> Result<()> {
        println!("\n{}", self.summary());
        match self.failed() {
            0 => Ok(()),
            1 => bail!("1 step failed"),
            n => bail!("{n} steps failed"),
        }
    }

    fn failed(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.verdict, Verdict::Failed(_))).count()
    }

    fn summary(&self) -> String {
        let mut text = String::new();
        let mut total = Duration::ZERO;
        for line in &self.lines {
            total += line.took;
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{line}");
        }
        let skipped =
            self.lines.iter().filter(|line| matches!(line.verdict, Verdict::Skipped(_))).count();
        let failed = self.failed();
        let passed = self.lines.len() - failed - skipped;
        let _ = writeln!(text, "{:<12} {:>7.1} s", "total", total.as_secs_f32());
        for line in &self.lines {
            if let Verdict::Failed(why) = &line.verdict {
                let _ = writeln!(text, "\n{} failed: {why}", line.name);
            }
        }
        let _ = write!(text, "\nsteps: {passed} passed, {failed} failed, {skipped} skipped");
        text
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:<12} {:>7.1} s  ", self.name, self.took.as_secs_f32())?;
        match &self.verdict {
            Verdict::Passed => f.write_str("passed"),
            Verdict::Skipped(why) => write!(f, "skipped: {why}"),
            Verdict::Failed(_) => f.write_str("FAILED"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_listed_in_full_and_fails_the_whole() {
        let mut report = Report::default();
        report.add("walls", Ok(Outcome::Passed), Duration::from_millis(1500));
        report.add("tests", Err(anyhow::anyhow!("two of nine")), Duration::from_secs(3));
        report.add("postgresql", Ok(Outcome::Skipped("not installed")), Duration::ZERO);
        let text = report.summary();
        assert!(text.contains("walls            1.5 s  passed"), "{text}");
        assert!(text.contains("total            4.5 s"), "{text}");
        assert!(text.contains("tests failed: two of nine"), "{text}");
        assert!(text.ends_with("\nsteps: 1 passed, 1 failed, 1 skipped"), "{text}");
        assert_eq!(report.close().unwrap_err().to_string(), "1 step failed");
    }

    #[test]
    fn a_skipped_step_fails_nothing() {
        let mut report = Report::default();
        report.add("postgresql", Ok(Outcome::Skipped("not installed")), Duration::ZERO);
        report.close().unwrap();
    }
}
