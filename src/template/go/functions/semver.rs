//! Versions and what they must satisfy, as Masterminds/semver reads them.

use std::any::Any as AnyType;
use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;

use super::super::call::Function;
use super::super::number::parse_uint;
use super::super::print::quote;
use super::super::value::{Data, IntType, Method, Native, Type, Value};
use super::row::{any, text, united};
use Type::String as Str;

pub(super) const ROWS: &[Function] = &[
    united("semver TEXT", "A version with its parts.", &[Str], |_, args| {
        Ok(Value::native(Version::parse(&text(args, 0).to_str())?))
    }),
    united(
        "semverCompare CONSTRAINT VERSION",
        "Whether a version satisfies it.",
        &[Str, Str],
        |_, args| {
            let constraints = parse_constraints(&text(args, 0).to_str())?;
            let version = Version::parse(&text(args, 1).to_str())?;
            Ok(satisfies(&constraints, &version).into())
        },
    ),
];

const PART: &str = r"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?";
const OPERATORS: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";
const BLANK: &str = r"[\t\n\f\r ]";

/// They are written in this file: each compiles.
#[expect(clippy::unwrap_used, reason = "a pattern of this file")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?$",
    )
});
static ONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^{BLANK}*({OPERATORS}){BLANK}*({PART}){BLANK}*$")));
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("{BLANK}*({PART}){BLANK}+-{BLANK}+({PART}){BLANK}*")));
static EACH: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("({OPERATORS}){BLANK}*({PART})")));
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^({BLANK}*({OPERATORS}){BLANK}*({PART}){BLANK}*)((?:{BLANK}+|,{BLANK}*)({OPERATORS}){BLANK}*({PART}){BLANK}*)*$"
    ))
});

/// A version with its build metadata and the text it was read from.
#[derive(Clone, Debug, Default)]
pub struct Version {
    pub major: u64,
    pub minor: u64,
    pub patch: u64,
    pub pre: String,
    pub metadata: String,
    pub original: String,
}

impl Version {
    /// Zeros may lead a number, and numbers may be missing.
    ///
    /// # Errors
    /// Why it is none, as Masterminds says it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = VERSION.captures(text).ok_or("invalid semantic version")?;
        let part = |at: usize| parts.get(at).map_or("", |part| part.as_str());
        let number = |at: usize| {
            let digits = part(at).trim_start_matches('.');
            let read = if digits.is_empty() { Ok(0) } else { parse_uint(digits, 10) };
            read.map_err(|fault| {
                format!("error parsing version segment: {}", fault.tell("ParseUint", digits))
            })
        };
        let version = Version {
            major: number(1)?,
            minor: number(2)?,
            patch: number(3)?,
            pre: part(5).to_owned(),
            metadata: part(8).to_owned(),
            original: text.to_owned(),
        };
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if version
            .pre
            .split('.')
            .any(|part| part.len() > 1 && part.starts_with('0') && numeric(part))
        {
            return Err("version segment starts with 0".into());
        }
        Ok(version)
    }

    pub fn text(&self) -> String {
        let mut text = format!("{}.{}.{}", self.major, self.minor, self.patch);
        if !self.pre.is_empty() {
            text.push_str(&format!("-{}", self.pre));
        }
        if !self.metadata.is_empty() {
            text.push_str(&format!("+{}", self.metadata));
        }
        text
    }

    /// By precedence: metadata does not count.
    pub fn compare(&self, other: &Version) -> Ordering {
        let numbers = (self.major, self.minor, self.patch);
        numbers.cmp(&(other.major, other.minor, other.patch)).then_with(|| {
            match (self.pre.is_empty(), other.pre.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_pre(&self.pre, &other.pre),
            }
        })
    }

    fn next(&self, numbers: (u64, u64, u64)) -> Version {
        let (major, minor, patch) = numbers;
        let (pre, metadata) = (String::new(), String::new());
        let mut next = Version { major, minor, patch, pre, metadata, original: String::new() };
        let prefix = if self.original.starts_with('v') { "v" } else { "" };
        next.original = format!("{prefix}{}", next.text());
        next
    }
}

fn compare_pre(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => compare_part(a, b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn compare_part(a: &str, b: &str) -> Ordering {
    match (parse_uint(a, 10), parse_uint(b, 10)) {
        (Ok(x), Ok(y)) => x.cmp(&y),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}

/// Whether a version is in a range; what is no range holds none.
pub fn is_in_range(range: &str, version: &str) -> bool {
    match (parse_constraints(range), Version::parse(version)) {
        (Ok(constraints), Ok(version)) => satisfies(&constraints, &version),
        _ => false,
    }
}

/// Whether a version satisfies all constraints of a group.
fn satisfies(groups: &[Vec<Constraint>], version: &Version) -> bool {
    groups.iter().any(|group| {
        let takes_pre = group.iter().any(|constraint| !constraint.version.pre.is_empty());
        group.iter().all(|constraint| constraint.holds(version, takes_pre))
    })
}

struct Constraint {
    operator: String,
    version: Version,
    /// Which numbers are left open.
    open: Open,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    None,
    Patch,
    Minor,
    All,
}

fn parse_constraints(text: &str) -> Result<Vec<Vec<Constraint>>, String> {
    let mut text = text.to_owned();
    for range in RANGE.captures_iter(&text.clone()) {
        let (from, to) = (range.get(1), range.get(11));
        let (from, to) = (from.map_or("", |m| m.as_str()), to.map_or("", |m| m.as_str()));
        text = text.replacen(&range[0], &format!(">= {from}, <= {to} "), 1);
    }
    text.split("||").map(parse_group).collect()
}

fn parse_group(text: &str) -> Result<Vec<Constraint>, String> {
    let improper = |text: &str| format!("improper constraint: {}", quote(text.as_bytes()));
    if !GROUP.is_match(text) {
        return Err(improper(text));
    }
    let parse = |text: &str| parse_constraint(text).ok_or_else(|| improper(text))?;
    EACH.find_iter(text).map(|found| parse(found.as_str())).collect()
}

fn parse_constraint(text: &str) -> Option<Result<Constraint, String>> {
    let parts = ONE.captures(text)?;
    let part = |at: usize| parts.get(at).map_or("", |part| part.as_str());
    let is_open = |text: &str| matches!(text.trim_start_matches('.'), "" | "x" | "X" | "*");
    let (major, minor, patch, pre) = (part(3), part(4), part(5), part(6));
    let (version, open) = if is_open(major) {
        (format!("0.0.0{pre}"), Open::All)
    } else if is_open(minor) {
        (format!("{major}.0.0{pre}"), Open::Minor)
    } else if is_open(patch) {
        (format!("{major}{minor}.0{pre}"), Open::Patch)
    } else {
        (part(2).to_owned(), Open::None)
    };
    let version = Version::parse(&version).map_err(|_| "constraint parser error".to_owned());
    Some(version.map(|version| Constraint { operator: part(1).to_owned(), version, open }))
}

impl Constraint {
    fn holds(&self, version: &Version, takes_pre: bool) -> bool {
        if !version.pre.is_empty() && !takes_pre {
            return false;
        }
        let order = version.compare(&self.version);
        match self.operator.as_str() {
            "" | "=" if self.open == Open::None => order == Ordering::Equal,
            "" | "=" | "~" | "~>" => self.tilde(version, order),
            "!=" => !self.covers(version, order),
            ">" => self.above(version, order),
            "<" => order == Ordering::Less,
            ">=" | "=>" => order != Ordering::Less,
            "<=" | "=<" => self.up_to(version, order),
            _ => self.caret(version, order),
        }
    }

    fn tilde(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        let zero = (wanted.major, wanted.minor, wanted.patch) == (0, 0, 0);
        if order == Ordering::Less {
            return false;
        }
        // `*`, and `~0.0.0`, take everything.
        zero && !matches!(self.open, Open::Minor | Open::Patch)
            || version.major == wanted.major
                && (version.minor == wanted.minor || self.open == Open::Minor)
    }

    fn covers(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        let same_minor = version.major == wanted.major && version.minor == wanted.minor;
        match self.open {
            Open::None | Open::All => order == Ordering::Equal,
            Open::Minor => version.major == wanted.major,
            Open::Patch if version.pre.is_empty() && wanted.pre.is_empty() => same_minor,
            Open::Patch => same_minor && version.pre == wanted.pre,
        }
    }

    fn above(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        match self.open {
            Open::None => order == Ordering::Greater,
            _ if version.major != wanted.major => version.major > wanted.major,
            Open::Minor => false,
            Open::Patch => version.minor > wanted.minor,
            Open::All => order == Ordering::Greater,
        }
    }

    fn up_to(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        match self.open {
            Open::None => order != Ordering::Greater,
            _ if version.major > wanted.major => false,
            Open::Minor => true,
            _ => version.major < wanted.major || version.minor <= wanted.minor,
        }
    }

    fn caret(&self, version: &Version, order: Ordering) -> bool {
        let wanted = &self.version;
        if order == Ordering::Less {
            return false;
        }
        if wanted.major > 0 || self.open == Open::Minor {
            return version.major == wanted.major;
        }
        if version.major > 0 {
            return false;
        }
        if wanted.minor > 0 || self.open == Open::Patch {
            return version.minor == wanted.minor;
        }
        version.minor == 0 && version.patch == wanted.patch
    }
}

impl Native for Version {
    fn type_name(&self) -> &'static str {
        "*semver.Version"
    }

    fn display(&self) -> Option<String> {
        Some(self.text())
    }

    fn method(&self, name: &str) -> Option<&'static Method> {
        METHODS.iter().find(|method| method.name == name)
    }

    fn json(&self) -> Option<Value> {
        Some(self.text().into())
    }

    fn as_any(&self) -> &dyn AnyType {
        self
    }
}

const VERSION_TYPE: Type = Type::Native("*semver.Version");

fn with<T>(value: &Value, read: impl Fn(&Version) -> T) -> Result<T, String> {
    value.as_native::<Version>().map(read).ok_or_else(|| super::types::NIL_POINTER.to_owned())
}

#[expect(clippy::cast_possible_wrap, reason = "the bits of an unsigned one are kept so")]
fn number(number: u64) -> Value {
    Data::Int(number as i64, IntType::Uint64).into()
}

fn order(value: &Value, args: &[Value], holds: fn(Ordering) -> bool) -> Result<Value, String> {
    let other = any(args, 0);
    let order = with(value, |one| with(&other, |two| one.compare(two)))??;
    Ok(holds(order).into())
}

const METHODS: &[Method] = &[
    Method::new("Major", &[], |version, _| with(version, |version| number(version.major))),
    Method::new("Minor", &[], |version, _| with(version, |version| number(version.minor))),
    Method::new("Patch", &[], |version, _| with(version, |version| number(version.patch))),
    Method::new("Prerelease", &[], |version, _| {
        with(version, |version| version.pre.clone().into())
    }),
    Method::new("Metadata", &[], |version, _| {
        with(version, |version| version.metadata.clone().into())
    }),
    Method::new("Original", &[], |version, _| {
        with(version, |version| version.original.clone().into())
    }),
    Method::new("String", &[], |version, _| with(version, |version| version.text().into())),
    Method::new("IncMajor", &[], |version, _| {
        with(version, |version| Value::native(version.next((version.major + 1, 0, 0))))
    }),
    Method::new("IncMinor", &[], |version, _| {
        with(version, |v| Value::native(v.next((v.major, v.minor + 1, 0))))
    }),
    Method::new("IncPatch", &[], |version, _| {
        with(version, |v| {
            let patch = v.patch + u64::from(v.pre.is_empty());
            Value::native(v.next((v.major, v.minor, patch)))
        })
    }),
    Method::new("Compare", &[VERSION_TYPE], |version, args| {
        let other = any(args, 0);
        let order = with(version, |one| with(&other, |two| one.compare(two)))??;
        Ok(Value::int(order as i64))
    }),
    Method::new("Equal", &[VERSION_TYPE], |v, args| order(v, args, Ordering::is_eq)),
    Method::new("LessThan", &[VERSION_TYPE], |v, args| order(v, args, Ordering::is_lt)),
    Method::new("LessThanEqual", &[VERSION_TYPE], |v, args| order(v, args, Ordering::is_le)),
    Method::new("GreaterThan", &[VERSION_TYPE], |v, args| order(v, args, Ordering::is_gt)),
    Method::new("GreaterThanEqual", &[VERSION_TYPE], |v, args| order(v, args, Ordering::is_ge)),
];
