//! Files of values, and stdin, into layers.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context as _, bail};

use drydock::chart::text_of;
use drydock::diagnostic::{Report, Sources};
use drydock::project::Project;
use drydock::values::Layer;
use drydock::yaml::{self, Dialect};

/// The layers of an environment: its file, if it has one.
pub fn read_environment(
    project: &Project,
    stack: &str,
    environment: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Vec<Layer>> {
    let (path, shown) = project.values_file(stack, environment);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    read_values(&path, &shown, sources, report)
}

/// The layers of a values file: one a document, as Helm 4 has it.
pub fn read_values(
    path: &Path,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Vec<Layer>> {
    if shown.starts_with("http://") || shown.starts_with("https://") {
        bail!(
            "{shown} is not fetched: nothing is read from the network; save it and name the file"
        );
    }
    let (shown, text) = if shown.trim() == "-" {
        ("<stdin>", from_stdin().context("can't read values from stdin")?)
    } else {
        (shown, read_text(path).with_context(|| format!("can't read {shown}"))?)
    };
    let text: std::sync::Arc<str> = text.replace("\r\n", "\n").into();
    let source = sources.add_values(shown, text.clone());
    let maps = yaml::read_maps(&text, source, Dialect::Unambiguous, report);
    Ok(maps.into_iter().map(Layer::File).collect())
}

/// What `--set-file` brings in.
pub fn read_file(path: &str) -> Result<String, String> {
    if path.trim() == "-" {
        return from_stdin().map_err(|error| format!("can't read stdin: {error}"));
    }
    read_text(Path::new(path)).map_err(|error| format!("can't read {path}: {error}"))
}

fn from_stdin() -> io::Result<String> {
    io::read_to_string(io::stdin())
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    text_of(fs::read(path)?)
}
