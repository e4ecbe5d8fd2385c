//! What is printed, in colours where a terminal shows them.

use anstyle::{AnsiColor, Style};

use super::{Color, escaped};

/// Writes texts in colours, or without.
#[derive(Clone, Copy)]
pub(crate) struct Paint(pub(crate) Color);

impl Paint {
    pub(crate) fn added(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    pub(crate) fn removed(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    pub(crate) fn plain(self, text: &str) -> String {
        self.paint(Style::new(), text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// Nothing that a terminal would obey is left of the text itself.
    fn paint(self, style: Style, text: &str) -> String {
        let text = escaped(text);
        match self.0 {
            Color::Never => text.into_owned(),
            Color::Always => format!("{style}{text}{style:#}"),
        }
    }
}
