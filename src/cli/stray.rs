//! Values files and chart folders that nothing reads.

use super::output::Terminal;
use drydock::workspace::{Choice, Project, Stray};

/// What nothing reads of a stack, or of all stacks.
pub(super) fn find(project: &Project, stack: Option<&str>) -> anyhow::Result<Vec<Stray>> {
    let mut stray = project.stray_charts(stack)?;
    stray.extend(project.stray_values(stack)?);
    Ok(stray)
}

/// What nothing reads of the stacks that are meant, or of all where none is named.
pub(super) fn of(
    project: &Project,
    named: &[impl AsRef<str>],
    chosen: &[Choice],
) -> anyhow::Result<Vec<Stray>> {
    if named.is_empty() {
        return find(project, None);
    }
    let mut stray = Vec::new();
    for choice in chosen {
        stray.extend(find(project, Some(&choice.stack.name))?);
    }
    Ok(stray)
}

/// A line for each.
pub(super) fn lines(stray: &[Stray]) -> String {
    let lines = stray.iter().map(|one| format!("{}: NOT READ, {}\n", one.shown, one.why));
    drydock::diagnostic::print::escaped(&lines.collect::<String>()).into_owned()
}

/// Reports it on stderr.
pub(super) fn tell(
    project: &Project,
    stack: Option<&str>,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    terminal.say(&lines(&find(project, stack)?));
    Ok(())
}
