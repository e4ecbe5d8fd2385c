//! What stands between the `%` and the verb, and the padding it asks for.

use super::super::quote::runes;
use super::super::text::{Builder, Text};

#[derive(Clone, Debug, Default)]
pub(super) struct Flags {
    pub width: Option<usize>,
    pub precision: Option<usize>,
    pub minus: bool,
    pub plus: bool,
    pub sharp: bool,
    pub space: bool,
    pub zero: bool,
    /// `%+v`
    pub plus_v: bool,
    /// `%#v`
    pub sharp_v: bool,
}

impl Flags {
    pub(super) fn unzeroed(&self) -> Flags {
        Flags { zero: false, ..self.clone() }
    }

    pub(super) fn pad(&self, text: &str) -> String {
        let padding = self.padding(text.chars().count());
        if self.minus { format!("{text}{padding}") } else { format!("{padding}{text}") }
    }

    pub(super) fn pad_text(&self, text: &Text, out: &mut Builder) {
        let Some(width) = self.width.filter(|&width| width > 0) else {
            return out.push_text(text);
        };
        let count = runes(text.as_bytes()).take(width).count();
        let padding = self.padding(count);
        if self.minus {
            out.push_text(text);
            out.push_plain(padding);
        } else {
            out.push_plain(padding);
            out.push_text(text);
        }
    }

    fn padding(&self, count: usize) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(count);
        // Zeros stand before a number only.
        let fill = if self.zero && !self.minus { "0" } else { " " };
        fill.repeat(missing)
    }
}
