//! What a change does, as people read it.

use crate::compare::effects::{Effect, EffectKind};
use crate::diagnostic::print::Paint;
use crate::diagnostic::print::Style;

/// A line each, under a heading; empty where it does nothing of note.
pub fn effects(effects: &[Effect], style: Style) -> String {
    if effects.is_empty() {
        return String::new();
    }
    let paint = Paint(style.color);
    let mut out = format!("{}\n", paint.bold("when it is applied"));
    for Effect { kind, object, message } in effects {
        let word = format!("{:8}", kind.name());
        let word = match kind {
            EffectKind::Refused | EffectKind::Loss | EffectKind::Outage => paint.removed(&word),
            EffectKind::Access | EffectKind::Scale | EffectKind::Restart => paint.bold(&word),
        };
        out.push_str(&format!("  {word} {}\n", paint.plain(&format!("{object} {message}"))));
    }
    out
}
