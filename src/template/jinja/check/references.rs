//! References to values that the chart doesn't have.

use crate::chart::Chart;
use crate::diagnostic::{Code, Diagnostic, HELPED, Span, did_you_mean};
use crate::template::jinja::references::{ValuePath, ValueReference, ValueStep};
use crate::values::schema::{Shape, Type};
use crate::yaml::Node;

/// What is wrong with a reference, where so much was found before: nothing, if one of the places it
/// may lead to exists.
pub(super) fn fault(
    span: Span,
    reference: &ValueReference,
    shape: &Shape,
    chart: &Chart,
    found: usize,
) -> Option<Diagnostic> {
    if reference.elsewhere
        || reference.paths.iter().any(|path| !reach(shape, path.steps()).is_empty())
    {
        return None;
    }
    // A path of which less is known was told where it breaks off.
    let broken = |path: &&ValuePath| {
        let parent = path.steps().split_last().map_or(&[][..], |(_, parent)| parent);
        !reach(shape, parent).is_empty()
    };
    let paths: Vec<&ValuePath> = reference.paths.iter().filter(broken).collect();
    let (parent, last) = paths.first()?.split_last()?;
    let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    let message = match &*names {
        [name] => absent(&parent, last, name, shape),
        [names @ .., last] => {
            format!("the chart has no value {}, and no {last}", names.join(", "))
        }
        [] => return None,
    };
    let fault = Diagnostic::error(Code::UnknownValueReference, message)
        .at(span, "not in the chart's values.yaml");
    let fault =
        match node_at(&chart.defaults, parent.steps()).filter(|_| !parent.steps().is_empty()) {
            Some(node) => {
                let at = node.as_map().and_then(|map| map.entries().first());
                let at = at.map_or(node.origin.at, |entry| entry.key.origin.at);
                fault.context(at, format!("`{parent}` is described here"))
            }
            None => fault,
        };
    let fault = fault.help(advice(&parent, last, paths[0], shape, found));
    Some(if reference.guarded { fault.help(dead_guard(paths[0])) } else { fault })
}

fn absent(parent: &ValuePath, last: &ValueStep, name: &str, shape: &Shape) -> String {
    let is_map = |path: &ValuePath| {
        reach(shape, path.steps()).iter().any(|shape| matches!(shape, Shape::Map { .. }))
    };
    match (parent.split_last(), last) {
        // A loop over a map gives its keys.
        (Some((map, ValueStep::Item)), _) if is_map(&map) => {
            format!("the chart has no value {name}")
        }
        (Some((list, ValueStep::Item)), ValueStep::Key(key)) => {
            format!("no item of `{list}` has a `{key}`")
        }
        (Some((map, ValueStep::Any)), ValueStep::Key(key)) => {
            format!("nothing in `{map}` has a `{key}`")
        }
        _ => format!("the chart has no value {name}"),
    }
}

fn dead_guard(path: &ValuePath) -> String {
    format!(
        "it can never be there, so what guards against that is dead: \
         add `{path}` to values.yaml, as null if it has no default, or remove the guard"
    )
}

fn advice(
    parent: &ValuePath,
    last: &ValueStep,
    path: &ValuePath,
    shape: &Shape,
    found: usize,
) -> String {
    let at = reach(shape, parent.steps());
    let keys = at.iter().flat_map(|shape| shape.keys());
    if found < HELPED
        && let ValueStep::Key(key) = last
        && let Some(help) = did_you_mean(key, keys)
    {
        return help;
    }
    let looped = parent.split_last().filter(|(_, step)| **step == ValueStep::Item);
    if let Some((map, _)) = looped
        && reach(shape, map.steps()).iter().any(|shape| shape.keys().next().is_some())
    {
        let instead = format!("for key, value in values.{map} | items");
        return format!("`{map}` is a map, and a loop over it gives its keys: write `{instead}`");
    }
    if at.iter().any(|shape| matches!(shape, Shape::Scalar(_))) {
        return format!("`{parent}` holds no map");
    }
    if at.iter().any(|shape| matches!(shape, Shape::List(_))) {
        return format!("`{parent}` is a list: name an item, or loop over it");
    }
    format!("add `{path}` to values.yaml, with a default")
}

/// Letters of a string, and keys of a map that is looped over.
static TEXT: Shape = Shape::Scalar(Type::String);

/// What may stand at the end of some steps; nothing where no value can be.
fn reach<'s>(shape: &'s Shape, steps: &[ValueStep]) -> Vec<&'s Shape> {
    let mut reached = vec![shape];
    for step in steps {
        let mut next: Vec<&Shape> = Vec::new();
        for shape in reached {
            for below in below(shape, step) {
                if !next.iter().any(|known| std::ptr::eq(*known, below)) {
                    next.push(below);
                }
            }
        }
        reached = next;
    }
    reached
}

fn below<'s>(shape: &'s Shape, step: &ValueStep) -> Vec<&'s Shape> {
    match (shape, step) {
        (_, ValueStep::Key(key)) => shape.get(key).into_iter().collect(),
        (Shape::Scalar(Type::String | Type::Quantity), _)
        | (Shape::Map { .. }, ValueStep::Item) => {
            vec![&TEXT]
        }
        (_, ValueStep::Item | ValueStep::Index(_)) => shape.item().into_iter().collect(),
        (_, ValueStep::Any) => {
            let named = shape.keys().filter_map(|key| shape.get(key));
            // Of a map that takes keys it doesn't name, any will do.
            named.chain(shape.get("\0")).chain(shape.item()).collect()
        }
    }
}

/// The first default that some steps lead to.
fn node_at<'n>(node: &'n Node, steps: &[ValueStep]) -> Option<&'n Node> {
    let Some((step, rest)) = steps.split_first() else { return Some(node) };
    match step {
        ValueStep::Key(key) => node_at(node.get(key)?, rest),
        ValueStep::Index(index) => {
            node_at(node.as_list()?.get(usize::try_from(*index).ok()?)?, rest)
        }
        ValueStep::Item => node.as_list()?.iter().find_map(|item| node_at(item, rest)),
        ValueStep::Any => {
            let entries = node.as_map().into_iter().flat_map(|map| map.iter().map(|(_, n)| n));
            let items = node.as_list().into_iter().flatten();
            entries.chain(items).find_map(|below| node_at(below, rest))
        }
    }
}
