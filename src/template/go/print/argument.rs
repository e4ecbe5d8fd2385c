//! One value by one verb.

use super::super::quote::{can_backquote, runes};
use super::super::text::{Builder, Origin, Text};
use super::super::value::{Data, Kind, List, Native, Value};
use super::flags::Flags;
use super::number;

/// Whether a value is an argument itself or is in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    Top,
    Inside,
    /// Within a complaint, where methods are not asked.
    Wrong,
}

impl Depth {
    fn inside(self) -> Depth {
        if self == Depth::Wrong { Depth::Wrong } else { Depth::Inside }
    }
}

pub(super) fn write(value: &Value, verb: char, flags: &Flags, depth: Depth, out: &mut Builder) {
    if verb == 'T' && depth == Depth::Top {
        return string(&value.type_name().into(), 's', flags, out);
    }
    if depth != Depth::Wrong
        && let Some(shown) = display(value).filter(|_| "vsxXq".contains(verb) && !flags.sharp_v)
    {
        return string(&shown, verb, flags, out);
    }
    let written = match &value.data {
        Data::Nil => return nil(verb, flags, depth, out),
        Data::Bool(truth) => {
            matches!(verb, 't' | 'v').then(|| flags.pad(if *truth { "true" } else { "false" }))
        }
        Data::Int(number, of) => number::integer(*number, of.is_unsigned(), verb, flags),
        Data::Float(number) => number::float(*number, verb, flags),
        Data::Complex(re, im) => number::complex(*re, *im, verb, flags),
        Data::Text(text) => {
            if "vsxXq".contains(verb) {
                return string(text, verb, flags, out);
            }
            None
        }
        Data::Bytes(text) => {
            if "sxXq".contains(verb) {
                return string(text, verb, flags, out);
            }
            let bytes = text.as_bytes().iter().map(|&byte| Value::int(i64::from(byte)));
            return list(value, &bytes.collect::<Vec<_>>(), verb, flags, depth, out);
        }
        Data::List(items) => return list(value, items, verb, flags, depth, out),
        Data::Map(_) => return map(value, verb, flags, depth, out),
        Data::Native(native) => return fields(&**native, verb, flags, depth, out),
    };
    match written {
        Some(text) => out.push(text.as_bytes(), origin(value).as_ref()),
        None => complain(value, verb, flags, out),
    }
}

fn origin(value: &Value) -> Option<Origin> {
    let set = value.places();
    (!set.is_empty()).then(|| Origin::of(set))
}

/// What a value's `String` method gives.
fn display(value: &Value) -> Option<Text> {
    let text = match &value.data {
        Data::Int(number, of) => super::named_int(*number, *of)?,
        Data::Native(native) => native.display()?,
        _ => return None,
    };
    Some(Text::new(text).made_of(&value.from))
}

fn nil(verb: char, flags: &Flags, depth: Depth, out: &mut Builder) {
    if depth != Depth::Top {
        return out.push_plain(if flags.sharp_v { "interface {}(nil)" } else { "<nil>" });
    }
    match verb {
        'v' => out.push_plain(flags.pad("<nil>")),
        _ => out.push_plain(format!("%!{verb}(<nil>)")),
    }
}

/// `%!d(string=x)`
fn complain(value: &Value, verb: char, flags: &Flags, out: &mut Builder) {
    out.push_plain(format!("%!{verb}({}=", value.type_name()));
    write(value, 'v', flags, Depth::Wrong, out);
    out.push_plain(")");
}

fn string(text: &Text, verb: char, flags: &Flags, out: &mut Builder) {
    match verb {
        'x' | 'X' => {
            let hex = hex(text.as_bytes(), verb == 'X', flags);
            out.push(hex.as_bytes(), Some(&text.union()));
        }
        'q' => quoted(text, flags, out),
        'v' if flags.sharp_v => quoted(text, flags, out),
        _ => flags.pad_text(&cut(text, flags), out),
    }
}

fn cut(text: &Text, flags: &Flags) -> Text {
    let Some(precision) = flags.precision else { return text.clone() };
    match runes(text.as_bytes()).nth(precision) {
        Some((end, _)) => text.slice(0..end),
        None => text.clone(),
    }
}

fn quoted(text: &Text, flags: &Flags, out: &mut Builder) {
    let text = cut(text, flags);
    if flags.sharp && can_backquote(text.as_bytes()) {
        let mut quoted = Builder::default();
        quoted.push_plain("`");
        quoted.push_text(&text);
        quoted.push_plain("`");
        return flags.pad_text(&quoted.finish(), out);
    }
    let mut quoted = Builder::with_capacity(text.len() + 2);
    super::push_quoted(&text, flags.letters(), &mut quoted);
    flags.pad_text(&quoted.finish(), out);
}

fn hex(bytes: &[u8], upper: bool, flags: &Flags) -> String {
    let bytes = &bytes[..flags.precision.unwrap_or(bytes.len()).min(bytes.len())];
    let prefix = if !flags.sharp {
        ""
    } else if upper {
        "0X"
    } else {
        "0x"
    };
    let mut text = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && flags.space {
            text.push(' ');
        }
        if at == 0 || flags.space {
            text.push_str(prefix);
        }
        text.push_str(&if upper { format!("{byte:02X}") } else { format!("{byte:02x}") });
    }
    flags.pad(&text)
}

fn list(
    value: &Value,
    items: &[Value],
    verb: char,
    flags: &Flags,
    depth: Depth,
    out: &mut Builder,
) {
    let (open, between, close) = if flags.sharp_v { ("{", ", ", "}") } else { ("[", " ", "]") };
    if flags.sharp_v {
        out.push_plain(value.type_name());
        if value.as_list().is_some_and(List::is_nil) {
            return out.push_plain("(nil)");
        }
    }
    out.push_plain(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_plain(between);
        }
        write(item, verb, flags, depth.inside(), out);
    }
    out.push_plain(close);
}

fn map(value: &Value, verb: char, flags: &Flags, depth: Depth, out: &mut Builder) {
    let Some(map) = value.as_map() else { return };
    let (open, between, close) = if flags.sharp_v { ("{", ", ", "}") } else { ("map[", " ", "]") };
    if flags.sharp_v {
        out.push_plain(value.type_name());
        if map.is_nil() {
            return out.push_plain("(nil)");
        }
    }
    out.push_plain(open);
    for (at, (key, item)) in map.entries().iter().enumerate() {
        if at > 0 {
            out.push_plain(between);
        }
        string_or_complaint(key, verb, flags, out);
        out.push_plain(":");
        write(item, verb, flags, depth.inside(), out);
    }
    out.push_plain(close);
}

fn string_or_complaint(key: &Text, verb: char, flags: &Flags, out: &mut Builder) {
    write(&Value::text(key.clone()), verb, flags, Depth::Inside, out);
}

fn fields(native: &dyn Native, verb: char, flags: &Flags, depth: Depth, out: &mut Builder) {
    if native.kind() == Kind::Pointer {
        if depth != Depth::Top {
            // An address, which no two runs share.
            return out.push_plain("0xc000000000");
        }
        out.push_plain("&");
    }
    if flags.sharp_v {
        out.push_plain(native.type_name().trim_start_matches('*'));
    }
    out.push_plain("{");
    for (at, (name, value)) in native.fields().iter().enumerate() {
        if at > 0 {
            out.push_plain(if flags.sharp_v { ", " } else { " " });
        }
        if flags.plus_v || flags.sharp_v {
            out.push_plain(format!("{name}:"));
        }
        write(value, verb, flags, depth.inside(), out);
    }
    out.push_plain("}");
}
