//! A format string into its directives: `fmt.Sprintf`.

use super::super::text::{Builder, Text};
use super::super::value::{Data, Value};
use super::argument::{self, Depth};
use super::flags::Flags;

/// Wider or more precise than this is refused, as Go does.
const MOST: i64 = 1_000_000;

struct Format<'a> {
    bytes: &'a [u8],
    at: usize,
    values: &'a [Value],
    next: usize,
    reordered: bool,
    /// The index that was asked for exists.
    sound: bool,
    /// An index stands right before.
    indexed: bool,
}

pub fn sprintf(format: &Text, values: &[Value]) -> Text {
    let mut out = Builder::with_capacity(format.len() + 16 * values.len());
    let mut state = Format {
        bytes: format.as_bytes(),
        at: 0,
        values,
        next: 0,
        reordered: false,
        sound: true,
        indexed: false,
    };
    while state.at < state.bytes.len() {
        let rest = &state.bytes[state.at..];
        let literal = rest.iter().position(|&byte| byte == b'%').unwrap_or(rest.len());
        out.push_slice(format, state.at..state.at + literal);
        state.at += literal;
        if state.at < state.bytes.len() {
            state.at += 1;
            state.directive(&mut out);
        }
    }
    if !state.reordered && state.next < values.len() {
        state.extra(&mut out);
    }
    out.finish()
}

impl Format<'_> {
    fn directive(&mut self, out: &mut Builder) {
        let mut flags = Flags::default();
        self.sound = true;
        self.indexed = false;
        self.flags(&mut flags);
        self.index();
        self.width(&mut flags, out);
        self.precision(&mut flags, out);
        if !self.indexed {
            self.index();
        }
        let Some(verb) = self.verb() else { return out.push_plain("%!(NOVERB)") };
        if verb == '%' {
            return out.push_plain("%");
        }
        if !self.sound {
            return out.push_plain(format!("%!{verb}(BADINDEX)"));
        }
        let Some(value) = self.values.get(self.next) else {
            return out.push_plain(format!("%!{verb}(MISSING)"));
        };
        self.next += 1;
        if verb == 'v' {
            flags.sharp_v = std::mem::take(&mut flags.sharp);
            flags.plus_v = std::mem::take(&mut flags.plus);
        }
        argument::write(value, verb, &flags, Depth::Top, out);
    }

    fn flags(&mut self, flags: &mut Flags) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
    }

    fn width(&mut self, flags: &mut Flags, out: &mut Builder) {
        if self.bytes.get(self.at) == Some(&b'*') {
            self.at += 1;
            match self.asked() {
                Some(width) if width < 0 => {
                    flags.minus = true;
                    flags.width = usize::try_from(-width).ok();
                }
                Some(width) => flags.width = usize::try_from(width).ok(),
                None => out.push_plain("%!(BADWIDTH)"),
            }
            self.indexed = false;
            return;
        }
        flags.width = self.number();
        if self.indexed && flags.width.is_some() {
            self.sound = false;
        }
    }

    fn precision(&mut self, flags: &mut Flags, out: &mut Builder) {
        if self.bytes.get(self.at) != Some(&b'.') {
            return;
        }
        self.at += 1;
        if self.indexed {
            self.sound = false;
        }
        self.index();
        if self.bytes.get(self.at) == Some(&b'*') {
            self.at += 1;
            match self.asked() {
                Some(precision) => flags.precision = usize::try_from(precision).ok(),
                None => out.push_plain("%!(BADPREC)"),
            }
            self.indexed = false;
            return;
        }
        flags.precision = Some(self.number().unwrap_or(0));
    }

    /// The number that an argument gives for a `*`.
    fn asked(&mut self) -> Option<i64> {
        let value = self.values.get(self.next)?;
        self.next += 1;
        match value.data {
            Data::Int(number, _) if number.abs() <= MOST => Some(number),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<usize> {
        let digits = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(&self.bytes[self.at..self.at + digits]).ok()?;
        let number: i64 = text.parse().ok().filter(|&number| number <= MOST)?;
        self.at += digits;
        usize::try_from(number).ok()
    }

    /// `[3]`
    fn index(&mut self) {
        if self.bytes.get(self.at) != Some(&b'[') {
            return;
        }
        self.reordered = true;
        let rest = &self.bytes[self.at + 1..];
        let Some(end) = rest.iter().position(|&byte| byte == b']') else {
            self.sound = false;
            self.at += 1;
            return;
        };
        let digits = std::str::from_utf8(&rest[..end]).ok();
        let digits = digits.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|text| text.parse::<usize>().ok());
        self.at += end + 2;
        match number.and_then(|number| number.checked_sub(1)) {
            Some(index) if index < self.values.len() => {
                self.next = index;
                self.indexed = true;
            }
            found => {
                self.sound = false;
                self.indexed = found.is_some() || number == Some(0);
            }
        }
    }

    fn verb(&mut self) -> Option<char> {
        let (_, rune) = super::super::quote::runes(self.bytes.get(self.at..)?).next()?;
        self.at += rune.width();
        Some(rune.char())
    }

    fn extra(&self, out: &mut Builder) {
        out.push_plain("%!(EXTRA ");
        for (at, value) in self.values[self.next..].iter().enumerate() {
            if at > 0 {
                out.push_plain(", ");
            }
            if value.is_nil() {
                out.push_plain("<nil>");
                continue;
            }
            out.push_plain(format!("{}=", value.type_name()));
            argument::write(value, 'v', &Flags::default(), Depth::Top, out);
        }
        out.push_plain(")");
    }
}
