//! The cost of a call without its arguments, and the size of its result: the functions of the
//! language (`functionCost` of cel-go) and those that the server adds (`cel/library/cost.go` of
//! `k8s.io/apiserver`).

use super::node::{Call, Node, What};
use super::range::Range;
use super::{Estimate, shape};
use crate::check::cel::types::Type;

/// The cost of reading one character of a string.
const TEXT: f64 = 0.1;
/// How many characters of a pattern count as one step of the regular expression.
const PATTERN: f64 = 0.25;

pub(super) struct Weight {
    pub cost: Range,
    /// `None` if the size is not tracked.
    pub size: Option<Range>,
}

impl Weight {
    fn of(cost: Range) -> Self {
        Weight { cost, size: None }
    }

    fn sized(cost: Range, size: Range) -> Self {
        Weight { cost, size: Some(size) }
    }
}

/// `costs` are the costs of the arguments.
pub(super) fn weigh(
    estimate: &mut Estimate<'_>,
    node: &Node,
    call: &Call,
    takes: &[Type],
    costs: &[Range],
) -> Weight {
    let arguments = costs.iter().copied().fold(Range::ZERO, Range::plus);
    let sizes: Vec<Range> = call.arguments.iter().map(|it| estimate.size_or_unknown(it)).collect();
    let target = call.target.as_deref();
    let of_target = target.map(|target| estimate.size_or_unknown(target));
    if let Some(weight) = of_library(estimate, call, takes, of_target, &sizes) {
        return Weight { cost: weight.cost.plus(arguments), size: weight.size };
    }
    let plain = Weight::of(Range::ONE.plus(arguments));
    let with = |cost: Range, size: Option<Range>| Weight { cost: cost.plus(arguments), size };
    match (call.name.as_str(), of_target, &sizes[..], takes) {
        ("&&" | "||", _, [_, _], _) => {
            let (left, right) = (costs[0], costs[1]);
            Weight::of(Range { least: left.least, most: left.plus(right).most })
        }
        ("?:", _, [_, then, otherwise], _) => {
            let entries = (estimate.entry(&call.arguments[1]), estimate.entry(&call.arguments[2]));
            if let (Some(then), Some(otherwise)) = entries {
                estimate.entries.insert(node.id, then.union(otherwise));
            }
            Weight::sized(costs[0].plus(costs[1].union(costs[2])), then.union(*otherwise))
        }
        ("+", _, [left, right], [Type::String | Type::Bytes | Type::List(_), _]) => {
            let entries = (estimate.entry(&call.arguments[0]), estimate.entry(&call.arguments[1]));
            if let (Some(left), Some(right)) = entries {
                estimate.entries.insert(node.id, left.union(right));
            }
            let size = left.plus(*right);
            let is_list = matches!(takes[0], Type::List(_));
            with(if is_list { Range::ONE } else { size.scaled(TEXT) }, Some(size))
        }
        ("==" | "!=", _, [left, right], _)
        | ("<" | ">" | "<=" | ">=", _, [left, right], [Type::String | Type::Bytes, _]) => {
            let most = left.most.min(right.most);
            with(Range { least: most.min(1), most }.scaled(TEXT), None)
        }
        ("in", _, [_, list], [_, Type::List(_)]) => with(*list, None),
        ("startsWith" | "endsWith", Some(_), [text], _) => with(text.scaled(TEXT), None),
        ("contains", Some(text), [part], _) => {
            with(text.scaled(TEXT).times(part.scaled(TEXT)), None)
        }
        ("matches", Some(text), [pattern], _) => with(matching(text, *pattern), None),
        ("format", Some(text), _, _) => with(text.scaled(TEXT), None),
        ("bytes", _, [text], [Type::String]) => {
            let size = Range { least: text.least, most: text.most.saturating_mul(4) };
            with(text.scaled(TEXT), Some(size))
        }
        ("string", _, [bytes], [Type::Bytes]) => {
            with(bytes.scaled(TEXT), Some(Range { least: bytes.least / 4, most: bytes.most }))
        }
        ("strings.quote", _, [text], _) => {
            let quotes = Range::just(2);
            let size = Range { least: text.least, most: text.most.saturating_mul(2) };
            with(text.scaled(TEXT), Some(size.plus(quotes)))
        }
        _ => plain,
    }
}

/// A string is read once for each step of the pattern; an empty string counts as one character.
fn matching(text: Range, pattern: Range) -> Range {
    text.plus(Range::ONE).scaled(TEXT).times(pattern.scaled(PATTERN))
}

fn of_library(
    estimate: &Estimate<'_>,
    call: &Call,
    takes: &[Type],
    target: Option<Range>,
    sizes: &[Range],
) -> Option<Weight> {
    let first = sizes.first().copied();
    Some(match (call.name.as_str(), target, first) {
        ("check", ..) => Weight::of(Range::just(350_000)),
        ("url" | "jsonpatch.escapeKey", _, Some(text)) => Weight::sized(text.scaled(TEXT), text),
        ("lowerAscii" | "upperAscii" | "substring" | "trim", Some(text), _) => {
            Weight::sized(text.scaled(TEXT), text)
        }
        ("replace", Some(text), Some(from)) => {
            Weight::sized(text.scaled(2.0 * TEXT), replaced(text, from, *sizes.get(1)?))
        }
        ("split", Some(text), _) => {
            let most = call.arguments.get(1).and_then(limit).unwrap_or(text.most);
            Weight::sized(text.scaled(2.0 * TEXT), Range::up_to(most))
        }
        ("join", Some(list), between) => {
            let size = joined(list, item_of(estimate, call).map(|(_, size)| size), between);
            Weight::sized(size.scaled(TEXT), size)
        }
        ("find" | "findAll", Some(text), Some(pattern)) => {
            Weight::sized(matching(text, pattern), Range::up_to(text.most))
        }
        ("isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf", Some(of), _) => {
            Weight::of(match item_of(estimate, call) {
                Some((Type::String | Type::Bytes, size)) => {
                    of.times(Range::ONE.plus(size.scaled(TEXT)))
                }
                Some(_) => of,
                None => of.scaled(TEXT),
            })
        }
        ("ip", Some(_), _) => Weight::of(Range::ONE),
        (
            "cidr" | "fieldSelector" | "ip" | "isCIDR" | "isIP" | "isQuantity" | "isSemver"
            | "labelSelector" | "quantity" | "semver",
            _,
            Some(text),
        ) => Weight::of(contained(&call.name, takes, text)),
        ("validate", _, Some(text)) => Weight::of(text.scaled(TEXT).scaled(128.0 * PATTERN)),
        ("==", _, Some(_)) => return compared(call, sizes),
        ("sets.contains" | "sets.intersects", _, Some(list)) => {
            Weight::of(list.times(*sizes.get(1)?).plus(Range::ONE))
        }
        ("sets.equivalent", _, Some(list)) => {
            Weight::of(list.times(*sizes.get(1)?).scaled(2.0).plus(Range::ONE))
        }
        (name, _, _) => return of_lists(call, takes, target, first).or_else(|| nominal(name)),
    })
}

/// Functions that only read a part of a value, or extend an authorization check.
fn nominal(name: &str) -> Option<Weight> {
    const NAMES: [&str; 36] = [
        "add",
        "allowed",
        "asApproximateFloat",
        "asInteger",
        "compareTo",
        "error",
        "errored",
        "family",
        "format.named",
        "getEscapedPath",
        "getHost",
        "getHostname",
        "getPort",
        "getQuery",
        "getScheme",
        "group",
        "isGlobalUnicast",
        "isGreaterThan",
        "isInteger",
        "isLessThan",
        "isLinkLocalMulticast",
        "isLinkLocalUnicast",
        "isLoopback",
        "isUnspecified",
        "major",
        "masked",
        "minor",
        "name",
        "namespace",
        "patch",
        "path",
        "prefixLength",
        "reason",
        "resource",
        "serviceAccount",
        "sign",
    ];
    let is_nominal = NAMES.contains(&name) || matches!(name, "sub" | "subresource");
    is_nominal.then(|| Weight::of(Range::ONE))
}

/// Functions that make lists of lists: `ext/lists.go` of cel-go.
fn of_lists(
    call: &Call,
    takes: &[Type],
    target: Option<Range>,
    first: Option<Range>,
) -> Option<Weight> {
    let made =
        |factor: f64, size: Range| Weight::sized(size.scaled(factor).plus(Range::just(11)), size);
    let limit = |at: usize| call.arguments.get(at).and_then(limit);
    let of_texts =
        matches!(takes.first(), Some(Type::List(of)) if matches!(**of, Type::String | Type::Bytes));
    #[allow(clippy::cast_precision_loss, reason = "as the server does")]
    let depth = limit(0).unwrap_or(u64::MAX) as f64;
    Some(match (call.name.as_str(), target) {
        ("slice", Some(list)) => {
            let (start, end) = (limit(0).unwrap_or(0), limit(1).unwrap_or(list.most));
            made(1.0, Range::just(end.wrapping_sub(start)))
        }
        ("lists.range", None) => made(1.0, Range::just(limit(0).unwrap_or(u64::MAX))),
        ("reverse", Some(list)) if matches!(takes.first(), Some(Type::List(_))) => made(1.0, list),
        ("flatten", Some(list)) => made(if first.is_some() { depth } else { 1.0 }, list),
        ("distinct", Some(list)) => made(2.0, list.times(list)),
        ("sort", Some(list)) => made(if of_texts { 2.0 + TEXT } else { 2.0 }, list.times(list)),
        _ => return None,
    })
}

/// The value of an argument that is an integer literal.
fn limit(argument: &Node) -> Option<u64> {
    match argument.what {
        What::Number(number) => u64::try_from(number).ok().or(Some(u64::MAX)),
        _ => None,
    }
}

/// The type and size of the items of the list that a function is called on.
fn item_of(estimate: &Estimate<'_>, call: &Call) -> Option<(Type, Range)> {
    let list = call.target.as_deref()?;
    let of = match &list.kind {
        Type::List(of) | Type::Map(of, _) | Type::Optional(of) => (**of).clone(),
        _ => return None,
    };
    let mut path = estimate.path(list);
    if !path.is_empty() {
        path.push(shape::ITEMS.to_owned());
    }
    Some((of, estimate.size_at(&path).unwrap_or(Range::UNKNOWN)))
}

/// The length of the result of `replace`, from the fewest and shortest replacements to the most and
/// longest.
fn replaced(text: Range, from: Range, to: Range) -> Range {
    let (mut count, mut kept) = (Range::ZERO, Range::ZERO);
    if from.least == 0 {
        (count.most, kept.most) = (text.most.saturating_add(1), text.most);
    } else if to.most <= from.least {
        kept.most = text.most;
    } else {
        count.most = text.most.div_ceil(from.least);
    }
    if from.most == 0 {
        (count.least, kept.least) = (text.least.saturating_add(1), text.least);
    } else if from.most <= to.least {
        kept.least = text.least;
    } else {
        count.least = text.least.div_ceil(from.most);
    }
    count.times(to).plus(kept)
}

fn joined(list: Range, item: Option<Range>, between: Option<Range>) -> Range {
    let items = item.map_or(Range::ZERO, |item| list.times(item));
    let gaps = Range { least: list.least.saturating_sub(1), most: list.most.saturating_sub(1) };
    between.map_or(items, |between| items.plus(between.times(gaps)))
}

/// Addresses have 4 to 16 bytes; those that are given as strings are parsed first.
fn contained(name: &str, takes: &[Type], text: Range) -> Range {
    let bytes = Range { least: 4, most: 16 };
    let mut cost = bytes.plus(bytes).scaled(TEXT);
    if name == "containsCIDR" {
        cost = cost.plus(bytes.scaled(TEXT)).plus(Range::ONE);
    }
    if takes.get(1) == Some(&Type::String) {
        cost = cost.plus(text.scaled(TEXT));
    }
    cost
}

/// Comparing values of a library's type costs 1, but for formats and URLs.
fn compared(call: &Call, sizes: &[Range]) -> Option<Weight> {
    let [left, right] = &call.arguments[..] else { return None };
    match (&left.kind, &right.kind) {
        (Type::Named(name), Type::Named(other)) if name == other => Some(match *name {
            "Format" => Weight::of(Range { least: 1, most: 64 }.scaled(TEXT)),
            "URL" => {
                let most = sizes.get(1).filter(|size| **size != Range::UNKNOWN);
                let most = most.map_or(1, |size| size.most);
                Weight::of(Range { least: 1, most }.scaled(TEXT))
            }
            _ => Weight::of(Range::ONE),
        }),
        _ => None,
    }
}
