//! "did you mean": the nearest of the names that would have been right.

/// Only so many faults of a kind get a "did you mean" that searches all names, so that a thousand
/// faults don't cost a thousand searches.
pub const HELPED: usize = 100;

/// At most so many names are searched.
pub const SEARCHED: usize = 1000;

/// The candidate nearest to `name`, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    let wanted = Folded::of(name);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let least = best.map_or(limit + 1, |(least, _)| least);
        if candidate == name {
            continue;
        }
        let other = Folded::of(candidate);
        if wanted.least_distance(&other) >= least {
            continue;
        }
        let distance = strsim::osa_distance(&wanted.text, &other.text);
        if distance < least {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A name without differences that people overlook, and the set of its characters.
struct Folded {
    text: String,
    characters: u64,
    count: usize,
}

impl Folded {
    fn of(name: &str) -> Self {
        let text = fold(name);
        let bit = |c: char| 1 << (u32::from(c) % 64);
        let characters = text.chars().fold(0, |all: u64, c| all | bit(c));
        let count = text.chars().count();
        Folded { text, characters, count }
    }

    /// A lower bound of the distance: one edit adds at most one character, and removes at most one.
    fn least_distance(&self, other: &Self) -> usize {
        let missing = (self.characters & !other.characters).count_ones();
        let added = (other.characters & !self.characters).count_ones();
        self.count.abs_diff(other.count).max(missing.max(added) as usize)
    }
}

/// The candidate that differs from `name` by one letter, or only in what people overlook. Short
/// names may differ by one letter on purpose.
pub fn misspelt<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    let limit = usize::from(folded.chars().count() > 3);
    let mut others = candidates.into_iter().filter(|candidate| *candidate != name);
    others.find(|candidate| strsim::osa_distance(&folded, &fold(candidate)) <= limit)
}

/// The help that names the nearest candidate, or else lists them where they are few.
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(nearest) = nearest(name, candidates.clone()) {
        return Some(format!("did you mean `{nearest}`?"));
    }
    known_here(candidates)
}

/// The same, behind a message that has no help of its own: `; did you mean …`.
pub fn or_else_meant<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    did_you_mean(name, candidates).map(|help| format!("; {help}")).unwrap_or_default()
}

/// Lists names where they are few.
pub fn known_here<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.len() {
        1..=12 => Some(format!("known here: {}", quoted.join(", "))),
        _ => None,
    }
}

/// Spelling differences that people do not see: case, `_` and `-`.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_typos_and_leaves_strangers() {
        let names = ["replicas", "image", "nodePort", "service"];
        assert_eq!(nearest("replcas", names), Some("replicas"));
        assert_eq!(nearest("nodeport", names), Some("nodePort"));
        assert_eq!(nearest("iamge", names), Some("image"));
        assert_eq!(nearest("banana", names), None);
    }

    #[test]
    fn misspelt_is_what_differs_by_a_letter() {
        let names = ["enabled", "minReplicas", "cpu"];
        assert_eq!(misspelt("enbaled", names), Some("enabled"));
        assert_eq!(misspelt("min_replicas", names), Some("minReplicas"));
        assert_eq!(misspelt("CPU", names), Some("cpu"));
        for other in ["enabled", "maxReplicas", "gpu"] {
            assert_eq!(misspelt(other, names.into_iter().filter(|it| *it != other)), None);
        }
    }
}
