use super::*;

#[test]
fn places_are_the_numbers_from_0_on() {
    let kinds = PROJECTS.iter().flat_map(|project| project.kinds);
    let mut places: Vec<usize> = kinds.filter_map(|kind| kind.place).collect();
    places.sort_unstable();
    assert_eq!(places, (0..last_place()).collect::<Vec<_>>());
}

#[test]
fn a_name_stands_for_one_kind() {
    let names = || PROJECTS.iter().flat_map(|project| project.kinds).map(|kind| kind.name);
    for name in names() {
        assert_eq!(names().filter(|other| *other == name).count(), 1, "{name}");
    }
}

#[test]
fn rows_are_of_kinds_that_are_named() {
    for project in PROJECTS.iter().filter(|project| !project.kinds.is_empty()) {
        let references = project.references.iter().map(|row| row.kind);
        let products = project.products.iter().filter(|row| row.group.is_empty());
        let watches = project.watches.iter().map(|row| row.kind);
        let scales = project.scales.iter().map(|row| row.kind);
        let rows = references.chain(products.map(|row| row.kind)).chain(watches).chain(scales);
        for kind in rows {
            assert!(project.kinds.iter().any(|known| known.name == kind), "{kind}");
        }
    }
}
