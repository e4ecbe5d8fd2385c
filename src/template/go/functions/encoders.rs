//! Values into YAML, JSON and TOML, and back.

use super::super::call::{Context, Function};
use super::super::text::Text;
use super::super::value::{Type, Value};
use super::super::yaml::json::{Html, Layout, to_json};
use super::super::yaml::{read, read_json, toml, write};
use super::row::{any, kept, text};
use Type::{Any, String as Str};

pub(super) const ROWS: &[Function] = &[
    kept("toYaml VALUE", "As YAML; what YAML can't say is an empty text.", &[Any], |c, args| {
        limited(c, write::to_yaml(&any(args, 0)).map_or_else(|_| Text::default(), |t| line_off(&t)))
    }),
    kept("mustToYaml VALUE", "As YAML, or a fault.", &[Any], |c, args| {
        limited(c, line_off(&write::to_yaml(&any(args, 0))?))
    }),
    kept("toYamlPretty VALUE", "As YAML with lists indented.", &[Any], |c, args| {
        let text = write::to_yaml_pretty(&any(args, 0));
        limited(c, text.map_or_else(|_| Text::default(), |text| line_off(&text)))
    }),
    kept("fromYaml TEXT", "A map from YAML; a fault stands under `Error`.", &[Str], |_, args| {
        Ok(read::map_of(&text(args, 0)))
    }),
    kept("fromYamlArray TEXT", "A list from YAML; a fault is its only item.", &[Str], |_, args| {
        Ok(read::list_of(&text(args, 0)))
    }),
    kept("toJson VALUE", "As JSON; what JSON can't say is an empty text.", &[Any], |c, args| {
        let text = to_json(&any(args, 0), Html::Escaped, Layout::Compact);
        limited(c, text.unwrap_or_default())
    }),
    kept("mustToJson VALUE", "As JSON, or a fault.", &[Any], |c, args| {
        limited(c, to_json(&any(args, 0), Html::Escaped, Layout::Compact)?)
    }),
    kept("toPrettyJson VALUE", "As JSON in lines.", &[Any], |c, args| {
        let text = to_json(&any(args, 0), Html::Escaped, Layout::Pretty);
        limited(c, text.unwrap_or_default())
    }),
    kept("mustToPrettyJson VALUE", "As JSON in lines, or a fault.", &[Any], |c, args| {
        limited(c, to_json(&any(args, 0), Html::Escaped, Layout::Pretty)?)
    }),
    kept("toRawJson VALUE", "As JSON with `<`, `>` and `&` as they are.", &[Any], raw_json),
    kept("mustToRawJson VALUE", "As JSON with `<`, `>` and `&` as they are.", &[Any], raw_json),
    kept("fromJson TEXT", "A map from JSON; a fault stands under `Error`.", &[Str], |_, args| {
        Ok(read_json::map_of(&text(args, 0)))
    }),
    kept("fromJsonArray TEXT", "A list from JSON; a fault is its only item.", &[Str], |_, args| {
        Ok(read_json::list_of(&text(args, 0)))
    }),
    kept("mustFromJson TEXT", "A value from JSON, or a fault.", &[Str], |_, args| {
        read_json::read(&text(args, 0))
    }),
    kept("toToml VALUE", "As TOML; a fault is its text.", &[Any], |c, args| {
        if args[0].is_nil() {
            return Err("reflect: call of reflect.Value.Type on zero Value".into());
        }
        limited(c, toml::to_toml(&any(args, 0)).unwrap_or_else(Text::from))
    }),
    kept("mustToToml VALUE", "As TOML, or a fault.", &[Any], |c, args| {
        limited(c, toml::to_toml(&any(args, 0))?)
    }),
    kept("fromToml TEXT", "A map from TOML; a fault stands under `Error`.", &[Str], |_, args| {
        Ok(toml::map_of(&text(args, 0)))
    }),
];

fn raw_json(context: &Context, args: &[Value]) -> Result<Value, String> {
    limited(context, to_json(&any(args, 0), Html::Raw, Layout::Compact)?)
}

fn limited(context: &Context, text: Text) -> Result<Value, String> {
    context.spend(text.len())?;
    Ok(text.into())
}

/// Without the line break at its end.
fn line_off(text: &Text) -> Text {
    let end = text.len() - usize::from(text.as_bytes().ends_with(b"\n"));
    text.slice(0..end)
}
