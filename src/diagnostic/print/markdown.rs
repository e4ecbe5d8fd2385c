//! A suite as a comment on a change: the counts, what failed, and the rest folded away.

use super::escape::escaped;
use super::plain::{level, lines};
use crate::diagnostic::suite::{Case, Fate, Shared, Suite};

pub fn markdown(suite: &Suite) -> String {
    let (failed, all) = (suite.count(Fate::Failed), suite.cases.len());
    let result =
        if failed == 0 { "passed".to_owned() } else { format!("{failed} of {all} failed") };
    let mut page = format!("### drydock {}: {result}\n", suite.command);
    let failed: Vec<&Case> = suite.cases.iter().filter(|case| case.fate == Fate::Failed).collect();
    if !failed.is_empty() {
        page += "\n| what | which | status |\n|---|---|---|\n";
        for case in failed {
            let (group, name) = (prose(case.subject.group()), prose(&case.subject.name()));
            page += &format!("| {group} | {name} | {} |\n", case.status);
        }
    }
    page.extend(suite.shared().iter().map(details));
    page
}

fn details(shared: &Shared<'_>) -> String {
    let told = shared.told;
    let mut summary = format!("{} <code>{}</code>", level(told.severity), told.code);
    if let Some(spot) = &told.place {
        summary += &format!(" {}:{}", html(&spot.file), spot.line);
    }
    summary += &format!(": {}", html(&told.sentence));
    if !shared.only_in.is_empty() {
        summary += &format!(" (in {})", html(&shared.only_in.join(", ")));
    }
    let text = lines(told);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let language = if told.detail.is_some() { "diff" } else { "text" };
    format!(
        "\n<details><summary>{summary}</summary>\n\n{fence}{language}\n{text}{fence}\n\n</details>\n"
    )
}

/// Text on one line that is neither HTML nor Markdown.
fn prose(text: &str) -> String {
    let is_mark = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#');
    let text = html(text);
    text.chars().flat_map(|c| is_mark(c).then_some('\\').into_iter().chain([c])).collect()
}

fn html(text: &str) -> String {
    let text = escaped(text).replace('\n', " ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('@', "&#64;")
}
