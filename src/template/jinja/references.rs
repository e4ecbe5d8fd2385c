//! Syntax trees into all references to values, in all branches, without rendering.
//!
//! This is an abstract interpretation: the templates run on *meanings* instead of values. The
//! meaning of an expression is the set of places in the values that it may evaluate to, or unknown:
//!
//! ```text
//! {% set web = values.web if values.web else values.app %}   web: {values.web, values.app}
//! {% for port in web.ports %}                                 port: {values.web.ports[*], values.app.ports[*]}
//!   - {{ port.number }}                                       a reference to …ports[*].number of either
//! {% endfor %}
//! ```
//!
//! - All branches are taken. After them, a name has all meanings that any branch gave it (`branch`
//!   in [`scope`]).
//! - A macro is walked once, with the union of all arguments that it is called with. A call may add
//!   to them, so the walk is repeated in rounds until a round adds nothing: a fixed point.
//! - A value counts as read whole where it can't be followed any further.
//! - A reference is right if at least one of its places exists. [`super::check`] decides that, with
//!   the shape of the values.

mod apply;
mod call;
mod documents;
mod expression;
mod field;
mod meaning;
mod notes;
mod outline;
mod path;
mod reader;
mod scope;
mod silent;
mod statement;
mod unit;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use minijinja::machinery::ast;

use crate::chart::Chart;
use crate::diagnostic::{Diagnostic, Span};
use crate::template::jinja::program::Program;
use crate::yaml::Node;
use meaning::{Meaning, Stretch, Thing};
use notes::Notes;
pub(super) use path::{ValuePath, ValueStep};
pub(super) use reader::Reader;
use scope::{Frame, FrameId, Names};
pub(super) use unit::holds_template;
use unit::{Role, Unit, Units};

/// How much of a value is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// Only whether it exists, whether it is true, or its length.
    Touched,
    /// What it holds, to find something out of it; or it goes to where it can't be followed.
    Examined,
    /// All of it.
    Whole,
}

/// A look-up of a value, such as `values.image.tag`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ValueReference {
    /// The places that it may lead to; it is right if one of them exists.
    pub paths: BTreeSet<ValuePath>,
    /// Whether it may lead to something else than a value of the chart.
    pub elsewhere: bool,
    /// Whether it may be missing: `| default`, `is defined`, `get`.
    pub guarded: bool,
}

/// What the templates of a chart refer to.
#[derive(Debug, Default)]
pub(super) struct References {
    /// In the order of the templates.
    pub found: Vec<(Span, ValueReference)>,
    /// The values that are used.
    pub reads: BTreeMap<ValuePath, Use>,
    /// Who uses a value whole.
    pub readers: BTreeMap<ValuePath, Reader>,
    /// Who looks a value up, whether it is used then or not.
    pub lookers: BTreeMap<ValuePath, Reader>,
    /// The values that go whole into what is rendered, and the fields they go to, as far as those
    /// can be told: `Deployment spec.template.spec.containers[].resources`.
    pub passed_on: BTreeMap<ValuePath, BTreeSet<String>>,
    /// The values that are looped over.
    pub looped: BTreeSet<ValuePath>,
    /// Unknown names, and wrong calls.
    pub faults: Vec<Diagnostic>,
    /// The files that run as templates.
    pub files: Vec<String>,
    /// Whether a text that may run is no template, so that nobody knows what it reads.
    pub is_partly_unread: bool,
}

/// Everything the templates of a chart refer to. `None` if they can't be followed to the end.
pub(super) fn find(chart: &Chart, program: &Program, given: &[&Node]) -> Option<References> {
    let units = Units::of(chart, program, given);
    let mut walk = Walk::new(chart, &units);
    for _ in 0..MAX_ROUNDS {
        walk.round();
        if !std::mem::take(&mut walk.facts.news) && !walk.open_uncalled() {
            return Some(walk.into_references());
        }
    }
    None
}

/// The most rounds; no chart that can be rendered needs more.
const MAX_ROUNDS: usize = 64;

/// How deep, and how often in one round, templates within templates are followed.
const MAX_NESTED: usize = 8;
const MAX_RUNS: usize = 2000;

/// One walk through all templates.
struct Walk<'t> {
    chart: &'t Chart,
    units: &'t Units,
    facts: Facts<'t>,
    notes: Notes,
    /// The number of the text that is being walked.
    unit: usize,
    frames: Vec<Frame>,
    /// Whether the value that is looked up may be missing.
    guarded: bool,
    /// Who reads what is read here.
    reader: Reader,
    /// The emission that what is read here goes into.
    emission: Option<Stretch>,
    /// How many templates run around this one, and how many ran in this round.
    nested: usize,
    runs: usize,
}

/// What is known of the whole run. It only grows, from round to round.
#[derive(Default)]
struct Facts<'t> {
    news: bool,
    macros: BTreeMap<Stretch, Macro<'t>>,
    /// All meanings that names ever had in a frame.
    stored: BTreeMap<FrameId, Rc<Names>>,
    namespaces: BTreeMap<Stretch, Names>,
    /// What recursive loops are called with, by their place.
    loops: BTreeMap<Stretch, Meaning>,
    /// The templates and files that run as part of others.
    reached: BTreeSet<usize>,
    /// Whether a template is imported or included by a name that is not known.
    anywhere: bool,
    /// Whether `tpl` runs strings from the values.
    runs_values: bool,
}

/// A macro, with all arguments that it may get.
struct Macro<'t> {
    declaration: &'t ast::Macro<'t>,
    unit: usize,
    /// The names of the frames around the one that it is declared in.
    closure: Names,
    frames: BTreeSet<FrameId>,
    arguments: Vec<Meaning>,
    caller: Meaning,
    calls: Calls,
    /// Where it is called.
    reader: Reader,
    /// The emissions that what it leaves goes into.
    emissions: BTreeSet<Stretch>,
}

/// Who calls a macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Calls {
    Nobody,
    /// No call was found; it is walked with anything.
    Uncalled,
    Known,
    /// It is passed on to where it can't be followed.
    Anybody,
}

/// Whether the walk went into a template.
#[derive(PartialEq, Eq)]
enum Followed {
    Yes,
    No,
}

impl<'t> Walk<'t> {
    fn new(chart: &'t Chart, units: &'t Units) -> Self {
        Walk {
            chart,
            units,
            facts: Facts::default(),
            notes: Notes::default(),
            unit: 0,
            frames: Vec::new(),
            guarded: false,
            reader: Reader::Open,
            emission: None,
            nested: 0,
            runs: 0,
        }
    }

    fn round(&mut self) {
        self.notes = Notes::default();
        self.runs = 0;
        for (number, unit) in self.units.list.iter().enumerate() {
            let reached = self.facts.reached.contains(&number);
            match unit.role {
                Role::Template => self.run_alone(number, BTreeMap::new()),
                Role::Partial if !reached => self.run_unknown(number),
                Role::Value if self.facts.runs_values => self.run_unknown(number),
                _ => {}
            }
        }
        let macros: Vec<Stretch> = self.facts.macros.keys().copied().collect();
        for place in macros {
            self.macro_body(place);
        }
    }

    /// Runs a text as a template of its own.
    fn run_alone(&mut self, number: usize, names: BTreeMap<String, Meaning>) {
        let frames = std::mem::take(&mut self.frames);
        self.push_frame(FrameId::Template(number));
        let literal = matches!(self.units.list[number].role, Role::Literal(_) | Role::File);
        if !literal {
            self.bind("template", Meaning::of(Thing::Object("template")));
        }
        for (name, meaning) in names {
            self.bind(&name, meaning);
        }
        self.run(number);
        self.frames = frames;
    }

    /// Runs a text of which it is not known where it runs and which names it sees.
    fn run_unknown(&mut self, number: usize) {
        let known = self.notes.reads_only;
        let is_value = self.units.list[number].role == Role::Value;
        self.notes.reads_only |= is_value;
        let may_run = is_value || self.facts.may_run_anything();
        let reader = if may_run { Reader::Unsure } else { Reader::Nobody };
        self.read_by(reader, |walk| walk.run_alone(number, BTreeMap::new()));
        self.notes.reads_only = known;
    }

    /// Looks up what may be missing.
    fn guarded<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.guarded, true);
        let found = look(self);
        self.guarded = around;
        found
    }

    /// Runs a template within another, unless there are too many; whether it was run.
    fn nested(&mut self, run: impl FnOnce(&mut Self)) -> Followed {
        if self.nested >= MAX_NESTED || self.runs >= MAX_RUNS {
            return Followed::No;
        }
        self.nested += 1;
        self.runs += 1;
        run(self);
        self.nested -= 1;
        Followed::Yes
    }

    /// Runs a text in the current frames.
    fn run(&mut self, number: usize) {
        let units = self.units;
        let Some(tree) = units.list[number].tree() else { return };
        let unit = std::mem::replace(&mut self.unit, number);
        self.statement(tree);
        self.unit = unit;
    }

    /// Macros that nobody calls may be called with anything; whether there are new ones.
    fn open_uncalled(&mut self) -> bool {
        let mut any = false;
        let units = &self.units.list;
        let uncalled =
            |m: &&mut Macro<'_>| m.calls == Calls::Nobody && units[m.unit].role != Role::Library;
        for known in self.facts.macros.values_mut().filter(uncalled) {
            known.calls = Calls::Uncalled;
            any = true;
        }
        any
    }

    fn into_references(self) -> References {
        let fields = self.fields();
        let Walk { units, facts, mut notes, .. } = self;
        notes.suspects.retain(|place, _| !notes.right.contains(place));
        let found = notes.references.into_iter();
        let files = units.files.iter().filter(|(_, unit)| facts.reached.contains(unit));
        let is_template =
            |unit: &&Unit| matches!(unit.role, Role::Template | Role::Partial | Role::Library);
        let mut templates = units.list.iter().filter(is_template);
        References {
            found: found.map(|(place, reference)| (units.span(place), reference)).collect(),
            reads: notes.reads,
            readers: notes.readers,
            lookers: notes.lookers,
            passed_on: fields,
            looped: notes.looped,
            faults: notes.suspects.into_values().collect(),
            files: files.map(|(name, _)| name.clone()).collect(),
            is_partly_unread: templates.any(|unit| unit.parsed.tree().is_err()),
        }
    }

    fn place(&self, range: std::ops::Range<usize>) -> Stretch {
        Stretch { unit: self.unit, start: range.start, end: range.end }
    }

    /// Notes a fault at a place, or that the place is right.
    fn judge(&mut self, place: Stretch, fault: Option<Diagnostic>) {
        match fault {
            _ if self.notes.reads_only => {}
            Some(fault) => {
                self.notes.suspects.insert(place, fault);
            }
            None => {
                self.notes.right.insert(place);
            }
        }
    }

    /// Notes that a meaning is used.
    fn read(&mut self, meaning: &Meaning, with: Use) {
        for thing in meaning.things.iter() {
            match thing {
                Thing::Value(path) => {
                    self.notes.read(path, with, self.reader);
                    if with == Use::Whole && self.reader > Reader::Nobody {
                        self.notes.pass_on(path, self.emission);
                    }
                }
                _ if with == Use::Touched => {}
                Thing::List(item) => self.read(item, with),
                Thing::Tuple(items) => items.iter().for_each(|item| self.read(item, with)),
                Thing::Map(entries, rest) => {
                    entries.values().for_each(|entry| self.read(entry, with));
                    self.read(rest, with);
                }
                Thing::Namespace(place) => {
                    let held = self.facts.namespaces.get(place).cloned().unwrap_or_default();
                    // A namespace may hold itself.
                    let held = held.values().flat_map(|held| held.things.iter());
                    let held = held.filter(|thing| !matches!(thing, Thing::Namespace(_)));
                    let held: BTreeSet<Thing> = held.cloned().collect();
                    let held = Meaning { things: held.into(), unknown: false };
                    self.read(&held, with);
                }
                Thing::Macro(place) => self.facts.call_from_anywhere(*place),
                Thing::Text(_) | Thing::Module(_) | Thing::Object(_) | Thing::Loop(..) => {}
            }
        }
    }

    /// Notes that something is looped over.
    fn read_keys(&mut self, meaning: &Meaning) {
        self.search(meaning);
        if self.reader > Reader::Nobody {
            let paths = meaning.things.iter().filter_map(Thing::as_value);
            self.notes.looped.extend(paths.cloned());
        }
    }

    /// Notes that something is counted, or its keys are looked at.
    fn search(&mut self, meaning: &Meaning) {
        self.read(meaning, Use::Touched);
        self.read(&meaning.entry(), Use::Touched);
    }

    /// A meaning that is small enough to be followed; a larger one counts as used whole, and is
    /// unknown from here on.
    fn followed(&mut self, meaning: Meaning) -> Meaning {
        if meaning.is_small() {
            return meaning;
        }
        self.read(&meaning, Use::Examined);
        Meaning::unknown()
    }
}

impl Facts<'_> {
    /// Whether what nothing is seen to run may run all the same.
    fn may_run_anything(&self) -> bool {
        self.anywhere || self.runs_values
    }

    fn call_from_anywhere(&mut self, place: Stretch) {
        if let Some(called) = self.macros.get_mut(&place)
            && called.calls != Calls::Anybody
        {
            called.calls = Calls::Anybody;
            self.news = true;
        }
    }
}

#[cfg(test)]
mod tests;
