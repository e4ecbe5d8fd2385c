//! A suite as the commands by which GitHub's workflows put annotations beside lines of files.
//!
//! No value can become a command: what begins a line or a property is escaped.

use super::escape::escaped;
use crate::diagnostic::Severity;
use crate::diagnostic::suite::{Shared, Suite};

/// A line for each thing that is told.
pub fn github(suite: &Suite) -> String {
    suite.shared().iter().map(annotation).collect()
}

fn annotation(shared: &Shared<'_>) -> String {
    let told = shared.told;
    let command = match told.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(spot) = &told.place {
        let file = spot.file.trim_start_matches("./");
        properties.push(format!("file={}", property(file)));
        properties.push(format!("line={}", spot.line));
        properties.push(format!("endLine={}", spot.end_line));
        // Columns count on one line only.
        if spot.line == spot.end_line {
            properties.push(format!("col={}", spot.column));
            properties.push(format!("endColumn={}", spot.end_column));
        }
    }
    properties.push(format!("title={}", property(told.code)));
    let mut text = told.sentence.clone();
    if !shared.only_in.is_empty() {
        text += &format!(" (in {})", shared.only_in.join(", "));
    }
    if !told.path.is_empty() {
        text += &format!("\nfield: {}", told.path);
    }
    text.extend(told.help.iter().map(|help| format!("\nhelp: {help}")));
    text.extend(told.detail.iter().map(|detail| format!("\n{detail}")));
    format!("::{command} {}::{}\n", properties.join(","), data(&text))
}

fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    escaped(&text).into_owned()
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
