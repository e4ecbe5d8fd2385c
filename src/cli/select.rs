//! `--show-only`: the objects that a template path or a `Kind/name` means.

use globset::GlobBuilder;

use drydock::diagnostic::{Code, Diagnostic, Report, Sources, Span, did_you_mean};
use drydock::manifest::{Manifest, Object};

/// Keeps the objects that one of `patterns` means. A pattern that means none is an error.
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
    names(object).iter().any(|name| name.eq_ignore_ascii_case(pattern))
        || fits_path(object, pattern)
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

fn fits_path(object: &Object, pattern: &str) -> bool {
    let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else { return false };
    let glob = glob.compile_matcher();
    glob.is_match(&*object.template) || glob.is_match(below(object))
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
            .help("name a template as in templates/service.yaml, or an object as in Service/web"),
    }
}
