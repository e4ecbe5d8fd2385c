//! Defaults that no template reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::chart::Chart;
use crate::diagnostic::{Code, Diagnostic, Report, Span};
use crate::template::jinja::references::{Use, ValuePath, ValueStep};
use crate::yaml::{Node, Value};

/// Keys that are read by others than the chart's templates.
const RESERVED: &[&str] = &["externals", "global", "tags"];

/// What is left of a reading from some place in the values on.
type Reading<'a> = (&'a [ValueStep], Use);

/// Reports every default that is not read; of a map that is not read at all, the map.
pub(super) fn check(chart: &Chart, mut reads: BTreeMap<ValuePath, Use>, report: &mut Report) {
    for condition in chart.dependencies.iter().flat_map(|dependency| &dependency.terms.condition) {
        let keys = condition.text.split('.').map(|key| ValueStep::Key(key.to_owned()));
        reads.insert(keys.fold(ValuePath::default(), |path, key| path.below(key)), Use::Whole);
    }
    let of_children = |key: &str| chart.dependencies.iter().any(|child| child.name.text == key);
    let defaults = &chart.defaults;
    let readings: Vec<Reading<'_>> =
        reads.iter().map(|(path, with)| (path.steps(), *with)).collect();
    let Some(map) = defaults.as_map() else { return };
    if is_read_whole(&readings) {
        return;
    }
    let mut found = Search { report, told: BTreeSet::new() };
    for entry in map
        .entries()
        .iter()
        .filter(|entry| !RESERVED.contains(&&*entry.key.text) && !of_children(&entry.key.text))
    {
        let path = ValuePath::default().below(ValueStep::Key(entry.key.text.clone()));
        let readings = below_key(&readings, &entry.key.text);
        found.visit(&entry.value, entry.key.origin.at, &path, &readings);
    }
}

struct Search<'a> {
    report: &'a mut Report,
    /// Items of a list are alike: what is true of all is told once.
    told: BTreeSet<ValuePath>,
}

impl Search<'_> {
    fn visit(&mut self, node: &Node, at: Span, path: &ValuePath, readings: &[Reading<'_>]) {
        if readings.is_empty() {
            return self.tell(at, path);
        }
        if is_read_whole(readings) {
            return;
        }
        match &node.value {
            Value::Map(map) => {
                for entry in map.entries() {
                    let key = &entry.key;
                    let path = path.below(ValueStep::Key(key.text.clone()));
                    let readings = below_key(readings, &key.text);
                    self.visit(&entry.value, key.origin.at, &path, &readings);
                }
            }
            Value::List(items) => {
                let path = path.below(ValueStep::Item);
                let readings = below_item(readings);
                for item in items {
                    self.visit(item, item.origin.at, &path, &readings);
                }
            }
            _ => {}
        }
    }

    fn tell(&mut self, at: Span, path: &ValuePath) {
        if !self.told.insert(path.clone()) {
            return;
        }
        let message = format!("no template reads the value `{path}`");
        let fault = Diagnostic::error(Code::UnreadValue, message).at(at, "read nowhere");
        self.report.push(fault.help("remove it, or use it in a template"));
    }
}

fn is_read_whole(readings: &[Reading<'_>]) -> bool {
    readings.iter().any(|(rest, with)| rest.is_empty() && *with >= Use::Examined)
}

fn below_key<'a>(readings: &[Reading<'a>], key: &str) -> Vec<Reading<'a>> {
    below(readings, |step| match step {
        ValueStep::Key(other) => other == key,
        ValueStep::Any => true,
        ValueStep::Index(_) | ValueStep::Item => false,
    })
}

fn below_item<'a>(readings: &[Reading<'a>]) -> Vec<Reading<'a>> {
    below(readings, |step| !matches!(step, ValueStep::Key(_)))
}

fn below<'a>(
    readings: &[Reading<'a>],
    leads_there: impl Fn(&ValueStep) -> bool,
) -> Vec<Reading<'a>> {
    let next = readings.iter().filter_map(|(steps, with)| {
        let (first, rest) = steps.split_first()?;
        leads_there(first).then_some((rest, *with))
    });
    next.collect()
}
