//! The names that a template may call, into an engine that knows them and no others.
//!
//! [`TABLE`] lists every function and filter, the engine's own included, for the documentation and
//! for "did you mean". A function `f(x, y)` that is also a filter is written `x | f(y)`.
//!
//! Nothing here knows a clock, a random number, the network, a file or the environment, and nothing
//! marks a string as safe: values are bound, not printed, so there is nothing to escape. What would
//! only serve printing is removed from the engine.

mod arithmetic;
mod call;
mod encoding;
mod flow;
mod lists;
mod maps;
mod meter;
mod metered;
mod plain;
mod regex;
mod strings;
mod table;
#[cfg(test)]
mod testing;
mod version;

use minijinja::value::{Rest, ValueOrKwargs};
use minijinja::{Environment, Error, Value};

use call::{Call, CallForm};
pub(crate) use meter::{Meter, spent};
pub use table::{LooksAt, REMOVED, Refused, Registry, Removed, TABLE, TESTS, Test};

/// One name that templates may call.
#[derive(Debug)]
pub struct Function {
    pub name: &'static str,
    pub forms: Forms,
    pub home: Home,
    /// How it is written, with what it is piped from as the first argument.
    pub signature: &'static str,
    pub summary: &'static str,
    /// An expression that calls it,
    pub example: &'static str,
    /// and what that gives.
    pub result: &'static str,
    /// What those who come from Helm or Python call it.
    pub elsewhere: &'static [&'static str],
    facts: &'static [Fact],
    gives: Gives,
}

/// What is to be known of a function where templates are read and instrumented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// It prints what it is given, in the engine's own way (`True` for `true`), so it is given text.
    TakesText,
    /// It makes a text of the items of a list.
    TakesTexts,
    /// A number that it gives is not the one it was given.
    Calculates,
    /// As a function it takes last what it is piped from: `yes | ternary(a, b)`, `ternary(a, b, yes)`.
    InputLast,
    /// It is there for what may not be defined.
    TakesUndefined,
    /// It speaks to the user, and is told where it was called.
    NeedsSite,
    /// What it is given is not shown by what it gives, a digest; it may be by a message.
    GivesNothingAway,
}

/// What a function gives of its arguments, as far as values are followed through it. The first
/// argument is what is piped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Something new, made of all that it gets: `to_yaml`.
    Made,
    /// The first argument, or the second where that is missing: `default`.
    FirstOrSecond,
    /// The first argument, or an error that says the second: `required`.
    FirstOrError,
    /// One of the arguments, or all of them in one: `coalesce`, `merge`.
    Any,
    /// The second or the third argument, as the first decides: `ternary`.
    SecondOrThird,
    /// What a map has under a key: `attr`.
    Entry,
    /// The same, or the third argument where there is none: `get`.
    EntryOrThird,
    /// What stands at the end of a path of keys, or `default`: `dig`.
    EntryAtPath,
    /// Whether a map has a key: `has_key`.
    WhetherEntry,
    /// The map with some of its keys: `pick`.
    Picked,
    /// The map without some of its keys: `omit`.
    Omitted,
    /// The keys of a map: `keys`.
    Keys,
    /// How many there are: `length`.
    Size,
    /// The list of the values under all keys: `values`.
    Entries,
    /// The list of the pairs of key and value; a loop over it knows where each was set: `items`.
    Pairs,
    /// A map of the named arguments: `dict`.
    Named,
    /// A map of the named arguments that the template may change: `namespace`.
    Namespace,
    /// What a text comes to that is run as a template, with marks of its own as of a macro: `tpl`.
    Capture,
    Of(Items),
}

/// What a function gives of the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// One of them: `first`.
    One,
    /// One of them, found by comparing: `max`.
    OneCompared,
    /// All of them, or some, in another order perhaps: `reverse`.
    Some,
    /// All of them, or some, after comparing: `sort`.
    SomeCompared,
    /// Those that pass a test: `select`.
    Tested,
    /// Those whose attribute passes a test: `selectattr`.
    TestedByAttribute,
    /// A list of groups: `groupby`.
    Grouped,
    /// What a filter makes of each, or an attribute of each: `map`.
    Mapped,
    /// One value made of all, or of an attribute that this positional argument names: `join`.
    Summed { attribute: usize },
    /// Lists of them: `batch`.
    Chunks,
    /// Tuples, with an item of each argument: `zip`.
    Zipped,
    /// The items of all arguments: `concat`.
    Joined,
    /// The items, and the items of what is a list itself: `flatten`.
    Flattened,
}

/// How a template may write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forms {
    /// `x | f(y)`
    Filter,
    /// `f(x, y)`
    Function,
    /// Either.
    Both,
}

/// Where it comes from.
#[derive(Debug, Clone, Copy)]
pub enum Home {
    /// This module.
    Here(Body),
    /// The template language itself.
    Builtin,
    /// The chart engine, which knows the chart and its files.
    Engine,
}

/// What a function does.
#[derive(Debug, Clone, Copy)]
pub struct Body(fn(&Call) -> Result<Value, Error>);

/// Takes away those that have no job.
pub fn remove(env: &mut Environment<'_>) {
    for Removed { name, from, .. } in REMOVED {
        match from {
            Registry::Filters => env.remove_filter(name),
            Registry::Functions => env.remove_global(name),
            Registry::Tests => env.remove_test(name),
        }
    }
}

/// Gives the engine the functions whose home is here, and its own again, all within a budget.
pub(super) fn register(env: &mut Environment<'_>, meter: &Meter) {
    metered::register(env, meter);
    for function in TABLE {
        let Home::Here(body) = function.home else {
            continue;
        };
        if function.is_filter() {
            let callable = callable(function, body, CallForm::Filter, meter.clone());
            env.add_filter(function.name, callable);
        }
        if function.is_function() {
            let callable = callable(function, body, CallForm::Function, meter.clone());
            env.add_function(function.name, callable);
        }
    }
}

/// Whether `name` can be called as a function.
pub fn is_function(name: &str) -> bool {
    find(name).is_some_and(Function::is_function)
}

/// Whether a fact holds for what is called `name`.
pub fn has(name: &str, fact: Fact) -> bool {
    find(name).is_some_and(|function| function.has(fact))
}

/// What is given by the function called `name`, if there is one.
pub fn gives(name: &str) -> Gives {
    find(name).map_or(Gives::Made, |function| function.gives)
}

/// The function that is called `name` in Helm's templates or in Python.
pub fn from_elsewhere(name: &str) -> Option<&'static Function> {
    TABLE.iter().find(|function| function.elsewhere.contains(&name))
}

/// How a filter is refused that templates may not call.
pub fn refused(filter: &str) -> Option<Refused> {
    let found = REMOVED.iter().find(|it| it.name == filter && it.from == Registry::Filters);
    found.and_then(|removed| removed.refused)
}

/// What of a value a test looks at.
pub fn looks_at(test: &str) -> LooksAt {
    let found = TESTS.binary_search_by(|known| known.name.cmp(test));
    found.map_or(LooksAt::Content, |at| TESTS[at].looks_at)
}

pub fn find(name: &str) -> Option<&'static Function> {
    TABLE.binary_search_by(|function| function.name.cmp(name)).ok().map(|at| &TABLE[at])
}

/// The names that can stand after `|`.
pub fn filters() -> impl Iterator<Item = &'static str> + Clone {
    TABLE.iter().filter(|function| function.is_filter()).map(|function| function.name)
}

/// The names that can be called.
pub fn callables() -> impl Iterator<Item = &'static str> + Clone {
    let callable = |function: &&Function| function.is_function() && function.name != "files";
    TABLE.iter().filter(callable).map(|function| function.name)
}

/// The names that can stand after `is`.
pub fn tests() -> impl Iterator<Item = &'static str> + Clone {
    TESTS.iter().map(|test| test.name)
}

fn callable(
    function: &'static Function,
    body: Body,
    form: CallForm,
    meter: Meter,
) -> impl Fn(Rest<ValueOrKwargs>) -> Result<Value, Error> {
    move |values| {
        let values = values.into_values();
        let made = (body.0)(&Call::new(function, form, &values, &meter)?)?;
        // What else they give is there already, or was paid for as it was read.
        if function.gives == Gives::Made { meter.made(made) } else { Ok(made) }
    }
}

impl Function {
    const fn with(self, facts: &'static [Fact]) -> Self {
        Function { facts, ..self }
    }

    const fn giving(self, gives: Gives) -> Self {
        Function { gives, ..self }
    }

    const fn called(self, elsewhere: &'static [&'static str]) -> Self {
        Function { elsewhere, ..self }
    }

    fn has(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    #[must_use]
    pub fn is_filter(&self) -> bool {
        matches!(self.forms, Forms::Filter | Forms::Both)
    }

    #[must_use]
    pub fn is_function(&self) -> bool {
        matches!(self.forms, Forms::Function | Forms::Both)
    }

    /// The signature as a filter: `trunc(text, n)` is `text | trunc(n)`.
    #[must_use]
    pub fn piped(&self) -> String {
        let split = self
            .signature
            .split_once('(')
            .filter(|(name, _)| *name == self.name)
            .and_then(|(_, rest)| rest.strip_suffix(')'));
        match split.map(|rest| rest.split_once(", ").unwrap_or((rest, ""))) {
            None => self.signature.to_owned(),
            Some((first, "")) => format!("{first} | {}", self.name),
            Some((first, rest)) => format!("{first} | {}({rest})", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn listed(wanted: impl Fn(&Function) -> bool) -> BTreeSet<String> {
        TABLE
            .iter()
            .filter(|f| wanted(f) && !matches!(f.home, Home::Engine))
            .map(|f| f.name.to_owned())
            .collect()
    }

    fn registered(env: &Environment, field: &str) -> BTreeSet<String> {
        let shown = format!("{env:?}");
        let (_, rest) = shown.split_once(&format!(" {field}: ")).expect("the engine lists them");
        let (names, _) = rest.split_once([']', '}']).expect("the list ends");
        names.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_table_is_what_is_registered() {
        let env = testing::environment();
        assert_eq!(registered(&env, "filters"), listed(Function::is_filter));
        let functions: BTreeSet<String> = env.globals().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(functions, listed(Function::is_function));
        let tests: BTreeSet<String> = TESTS.iter().map(|test| test.name.to_owned()).collect();
        assert_eq!(registered(&env, "tests"), tests);
    }

    #[test]
    fn the_table_is_sorted_and_names_are_unique() {
        assert!(TABLE.is_sorted_by(|a, b| a.name < b.name));
        assert!(TESTS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn names_from_elsewhere_mean_one_function_and_are_none_here() {
        let mut seen = BTreeSet::new();
        for name in TABLE.iter().flat_map(|function| function.elsewhere) {
            assert!(find(name).is_none(), "{name} is a function");
            assert!(seen.insert(name), "{name} is two functions");
        }
    }

    #[test]
    fn signatures_name_the_function_and_summaries_are_one_line() {
        for function in TABLE {
            assert!(function.signature.contains(function.name), "{}", function.name);
            assert!(!function.summary.contains('\n') && !function.summary.ends_with('.'));
        }
    }

    #[test]
    fn examples_give_what_they_say() {
        let mut wrong = Vec::new();
        for function in TABLE.iter().filter(|function| !matches!(function.home, Home::Engine)) {
            let Function { name, example, result, .. } = function;
            assert!(example.contains(name), "{example}");
            let given = testing::eval(example).map(|value| format!("{value:?}"));
            let said = testing::eval(result).map(|value| format!("{value:?}"));
            if given != said {
                wrong.push(format!("{example}: {given:?}, not {said:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_has_no_job_is_gone() {
        for expression in ["'a' | safe", "'a' | e", "'a' | escape", "'a' | pprint", "debug()"] {
            assert!(testing::eval(expression).is_err(), "{expression}");
        }
        assert!(testing::eval("'a' is safe").is_err());
    }

    #[test]
    fn wrong_calls_say_what_was_needed() {
        testing::fails(&[
            ("'abc' | trunc", "`trunc` needs 1 argument, got 0: write `text | trunc(n)`"),
            ("trunc('abc')", "`trunc` needs 2 arguments, got 1: write `trunc(text, n)`"),
            ("trunc('abc', 1, 2)", "`trunc` needs 2 arguments, got 3: write `trunc(text, n)`"),
            ("trunc('abc', '1')", "`trunc` needs an integer, got a string"),
            ("trunc('abc', 1.5)", "`trunc` needs an integer, got a float"),
            ("trunc('abc', true)", "`trunc` needs an integer, got a boolean"),
            ("trunc(none, 1)", "`trunc` needs a string, got null"),
            ("trunc('a', n=1)", "`trunc` takes no argument named `n`: write `trunc(text, n)`"),
            ("concat()", "`concat` needs at least 1 argument, got 0: write `concat(list, …)`"),
        ]);
    }

    #[test]
    fn undefined_arguments_are_named() {
        testing::fails(&[
            ("trunc(values.missing, 3)", "`values.missing` is undefined"),
            ("values.missing | to_yaml", "`values.missing` is undefined"),
            ("missing | trunc(3)", "`missing` is undefined"),
        ]);
    }

    #[test]
    fn filters_are_shown_with_the_pipe() {
        let piped = |name: &str| TABLE.iter().find(|f| f.name == name).unwrap().piped();
        assert_eq!(piped("to_yaml"), "value | to_yaml");
        assert_eq!(piped("merge"), "map | merge(other, …)");
        assert_eq!(piped("ternary"), "condition | ternary(yes, no)");
    }
}
