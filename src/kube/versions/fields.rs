//! From when to when a field of a type is there.
//!
//! A type is called as in Go, with its group and version beside it where it is not one that objects
//! of all groups are made of. Fields that came together with their type are left out: what holds
//! the type came with it.

use std::sync::OnceLock;

use super::Minor;

/// First and last minor version, type, its group and version, fields. The newest stand first.
static TABLE: &str = include_str!("fields.txt");

/// Fields of one type that came, or went, together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    first: u8,
    last: u8,
    of: &'static str,
    /// `None` of what is in objects of all groups.
    home: Option<Home<'static>>,
    fields: &'static str,
}

/// The version of a group that an object says it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Home<'a> {
    group: &'a str,
    version: &'a str,
}

impl<'a> Home<'a> {
    pub(crate) fn of(api_version: &'a str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
        Home { group: group.split('.').next().unwrap_or(group), version }
    }
}

/// When a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    From(Minor),
    /// The last that has it, which is older than the newest.
    Until(u8),
    /// The first and the last.
    Between(u8, u8),
}

impl Row {
    pub(crate) fn has(&self, field: &str, home: Home) -> bool {
        self.home.is_none_or(|own| own == home)
            && self.fields.split(' ').any(|known| known == field)
    }

    pub(crate) fn first(&self) -> Minor {
        Minor(self.first)
    }
}

/// The types that have fields which came after a version, ordered by name; with what came.
pub(crate) fn later(version: Minor) -> &'static [Row] {
    static LATER: [OnceLock<Vec<Row>>; 13] = [const { OnceLock::new() }; 13];
    let at = version.number() - Minor::OLDEST.number();
    LATER[usize::from(at)].get_or_init(|| {
        let rows = rows().take_while(|row| row.first > version.number());
        let mut rows: Vec<Row> = rows.filter(|row| row.last == Minor::NEWEST.number()).collect();
        rows.sort_by_key(|row| row.of);
        rows
    })
}

/// Those of one type.
pub(crate) fn of_type(rows: &'static [Row], name: &str) -> &'static [Row] {
    let start = rows.partition_point(|row| row.of < name);
    let length = rows[start..].iter().take_while(|row| row.of == name).count();
    &rows[start..start + length]
}

/// When a field is there that is not always there.
pub(crate) fn span(of: &str, field: &str, home: Home) -> Option<Span> {
    let row = rows().find(|row| row.of == of && row.has(field, home))?;
    Some(match (row.first, row.last) {
        (first, 37) => Span::From(Minor(first)),
        (first, last) if first < Minor::OLDEST.number() => Span::Until(last),
        (first, last) => Span::Between(first, last),
    })
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter_map(read)
}

fn read(line: &'static str) -> Option<Row> {
    let mut words = line.splitn(5, ' ');
    let first = words.next()?.parse().ok()?;
    let last = words.next()?.parse().ok()?;
    let (of, home, fields) = (words.next()?, words.next()?, words.next()?);
    let home = home.contains('/').then(|| Home::of(home));
    Some(Row { first, last, of, home, fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_the_newest_stand_first() {
        assert_eq!(rows().count(), TABLE.lines().count());
        assert!(rows().is_sorted_by_key(|row| std::cmp::Reverse(row.first)));
    }

    #[test]
    fn a_field_is_of_the_type_that_the_object_uses() {
        let pod = Home::of("v1");
        assert_eq!(span("PodSpec", "hostnameOverride", pod), Some(Span::From(Minor(34))));
        assert_eq!(span("PodSpec", "workloadRef", pod), Some(Span::Between(35, 35)));
        assert_eq!(span("PodSpec", "containers", pod), None);
        let (old, new) = (Home::of("autoscaling/v1"), Home::of("autoscaling/v2"));
        assert_eq!(span("HPAScalingRules", "tolerance", old), None);
        assert_eq!(span("HPAScalingRules", "tolerance", new), Some(Span::From(Minor(33))));
    }
}
