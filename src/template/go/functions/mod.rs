//! The functions of sprig and Helm, one file a family, and their table.
//!
//! What needs the engine (`include`, `tpl`, and `eq`, `index` and the rest of text/template) is
//! not here.
#![expect(clippy::unnecessary_wraps, reason = "the table calls all alike")]

mod arithmetic;
mod cases;
mod certificates;
mod chance;
mod crypto;
mod dates;
mod decimal;
mod defaults;
mod durations;
mod encoders;
mod encoding;
mod flow;
mod keys;
mod lists;
mod maps;
mod merge;
mod numbers;
mod paths;
mod regex;
mod row;
pub mod semver;
mod strings;
mod types;
mod unstable;
mod urls;
mod wrap;

use super::call::Function;

/// The families' rows.
const FAMILIES: &[&[Function]] = &[
    strings::ROWS,
    cases::ROWS,
    wrap::ROWS,
    lists::ROWS,
    maps::ROWS,
    numbers::ROWS,
    arithmetic::ROWS,
    encoding::ROWS,
    encoders::ROWS,
    regex::ROWS,
    dates::ROWS,
    durations::ROWS,
    urls::ROWS,
    paths::ROWS,
    types::ROWS,
    defaults::ROWS,
    semver::ROWS,
    flow::ROWS,
    crypto::ROWS,
    certificates::ROWS,
    unstable::ROWS,
];

/// The function of this name.
pub fn find(name: &str) -> Option<&'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter()).find(|function| function.name == name)
}

/// All functions, family by family.
pub fn all() -> impl Iterator<Item = &'static Function> + Clone {
    FAMILIES.iter().flat_map(|family| family.iter())
}
