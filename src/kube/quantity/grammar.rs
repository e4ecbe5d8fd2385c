//! The text of a quantity into its parts: `-1.5Gi` is a sign, the digits before and after the
//! point, and a suffix.
//!
//! The one table of suffixes is here. What the parts come to is none of this module's business.

/// Which suffixes a quantity is written with: the `Format` of `resource.Quantity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// `n u m`, none, `k M G T P E`
    Decimal,
    /// `Ki Mi Gi Ti Pi Ei`
    Binary,
    /// `e3`
    Exponent,
}

/// What the number before it is multiplied by: a power of 10, or of 1024 in the binary family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Suffix {
    pub(super) family: Family,
    pub(super) power: i32,
}

/// Every suffix but the exponents, which are open-ended.
const SUFFIXES: [(&str, Suffix); 16] = [
    ("n", decimal(-9)),
    ("u", decimal(-6)),
    ("m", decimal(-3)),
    ("", decimal(0)),
    ("k", decimal(3)),
    ("M", decimal(6)),
    ("G", decimal(9)),
    ("T", decimal(12)),
    ("P", decimal(15)),
    ("E", decimal(18)),
    ("Ki", binary(1)),
    ("Mi", binary(2)),
    ("Gi", binary(3)),
    ("Ti", binary(4)),
    ("Pi", binary(5)),
    ("Ei", binary(6)),
];

const fn decimal(power: i32) -> Suffix {
    Suffix { family: Family::Decimal, power }
}

const fn binary(power: i32) -> Suffix {
    Suffix { family: Family::Binary, power }
}

impl Suffix {
    pub(super) const NONE: Suffix = decimal(0);

    fn read(text: &str) -> Option<Suffix> {
        if let Some((_, suffix)) = SUFFIXES.iter().find(|(spelt, _)| *spelt == text) {
            return Some(*suffix);
        }
        let exponent: i64 = text.strip_prefix(['e', 'E'])?.parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "`int32(parsed)`, as the server does")]
        Some(Suffix { family: Family::Exponent, power: exponent as i32 })
    }

    /// How the suffix is written; none of `Ki` to `Ei` stands for no factor.
    pub(super) fn spelling(self) -> String {
        match self {
            Suffix { power: 0, .. } => String::new(),
            Suffix { family: Family::Exponent, power } => format!("e{power}"),
            suffix => {
                let known = SUFFIXES.iter().find(|(_, known)| *known == suffix);
                known.map_or_else(String::new, |(spelt, _)| (*spelt).to_owned())
            }
        }
    }
}

/// A quantity as it is written. Either side of the point may be empty, and so may both: to the
/// server `Mi` is zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notation<'a> {
    pub(super) is_negative: bool,
    pub(super) whole: &'a str,
    pub(super) fraction: &'a str,
    pub(super) suffix: Suffix,
}

impl Notation<'_> {
    pub(super) fn has_digits(&self) -> bool {
        !self.whole.is_empty() || !self.fraction.is_empty()
    }
}

/// `parseQuantityString`.
pub(super) fn read(text: &str) -> Option<Notation<'_>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = split_digits(unsigned);
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => split_digits(rest),
        None => ("", rest),
    };
    if text.is_empty() {
        return None;
    }
    let suffix = Suffix::read(suffix)?;
    Some(Notation { is_negative: text.starts_with('-'), whole, fraction, suffix })
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}
