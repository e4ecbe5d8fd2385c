//! A comparison as a comment on a pull request: what it does first, the fields folded away.

use std::fmt::Write as _;

use crate::compare::effects::Effect;

/// The comment; `text` is what differs, as a terminal shows it.
pub fn markdown(title: &str, summary: &str, effects: &[Effect], text: &str) -> String {
    let mut out = format!("### {}\n\n{}\n\n", plain(title), plain(summary));
    for Effect { kind, object, message } in effects {
        let said = plain(&format!("{object} {message}"));
        writeln!(out, "- **{}**: {said}", kind.name()).expect("a string takes all");
    }
    if !effects.is_empty() {
        out.push('\n');
    }
    if !text.trim().is_empty() {
        let fence = fence(text);
        let text = text.trim_end();
        writeln!(
            out,
            "<details>\n<summary>What differs</summary>\n\n{fence}text\n{text}\n{fence}\n"
        )
        .expect("a string takes all");
        out.push_str("</details>\n\n");
    }
    out
}

/// One line, of which nothing is a tag, an image or a mention; what is between backticks is code.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    for c in text.chars() {
        is_code ^= c == '`';
        match c {
            '\n' | '\r' => out.push(' '),
            '<' if !is_code => out.push_str("&lt;"),
            '>' if !is_code => out.push_str("&gt;"),
            '!' | '[' | ']' | '@' | '*' | '_' | '#' | '|' | '\\' if !is_code => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
    }
    if is_code {
        out.push('`');
    }
    out
}

/// Longer than any run of backticks in a text.
fn fence(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().unwrap_or_default().max(2) + 1)
}
