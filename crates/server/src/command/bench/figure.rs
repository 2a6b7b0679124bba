use serde::Serialize;

/// One measured figure beside its limit.
#[derive(Serialize)]
pub struct Figure {
    pub name: &'static str,
    pub measured: f64,
    /// Of both.
    pub unit: &'static str,
    pub limit: f64,
    pub limit_is: &'static str,
    /// Measured through limit.
    pub ratio: f64,
    /// The bound that was set for it, where one was.
    pub asked: Option<Asked>,
    pub notes: Vec<String>,
}

#[derive(Serialize)]
pub struct Asked {
    pub bound: &'static str,
    pub holds: bool,
}

impl Figure {
    pub fn new(name: &'static str, measured: f64, unit: &'static str) -> Self {
        Self {
            name,
            measured,
            unit,
            limit: f64::NAN,
            limit_is: "",
            ratio: f64::NAN,
            asked: None,
            notes: Vec::new(),
        }
    }

    /// The limit that stands beside it.
    pub fn beside(mut self, limit: f64, limit_is: &'static str) -> Self {
        (self.limit, self.limit_is, self.ratio) = (limit, limit_is, self.measured / limit);
        self
    }

    pub fn asked(mut self, bound: &'static str, holds: bool) -> Self {
        self.asked = Some(Asked { bound, holds });
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Collects figures and prints them.
pub struct Report {
    json: bool,
    figures: Vec<Figure>,
}

impl Report {
    pub fn new(json: bool) -> Self {
        if !json {
            println!("{:<24} {:>7}  measured beside its limit", "", "ratio");
        }
        Self { json, figures: Vec::new() }
    }

    /// Prints the figure at once, or keeps it for the object.
    pub fn add(&mut self, figure: Figure) {
        if !self.json {
            println!(
                "{:<24} {:>7}  {} {unit} beside {} {unit} ({})",
                figure.name,
                number(figure.ratio),
                number(figure.measured),
                number(figure.limit),
                figure.limit_is,
                unit = figure.unit,
            );
            if let Some(asked) = &figure.asked {
                let holds = if asked.holds { "holds" } else { "DOES NOT HOLD" };
                println!("{:<24} {:>7}  asked {}: {holds}", "", "", asked.bound);
            }
            for note in &figure.notes {
                println!("{:<24} {:>7}  {note}", "", "");
            }
        }
        self.figures.push(figure);
    }

    pub fn end(self) -> anyhow::Result<()> {
        if self.json {
            let machine = serde_json::json!({
                "processors": std::thread::available_parallelism().map_or(0, usize::from),
                "optimised": !cfg!(debug_assertions),
            });
            let report = serde_json::json!({ "machine": machine, "figures": self.figures });
            println!("{}", serde_json::to_string_pretty(&report)?);
        }
        Ok(())
    }
}

/// Three digits that count.
pub fn number(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        small if small >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_told_with_three_digits() {
        let told = [0.1234, 1.234, 12.34, 123.4, 1234.0].map(number);
        assert_eq!(told, ["0.123", "1.23", "12.3", "123", "1234"]);
    }

    #[test]
    fn one_slow_run_does_not_move_the_median() {
        assert!((median(vec![3.0, 900.0, 2.0]) - 3.0).abs() < f64::EPSILON);
    }
}
