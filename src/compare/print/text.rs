//! A comparison as people read it: under each object its fields, what they were and what they are,
//! and where that comes from.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::Detail;
use super::group::{Common, common};
use super::lines::{block, changed};
use super::origin::Origins;
use super::value::{ShownValue, brief, is_text, line, written};
use crate::compare::{Basis, Change, Comparison, ObjectChange, Part, Seen};
use crate::diagnostic::print::Paint;
use crate::diagnostic::print::Style;

/// The text, ending in a line break; empty where nothing differs.
pub fn text(
    comparison: &Comparison<'_>,
    origins: Origins<'_>,
    style: Style,
    detail: Detail,
) -> String {
    let basis = comparison.basis;
    let mut printer =
        Printer { basis, origins, paint: Paint(style.color), detail, out: String::new() };
    let common = if detail == Detail::All { Vec::new() } else { common(comparison) };
    common.iter().for_each(|group| printer.common(group));
    let told = common.iter().flat_map(|group| &group.all);
    let told: HashSet<*const Change<'_>> = told.map(|change| std::ptr::from_ref(*change)).collect();
    for object in &comparison.objects {
        printer.object(object, &told);
    }
    printer.out
}

/// What stands above a text.
pub fn heading(text: &str, style: Style) -> String {
    Paint(style.color).bold(text)
}

/// `3 objects changed, 1 added`
pub fn summary(comparison: &Comparison<'_>) -> String {
    let count = |of: fn(&ObjectChange<'_>) -> bool| {
        comparison.objects.iter().filter(|object| of(object)).count()
    };
    let counts = [
        (count(|object| object.old.is_some() && object.new.is_some()), "changed"),
        (count(|object| object.old.is_none()), "added"),
        (count(|object| object.new.is_none()), gone(comparison.basis)),
    ];
    let mut parts: Vec<String> = Vec::new();
    for (count, word) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let s = if count == 1 { "" } else { "s" };
        let objects = if parts.is_empty() { format!(" object{s}") } else { String::new() };
        parts.push(format!("{count}{objects} {word}"));
    }
    parts.join(", ")
}

/// What happened to what only the old side has.
fn gone(basis: Basis) -> &'static str {
    match basis {
        Basis::Before => "removed",
        Basis::Cluster => "only in the cluster",
    }
}

struct Printer<'c> {
    basis: Basis,
    origins: Origins<'c>,
    paint: Paint,
    detail: Detail,
    out: String,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn common(&mut self, group: &Common<'_, '_>) {
        let count = group.objects.len();
        let heading = self.paint.bold(&format!("in {count} objects"));
        let kinds = self.paint.faint(&format!("({})", group.kinds()));
        self.line(&format!("{heading} {kinds}"));
        let mut from: Vec<Vec<String>> =
            group.all.iter().map(|change| self.origins.of(change)).collect();
        from.dedup();
        let from = if from.len() == 1 { from.remove(0) } else { Vec::new() };
        self.change(group.change, &from);
    }

    /// `told` are changes that were told already.
    fn object(&mut self, object: &ObjectChange<'_>, told: &HashSet<*const Change<'_>>) {
        match (object.old, object.new) {
            (Some(old), None) => {
                let said = self.paint.removed(&format!("- {}", name(old)));
                self.alone(&format!("{said}: {}", gone(self.basis)), old);
            }
            (None, Some(new)) => {
                let said = self.paint.added(&format!("+ {}", name(new)));
                let from = self.template(new);
                self.alone(&format!("{said}: added{from}"), new);
            }
            (old, Some(new)) => {
                let is_left = |change: &&Change<'_>| {
                    let is_said = object.is_renamed() && names_it(change);
                    !is_said && !told.contains(&std::ptr::from_ref(*change))
                };
                let left: Vec<&Change<'_>> = object.changes.iter().filter(is_left).collect();
                if left.is_empty() && !object.is_renamed() {
                    return;
                }
                let mut heading = self.paint.bold(&name(new));
                if let Some(old) = old.filter(|_| object.is_renamed()) {
                    heading = format!("{heading} (was {})", self.paint.removed(&name(old)));
                }
                self.line(&heading);
                for change in left {
                    let from = self.origins.of(change);
                    self.change(change, &from);
                }
            }
            (None, None) => {}
        }
    }

    /// An object that only one side has.
    fn alone(&mut self, heading: &str, seen: Seen<'_>) {
        self.line(heading);
        if self.detail == Detail::All {
            let text = crate::yaml::emit(&seen.shown.root);
            self.out.push_str(&block(&text, "    ", self.detail));
        }
    }

    /// Where a new object is written.
    fn template(&self, seen: Seen<'_>) -> String {
        let at = seen.object.root.origin.at;
        let censor = self.origins.new.filter(|_| !at.is_nowhere());
        self.from(&censor.map_or(Vec::new(), |censor| vec![censor.describe(at)]))
    }

    fn from(&self, places: &[String]) -> String {
        if places.is_empty() {
            return String::new();
        }
        format!("  {}", self.paint.faint(&format!("← {}", places.join(", "))))
    }

    fn change(&mut self, change: &Change<'_>, from: &[String]) {
        let path = self.paint.plain(&change.path.brief());
        let from = self.from(from);
        match (change.old, change.new) {
            (Some(old), Some(new)) => self.changed(&path, old, new, &from),
            (None, Some(new)) => self.one_sided(&path, Way::Added, new, &from),
            (Some(old), None) => self.one_sided(&path, Way::Removed, old, &from),
            (None, None) => {}
        }
    }

    fn changed(&mut self, path: &str, old: Part<'_>, new: Part<'_>, from: &str) {
        if old.shown == new.shown {
            return self
                .line(&format!("  {path}: changed, which is not shown: it is secret{from}"));
        }
        if let (Some(before), Some(after)) = (old.shown.as_str(), new.shown.as_str())
            && (is_text(old.shown) || is_text(new.shown))
        {
            let (lines, count) = changed(before, after, "    ", self.paint, self.detail);
            let s = if count == 1 { "" } else { "s" };
            self.line(&format!("  {path}: {count} line{s} changed{from}"));
            self.out.push_str(&lines);
            return;
        }
        let (before, after) = match (brief(old.shown), brief(new.shown)) {
            (before, after) if before == after => (line(old.shown), line(new.shown)),
            told => told,
        };
        let (before, after) = (self.paint.removed(&before), self.paint.added(&after));
        self.line(&format!("  {path}: {before} → {after}{from}"));
    }

    fn one_sided(&mut self, path: &str, way: Way, part: Part<'_>, from: &str) {
        let paint = |text: &str| match way {
            Way::Added => self.paint.added(text),
            Way::Removed => self.paint.removed(text),
        };
        let word = match way {
            Way::Added => "added",
            Way::Removed => gone(self.basis),
        };
        match written(part.shown) {
            ShownValue::Line(value) => {
                let line = format!("  {path}: {word} {}{from}", paint(&value));
                self.line(&line);
            }
            ShownValue::Block(text) => {
                let text = paint_lines(&text, &paint);
                self.line(&format!("  {path}: {word}{from}"));
                self.out.push_str(&block(&text, "    ", self.detail));
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Way {
    Added,
    Removed,
}

fn paint_lines(text: &str, paint: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    for line in text.lines() {
        writeln!(out, "{}", paint(line)).expect("a string takes all");
    }
    out
}

/// What the heading of a renamed object says.
fn names_it(change: &Change<'_>) -> bool {
    matches!(change.path.brief().as_str(), "metadata.name" | "metadata.namespace")
}

/// ``Deployment `shop/web` ``
fn name(seen: Seen<'_>) -> String {
    seen.shown.to_string()
}
