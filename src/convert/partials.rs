//! Named templates that are needed into the partials that hold them as macros.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::macros::{Macros, alias};
use super::translator::Made;

/// The partial, below `templates/`, that what a file defines stands in. What other charts bring
/// along stands in one that is called after them.
pub(super) fn home(path: &str, chart: &str) -> String {
    let own = path.strip_prefix(chart).and_then(|path| path.strip_prefix("/templates/"));
    let Some(below) = own else {
        let mut folders = path.rsplit("/templates/").nth(1).unwrap_or(path).rsplit('/');
        return format!("_{}.yaml", folders.next().unwrap_or("chart"));
    };
    let (folder, base) =
        below.rsplit_once('/').map_or(("", below), |(folder, base)| (folder, base));
    let stem = base.split('.').next().unwrap_or(base).trim_start_matches('_');
    if folder.is_empty() { format!("_{stem}.yaml") } else { format!("{folder}/_{stem}.yaml") }
}

/// A text under the lines that import what it calls, and take in other templates.
pub(super) fn headed(
    text: &str,
    partials: &BTreeSet<String>,
    included: &BTreeMap<String, String>,
) -> String {
    let mut out = String::new();
    for partial in partials {
        _ = writeln!(out, "{{% import \"{partial}\" as {} %}}", alias(partial));
    }
    for (path, name) in included {
        _ = writeln!(out, "{{% set {name} %}}{{% include \"{path}\" %}}{{% endset %}}");
    }
    out + text
}

/// The file of a named template, its place there, and the comment above it.
pub(super) type Origin = (String, usize, Vec<String>);

/// The partials that hold all that is needed; `origin` says where each is from.
pub(super) fn partials(
    needed: &BTreeSet<String>,
    bodies: &BTreeMap<String, Made>,
    macros: &Macros,
    origin: &dyn Fn(&str) -> Origin,
) -> BTreeMap<String, String> {
    let mut sorted: Vec<_> = needed.iter().map(|name| (origin(name), name)).collect();
    sorted.sort();
    let mut texts: BTreeMap<String, (BTreeSet<String>, String)> = BTreeMap::new();
    for ((.., comment), name) in sorted {
        let (Some(known), Some(made)) = (macros.get(name), bodies.get(name)) else { continue };
        let Ok(body) = &made.text else { continue };
        let (imports, text) = texts.entry(known.partial.clone()).or_default();
        let called = made.noted.called.keys().filter_map(|name| macros.get(name));
        imports.extend(called.map(|it| it.partial.clone()).filter(|it| *it != known.partial));
        if !text.is_empty() {
            text.push('\n');
        }
        match &comment[..] {
            [] => {}
            [one] => _ = writeln!(text, "{{# {one} #}}"),
            all => {
                text.push_str("{#\n");
                all.iter()
                    .for_each(|line| _ = writeln!(text, "{}", format!("  {line}").trim_end()));
                text.push_str("#}\n");
            }
        }
        let parameters: Vec<String> = known
            .parameters()
            .into_iter()
            .map(|(_, name, always)| if always { name } else { format!("{name}=none") })
            .collect();
        _ = writeln!(text, "{{% macro {}({}) %}}", macros.spelled(name), parameters.join(", "));
        text.push_str(body);
        text.push_str("{% endmacro %}\n");
    }
    let whole = |(partial, (imports, text)): (String, (BTreeSet<String>, String))| {
        let head = headed("", &imports, &BTreeMap::new());
        let gap = if head.is_empty() { "" } else { "\n" };
        (partial, format!("{head}{gap}{text}"))
    };
    texts.into_iter().map(whole).collect()
}
