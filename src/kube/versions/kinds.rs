//! From when to when a version of a kind is there.

use std::sync::OnceLock;

use super::Minor;

/// A kind in a version of its group, and the minor versions of Kubernetes that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lived {
    /// `apps/v1`
    pub api_version: &'static str,
    pub kind: &'static str,
    pub plural: &'static str,
    /// 1.20 where it is older.
    pub first: u8,
    /// The newest that is known where it is still there.
    pub last: u8,
}

impl Lived {
    pub fn is_in(&self, version: Minor) -> bool {
        (self.first..=self.last).contains(&version.number())
    }
}

/// Apiversion, kind, plural, first and last minor version, in the order of the first two.
static TABLE: &str = include_str!("kinds.txt");

fn all() -> &'static [Lived] {
    static ALL: OnceLock<Vec<Lived>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().filter_map(read).collect())
}

fn read(line: &'static str) -> Option<Lived> {
    let mut words = line.split(' ');
    let (api_version, kind, plural) = (words.next()?, words.next()?, words.next()?);
    let mut number = || words.next()?.parse().ok();
    Some(Lived { api_version, kind, plural, first: number()?, last: number()? })
}

/// When a kind is there; `None` if it is in no version that is known.
pub fn lived(api_version: &str, kind: &str) -> Option<&'static Lived> {
    let by = |known: &Lived| (known.api_version, known.kind).cmp(&(api_version, kind));
    all().binary_search_by(by).ok().map(|at| &all()[at])
}

/// All kinds of a version of Kubernetes, those that are off by default included.
pub fn of_version(version: Minor) -> impl Iterator<Item = &'static Lived> {
    all().iter().filter(move |kind| kind.is_in(version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::kind;

    #[test]
    fn every_line_is_read_and_in_order() {
        assert_eq!(all().len(), TABLE.lines().count());
        assert!(all().is_sorted_by_key(|it| (it.api_version, it.kind)));
    }

    #[test]
    fn the_types_are_those_of_the_newest_version() {
        let types = kind::all().iter().map(|it| (it.api_version, it.kind, it.plural));
        let newest = of_version(Minor::NEWEST).map(|it| (it.api_version, it.kind, it.plural));
        assert_eq!(types.collect::<Vec<_>>(), newest.collect::<Vec<_>>());
    }
}
