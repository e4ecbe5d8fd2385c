//! `--show-only`: selects objects by the path of a template, by `Kind/name`, or by a glob of these.

use std::collections::HashMap;

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
    let selection = Selection::of(patterns);
    let mut is_found = vec![false; patterns.len()];
    let mut is_kept = Vec::new();
    for object in &manifest.objects {
        let hits = selection.hits(object);
        is_kept.push(!hits.is_empty());
        hits.into_iter().for_each(|hit| is_found[hit] = true);
    }
    for (pattern, _) in patterns.iter().zip(is_found).filter(|(_, is_found)| !is_found) {
        report.push(no_match(manifest, pattern, sources));
    }
    let mut is_kept = is_kept.into_iter();
    manifest.objects.retain(|_| is_kept.next().unwrap_or_default());
}

/// Patterns by what they are, each with its number.
#[derive(Default)]
struct Selection<'p> {
    /// In lower case, as names are looked up.
    names: HashMap<String, Vec<usize>>,
    paths: HashMap<&'p str, Vec<usize>>,
    globs: Vec<(usize, GlobMatcher, GlobMatcher)>,
}

impl<'p> Selection<'p> {
    fn of(patterns: &'p [String]) -> Self {
        let mut selection = Selection::default();
        for (at, pattern) in patterns.iter().enumerate() {
            if !pattern.contains(['*', '?', '[', ']', '{', '}', '\\']) {
                selection.names.entry(pattern.to_lowercase()).or_default().push(at);
                selection.paths.entry(pattern).or_default().push(at);
            } else if let (Some(names), Some(paths)) =
                (glob(pattern, Case::Ignored), glob(pattern, Case::Kept))
            {
                selection.globs.push((at, names, paths));
            }
        }
        selection
    }

    /// The patterns that an object matches.
    fn hits(&self, object: &Object) -> Vec<usize> {
        let names = names(object);
        let paths = [&*object.template, below(object)];
        let by_name = names.iter().filter_map(|name| self.names.get(&name.to_lowercase()));
        let by_path = paths.iter().filter_map(|path| self.paths.get(path));
        let mut hits: Vec<usize> = by_name.chain(by_path).flatten().copied().collect();
        let matching = self.globs.iter().filter(|(_, of_names, of_paths)| {
            names.iter().any(|name| of_names.is_match(name))
                || paths.iter().any(|path| of_paths.is_match(path))
        });
        hits.extend(matching.map(|(at, ..)| at));
        hits
    }
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
