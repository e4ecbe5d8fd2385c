//! The named formats: `format.dns1123Label().validate(text)`.

use std::sync::Arc;

use super::strings::text;
use super::{Function, urls};
use crate::check::cel::value::library::{Format, Library};
use crate::check::cel::value::{Outcome, Value, no_overload};
use crate::kube::formats::is_of_format;
use crate::kube::names;

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "format.named" => |of| {
            text(of, |name| {
                Ok(named(name).map_or(Value::NONE, |it| {
                    Value::some(Value::Library(Arc::new(Library::Format(it))))
                }))
            })
        },
        "validate" => validate,
        "format.byte" => |_| made("byte"),
        "format.date" => |_| made("date"),
        "format.datetime" => |_| made("datetime"),
        "format.dns1035Label" => |_| made("dns1035Label"),
        "format.dns1035LabelPrefix" => |_| made("dns1035LabelPrefix"),
        "format.dns1123Label" => |_| made("dns1123Label"),
        "format.dns1123LabelPrefix" => |_| made("dns1123LabelPrefix"),
        "format.dns1123Subdomain" => |_| made("dns1123Subdomain"),
        "format.dns1123SubdomainPrefix" => |_| made("dns1123SubdomainPrefix"),
        "format.labelValue" => |_| made("labelValue"),
        "format.qualifiedName" => |_| made("qualifiedName"),
        "format.uri" => |_| made("uri"),
        "format.uuid" => |_| made("uuid"),
        _ => return None,
    })
}

fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

fn made<'v>(name: &str) -> Outcome<'v> {
    named(name).map_or_else(no_overload, |it| Ok(Value::Library(Arc::new(Library::Format(it)))))
}

fn validate<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let [Value::Library(format), Value::String(text)] = of else { return no_overload() };
    let Library::Format(format) = &**format else { return no_overload() };
    Ok(match (format.judge)(text.as_str()) {
        Some(wrong) => Value::some(Value::list(vec![Value::text(wrong)])),
        None => Value::NONE,
    })
}

/// A prefix is judged with its last `-` as if a letter followed.
fn prefix(text: &str, syntax: fn(&str) -> names::Syntax) -> Option<&'static str> {
    syntax(&names::before_a_suffix(text)).err()
}

fn unless(is_so: Option<bool>, wrong: &'static str) -> Option<&'static str> {
    if is_so == Some(false) { Some(wrong) } else { None }
}

static FORMATS: [Format; 13] = [
    Format { name: "dns1123Label", judge: |text| names::dns_label(text).err(), length: 30 },
    Format { name: "dns1123Subdomain", judge: |text| names::dns_subdomain(text).err(), length: 60 },
    Format { name: "dns1035Label", judge: |text| names::dns_1035_label(text).err(), length: 30 },
    Format { name: "qualifiedName", judge: |text| names::qualified_name(text).err(), length: 60 },
    Format { name: "dns1123LabelPrefix", judge: |text| prefix(text, names::dns_label), length: 30 },
    Format {
        name: "dns1123SubdomainPrefix",
        judge: |text| prefix(text, names::dns_subdomain),
        length: 60,
    },
    Format {
        name: "dns1035LabelPrefix",
        judge: |text| prefix(text, names::dns_1035_label),
        length: 30,
    },
    Format { name: "labelValue", judge: |text| names::label_value(text).err(), length: 40 },
    Format {
        name: "uri",
        judge: |text| urls::read(text).is_none().then_some("invalid URI for request"),
        length: 2000,
    },
    Format {
        name: "uuid",
        judge: |text| unless(is_of_format(text, "uuid"), "does not match the UUID format"),
        length: 90,
    },
    Format {
        name: "byte",
        judge: |text| unless(is_of_format(text, "byte"), "invalid base64"),
        length: 80,
    },
    Format {
        name: "date",
        judge: |text| unless(is_of_format(text, "date"), "invalid date"),
        length: 120,
    },
    Format {
        name: "datetime",
        judge: |text| unless(is_of_format(text, "datetime"), "invalid datetime"),
        length: 120,
    },
];
