//! Values files and chart folders that nothing reads.

use super::output::Terminal;
use drydock::workspace::{Project, Stray};

/// What nothing reads of a stack, or of all stacks.
pub(super) fn find(project: &Project, stack: Option<&str>) -> anyhow::Result<Vec<Stray>> {
    let mut stray = project.stray_charts(stack)?;
    stray.extend(project.stray_values(stack)?);
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
