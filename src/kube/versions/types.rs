//! The types of objects that are built into Kubernetes, field by field, without a word of prose.

use std::sync::OnceLock;

/// Name, group and version, then the fields: `name:type`, with `!` for one that is required.
static TABLE: &str = include_str!("types.txt");

/// A type, and the fields that the newest version has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Type {
    pub name: &'static str,
    /// `core/v1`
    pub home: &'static str,
    fields: &'static str,
}

/// A field as its type declares it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declared {
    pub name: &'static str,
    /// `[]EnvVar`, `map[string]string`; with the home of a type of another group before its name.
    pub of: &'static str,
    pub is_required: bool,
}

fn all() -> &'static [Type] {
    static ALL: OnceLock<Vec<Type>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().filter_map(read).collect())
}

fn read(line: &'static str) -> Option<Type> {
    let (name, rest) = line.split_once(' ')?;
    let (home, fields) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(Type { name, home, fields })
}

/// The type of the objects of a kind.
pub(crate) fn of_kind(api_version: &str, kind: &str) -> Option<Type> {
    let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
    let group = match group.split('.').next() {
        Some("internal") => "apiserverinternal",
        first => first.unwrap_or(group),
    };
    find(kind, &format!("{group}/{version}"))
}

/// The type of the metadata of every object.
pub(crate) fn metadata() -> Option<Type> {
    find("ObjectMeta", "meta/v1")
}

fn find(name: &str, home: &str) -> Option<Type> {
    let by = |known: &Type| (known.name, known.home).cmp(&(name, home));
    all().binary_search_by(by).ok().map(|at| all()[at])
}

impl Type {
    pub(crate) fn fields(self) -> impl Iterator<Item = Declared> {
        self.fields.split(' ').filter_map(|field| {
            let at = field.find([':', '!'])?;
            let (name, of) = (&field[..at], &field[at + 1..]);
            Some(Declared { name, of, is_required: field[at..].starts_with('!') })
        })
    }

    /// The type that a field of this one holds, or its items do.
    pub(crate) fn held(self, of: &str) -> Option<Type> {
        let of = without_lists(of);
        match of.rsplit_once('/') {
            Some((home, name)) => find(name, home),
            None => find(of, self.home),
        }
    }
}

fn without_lists(of: &str) -> &str {
    let inner = of.strip_prefix("[]").or_else(|| of.strip_prefix("map[string]"));
    inner.map_or(of, without_lists)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::kind;

    #[test]
    fn every_kind_has_its_type() {
        assert_eq!(all().len(), TABLE.lines().count());
        assert!(all().is_sorted_by_key(|it| (it.name, it.home)));
        for kind in kind::all() {
            let found = of_kind(kind.api_version, kind.kind);
            let fields = found.expect(kind.kind).fields().map(|field| field.name);
            assert!(fields.into_iter().any(|name| name == "metadata"), "{}", kind.kind);
        }
    }
}
