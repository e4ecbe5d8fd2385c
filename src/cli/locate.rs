//! What a chart is called on the command line into where it is.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail};

use drydock::diagnostic::or_else_meant;
use drydock::project::{Located, Project, Stray};

/// The stack or folder that is meant, and the project it is a stack of.
pub fn locate(
    chart: &str,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<(Located, Option<Project>)> {
    let folder = Path::new(chart);
    let is_path = chart.contains(['/', '\\']) || chart == "." || chart == "..";
    if is_path {
        if !folder.is_dir() {
            bail!("there is no folder {chart}");
        }
        return Ok((from_folder(folder)?, None));
    }
    let project = match project() {
        Ok(project) => project,
        Err(_) if folder.join("Chart.yaml").is_file() => {
            return Ok((from_folder(folder)?, None));
        }
        Err(error) => return Err(error),
    };
    let stacks = project.stacks()?;
    if !stacks.iter().any(|stack| stack == chart) {
        let located = project.stack(chart);
        if !located.path.join("Chart.yaml").is_file() {
            let known = stacks.iter().map(String::as_str);
            let help = or_else_meant(chart, known);
            bail!("there is no stack `{chart}`{help}");
        }
    }
    Ok((project.stack(chart), Some(project)))
}

/// A stack is asked for in an environment that it does not have.
pub fn no_environment(
    project: &Project,
    stack: &str,
    wanted: &str,
    known: &[String],
) -> anyhow::Error {
    let stray = project.stray_values(Some(stack)).unwrap_or_default();
    let misnamed = stray.iter().find_map(|one| match one {
        Stray::WrongEnding { shown, environment } if environment == wanted => Some(shown),
        _ => None,
    });
    let help = match misnamed {
        Some(shown) => format!("; {shown} is not read: name it {wanted}.yaml"),
        None => or_else_meant(wanted, known.iter().map(String::as_str)),
    };
    anyhow!("{stack} has no environment `{wanted}`{help}")
}

fn from_folder(folder: &Path) -> anyhow::Result<Located> {
    let full = folder.canonicalize().with_context(|| format!("can't read {}", folder.display()))?;
    let name = full.file_name().and_then(|name| name.to_str()).unwrap_or("release");
    let shown = folder.to_string_lossy();
    let shown = shown.trim_end_matches('/');
    Ok(Located {
        path: folder.to_owned(),
        shown: if shown.is_empty() { "/".to_owned() } else { shown.to_owned() },
        name: name.to_owned(),
    })
}
