//! The output of the program: results go to stdout, all else to stderr.

use std::io::{ErrorKind, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use anyhow::Context as _;

use super::When;
use drydock::diagnostic::print::{self, Color, escaped, escaped_json};
use drydock::diagnostic::{Censor, Report, Secrets, Severity, Sources};

/// The two streams.
pub(super) struct Terminal {
    style: print::Style,
    when: When,
}

impl Terminal {
    /// What the environment says of colours (`NO_COLOR`, `CLICOLOR`, `TERM`) counts where nothing
    /// else was said.
    pub(super) fn new(when: When) -> Self {
        let color = color(when, || AutoStream::choice(&std::io::stderr()));
        Terminal { style: print::Style { color, width: width(&std::io::stderr()) }, when }
    }

    /// How results are written that people read.
    pub(super) fn style_of_results(&self) -> print::Style {
        let color = color(self.when, || AutoStream::choice(&std::io::stdout()));
        print::Style { color, width: width(&std::io::stdout()) }
    }

    /// Writes a result that people read.
    pub(super) fn listing(&self, text: &str) -> anyhow::Result<()> {
        self.result(&escaped(text))
    }

    /// Writes a result in JSON.
    pub(super) fn json(&self, text: &str) -> anyhow::Result<()> {
        self.result(&escaped_json(text))
    }

    /// Writes a result in which nothing is left that a terminal would obey, but for colours. A
    /// reader that has gone is no error: it has seen what it wanted.
    pub(super) fn result(&self, text: &str) -> anyhow::Result<()> {
        write(text.as_bytes())
    }

    /// Writes bytes as they are, but to a terminal nothing that it would obey.
    pub(super) fn bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        if self.results_are_watched() {
            return self.listing(&String::from_utf8_lossy(bytes));
        }
        write(bytes)
    }

    pub(super) fn results_are_watched(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Says something; if nobody listens any more, so be it.
    pub(super) fn say(&self, text: &str) {
        self.write(&escaped(text));
    }

    fn write(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Prints every diagnostic.
    pub(super) fn report(&self, report: &Report, sources: &Sources, secrets: &Secrets) {
        if report.is_empty() {
            return;
        }
        let censor = Censor::new(secrets, sources);
        let mut text = String::new();
        for diagnostic in report.iter() {
            text.push_str(&print::text(diagnostic, &censor, self.style));
            text.push('\n');
        }
        self.write(&text);
    }

    /// The last line where there were errors.
    pub(super) fn count(&self, report: &Report, consequence: &str) {
        let errors = report.count(Severity::Error);
        if errors > 0 {
            let s = if errors == 1 { "" } else { "s" };
            self.say(&format!("{errors} error{s}: {consequence}\n"));
        }
    }

    /// Why the program could not run.
    pub(super) fn failure(&self, text: &str) {
        self.write(&self.headed("error", AnsiColor::Red, text));
    }

    /// What the user may not have meant, and is no part of a report.
    pub(super) fn warning(&self, text: &str) {
        self.write(&self.headed("warning", AnsiColor::Yellow, text));
    }

    fn headed(&self, word: &str, color: AnsiColor, text: &str) -> String {
        let style = match self.style.color {
            Color::Always => color.on_default().bold(),
            Color::Never => Style::new(),
        };
        let text = print::wrapped(text, self.style.width, word.len() + 2);
        format!("{style}{word}{style:#}: {}\n", escaped(&text))
    }
}

fn color(when: When, choice: impl FnOnce() -> ColorChoice) -> Color {
    let never = match when {
        When::Always => false,
        When::Never => true,
        When::Auto => choice() == ColorChoice::Never,
    };
    if never { Color::Never } else { Color::Always }
}

/// How wide the terminal is, if someone watches.
fn width(stream: &impl IsTerminal) -> Option<usize> {
    if !stream.is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

fn write(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("can't write to stdout")
        }
        _ => Ok(()),
    }
}
