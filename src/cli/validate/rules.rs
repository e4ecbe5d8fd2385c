//! What the rules say of all that is validated together.

use super::{Args, Judged};
use drydock::check::policy::{Policy, Preset};
use drydock::check::surroundings::Surroundings;
use drydock::check::verdict::together;

/// How the rules are to be applied, if they are.
///
/// `--pod-security` alone asks for that and for no other rule.
pub(super) fn of(args: &Args) -> Option<Policy> {
    let policy = args.policy.policy();
    if args.rules || args.policy.has_rules() {
        return Some(policy);
    }
    args.policy.has_pod_security().then_some(Policy { preset: Some(Preset::None), ..policy })
}

/// Adds what they find to the verdicts.
pub(super) fn apply(judged: &mut Judged, policy: Policy) {
    let texts = std::mem::take(&mut judged.texts);
    let name = |first: usize| judged.entries.get(first).map_or("", |entry| &*entry.file);
    let named: Vec<(&str, &str)> =
        texts.iter().map(|(first, text)| (name(*first), text.as_str())).collect();
    let surroundings = Surroundings { policy, ..Surroundings::default() };
    for it in together(&named, &surroundings) {
        let (first, _) = texts[it.text];
        judged.entries[first + it.object].verdict.add(it.said);
    }
}
