//! What can be told of the templates of a chart without rendering it, whichever branches are taken,
//! and of those of charts that it switches off.

use super::known::{add_texts_of, texts_of_defaults};
use super::places::Places;
use super::{GoChart, known, tell};
use crate::diagnostic::{Code, Diagnostic, Report, Secrets, Sources, Span, did_you_mean};
use crate::helm::{self, Fault};
use crate::template::Allowance;
use crate::template::go::check::{self, Call, Wrong};
use crate::yaml::Node;

/// Reports templates that can't be parsed, calls that fail, and defaults that no template reads;
/// `given` are the values of environments.
pub(in crate::pipeline) fn check(
    chart: &GoChart,
    given: &[&Node],
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) {
    let loaded = chart.read();
    report.extend(mixed(chart, &loaded.chart));
    if let Some(readable) = helm::readable(&loaded) {
        let mut texts = Vec::new();
        texts_of_defaults(&readable.defaults, &mut texts);
        given.iter().for_each(|node| add_texts_of(node, &mut texts));
        let files = readable.charts.texts.iter().zip(&readable.templates);
        let files = files.map(|((path, bytes), file)| (*file, path.clone(), bytes.clone()));
        let found = check::check(files, texts.iter().map(String::as_str));
        if !found.unparsed.is_empty() {
            let places = Places::new(chart, &loaded, sources);
            tell::tell(Fault::Parse(found.unparsed), &places, Allowance::default(), report);
        }
        // Files are templates, too, and are called by nobody.
        let is_meant = |name: &&str| !name.is_empty() && !name.contains('/');
        let names = || found.names.iter().map(String::as_str).filter(is_meant);
        // A chart that is missing may define what is.
        let is_whole = readable.charts.unknown.is_empty();
        let is_sure = |call: &&Call| is_whole || !matches!(call.wrong, Wrong::Undefined(_));
        for call in found.calls.iter().filter(is_sure) {
            let fault = fault(call, chart);
            report.push(match &call.wrong {
                Wrong::Undefined(name) => {
                    did_you_mean(name, names()).into_iter().fold(fault, Diagnostic::help)
                }
                Wrong::Arguments(_) => fault,
            });
        }
    }
    known::check(chart, given, sources, report, secrets);
}

/// Templates of both languages in one chart may be meant, or be a slip in one of them.
fn mixed(chart: &GoChart, own: &helm::Chart) -> Option<Diagnostic> {
    let ours = own.others.first()?;
    let tag = |file: &helm::Template| file.bytes.windows(2).position(|two| two == b"{{");
    let (go, at) = own.templates.iter().find_map(|file| Some((file, tag(file)?)))?;
    let beginning = |file: u32| chart.beginning(file).source;
    let message =
        "a template of Go stands beside drydock's own: all values are read and merged as by Helm";
    let note = Diagnostic::note(Code::MixedTemplates, message)
        .at(Span::new(beginning(go.file), at..at + 2), "Go's")
        .context(Span::new(beginning(ours.file), 0..0), "drydock's own");
    Some(note.help("`drydock convert` translates it; where no template is to be Go's, annotate Chart.yaml with `drydock.dev/templates: jinja`"))
}

fn fault(call: &Call, chart: &GoChart) -> Diagnostic {
    let message = match &call.wrong {
        Wrong::Undefined(name) => format!("no template defines `{name}`"),
        Wrong::Arguments(why) => why.clone(),
    };
    let source = chart.beginning(call.file).source;
    let at = Span::new(source, call.action.range());
    Diagnostic::error(Code::TemplateError, message).at(at, "fails where it is come to")
}
