//! What was measured beside what was asked for.

/// What a number must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

impl Bar {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bar) => value >= bar,
            Self::AtMost(bar) => value <= bar,
        }
    }
}

#[derive(Debug)]
struct Line {
    what: String,
    value: f64,
    unit: &'static str,
    bar: Option<Bar>,
}

/// All numbers of a run, in the order they came.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Line>);

impl Report {
    /// A number with a bar.
    pub(crate) fn hold(&mut self, what: impl Into<String>, value: f64, unit: &'static str, bar: Bar) {
        self.0.push(Line { what: what.into(), value, unit, bar: Some(bar) });
    }

    /// A number that is only told.
    pub(crate) fn note(&mut self, what: impl Into<String>, value: f64, unit: &'static str) {
        self.0.push(Line { what: what.into(), value, unit, bar: None });
    }

    /// Whether every bar is met. A number that is none meets no bar.
    pub(crate) fn passed(&self) -> bool {
        self.0.iter().all(|line| line.bar.is_none_or(|bar| bar.is_met(line.value)))
    }

    /// The table.
    pub(crate) fn print(&self) {
        println!("\n{:<58} {:>18} {:>14}", "", "measured", "bar");
        for Line { what, value, unit, bar } in &self.0 {
            let measured = format!("{} {unit:<4}", number(*value));
            let wanted = match bar {
                Some(Bar::AtLeast(bar)) => format!("≥ {}", number(*bar)),
                Some(Bar::AtMost(bar)) => format!("≤ {}", number(*bar)),
                None => String::new(),
            };
            let verdict = match bar.map(|bar| bar.is_met(*value)) {
                None => "",
                Some(true) => "pass",
                Some(false) => "MISS",
            };
            println!("{what:<58} {measured:>18} {wanted:>14}  {verdict}");
        }
    }
}

/// As many digits as say something.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        small if small < 10.0 => format!("{value:.2}"),
        middle if middle < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
