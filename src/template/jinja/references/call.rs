//! Calls: of macros, of methods, and of the functions in the table.

use std::collections::BTreeMap;

use minijinja::machinery::ast;

use super::meaning::{Meaning, Stretch, Thing};
use super::{Calls, Use, ValueStep, Walk};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use crate::template::jinja::fault::method_help;
use crate::template::jinja::functions;
use crate::template::jinja::habits;
use crate::template::jinja::names::attributes;
use crate::template::jinja::tree::{range, start_of};

/// The arguments of a call.
#[derive(Default)]
pub(super) struct Arguments<'t> {
    pub list: Vec<Argument<'t>>,
    /// Whether there is a `*args` or `**kwargs`, so that not all arguments are known.
    pub spread: bool,
}

pub(super) struct Argument<'t> {
    pub name: Option<&'t str>,
    pub meaning: Meaning,
    pub place: Stretch,
}

/// Whether an argument may be undefined.
#[derive(Clone, Copy)]
pub(super) enum Undefined {
    Wrong,
    Fine,
}

impl<'t> Arguments<'t> {
    /// The arguments without a name.
    pub(super) fn positional(&self) -> impl Iterator<Item = &Argument<'t>> {
        self.list.iter().filter(|argument| argument.name.is_none())
    }

    pub(super) fn at(&self, at: usize) -> Meaning {
        self.positional().nth(at).map(|argument| argument.meaning.clone()).unwrap_or_default()
    }

    pub(super) fn named(&self, name: &str) -> Option<&Argument<'t>> {
        self.list.iter().find(|argument| argument.name == Some(name))
    }
}

impl<'t> Walk<'t> {
    pub(super) fn arguments(
        &mut self,
        args: &'t [ast::CallArg<'t>],
        undefined: Undefined,
    ) -> Arguments<'t> {
        let mut arguments = Arguments::default();
        for arg in args {
            let (name, expr) = match arg {
                ast::CallArg::Pos(expr) => (None, expr),
                ast::CallArg::Kwarg(name, expr) => (Some(*name), expr),
                ast::CallArg::PosSplat(expr) | ast::CallArg::KwargSplat(expr) => {
                    self.used(expr);
                    arguments.spread = true;
                    continue;
                }
            };
            let place = self.place(start_of(expr)..range(expr.span()).end);
            let meaning = match undefined {
                Undefined::Fine => self.maybe_undefined(expr),
                Undefined::Wrong => self.expression(expr),
            };
            arguments.list.push(Argument { name, meaning, place });
        }
        arguments
    }

    /// A call; `caller` is the meaning of `caller` in a call block.
    pub(super) fn call(
        &mut self,
        call: &'t ast::Spanned<ast::Call<'t>>,
        caller: Option<&Meaning>,
    ) -> Meaning {
        let place = self.place(start_of(&call.expr)..range(call.span()).end);
        match &call.expr {
            ast::Expr::Var(var) => match self.name(var.id) {
                _ if self.meaning_of(var.id).is_none() && functions::is_function(var.id) => {
                    self.function(var.id, call)
                }
                Some(callee) => {
                    let arguments = self.arguments(&call.args, Undefined::Wrong);
                    self.call_meaning(&callee, &arguments, caller, place)
                }
                None => self.unknown_function(var, call),
            },
            ast::Expr::GetAttr(attr) => self.method(attr, call, caller),
            other => {
                let callee = self.expression(other);
                let arguments = self.arguments(&call.args, Undefined::Wrong);
                self.call_meaning(&callee, &arguments, caller, place)
            }
        }
    }

    fn unknown_function(
        &mut self,
        var: &'t ast::Spanned<ast::Var<'t>>,
        call: &'t ast::Spanned<ast::Call<'t>>,
    ) -> Meaning {
        let arguments = self.arguments(&call.args, Undefined::Wrong);
        self.use_all(&arguments);
        let place = self.place(range(var.span()).start..range(call.span()).end);
        let fault = (!self.sees_unknown_names()).then(|| {
            let name = var.id;
            let message = format!("there is no function `{name}`");
            let fault = Diagnostic::error(Code::UnknownFunction, message)
                .at(self.units.span(place), "not known");
            if functions::filters().any(|filter| filter == name) {
                return fault.help(format!("it is a filter: write `… | {name}`"));
            }
            if let Some(help) = habits::for_name(name) {
                return fault.help(help);
            }
            if self.facts.macros.values().any(|known| known.declaration.name == name) {
                return fault.help(
                    "a macro is known below its definition: move it up, or import it from a partial",
                );
            }
            let near = nearest(name, functions::callables());
            match near.or_else(|| nearest(name, self.visible().map(|(name, _)| &**name))) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(habits::for_unknown(name, [])),
            }
        });
        self.judge(place, fault);
        Meaning::unknown()
    }

    fn use_all(&mut self, arguments: &Arguments<'t>) {
        arguments.list.iter().for_each(|argument| self.read(&argument.meaning, Use::Examined));
    }

    fn method(
        &mut self,
        attr: &'t ast::Spanned<ast::GetAttr<'t>>,
        call: &'t ast::Spanned<ast::Call<'t>>,
        caller: Option<&Meaning>,
    ) -> Meaning {
        let base = self.expression(&attr.expr);
        let arguments = self.arguments(&call.args, Undefined::Wrong);
        let start = start_of(&attr.expr);
        let place = self.place(start..range(attr.span()).end);
        let whole = self.place(start..range(call.span()).end);
        let only = base.things.iter().next().filter(|_| base.things.len() == 1 && !base.unknown);
        match only {
            Some(Thing::Object("files")) => return self.file(attr.name, &arguments, place),
            Some(Thing::Loop(..)) => {
                self.use_all(&arguments);
                let known = attributes("loop");
                let fault = (!known.contains(&attr.name)).then(|| {
                    let message = format!("`loop` has no method `{}`", attr.name);
                    self.with_known(message, attr.name, &["changed", "cycle"], place)
                });
                self.judge(place, fault);
                return Meaning::unknown();
            }
            Some(Thing::Value(_) | Thing::Text(_) | Thing::Tuple(_) | Thing::List(_)) => {
                self.use_all(&arguments);
                self.read(&base, Use::Examined);
                let fault = self.no_method(attr, place);
                self.judge(place, Some(fault));
                return Meaning::unknown();
            }
            _ => {}
        }
        let callee = self.look_up(&base, &ValueStep::Key(attr.name.to_owned()), place);
        self.call_meaning(&callee, &arguments, caller, whole)
    }

    fn no_method(&self, attr: &ast::GetAttr<'_>, place: Stretch) -> Diagnostic {
        let name = attr.name;
        let message = format!("values have no methods, so there is no `{name}()`");
        let fault = Diagnostic::error(Code::UnknownFunction, message)
            .at(self.units.span(place), "not known");
        match method_help(name) {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    fn with_known(
        &self,
        message: String,
        name: &str,
        known: &[&str],
        place: Stretch,
    ) -> Diagnostic {
        let fault = Diagnostic::error(Code::UnknownFunction, message)
            .at(self.units.span(place), "not known");
        match did_you_mean(name, known.iter().copied()) {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    fn file(&mut self, method: &str, arguments: &Arguments<'t>, place: Stretch) -> Meaning {
        self.use_all(arguments);
        let known = attributes("files");
        let fault = (!known.contains(&method)).then(|| {
            self.with_known(format!("`files` has no method `{method}`"), method, known, place)
        });
        self.judge(place, fault);
        let names = arguments.at(0);
        match names.texts() {
            Some(names) if method != "glob" && known.contains(&method) => {
                for name in names {
                    self.known_file(name, arguments, method);
                }
            }
            None if method == "render" => self.run_file(None),
            _ => {}
        }
        Meaning::unknown()
    }

    fn known_file(&mut self, name: &str, arguments: &Arguments<'t>, method: &str) {
        let below = name.strip_prefix("files/").unwrap_or(name);
        if method == "render" {
            self.run_file(Some(name));
        }
        let Some(place) = arguments.positional().next().map(|argument| argument.place) else {
            return;
        };
        let files = &self.chart.files;
        let fault = (!files.contains_key(below)).then(|| {
            let message = format!("the chart has no file `files/{below}`");
            let fault = Diagnostic::error(Code::UnknownFile, message)
                .at(self.units.span(place), "named here");
            match did_you_mean(below, files.keys().map(String::as_str)) {
                Some(help) => fault.help(help),
                None => fault,
            }
        });
        self.judge(place, fault);
    }

    /// Calls all macros that an expression may evaluate to.
    fn call_meaning(
        &mut self,
        callee: &Meaning,
        arguments: &Arguments<'t>,
        caller: Option<&Meaning>,
        place: Stretch,
    ) -> Meaning {
        let mut lost = callee.unknown;
        for thing in callee.things.iter() {
            match thing {
                Thing::Macro(called) => {
                    let only = callee.things.len() == 1 && !callee.unknown;
                    let fault = self.call_macro(*called, arguments, caller, place);
                    self.judge(place, fault.filter(|_| only));
                }
                Thing::Loop(place, _) => {
                    let known = self.facts.loops.entry(*place).or_default();
                    let news = known.join(&arguments.at(0));
                    self.facts.news |= news;
                    self.read_keys(&arguments.at(0));
                }
                _ => lost = true,
            }
        }
        if lost {
            self.use_all(arguments);
            caller.into_iter().for_each(|caller| self.read(caller, Use::Examined));
        }
        Meaning::unknown()
    }

    /// Adds to the arguments of a macro. Returns what is wrong with the call.
    fn call_macro(
        &mut self,
        called: Stretch,
        arguments: &Arguments<'t>,
        caller: Option<&Meaning>,
        place: Stretch,
    ) -> Option<Diagnostic> {
        let known = self.facts.macros.get(&called)?;
        let names: Vec<&'t str> = known.declaration.args.iter().filter_map(name_of).collect();
        let name = known.declaration.name;
        let mut given: BTreeMap<usize, Meaning> = BTreeMap::new();
        let mut fault = None;
        for (at, argument) in arguments.positional().enumerate() {
            if at < names.len() {
                given.insert(at, argument.meaning.clone());
            } else {
                let got = arguments.positional().count();
                fault.get_or_insert_with(|| too_many(name, &names, got));
            }
        }
        for argument in &arguments.list {
            let Some(keyword) = argument.name else { continue };
            match names.iter().position(|name| *name == keyword) {
                Some(at) if given.contains_key(&at) => {
                    fault.get_or_insert_with(|| {
                        (format!("`{name}` gets `{keyword}` twice"), Some(usage(name, &names)))
                    });
                }
                Some(at) => {
                    given.insert(at, argument.meaning.clone());
                }
                None if keyword == "caller" => {}
                None => {
                    fault.get_or_insert_with(|| {
                        let message = format!("`{name}` takes no argument named `{keyword}`");
                        (message, did_you_mean(keyword, names.iter().copied()))
                    });
                }
            }
        }
        self.pass(called, &given, caller, arguments.spread);
        let (message, help) = fault.filter(|_| !arguments.spread)?;
        let fault =
            Diagnostic::error(Code::BadCall, message).at(self.units.span(place), "called here");
        Some(match help {
            Some(help) => fault.help(help),
            None => fault,
        })
    }

    fn pass(
        &mut self,
        called: Stretch,
        given: &BTreeMap<usize, Meaning>,
        caller: Option<&Meaning>,
        spread: bool,
    ) {
        let mut followed = Vec::new();
        for (at, meaning) in given {
            followed.push((*at, self.followed(meaning.clone())));
        }
        let Some(known) = self.facts.macros.get_mut(&called) else { return };
        let mut news = known.calls == Calls::Nobody || known.reader < self.reader;
        known.reader = known.reader.max(self.reader);
        known.emissions.extend(self.emission);
        known.calls = known.calls.max(Calls::Known);
        if spread && known.calls != Calls::Anybody {
            known.calls = Calls::Anybody;
            news = true;
        }
        for (at, meaning) in &followed {
            news |= known.arguments[*at].join(meaning);
        }
        if let Some(caller) = caller {
            news |= known.caller.join(caller);
        }
        self.facts.news |= news;
    }
}

/// The message and the help about a wrong call.
type Complaint = (String, Option<String>);

fn too_many(name: &str, names: &[&str], got: usize) -> Complaint {
    let takes = match names.len() {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        count => format!("{count} arguments"),
    };
    (format!("`{name}` takes {takes}, and gets {got}"), Some(usage(name, names)))
}

fn usage(name: &str, names: &[&str]) -> String {
    format!("write `{name}({})`", names.join(", "))
}

fn name_of<'t>(expr: &ast::Expr<'t>) -> Option<&'t str> {
    match expr {
        ast::Expr::Var(var) => Some(var.id),
        _ => None,
    }
}
