//! What `-f` and `--set-file` name, files or stdin, into layers and texts.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context as _, anyhow, bail};

use drydock::diagnostic::{Report, Sources};
use drydock::values::Layer;
use drydock::workspace::{OnDisk, read_text, read_values, values_of};
use drydock::yaml::Dialect;

/// The layers of a values file; none where it is named with a `?` and missing.
pub(super) fn layers(
    named: &str,
    dialect: Dialect,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Vec<Layer>> {
    let path = named.strip_prefix('?').unwrap_or(named);
    if path != named && !Path::new(path).exists() {
        return Ok(Vec::new());
    }
    if path.starts_with("http://") || path.starts_with("https://") {
        bail!("{path} is not fetched: nothing is read from the network; save it and name the file");
    }
    let (_, layers) = if path.trim() == "-" {
        let text = from_stdin().context("can't read values from stdin")?;
        values_of("<stdin>", text, dialect, sources, report)
    } else {
        let file = OnDisk { path: path.into(), shown: path.to_owned() };
        read_values(&file, dialect, sources, report)?
    };
    Ok(layers)
}

/// What `--set-file` brings in.
pub(super) fn text(path: &str) -> Result<String, String> {
    if path.trim() == "-" {
        let text = from_stdin().map_err(|error| format!("can't read stdin: {error}"));
        return text.map(str::to_owned);
    }
    read_text(Path::new(path)).map_err(|error| format!("can't read {path}: {error}"))
}

/// What stdin holds. It can be read once, and several environments may ask for it.
fn from_stdin() -> anyhow::Result<&'static str> {
    static TEXT: OnceLock<io::Result<String>> = OnceLock::new();
    let text = TEXT.get_or_init(|| io::read_to_string(io::stdin()));
    text.as_deref().map_err(|error| anyhow!("{error}"))
}
