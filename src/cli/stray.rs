//! Values that nobody reads, told on stderr.

use super::output::Terminal;
use drydock::workspace::Project;

/// Says which values of a stack, or of all, nobody reads, and how many they are.
pub(super) fn tell(
    project: &Project,
    stack: Option<&str>,
    terminal: &Terminal,
) -> anyhow::Result<usize> {
    let stray = project.stray_values(stack)?;
    for one in &stray {
        terminal.say(&format!("{}: NOT READ, {}\n", one.shown, one.why));
    }
    Ok(stray.len())
}
