//! What a chart came to, as `helm template` prints it.

use super::render::Rendered;
use super::sort;
use crate::template::go::glob::Pattern;
use crate::template::go::text::{Text, lossy};

/// What is shown besides the manifests.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    pub crds: bool,
    pub hooks: bool,
    /// Hooks that are tests.
    pub tests: bool,
    /// Patterns of template paths below the chart's folder; all where there are none.
    pub only: Vec<String>,
}

/// # Errors
/// A pattern that no template's path matches.
pub fn print(rendered: &Rendered, shown: &Shown) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    if shown.crds {
        rendered.crds.iter().for_each(|(path, bytes)| put(&mut out, path, bytes));
    }
    for manifest in &rendered.sorted.manifests {
        put(&mut out, &manifest.path, manifest.text.as_bytes());
    }
    let trimmed = lossy(&out).trim().len();
    let start = out.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(out.len());
    let mut out = out[start..].to_vec();
    out.truncate(trimmed);
    out.push(b'\n');
    for hook in rendered.sorted.hooks.iter().filter(|_| shown.hooks) {
        if shown.tests || !hook.is_test() {
            put(&mut out, &hook.manifest.path, hook.manifest.text.as_bytes());
        }
    }
    if shown.only.is_empty() { Ok(out) } else { only(&out, &shown.only) }
}

fn put(out: &mut Vec<u8>, path: &str, bytes: &[u8]) {
    out.extend_from_slice(format!("---\n# Source: {path}\n").as_bytes());
    out.extend_from_slice(bytes);
    out.push(b'\n');
}

/// The documents of templates whose paths match, in the order of the patterns.
fn only(all: &[u8], patterns: &[String]) -> Result<Vec<u8>, String> {
    let documents = sort::split(&Text::new(all));
    let paths: Vec<Option<String>> = documents.iter().map(path).collect();
    let mut out = Vec::new();
    for text in patterns {
        let pattern = Pattern::new(text);
        let before = out.len();
        let is_meant = |path: &Option<String>| path.as_ref().is_some_and(|it| pattern.matches(it));
        for (document, _) in documents.iter().zip(&paths).filter(|(_, path)| is_meant(path)) {
            out.extend_from_slice(b"---\n");
            out.extend_from_slice(document.as_bytes());
            out.push(b'\n');
        }
        if out.len() == before {
            return Err(format!("could not find template {text} in chart"));
        }
    }
    Ok(out)
}

/// The path of a document's template below the chart's folder.
fn path(document: &Text) -> Option<String> {
    let text = document.to_str();
    let (_, source) = text.lines().find_map(|line| line.split_once("# Source: "))?;
    source.split_once('/').map(|(_, path)| path.to_owned())
}
