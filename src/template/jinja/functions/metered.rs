//! The engine's own filters and functions, with what they make taken from the budget.

use minijinja::functions::{dict, namespace};
use minijinja::value::{Kwargs, Rest, ValueOrKwargs};
use minijinja::{Environment, Error, State, Value, filters};

use super::meter::Meter;
use crate::template::budget::ITEM;

/// What a filter takes room for besides its input.
#[derive(Clone, Copy)]
enum Takes {
    /// Nothing: it gives what it was given, or a part of it.
    NoMore,
    /// A new text for each that it finds.
    Replacements,
    /// Blanks before each line.
    Blanks,
    /// Empty places.
    Places,
    /// Lists around the items.
    Lists,
}

/// Lets an engine run its own functions within a budget.
pub(super) fn register(env: &mut Environment<'_>, meter: &Meter) {
    use Takes::{Blanks, Lists, NoMore, Places, Replacements};
    for (name, takes, filter) in [
        ("capitalize", NoMore, Value::from_function(filters::capitalize)),
        ("lower", NoMore, Value::from_function(filters::lower)),
        ("upper", NoMore, Value::from_function(filters::upper)),
        ("title", NoMore, Value::from_function(filters::title)),
        ("trim", NoMore, Value::from_function(filters::trim)),
        ("lines", NoMore, Value::from_function(filters::lines)),
        ("split", NoMore, Value::from_function(filters::split)),
        ("reverse", NoMore, Value::from_function(filters::reverse)),
        ("list", NoMore, Value::from_function(filters::list)),
        ("sort", NoMore, Value::from_function(filters::sort)),
        ("unique", NoMore, Value::from_function(filters::unique)),
        ("map", NoMore, Value::from_function(filters::map)),
        ("select", NoMore, Value::from_function(filters::select)),
        ("reject", NoMore, Value::from_function(filters::reject)),
        ("selectattr", NoMore, Value::from_function(filters::selectattr)),
        ("rejectattr", NoMore, Value::from_function(filters::rejectattr)),
        ("replace", Replacements, Value::from_function(filters::replace)),
        ("indent", Blanks, Value::from_function(filters::indent)),
        ("batch", Places, Value::from_function(filters::batch)),
        ("slice", Places, Value::from_function(filters::slice)),
        ("chain", Lists, Value::from_function(filters::chain)),
        ("dictsort", Lists, Value::from_function(filters::dictsort)),
        ("groupby", Lists, Value::from_function(filters::groupby)),
        ("items", Lists, Value::from_function(filters::items)),
        ("zip", Lists, Value::from_function(filters::zip)),
    ] {
        let meter = meter.clone();
        env.add_filter(name, move |state: &mut State<'_, '_>, values: Rest<ValueOrKwargs>| {
            let values = values.into_values();
            takes.ahead(&values, &meter)?;
            let made = filter.call(state, &values)?;
            if matches!(takes, Places | Lists) { meter.gathered(made) } else { Ok(made) }
        });
    }
    for (name, function) in
        [("dict", Value::from_function(dict)), ("namespace", Value::from_function(namespace))]
    {
        let meter = meter.clone();
        env.add_function(name, move |state: &mut State<'_, '_>, values: Rest<ValueOrKwargs>| {
            meter.gathered(function.call(state, &values.into_values())?)
        });
    }
}

impl Takes {
    /// Takes the room for what a filter will make of these.
    fn ahead(self, values: &[Value], meter: &Meter) -> Result<(), Error> {
        let Some(input) = values.first() else { return Ok(()) };
        meter.take_top(input, ITEM)?;
        let text = input.as_str();
        match (self, text, values.get(1), values.get(2)) {
            (Takes::Replacements, Some(text), Some(from), Some(to)) => {
                let (from, to) = (from.as_str().unwrap_or(""), to.as_str().unwrap_or(""));
                meter.take_each(text.matches(from).count(), to.len())
            }
            (Takes::Blanks, Some(text), width, _) => {
                let named = values.last().and_then(|last| Kwargs::try_from(last.clone()).ok());
                let named = named.and_then(|named| named.get::<Option<usize>>("width").ok()?);
                let width = width.and_then(Value::as_usize).or(named).unwrap_or(4);
                meter.take_each(text.lines().count() + 1, width)
            }
            (Takes::Places, None, Some(count), _) => {
                meter.take_each(count.as_usize().unwrap_or(0), ITEM)
            }
            (Takes::Lists, ..) => {
                values[1..].iter().try_for_each(|value| meter.take_top(value, ITEM))
            }
            _ => Ok(()),
        }
    }
}
