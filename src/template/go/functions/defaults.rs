//! One value or another: what is empty gives way.

use super::super::call::Function;
use super::super::value::{Type, Value};
use super::row::{any, kept, truth, united};
use Type::{Any, Bool};

pub(super) const ROWS: &[Function] = &[
    kept(
        "default DEFAULT VALUE",
        "The value, or the default where it is empty.",
        &[Any],
        |_, args| {
            let given = args.get(1).filter(|value| value.is_true());
            Ok(given.or(args.first()).cloned().unwrap_or(Value::NIL))
        },
    )
    .rest(Any),
    united(
        "empty VALUE",
        "Whether it is nil, false, 0 or has nothing in it.",
        &[Any],
        |_, args| Ok((!any(args, 0).is_true()).into()),
    ),
    kept("coalesce VALUE...", "The first that is not empty.", &[], |_, args| {
        Ok(args.iter().find(|value| value.is_true()).cloned().unwrap_or(Value::NIL))
    })
    .rest(Any),
    united("all VALUE...", "Whether none is empty.", &[], |_, args| {
        Ok(args.iter().all(Value::is_true).into())
    })
    .rest(Any),
    united("any VALUE...", "Whether one is not empty.", &[], |_, args| {
        Ok(args.iter().any(Value::is_true).into())
    })
    .rest(Any),
    kept("ternary YES NO CONDITION", "One of two values.", &[Any, Any, Bool], |_, args| {
        Ok(any(args, usize::from(!truth(args, 2))))
    }),
];
