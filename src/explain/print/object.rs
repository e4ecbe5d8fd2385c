//! Objects and their parts as people read them.

use super::margin::margin;
use super::reasons::lines;
use super::words::{columns, line_at};
use crate::diagnostic::print::{Paint, Style};
use crate::explain::history::{chain, history};
use crate::explain::{Explained, Part};
use crate::manifest::Object;
use crate::yaml::{self, Node, Value};

/// A line for each object: what names it, and where it is written.
pub fn list(explained: &Explained<'_>, objects: &[usize], style: Style) -> String {
    let paint = Paint(style.color);
    let row = |at: &usize| {
        let object = &explained.objects()[*at];
        let at = object.root.origin.at;
        let place = if at.is_nowhere() {
            object.template.to_string()
        } else {
            explained.censor.describe(at)
        };
        (paint.plain(&name(object)), paint.faint(&place))
    };
    columns(&objects.iter().map(row).collect::<Vec<_>>(), "")
}

/// `Service/shop/web`, which [`super::super::find_objects`] takes.
fn name(object: &Object) -> String {
    let identity = &object.identity;
    let namespace = identity.namespace.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
    format!("{}/{namespace}{}", identity.kind, identity.name)
}

/// An object or a field of it: a scalar with all that made it, more with origins at the margin.
pub fn part(explained: &Explained<'_>, part: &Part<'_>, style: Style) -> String {
    let paint = Paint(style.color);
    let written = explained.trace(&part.node.origin).written;
    let place = written.first().map(|at| explained.censor.describe(*at)).unwrap_or_default();
    let mut text = paint.bold(&part.object.to_string());
    let is_whole = part.path.steps().is_empty();
    if !is_whole {
        text.push_str(&format!(" {}", paint.plain(&part.path.to_string())));
    }
    if is_leaf(part.shown) {
        text.push_str(&leaf(explained, part, paint));
    } else {
        text.push_str(&format!("  {}\n", paint.faint(&place)));
        for line in lines(explained, part.shown) {
            text.push_str(&format!("{}\n", paint.plain(&line)));
        }
        text.push('\n');
        text.push_str(&margin(explained, part.shown, paint));
    }
    text
}

fn is_leaf(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => true,
    }
}

/// What a leaf is, where it is written, and the layers of each value that filled it.
fn leaf(explained: &Explained<'_>, part: &Part<'_>, paint: Paint) -> String {
    let censor = explained.censor;
    let value = yaml::emit(part.shown);
    let mut text = match value.trim_end_matches('\n') {
        line if !line.contains('\n') => format!(": {}\n", paint.plain(line)),
        _ => {
            let lines = part.shown.as_str().unwrap_or_default().lines();
            let lines = lines.map(|line| format!("    {}\n", paint.plain(line)));
            format!(":\n{}", lines.collect::<String>())
        }
    };
    let trace = explained.trace(&part.node.origin);
    let rows = trace.written.iter().map(|span| (censor.describe(*span), line_at(*span, censor)));
    let rows: Vec<(String, String)> = rows.collect();
    text.push_str(&format!("\nwritten in\n{}", paint.plain(&columns(&rows, "  "))));
    if trace.values.is_empty() {
        text.push_str("\nno value has a part in it\n");
    }
    for filling in &trace.values {
        let Some(path) = &filling.path else {
            text.push_str(&format!("\nset in\n  {}\n", paint.plain(&censor.describe(filling.at))));
            continue;
        };
        let stages = history(explained.history, path);
        text.push_str(&format!("\nvalue {}\n", paint.bold(path)));
        text.push_str(&paint.plain(&chain(&stages, "  ", censor)));
    }
    let reasons = lines(explained, part.node);
    if !reasons.is_empty() {
        text.push('\n');
    }
    for line in reasons {
        text.push_str(&format!("{}\n", paint.plain(&line)));
    }
    text
}
