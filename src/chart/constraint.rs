//! A version constraint (`>=1.24.0-0 <2`) and a version, into: does it match?
//!
//! The grammar is that of Masterminds/semver, which `kubeVersion` in a Chart.yaml is written in: the
//! operators `= != > >= < <= ~ ~> ^` (and `=>`, `=<`), wildcards (`1.x`, `*`), partial versions
//! (`1.24`), hyphen ranges (`1.2 - 1.4.5`), a comma or a blank for "and", `||` for "or".
//!
//! A version with a prerelease matches only where a comparator of the same "and" group has one too:
//! `>=1.24.0-0` takes `1.27.3-gke.100`, `>=1.24.0` does not.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use semver::{BuildMetadata, Prerelease};

/// What a version has to satisfy: one of several groups, and in that group everything.
#[derive(Debug, Clone)]
pub struct Constraint {
    groups: Vec<Vec<Comparator>>,
}

impl Constraint {
    /// Reads a constraint; an empty one takes every release.
    ///
    /// # Errors
    /// A sentence that quotes the part that could not be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self { groups: vec![vec![Comparator::any()]] });
        }
        let groups = text.split("||").map(parse_group).collect::<Result<_, _>>()?;
        Ok(Self { groups })
    }

    #[must_use]
    pub fn matches(&self, version: &Version) -> bool {
        self.groups.iter().any(|group| {
            let takes_prereleases = group.iter().any(|c| !c.wanted.pre.is_empty());
            (version.pre.is_empty() || takes_prereleases)
                && group.iter().all(|comparator| comparator.holds(version))
        })
    }
}

/// A semantic version, read leniently: `v1.30` is 1.30.0.
///
/// Equality and order are those of semver precedence: build metadata does not count.
#[derive(Debug, Clone)]
pub struct Version {
    pub major: u64,
    pub minor: u64,
    pub patch: u64,
    pub pre: Prerelease,
    pub build: BuildMetadata,
}

impl Version {
    /// Reads `1.30.2`, `v1.30`, `1.30.2+k3s1` or `v1.27.3-gke.100`.
    ///
    /// # Errors
    /// A sentence that quotes the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let pattern = Pattern::parse(text)?;
        if matches!(pattern.precision, Precision::Any) || pattern.wildcard == Wildcard::Written {
            return Err(not_a_version(text));
        }
        Ok(pattern.floor())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre)?;
        }
        if !self.build.is_empty() {
            write!(f, "+{}", self.build)?;
        }
        Ok(())
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major, self.minor, self.patch, &self.pre).cmp(&(
            other.major,
            other.minor,
            other.patch,
            &other.pre,
        ))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.major, self.minor, self.patch, &self.pre).hash(state);
    }
}

#[derive(Debug, Clone)]
struct Comparator {
    operator: Operator,
    wanted: Pattern,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Tilde,
    Caret,
}

/// Longer spellings first, so that `>=` is not read as `>`.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::GreaterOrEqual),
    ("=>", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=<", Operator::LessOrEqual),
    ("!=", Operator::NotEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

impl Comparator {
    fn any() -> Self {
        Self { operator: Operator::Equal, wanted: Pattern::any() }
    }

    fn holds(&self, version: &Version) -> bool {
        let floor = self.wanted.floor();
        let covered = self.wanted.covers(version);
        match self.operator {
            Operator::Equal => covered && *version >= floor,
            Operator::NotEqual => !covered,
            Operator::Greater => *version > floor && !covered,
            Operator::GreaterOrEqual => *version >= floor,
            Operator::Less => *version < floor,
            Operator::LessOrEqual => *version <= floor || covered,
            Operator::Tilde => *version >= floor && self.wanted.same_minor(version),
            Operator::Caret => *version >= floor && self.wanted.compatible(version),
        }
    }
}

/// A version of which only the first numbers may be given.
#[derive(Debug, Clone)]
struct Pattern {
    precision: Precision,
    wildcard: Wildcard,
    pre: Prerelease,
    build: BuildMetadata,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    Any,
    Major(u64),
    Minor(u64, u64),
    Patch(u64, u64, u64),
}

/// Whether the pattern spelled out an `x` or a `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wildcard {
    Written,
    Absent,
}

impl Pattern {
    fn any() -> Self {
        Self {
            precision: Precision::Any,
            wildcard: Wildcard::Written,
            pre: Prerelease::EMPTY,
            build: BuildMetadata::EMPTY,
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let fail = || not_a_version(text);
        let (rest, build) = text.split_once('+').unwrap_or((text, ""));
        let (numbers, pre) = rest.split_once('-').unwrap_or((rest, ""));
        if (rest.len() < text.len() && build.is_empty())
            || (numbers.len() < rest.len() && pre.is_empty())
        {
            return Err(fail());
        }
        let numbers = numbers.strip_prefix('v').unwrap_or(numbers);
        let parts: Vec<Option<u64>> =
            numbers.split('.').map(parse_part).collect::<Option<_>>().ok_or_else(fail)?;
        if parts.len() > 3 {
            return Err(fail());
        }
        let wildcard = if parts.contains(&None) { Wildcard::Written } else { Wildcard::Absent };
        let part = |i: usize| parts.get(i).copied().flatten();
        let precision = match (part(0), part(1), part(2)) {
            (Some(major), Some(minor), Some(patch)) => Precision::Patch(major, minor, patch),
            (Some(major), Some(minor), None) => Precision::Minor(major, minor),
            (Some(major), None, _) => Precision::Major(major),
            (None, ..) => Precision::Any,
        };
        Ok(Self {
            precision,
            wildcard,
            pre: Prerelease::new(pre).map_err(|_| fail())?,
            build: BuildMetadata::new(build).map_err(|_| fail())?,
        })
    }

    /// The lowest version that the pattern stands for.
    fn floor(&self) -> Version {
        let (major, minor, patch) = match self.precision {
            Precision::Any => (0, 0, 0),
            Precision::Major(major) => (major, 0, 0),
            Precision::Minor(major, minor) => (major, minor, 0),
            Precision::Patch(major, minor, patch) => (major, minor, patch),
        };
        Version { major, minor, patch, pre: self.pre.clone(), build: self.build.clone() }
    }

    /// Is it this version, as far as the pattern says which?
    fn covers(&self, version: &Version) -> bool {
        match self.precision {
            Precision::Any => true,
            Precision::Major(major) => version.major == major,
            Precision::Minor(major, minor) => (version.major, version.minor) == (major, minor),
            Precision::Patch(..) => *version == self.floor(),
        }
    }

    fn same_minor(&self, version: &Version) -> bool {
        match self.precision {
            Precision::Any => true,
            Precision::Major(major) => version.major == major,
            Precision::Minor(major, minor) | Precision::Patch(major, minor, _) => {
                (version.major, version.minor) == (major, minor)
            }
        }
    }

    /// The leftmost number that is not zero stays.
    fn compatible(&self, version: &Version) -> bool {
        let found = (version.major, version.minor, version.patch);
        match self.precision {
            Precision::Any => true,
            Precision::Patch(0, 0, patch) => found == (0, 0, patch),
            Precision::Minor(0, minor) | Precision::Patch(0, minor, _) => {
                (version.major, version.minor) == (0, minor)
            }
            Precision::Major(major) | Precision::Minor(major, _) | Precision::Patch(major, ..) => {
                version.major == major
            }
        }
    }
}

/// A number, or `Some(None)` for a wildcard.
#[expect(clippy::option_option, reason = "the outer one says: this is no part of a version")]
fn parse_part(part: &str) -> Option<Option<u64>> {
    if matches!(part, "x" | "X" | "*") {
        return Some(None);
    }
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    part.parse().ok().map(Some)
}

fn parse_group(group: &str) -> Result<Vec<Comparator>, String> {
    let mut rest = group.trim();
    if rest.is_empty() {
        return Err("one side of `||` is empty".to_owned());
    }
    let mut comparators = Vec::new();
    while !rest.is_empty() {
        let (operator, after) = split_operator(rest);
        let (text, after) = split_version(after.trim_start());
        let wanted = Pattern::parse(text)?;
        let range = after.trim_start().strip_prefix("- ");
        let (operator, after) = match (operator, range) {
            (None, Some(to)) => {
                let (text, after) = split_version(to.trim_start());
                let last = Pattern::parse(text)?;
                comparators.push(Comparator { operator: Operator::LessOrEqual, wanted: last });
                (Operator::GreaterOrEqual, after)
            }
            _ => (operator.unwrap_or(Operator::Equal), after),
        };
        comparators.push(Comparator { operator, wanted });
        rest = next_comparator(after)?;
    }
    Ok(comparators)
}

fn split_operator(text: &str) -> (Option<Operator>, &str) {
    OPERATORS
        .iter()
        .find_map(|(spelling, operator)| Some((Some(*operator), text.strip_prefix(spelling)?)))
        .unwrap_or((None, text))
}

fn split_version(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(text.len());
    text.split_at(end)
}

/// What follows the blanks and the comma that separate two comparators.
fn next_comparator(text: &str) -> Result<&str, String> {
    let text = text.trim_start();
    match text.strip_prefix(',') {
        None => Ok(text),
        Some(rest) if rest.trim().is_empty() => Err("nothing follows the last `,`".to_owned()),
        Some(rest) => Ok(rest.trim_start()),
    }
}

fn not_a_version(text: &str) -> String {
    if text.is_empty() {
        "a version is missing".to_owned()
    } else {
        format!("`{text}` is not a version")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(constraint: &str, version: &str) -> bool {
        let constraint = Constraint::parse(constraint).unwrap();
        constraint.matches(&Version::parse(version).unwrap())
    }

    #[test]
    fn takes_and_refuses() {
        let table: &[(&str, &[&str], &[&str])] = &[
            ("", &["0.0.0", "1.30"], &["1.30.0-rc.1"]),
            ("*", &["0.0.0", "9.9.9"], &["1.0.0-a"]),
            ("*-0", &["1.0.0-a"], &[]),
            ("1.24", &["1.24.0", "v1.24.9"], &["1.23.9", "1.25.0"]),
            ("=1.24.3", &["1.24.3", "1.24.3+k3s1"], &["1.24.4"]),
            ("1.x", &["1.0.0", "1.99.0"], &["2.0.0", "0.9.0"]),
            ("1.24.X", &["1.24.7"], &["1.25.0"]),
            ("!=1.24", &["1.25.0", "2.24.0"], &["1.24.0", "1.24.8"]),
            ("!=1.24.1", &["1.24.0"], &["1.24.1"]),
            (">1.24", &["1.25.0", "2.0.0"], &["1.24.0", "1.24.9"]),
            (">1.24.1", &["1.24.2"], &["1.24.1"]),
            (">1", &["2.0.0"], &["1.9.9"]),
            (">= 1.24", &["1.24.0", "3.0.0"], &["1.23.9"]),
            ("=> 1.24", &["1.24.0"], &["1.23.9"]),
            ("<1.24", &["1.23.99"], &["1.24.0"]),
            ("<=1.24", &["1.24.9", "1.0.0"], &["1.25.0"]),
            ("=<1.24.1", &["1.24.1"], &["1.24.2"]),
            ("~1.2.3", &["1.2.3", "1.2.9"], &["1.2.2", "1.3.0"]),
            ("~>1.2", &["1.2.0", "1.2.9"], &["1.3.0"]),
            ("~1", &["1.9.0"], &["2.0.0"]),
            ("~*", &["7.0.0"], &[]),
            ("^1.2.3", &["1.2.3", "1.9.0"], &["1.2.2", "2.0.0"]),
            ("^0.2.3", &["0.2.3", "0.2.9"], &["0.3.0", "1.0.0"]),
            ("^0.0.3", &["0.0.3"], &["0.0.4", "0.1.3"]),
            ("^0.0", &["0.0.9"], &["0.1.0"]),
            ("^0", &["0.9.0"], &["1.0.0"]),
            ("^*", &["7.0.0"], &[]),
            ("1.2 - 1.4.5", &["1.2.0", "1.4.5"], &["1.1.9", "1.4.6"]),
            ("1.2 - 1.4", &["1.4.9"], &["1.5.0"]),
            (">=1.24, <1.31", &["1.30.9"], &["1.31.0"]),
            (">= 1.24 < 1.31 != 1.27.1", &["1.27.0"], &["1.27.1"]),
            ("<1.20 || >=1.24", &["1.19.0", "1.24.0"], &["1.22.0"]),
            ("1.1 - 1.2, != 1.1.5 || ^3", &["1.2.7", "3.1.0"], &["1.1.5", "4.0.0"]),
        ];
        for (constraint, taken, refused) in table {
            for version in *taken {
                assert!(matches(constraint, version), "{constraint} takes {version}");
            }
            for version in *refused {
                assert!(!matches(constraint, version), "{constraint} refuses {version}");
            }
        }
    }

    #[test]
    fn prereleases_are_taken_where_asked_for() {
        assert!(matches(">=1.24.0-0", "v1.27.3-gke.100"));
        assert!(!matches(">=1.24.0", "v1.27.3-gke.100"));
        assert!(matches(">=1.24.0-0 <1.31", "1.27.3-gke.100"));
        assert!(!matches(">=1.24.0-0 <1.20 || >1", "1.27.3-gke.100"));
        assert!(matches("~1.2.3-beta.2", "1.2.3-beta.10"));
        assert!(!matches("~1.2.3-beta.2", "1.3.0-beta.3"));
        assert!(matches("<=1.24.0-rc.1", "1.24.0-rc.1"));
        assert!(!matches("<=1.24-0", "1.25.0-rc.1"));
    }

    #[test]
    fn versions_are_read_leniently() {
        for (text, shown) in [
            ("v1.30", "1.30.0"),
            ("1", "1.0.0"),
            ("1.30.2+k3s1", "1.30.2+k3s1"),
            ("v1.27.3-gke.100", "1.27.3-gke.100"),
            ("1.2.3-a-b.1+x-y", "1.2.3-a-b.1+x-y"),
        ] {
            assert_eq!(Version::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "v", "1.x", "*", "1.2.3.4", "1..2", "1.2.3-", "1.2+", "latest", "-1", "+1"]
        {
            assert!(Version::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn order_is_semver_precedence() {
        let ordered =
            ["1.0.0-alpha", "1.0.0-alpha.2", "1.0.0-alpha.10", "1.0.0-beta", "1.0.0", "1.0.1"];
        for pair in ordered.windows(2) {
            assert!(Version::parse(pair[0]).unwrap() < Version::parse(pair[1]).unwrap());
        }
        assert_eq!(Version::parse("1.2.3+a").unwrap(), Version::parse("1.2.3+b").unwrap());
    }

    #[test]
    fn what_is_no_constraint_is_quoted() {
        for (text, message) in [
            (">= bar", "`bar` is not a version"),
            ("1.2.3.4", "`1.2.3.4` is not a version"),
            (">=1.2<2", "`1.2<2` is not a version"),
            ("~", "a version is missing"),
            ("1.2 ||", "one side of `||` is empty"),
            ("1.2,", "nothing follows the last `,`"),
            ("1.2, , 1.3", "a version is missing"),
            ("1.2 -", "`-` is not a version"),
        ] {
            assert_eq!(Constraint::parse(text).unwrap_err(), message, "{text}");
        }
    }
}
