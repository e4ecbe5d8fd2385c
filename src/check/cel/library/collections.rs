//! Lists as sets: `ext.Sets`.

use super::Function;
use crate::check::cel::value::equal::equal;
use crate::check::cel::value::{List, Outcome, Value, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "sets.contains" => |of| lists(of, contains),
        "sets.equivalent" => {
            |of| lists(of, |one, other| contains(one, other) && contains(other, one))
        }
        "sets.intersects" => |of| {
            lists(of, |one, other| one.iter().any(|item| other.iter().any(|it| equal(&item, &it))))
        },
        _ => return None,
    })
}

fn lists<'v>(of: &[Value<'v>], is_so: fn(&List<'_>, &List<'_>) -> bool) -> Outcome<'v> {
    match of {
        [Value::List(one), Value::List(other)] => Ok(Value::Bool(is_so(one, other))),
        _ => no_overload(),
    }
}

/// Whether all items of another list are in it.
fn contains(list: &List<'_>, other: &List<'_>) -> bool {
    other.iter().all(|item| list.iter().any(|it| equal(&it, &item)))
}
