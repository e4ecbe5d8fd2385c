//! Charts that stop a render, and the cluster that is not asked.

use super::super::call::Function;
use super::super::text::Text;
use super::super::value::{Type, Value};
use super::row::{any, kept, text};
use Type::{Any, String as Str};

pub(super) const ROWS: &[Function] = &[
    kept("fail MESSAGE", "Stops the render with a message.", &[Str], |_, args| {
        Err(text(args, 0).to_str().into_owned())
    }),
    kept(
        "required MESSAGE VALUE",
        "The value; where it is nil or an empty text, the render stops with the message.",
        &[Str, Any],
        |_, args| {
            let value = any(args, 1);
            if value.is_nil() || value.as_text().is_some_and(Text::is_empty) {
                return Err(text(args, 0).to_str().into_owned());
            }
            Ok(value)
        },
    ),
    kept(
        "lookup VERSION KIND NAMESPACE NAME",
        "An empty map: no cluster is asked.",
        &[Str, Str, Str, Str],
        |_, _| Ok(Value::map([])),
    ),
    kept("getHostByName NAME", "An empty text: no network is asked.", &[Str], |_, _| Ok("".into())),
];
