//! The CEL functions of an API server: those of the language and of the libraries listed in
//! <https://kubernetes.io/docs/reference/using-api/cel/>.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::types::Type;

/// One way to call a function.
#[derive(Debug)]
pub(super) struct Overload {
    /// Whether the first of `takes` is the receiver, as in `text.size()`.
    pub is_member: bool,
    pub takes: Vec<Type>,
    pub gives: Type,
    /// How many type parameters there are: `max: .list[A] > A` has one.
    pub parameters: usize,
}

/// The overloads of a function; `None` if there is no such function.
pub(super) fn overloads(name: &str) -> Option<&'static [Overload]> {
    TABLE.get(name).map(Vec::as_slice)
}

static TABLE: LazyLock<BTreeMap<&str, Vec<Overload>>> = LazyLock::new(|| {
    let mut table: BTreeMap<&str, Vec<Overload>> = BTreeMap::new();
    for line in LINES.lines().filter(|line| !line.is_empty()) {
        let (name, overload) = read(line).expect("a line of the table is a signature");
        table.entry(name).or_default().push(overload);
    }
    table
});

/// A line of the table: `name: takes, takes > gives`. A `.` marks the receiver.
fn read(line: &'static str) -> Option<(&'static str, Overload)> {
    let (name, rest) = line.split_once(": ")?;
    let (takes, gives) = rest.split_once(" > ")?;
    let is_member = takes.starts_with('.');
    let takes = takes.trim_start_matches('.').split(", ").filter(|text| !text.is_empty());
    let takes: Vec<Type> = takes.map(kind).collect();
    let overload = Overload {
        is_member,
        takes,
        gives: kind(gives),
        parameters: 1 + usize::from(line.contains('B')),
    };
    Some((name, overload))
}

fn kind(text: &'static str) -> Type {
    match text {
        "A" => Type::Parameter(0),
        "B" => Type::Parameter(1),
        "dyn" => Type::Dyn,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        "type" => Type::Meta,
        _ => match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some(("list", of)) => Type::list(kind(of)),
            Some(("optional", of)) => Type::optional(kind(of)),
            Some(("map", of)) => {
                let (key, value) = of.split_once(' ').unwrap_or((of, "dyn"));
                Type::map(kind(key), kind(value))
            }
            _ => Type::Named(text),
        },
    }
}

const LINES: &str = include_str!("functions.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_signature() {
        for line in LINES.lines().filter(|line| !line.is_empty()) {
            assert!(read(line).is_some(), "{line}");
        }
        let matches = overloads("matches").expect("it is there");
        assert_eq!(matches.len(), 2);
        assert_eq!(matches[0].takes, [Type::String, Type::String]);
        assert!(overloads("nothing").is_none());
    }

    #[test]
    fn named_types_are_those_of_the_libraries() {
        const NAMED: [&str; 13] = [
            "Authorizer",
            "CIDR",
            "Decision",
            "Format",
            "GroupCheck",
            "IP",
            "PathCheck",
            "Quantity",
            "ResourceCheck",
            "Semver",
            "URL",
            "Image",
            "JSONPatch",
        ];
        for overload in TABLE.values().flatten() {
            for kind in overload.takes.iter().chain([&overload.gives]) {
                if let Type::Named(name) = kind {
                    assert!(NAMED.contains(name), "{name}");
                }
            }
        }
    }
}
