//! A suite as the XML of `JUnit`, which CI servers show: a test case for each case.

use super::escape::escaped;
use super::plain::lines;
use crate::diagnostic::Severity;
use crate::diagnostic::suite::{Case, Examined, Fate, Suite};

pub fn junit(suite: &Suite) -> String {
    let mut groups: Vec<(&str, Vec<&Case>)> = Vec::new();
    for case in &suite.cases {
        let name = case.subject.group();
        match groups.last_mut().filter(|(group, _)| *group == name) {
            Some((_, cases)) => cases.push(case),
            None => groups.push((name, vec![case])),
        }
    }
    let all: Vec<&Case> = suite.cases.iter().collect();
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let name = format!("drydock {}", suite.command);
    xml += &format!("<testsuites name=\"{name}\" {}>\n", counts(&all));
    for (name, cases) in groups {
        let quoted = text(name);
        xml += &format!("  <testsuite name=\"{quoted}\" {}>\n", counts(&cases));
        cases.into_iter().for_each(|case| add_case(case, &quoted, &mut xml));
        xml += "  </testsuite>\n";
    }
    xml + "</testsuites>\n"
}

fn counts(cases: &[&Case]) -> String {
    let count = |fate| cases.iter().filter(|case| case.fate == fate).count();
    let (failed, skipped) = (count(Fate::Failed), count(Fate::Skipped));
    format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\"", cases.len())
}

fn add_case(case: &Case, group: &str, xml: &mut String) {
    let name = text(&case.subject.name());
    *xml += &format!("    <testcase name=\"{name}\" classname=\"{group}\">\n");
    let errors: Vec<_> = case.told.iter().filter(|told| told.severity == Severity::Error).collect();
    let rest = case.told.iter().filter(|told| told.severity != Severity::Error);
    match case.fate {
        Fate::Passed => {}
        Fate::Failed => {
            let first = errors.first().map_or(case.status.to_owned(), |told| told.sentence.clone());
            let kind = errors.first().map_or(case.status, |told| told.code);
            let told: String = errors.iter().map(|told| lines(told)).collect();
            let message = text(&first);
            *xml += &format!("      <failure message=\"{message}\" type=\"{kind}\">");
            *xml += &text(&told);
            *xml += "</failure>\n";
        }
        Fate::Skipped => {
            let why = match &case.subject {
                Examined::File { why, .. } => why,
                _ => case.status,
            };
            *xml += &format!("      <skipped message=\"{}\"/>\n", text(why));
        }
    }
    let rest: String = rest.map(lines).collect();
    if !rest.is_empty() {
        *xml += &format!("      <system-out>{}</system-out>\n", text(&rest));
    }
    *xml += "    </testcase>\n";
}

/// Text as XML has it; what XML can't have at all is escaped as a terminal would see it.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in escaped(text).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    out
}
