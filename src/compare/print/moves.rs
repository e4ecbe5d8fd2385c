//! Objects that stand in other files now, as people read it.

use indexmap::IndexMap;

use crate::compare::{Comparison, Move};
use crate::diagnostic::print::{Paint, Style};

/// More objects are not named.
const MOST: usize = 3;

/// A line for each pair of files, under a heading; empty where nothing moved.
pub fn moves(comparison: &Comparison<'_>, style: Style) -> String {
    let paint = Paint(style.color);
    let mut files: IndexMap<(&str, &str), Vec<String>> = IndexMap::new();
    for Move { from, to, object } in &comparison.moves {
        files.entry((from, to)).or_default().push(object.shown.to_string());
    }
    let mut out = String::new();
    for ((from, to), mut objects) in files {
        if out.is_empty() {
            out = format!("{}\n", paint.bold("moved, which is no difference"));
        }
        if objects.len() > MOST {
            let more = objects.len() - MOST;
            objects.truncate(MOST);
            objects.push(format!("{more} more"));
        }
        let said = format!("{from} → {to}: {}", objects.join(", "));
        out.push_str(&format!("  {}\n", paint.plain(&said)));
    }
    out
}
