//! `--show-only`: selects objects by the path of a template, by `Kind/name`, or by a glob of these.

use globset::{GlobBuilder, GlobMatcher};

use drydock::diagnostic::{Code, Diagnostic, Report, Sources, Span, did_you_mean};
use drydock::manifest::{Manifest, Object};

/// Keeps the objects that match one of `patterns`. A pattern that matches none is an error.
pub(super) fn keep(
    manifest: &mut Manifest,
    patterns: &[String],
    sources: &mut Sources,
    report: &mut Report,
) {
    if patterns.is_empty() {
        return;
    }
    for pattern in patterns {
        if !manifest.objects.iter().any(|object| fits(object, pattern)) {
            report.push(no_match(manifest, pattern, sources));
        }
    }
    manifest.objects.retain(|object| patterns.iter().any(|pattern| fits(object, pattern)));
}

fn fits(object: &Object, pattern: &str) -> bool {
    let Some(of_names) = glob(pattern, Case::Ignored) else { return false };
    let Some(of_paths) = glob(pattern, Case::Kept) else { return false };
    names(object).iter().any(|name| of_names.is_match(name))
        || of_paths.is_match(&*object.template)
        || of_paths.is_match(below(object))
}

/// `Service/backend`, `Service/gauzian-v2/backend`
fn names(object: &Object) -> [String; 2] {
    let identity = &object.identity;
    let namespace = identity.namespace.as_deref().unwrap_or("");
    [
        format!("{}/{}", identity.kind, identity.name),
        format!("{}/{namespace}/{}", identity.kind, identity.name),
    ]
}

/// A `*` matches a part of a name: `Service/*`, `*/web`.
fn glob(pattern: &str, case: Case) -> Option<GlobMatcher> {
    let mut glob = GlobBuilder::new(pattern);
    glob.literal_separator(true).case_insensitive(case == Case::Ignored);
    Some(glob.build().ok()?.compile_matcher())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Ignored,
    Kept,
}

/// The template's path below the chart's `templates/` or `crds/`; from the chart on for those of
/// the charts it brings along.
fn below(object: &Object) -> &str {
    let template = &*object.template;
    let own = ["templates/", "crds/"].into_iter().find_map(|folder| template.strip_prefix(folder));
    own.unwrap_or(template)
}

fn no_match(manifest: &Manifest, pattern: &str, sources: &mut Sources) -> Diagnostic {
    let source = sources.add_flag("--show-only", pattern);
    let fault =
        Diagnostic::error(Code::NothingSelected, format!("nothing rendered is `{pattern}`"))
            .at(Span::new(source, 0..pattern.len()), "neither a template nor Kind/name");
    let mut known: Vec<String> = Vec::new();
    for object in &manifest.objects {
        known.push(below(object).to_owned());
        known.extend(names(object).into_iter().take(1));
    }
    known.sort();
    known.dedup();
    match did_you_mean(pattern, known.iter().map(String::as_str)) {
        Some(help) => fault.help(help),
        None => fault
            .help("name a template as in templates/service.yaml, or an object as in Service/web or Service/*"),
    }
}
