//! What the program writes: results to stdout, words to stderr.

use std::io::{ErrorKind, IsTerminal, Write};

use anyhow::Context as _;

use super::When;
use drydock::diagnostic::{Color, Report, Severity, Sources, print};

/// The two streams.
pub struct Terminal {
    color: Color,
}

impl Terminal {
    /// `NO_COLOR` (<https://no-color.org>) counts where nothing else was said.
    pub fn new(when: When) -> Self {
        let wished = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let color = match when {
            When::Always => Color::Always,
            When::Auto if wished && std::io::stderr().is_terminal() => Color::Always,
            _ => Color::Never,
        };
        Terminal { color }
    }

    /// Writes a result. A reader that has gone is no error: it has seen what it wanted.
    pub fn result(&self, text: &str) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(error).context("can't write to stdout")
            }
            _ => Ok(()),
        }
    }

    pub fn results_are_watched(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Says something; if nobody listens any more, so be it.
    pub fn say(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Prints every diagnostic, then how many there were.
    pub fn report(&self, report: &Report, sources: &Sources) {
        let mut text = String::new();
        for diagnostic in report.iter() {
            text.push_str(&print(diagnostic, sources, self.color));
            text.push('\n');
        }
        self.say(&text);
    }

    /// The last line where there were errors.
    pub fn count(&self, report: &Report, consequence: &str) {
        let errors = report.count(Severity::Error);
        if errors > 0 {
            let s = if errors == 1 { "" } else { "s" };
            self.say(&format!("{errors} error{s}: {consequence}\n"));
        }
    }

    /// Why the program could not run.
    pub fn failure(&self, error: &anyhow::Error) {
        let head = match self.color {
            Color::Always => "\x1b[1;31merror\x1b[0m",
            Color::Never => "error",
        };
        self.say(&format!("{head}: {error:#}\n"));
    }
}
