//! Comments of templates and of YAML: `{# drydock: allow NAME: reason #}`, `# drydock: allow …`.

use super::{Allowances, Entry, Scope, bare, entry, unknown};
use crate::check::rules::find;
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, SourceKind, Span};

/// What begins such a comment.
const MARK: &str = "# drydock: allow ";

pub(super) fn read(allowances: &mut Allowances<'_>, report: &mut Report) {
    let sources = allowances.sources;
    for id in sources.ids() {
        let source = sources.get(id);
        if source.kind == SourceKind::Flag {
            continue;
        }
        for (at, _) in source.text.match_indices(MARK) {
            let rest = &source.text[at + MARK.len()..];
            let text = written(rest);
            let span = Span::new(id, at..at + MARK.len() + text.len());
            read_one(&entry(text), id, span, allowances, report);
        }
    }
}

/// Up to the end of the comment, or of its first line.
fn written(rest: &str) -> &str {
    let line = rest.lines().next().unwrap_or_default();
    let text = line.split_once("#}").map_or(line, |(text, _)| text);
    text.trim_end_matches('-').trim_end()
}

fn read_one(
    Entry { names, reason }: &Entry<'_>,
    source: SourceId,
    span: Span,
    allowances: &mut Allowances<'_>,
    report: &mut Report,
) {
    let line = allowances.sources.place(span).line;
    for &name in names {
        let Some(rule) = find(name) else {
            let fault = unknown(name, |message| {
                Diagnostic::error(Code::UnknownRule, format!("a comment {message}"))
            });
            report.push(fault.at(span, "not a rule"));
            continue;
        };
        if reason.is_empty() {
            let message = format!("a comment allows `{name}` without a reason");
            let fault =
                Diagnostic::warning(Code::BareAllowance, message).at(span, "gives no reason");
            report.push(bare(name, fault));
        }
        allowances.add(rule.code, Scope::Lines((source, line)), span);
    }
}
