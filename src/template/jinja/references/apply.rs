//! The meaning of a call of a function or filter: which values it passes on, and which it uses.
//!
//! The table of functions says of each what it [`Gives`].

use std::collections::BTreeMap;

use minijinja::machinery::ast;

use super::call::{Argument, Arguments, Undefined};
use super::meaning::{Meaning, Stretch, Thing};
use super::{Use, ValueStep, Walk};
use crate::template::jinja::functions::{self, Fact, Gives, Items};
use crate::template::jinja::tree::{range, start_of};

impl<'t> Walk<'t> {
    pub(super) fn filter(&mut self, filter: &'t ast::Spanned<ast::Filter<'t>>) -> Meaning {
        let reader = self.reader_in(filter.name);
        self.read_by(reader, |walk| walk.filtered(filter))
    }

    fn filtered(&mut self, filter: &'t ast::Spanned<ast::Filter<'t>>) -> Meaning {
        let undefined = undefined(filter.name);
        let place = self.place(range(filter.span()));
        let input = match (&filter.expr, undefined) {
            (Some(expr), Undefined::Fine) => self.maybe_undefined(expr),
            (Some(expr), Undefined::Wrong) => self.expression(expr),
            (None, _) => Meaning::unknown(),
        };
        let at = filter
            .expr
            .as_ref()
            .map_or(place, |expr| self.place(start_of(expr)..range(expr.span()).end));
        // Refused filters are reported when the template is instrumented.
        if functions::refused(filter.name).is_none() {
            self.known_name("filter", filter.name, functions::filters(), place);
        }
        let reader = match functions::gives(filter.name) {
            Gives::FirstOrError => self.reader_of_speech(),
            _ => self.reader_in(filter.name),
        };
        let mut arguments = self.read_by(reader, |walk| walk.arguments(&filter.args, undefined));
        arguments.list.insert(0, Argument { name: None, meaning: input, place: at });
        let site = self.place(range(filter.span()));
        self.apply(filter.name, arguments, site)
    }

    /// A function of the table, called as such.
    pub(super) fn function(
        &mut self,
        name: &'t str,
        call: &'t ast::Spanned<ast::Call<'t>>,
    ) -> Meaning {
        let reader = self.reader_in(name);
        self.read_by(reader, |walk| walk.called(name, call))
    }

    fn called(&mut self, name: &'t str, call: &'t ast::Spanned<ast::Call<'t>>) -> Meaning {
        let mut arguments = self.arguments(&call.args, undefined(name));
        let is_path = functions::gives(name) == Gives::EntryAtPath;
        if functions::has(name, Fact::InputLast) && arguments.named("default").is_none() {
            // `dig(key, …, fallback, map)` and `ternary(yes, no, condition)`
            if let Some(input) = arguments.list.pop() {
                if is_path && let Some(mut fallback) = arguments.list.pop() {
                    fallback.name = Some("default");
                    arguments.list.push(fallback);
                }
                arguments.list.insert(0, input);
            }
        } else if is_path {
            let last = arguments.list.iter().rposition(|argument| argument.name.is_none());
            if let Some(input) = last.map(|last| arguments.list.remove(last)) {
                arguments.list.insert(0, input);
            }
        }
        self.apply(name, arguments, self.place(range(call.span())))
    }

    /// The meaning of a call. The input of a filter is the first argument.
    fn apply(&mut self, name: &str, arguments: Arguments<'t>, site: Stretch) -> Meaning {
        if arguments.spread {
            return self.look_inside(&arguments.list);
        }
        let input = arguments.at(0);
        match functions::gives(name) {
            Gives::Made => self.look_inside(&arguments.list),
            Gives::FirstOrSecond => {
                self.read(&input, Use::Touched);
                self.read(&arguments.at(2), Use::Whole);
                input.or(&arguments.at(1))
            }
            Gives::Any => {
                let all = arguments.positional().map(|argument| &argument.meaning);
                let meaning = all.fold(Meaning::default(), Meaning::or);
                self.read(&meaning, Use::Touched);
                meaning
            }
            Gives::FirstOrError => {
                let message = arguments.list.get(1..).unwrap_or_default();
                self.read_by(self.reader_of_speech(), |walk| walk.look_inside(message));
                input
            }
            Gives::SecondOrThird => {
                self.read(&input, Use::Touched);
                arguments.at(1).or(&arguments.at(2))
            }
            Gives::EntryOrThird => {
                let key = arguments.positional().nth(1);
                let found = self.guarded(|walk| walk.look_up_argument(&input, key));
                found.or(&arguments.at(2))
            }
            Gives::Entry => self.look_up_argument(&input, arguments.positional().nth(1)),
            Gives::EntryAtPath => {
                let path = arguments.positional().skip(1);
                let found = self.guarded(|walk| {
                    path.fold(input, |base, key| walk.look_up_argument(&base, Some(key)))
                });
                found.or(&named(&arguments, "default"))
            }
            Gives::WhetherEntry => {
                let key = arguments.positional().nth(1);
                let found = self.guarded(|walk| walk.look_up_argument(&input, key));
                self.read(&found, Use::Touched);
                Meaning::unknown()
            }
            Gives::Picked => self.pick(&input, &arguments),
            Gives::Omitted => {
                for key in keys(&arguments) {
                    self.look_up_argument(&input, Some(&key));
                }
                input
            }
            Gives::Size => {
                self.search(&input);
                Meaning::unknown()
            }
            Gives::Keys => {
                self.read_keys(&input);
                Meaning::unknown()
            }
            Gives::Entries => {
                self.read_keys(&input);
                Meaning::list(input.entry())
            }
            Gives::Pairs => {
                self.read_keys(&input);
                self.look_inside(arguments.list.get(1..).unwrap_or_default());
                let key = match &*input.things.iter().collect::<Vec<_>>() {
                    [Thing::Map(..)] => input.item(),
                    _ => Meaning::unknown(),
                };
                let pair = Thing::Tuple(vec![key, input.entry()]);
                Meaning { unknown: input.unknown, ..Meaning::list(Meaning::of(pair)) }
            }
            Gives::Named => {
                let map = Thing::Map(named_entries(&arguments), Meaning::default());
                Meaning::of(map).or(&input)
            }
            Gives::Namespace => {
                let held = self.facts.namespaces.entry(site).or_default();
                for (name, meaning) in named_entries(&arguments) {
                    self.facts.news |= super::scope::join_name(held, &name.into(), &meaning);
                }
                self.read(&input, Use::Examined);
                Meaning::of(Thing::Namespace(site))
            }
            Gives::Capture => self.tpl(&input, &arguments),
            Gives::Of(items) => self.apply_to_list(items, &input, &arguments),
        }
    }

    /// The meaning of a call that works on the items of a list.
    fn apply_to_list(
        &mut self,
        gives: Items,
        input: &Meaning,
        arguments: &Arguments<'t>,
    ) -> Meaning {
        let rest = arguments.list.get(1..).unwrap_or_default();
        let item = input.item();
        match gives {
            Items::One => {
                self.read_keys(input);
                item
            }
            Items::OneCompared | Items::SomeCompared => {
                self.read_keys(input);
                self.compared(&item, arguments.named("attribute"));
                if gives == Items::OneCompared { item } else { Meaning::list(item) }
            }
            Items::Some | Items::Tested => {
                self.read_keys(input);
                if gives == Items::Tested {
                    self.test_named(rest.first());
                }
                self.look_inside(rest);
                Meaning::list(item)
            }
            Items::TestedByAttribute => {
                self.read_keys(input);
                self.attributes(&item, rest.first());
                self.test_named(rest.get(1));
                self.look_inside(rest.get(1..).unwrap_or_default());
                Meaning::list(item)
            }
            Items::Grouped => {
                self.read_keys(input);
                let grouper = self.attributes(&item, rest.first());
                self.look_inside(rest.get(1..).unwrap_or_default());
                let list = Meaning::list(item);
                let pair = Thing::Tuple(vec![grouper.clone(), list.clone()]);
                let entries = [("grouper".to_owned(), grouper), ("list".to_owned(), list)];
                let map = Thing::Map(entries.into(), Meaning::default());
                Meaning::list(Meaning::of(pair).or(&Meaning::of(map)))
            }
            Items::Mapped => self.map_filter(input, &item, rest, arguments),
            Items::Summed { attribute } => {
                let positional = || arguments.positional().nth(attribute);
                match arguments.named("attribute").or_else(positional) {
                    Some(attribute) => {
                        self.read_keys(input);
                        self.attributes(&item, Some(attribute));
                        self.look_inside(rest)
                    }
                    None => self.look_inside(&arguments.list),
                }
            }
            Items::Chunks => {
                self.read_keys(input);
                self.look_inside(rest);
                Meaning::list(Meaning::list(item))
            }
            Items::Zipped => {
                let lists = arguments.positional().map(|list| list.meaning.item()).collect();
                arguments.list.iter().for_each(|list| self.read_keys(&list.meaning));
                Meaning::list(Meaning::of(Thing::Tuple(lists)))
            }
            Items::Joined => {
                arguments.list.iter().for_each(|list| self.read_keys(&list.meaning));
                let items = arguments.positional().map(|list| list.meaning.item());
                Meaning::list(items.fold(Meaning::default(), |all, item| all.or(&item)))
            }
            Items::Flattened => {
                self.read_keys(input);
                let inner = item.item();
                Meaning::list(item.or(&inner).or(&Meaning::unknown()))
            }
        }
    }

    /// `map(attribute='name')` and `map('filter', …)`
    fn map_filter(
        &mut self,
        input: &Meaning,
        item: &Meaning,
        rest: &[Argument<'t>],
        arguments: &Arguments<'t>,
    ) -> Meaning {
        self.read_keys(input);
        if let Some(attribute) = arguments.named("attribute") {
            let found = self.attributes(item, Some(attribute));
            return Meaning::list(found.or(&named(arguments, "default")));
        }
        self.read(item, Use::Whole);
        if let Some(filter) = rest.first() {
            for name in filter.meaning.texts().unwrap_or_default() {
                self.known_name("filter", name, functions::filters(), filter.place);
            }
        }
        self.look_inside(rest)
    }

    /// A call that uses all its arguments and gives something new.
    fn look_inside(&mut self, arguments: &[Argument<'t>]) -> Meaning {
        arguments.iter().for_each(|argument| self.read(&argument.meaning, Use::Whole));
        Meaning::unknown()
    }

    fn look_up_argument(&mut self, base: &Meaning, key: Option<&Argument<'t>>) -> Meaning {
        let Some(key) = key else { return Meaning::unknown() };
        self.read(&key.meaning, Use::Examined);
        self.look_up_any(base, &key.meaning, key.place)
    }

    /// Uses the attribute of an item that an argument names: `attribute='metadata.name'`.
    fn attributes(&mut self, item: &Meaning, name: Option<&Argument<'t>>) -> Meaning {
        let Some(name) = name else { return Meaning::default() };
        let Some(paths) = name.meaning.texts() else {
            self.read(item, Use::Examined);
            return Meaning::unknown();
        };
        let mut found = Meaning::default();
        for path in paths {
            let mut base = item.clone();
            for key in path.split('.') {
                let step = match key.parse() {
                    Ok(index) => ValueStep::Index(index),
                    Err(_) => ValueStep::Key(key.to_owned()),
                };
                base = self.look_up(&base, &step, name.place);
            }
            found.join(&base);
        }
        self.read(&found, Use::Examined);
        found
    }

    /// Uses the items as a comparison does: by an attribute, or whole.
    fn compared(&mut self, item: &Meaning, attribute: Option<&Argument<'t>>) {
        match attribute {
            Some(_) => drop(self.attributes(item, attribute)),
            None => self.read(item, Use::Examined),
        }
    }

    fn test_named(&mut self, name: Option<&Argument<'t>>) {
        let Some(name) = name else { return };
        for test in name.meaning.texts().unwrap_or_default() {
            self.known_name("test", test, functions::tests(), name.place);
        }
    }

    fn pick(&mut self, input: &Meaning, arguments: &Arguments<'t>) -> Meaning {
        let mut entries = BTreeMap::new();
        let mut rest = Meaning { unknown: input.unknown, ..Meaning::default() };
        for key in keys(arguments) {
            let found = self.look_up_argument(input, Some(&key));
            match key.meaning.texts() {
                Some(names) => {
                    for name in names {
                        entries.insert(name.to_owned(), found.clone());
                    }
                }
                None => {
                    rest.join(&found);
                }
            }
        }
        Meaning { unknown: input.unknown, ..Meaning::of(Thing::Map(entries, rest)) }
    }

    fn tpl(&mut self, text: &Meaning, arguments: &Arguments<'t>) -> Meaning {
        self.read(text, Use::Whole);
        self.run_text(text, named_entries(arguments));
        Meaning::unknown()
    }
}

fn undefined(function: &str) -> Undefined {
    if functions::has(function, Fact::TakesUndefined) { Undefined::Fine } else { Undefined::Wrong }
}

fn named(arguments: &Arguments<'_>, name: &str) -> Meaning {
    arguments.named(name).map(|argument| argument.meaning.clone()).unwrap_or_default()
}

fn named_entries(arguments: &Arguments<'_>) -> BTreeMap<String, Meaning> {
    let named = arguments.list.iter().filter_map(|argument| Some((argument.name?, argument)));
    named.map(|(name, argument)| (name.to_owned(), argument.meaning.clone())).collect()
}

/// The keys in the arguments, which are single keys or lists of keys.
fn keys<'t>(arguments: &Arguments<'t>) -> Vec<Argument<'t>> {
    let mut keys = Vec::new();
    for argument in arguments.positional().skip(1) {
        let meaning = &argument.meaning;
        let list = meaning.things.iter().any(|thing| !matches!(thing, Thing::Text(_)));
        let meaning = if list { meaning.item() } else { meaning.clone() };
        keys.push(Argument { name: None, meaning, place: argument.place });
    }
    keys
}
