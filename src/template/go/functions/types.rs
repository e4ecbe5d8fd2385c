//! What type a value has, and whether two are equal in depth.

use super::super::call::Function;
use super::super::value::{Data, Type, Value};
use super::row::{any, text, united};
use Type::{Any, String as Str};

pub(super) const ROWS: &[Function] = &[
    united("typeOf VALUE", "The type, as Go names it.", &[Any], |_, args| {
        Ok(any(args, 0).type_name().into())
    }),
    united("typeIs TYPE VALUE", "Whether it has the type.", &[Str, Any], |_, args| {
        Ok((text(args, 0).as_bytes() == any(args, 1).type_name().as_bytes()).into())
    }),
    united(
        "typeIsLike TYPE VALUE",
        "Whether it, or what it points to, has the type.",
        &[Str, Any],
        |_, args| {
            let (wanted, value) = (text(args, 0), any(args, 1));
            let name = value.type_name();
            let pointed = name.strip_prefix('*').unwrap_or(name);
            let like = [name, pointed].iter().any(|name| wanted.as_bytes() == name.as_bytes());
            Ok(like.into())
        },
    ),
    united(
        "kindOf VALUE",
        "The kind of its type: `map`, `slice`, `string` …",
        &[Any],
        |_, args| Ok(any(args, 0).kind().name().into()),
    ),
    united("kindIs KIND VALUE", "Whether its type is of the kind.", &[Str, Any], |_, args| {
        Ok((text(args, 0).as_bytes() == any(args, 1).kind().name().as_bytes()).into())
    }),
    united("deepEqual A B", "Whether both are the same, in depth.", &[Any, Any], |_, args| {
        Ok(deep_equal(&any(args, 0), &any(args, 1)).into())
    }),
];

/// What Go says of a call through nil.
pub(super) use super::super::value::NIL_POINTER;

/// `reflect.DeepEqual`: values of different types differ.
#[expect(clippy::float_cmp, reason = "as Go compares")]
pub(super) fn deep_equal(a: &Value, b: &Value) -> bool {
    if a.type_name() != b.type_name() {
        return false;
    }
    match (&a.data, &b.data) {
        (Data::Nil, Data::Nil) => true,
        (Data::Bool(a), Data::Bool(b)) => a == b,
        (Data::Int(a, _), Data::Int(b, _)) => a == b,
        (Data::Float(a), Data::Float(b)) => a == b,
        (Data::Complex(a, c), Data::Complex(b, d)) => a == b && c == d,
        (Data::Text(a), Data::Text(b)) | (Data::Bytes(a), Data::Bytes(b)) => a == b,
        (Data::List(a), Data::List(b)) => {
            a.is_same(b)
                || a.is_nil() == b.is_nil()
                    && a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(a, b)| deep_equal(a, b))
        }
        (Data::Map(a), Data::Map(b)) => {
            if a.is_same(b) {
                return true;
            }
            let (a_entries, b_entries) = (a.entries(), b.entries());
            a.is_nil() == b.is_nil()
                && a_entries.len() == b_entries.len()
                && a_entries
                    .iter()
                    .zip(&b_entries)
                    .all(|((a, x), (b, y))| a == b && deep_equal(x, y))
        }
        (Data::Native(a), Data::Native(b)) => {
            let (a_fields, b_fields) = (a.fields(), b.fields());
            a.display() == b.display()
                && a_fields.len() == b_fields.len()
                && a_fields.iter().zip(&b_fields).all(|((a, x), (b, y))| a == b && deep_equal(x, y))
        }
        _ => false,
    }
}
