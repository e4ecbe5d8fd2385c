//! Values files and chart folders that nothing reads, reported on stderr.

use super::output::Terminal;
use drydock::workspace::Project;

/// Reports what nothing reads of a stack, or of all stacks. Returns how much that is.
pub(super) fn tell(
    project: &Project,
    stack: Option<&str>,
    terminal: &Terminal,
) -> anyhow::Result<usize> {
    let mut stray = project.stray_charts(stack)?;
    stray.extend(project.stray_values(stack)?);
    for one in &stray {
        terminal.say(&format!("{}: NOT READ, {}\n", one.shown, one.why));
    }
    Ok(stray.len())
}
