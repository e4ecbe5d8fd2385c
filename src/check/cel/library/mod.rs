//! What the functions do: those of the language, and those of the libraries that the server has
//! (`cel-go/ext` and `k8s.io/apiserver/pkg/cel/library`).
//!
//! A function takes values of whatever types; what it is not made for is an error at run time.

mod addresses;
mod collections;
mod conversions;
mod formats;
pub(super) mod formatting;
mod lists;
mod look_up;
mod operators;
mod optionals;
mod quantities;
mod strings;
mod times;
mod urls;
mod versions;

pub(super) use lists::sorted;

use super::value::{Outcome, Value};

/// The receiver is the first value.
pub(super) type Function = for<'v> fn(&[Value<'v>]) -> Outcome<'v>;

/// A function by its name; nothing where it can't be told here what it gives, as of those that ask
/// who may do what.
pub(super) fn find(name: &str, is_member: bool) -> Option<Function> {
    operators::find(name)
        .or_else(|| conversions::find(name, is_member))
        .or_else(|| strings::find(name))
        .or_else(|| lists::find(name))
        .or_else(|| collections::find(name))
        .or_else(|| optionals::find(name))
        .or_else(|| times::find(name))
        .or_else(|| quantities::find(name))
        .or_else(|| versions::find(name))
        .or_else(|| addresses::find(name))
        .or_else(|| urls::find(name))
        .or_else(|| formats::find(name))
}

#[cfg(test)]
mod tests;
