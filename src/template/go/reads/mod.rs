//! Go templates into the values that they read: all branches are walked, and none is run.
//!
//! What an expression may come to is a *meaning*: places in the values, roots of charts, maps and
//! lists that templates make, texts that are known. A place that goes where it is not followed is
//! used whole, so that what is not understood leaves the values open.
//!
//! What the values are, and what may be given, is left to others.

mod expression;
mod functions;
mod lookup;
mod meaning;
mod places;
mod sites;
mod texts;
mod walk;
mod widen;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::parse;
use super::tree::{Source, SourceOrigin, Template};
use crate::values::usage::{Itself, Usage};
use lookup::{Made, Owner};
use meaning::{Found, Meaning, Meanings, Quick, Thing};
use places::Places;
pub use sites::{Site, sites};

/// The charts of a tree, those that are switched off too.
#[derive(Debug, Default)]
pub struct Charts {
    /// The topmost first.
    pub all: Vec<Chart>,
    /// What may be a template, by its path.
    pub texts: Vec<(String, Arc<Vec<u8>>)>,
    /// The values that are read by others than templates: what switches dependencies.
    pub switches: Vec<Vec<String>>,
    /// The values of charts that are not there: nobody knows who reads them.
    pub unknown: Vec<Vec<String>>,
}

/// A chart in the tree.
#[derive(Debug)]
pub struct Chart {
    pub name: String,
    /// The keys that lead to its values from those of the topmost chart.
    pub values: Vec<String>,
    /// What `.Template.BasePath` says.
    pub base: String,
    /// The paths of the templates that are run.
    pub run: Vec<String>,
    pub files: Vec<(String, Arc<Vec<u8>>)>,
    /// The charts that it brings along, by their names and their numbers.
    pub children: Vec<(String, usize)>,
}

/// What begins an action.
const OPEN: &str = "{{";

/// The name of any text that may be run; see [`walk`].
const GIVEN: &str = "\u{1}";

/// So often templates are walked; what is left then is not known.
const WALKS: usize = 30_000;

/// And so many items of them.
const STEPS: usize = 400_000;

/// So often everything is walked until all that templates put into maps has been seen.
const ROUNDS: usize = 6;

/// So deep a template is followed into itself with all that it is given, and so much deeper with
/// what stays the same.
const RECURSION: usize = 3;
const DEEPER: usize = 3;

/// What the templates of charts do with the values of the topmost one; `given` are texts in the
/// values that may run as templates.
pub fn find<'t>(charts: &Charts, given: impl IntoIterator<Item = &'t str>) -> Usage {
    let mut reader = Reader::new(charts);
    reader.run_all(given);
    reader.finish()
}

struct Reader<'c> {
    charts: &'c [Chart],
    templates: Vec<Arc<Template>>,
    /// The templates of a name: which of them counts is not told before the charts are switched.
    named: BTreeMap<String, Vec<usize>>,
    /// What has been parsed.
    sources: HashSet<Arc<Vec<u8>>>,
    /// The templates in texts that a `tpl` is given.
    texts: Found<Vec<u8>, Option<usize>>,
    /// Those among the values, and those that templates hold.
    given: Vec<usize>,
    places: Places,
    meanings: Meanings,
    /// The values of each chart.
    values: Vec<u32>,
    /// What templates have put into maps.
    made: Found<Owner, Made>,
    /// The maps that have been looked into.
    seen: HashSet<Owner, BuildHasherDefault<Quick>>,
    /// Whether one of these has got something since.
    grown: bool,
    /// With what they print.
    walked: Found<(usize, Meaning), Meaning>,
    /// The templates that are being walked, and with what.
    within: Vec<(usize, Meaning)>,
    walks: usize,
    steps: usize,
    /// Where each place is read, if that is asked.
    sites: Option<sites::Sites>,
}

impl<'c> Reader<'c> {
    fn new(charts: &'c Charts) -> Self {
        let mut places = Places::new();
        let values = charts.all.iter().map(|chart| places.at(&chart.values)).collect();
        for path in &charts.switches {
            let place = places.at(path);
            places.examine(place);
        }
        for path in &charts.unknown {
            let place = places.at(path);
            places.take_whole(place);
        }
        let mut reader = Reader {
            charts: &charts.all,
            templates: Vec::new(),
            named: BTreeMap::new(),
            sources: HashSet::new(),
            texts: Found::default(),
            given: Vec::new(),
            places,
            meanings: Meanings::new(),
            values,
            made: Found::default(),
            seen: HashSet::default(),
            grown: false,
            walked: Found::default(),
            within: Vec::new(),
            walks: 0,
            steps: 0,
            sites: None,
        };
        for (path, bytes) in &charts.texts {
            if reader.define(path, Arc::clone(bytes)).is_none() {
                // Whoever renders it will say so.
                reader.places.take_whole(0);
            }
        }
        reader
    }

    /// The templates of a text; its own, if it can be parsed.
    fn define(&mut self, name: &str, bytes: Arc<Vec<u8>>) -> Option<usize> {
        let source = Source { name: name.to_owned(), bytes, origin: SourceOrigin::Made };
        let source = Arc::new(source);
        let mut templates = parse::parse(&source).ok()?;
        let own = templates.pop()?;
        // Charts of a tree bring the same library along, each its own copy.
        if self.sources.insert(Arc::clone(&source.bytes)) {
            templates.into_iter().for_each(|template| _ = self.add(template));
        }
        Some(self.add(own))
    }

    fn add(&mut self, template: Template) -> usize {
        let number = self.templates.len();
        self.named.entry(template.name.clone()).or_default().push(number);
        self.templates.push(Arc::new(template));
        number
    }

    /// The template that a text is.
    fn made(&mut self, text: &str) -> Option<usize> {
        if let Some(known) = self.texts.get(text.as_bytes()) {
            return *known;
        }
        let name = format!("\0{}", self.texts.len());
        let number = self.define(&name, Arc::new(text.as_bytes().to_vec()));
        self.texts.insert(text.as_bytes().to_vec(), number);
        number
    }

    fn run_all<'t>(&mut self, given: impl IntoIterator<Item = &'t str>) {
        for text in given.into_iter().collect::<BTreeSet<&str>>() {
            let template = self.made(text);
            self.give(template);
        }
        for _ in 0..ROUNDS {
            self.walked.clear();
            self.grown = false;
            self.all();
            if !self.grown {
                break;
            }
        }
    }

    /// Keeps a text that is written in a template and may be run as one.
    fn keep(&mut self, text: &str) {
        if text.contains(OPEN) && !self.texts.contains_key(text.as_bytes()) {
            let template = self.made(text);
            self.grown |= self.give(template);
        }
    }

    fn give(&mut self, template: Option<usize>) -> bool {
        self.given.extend(template);
        self.named.entry(GIVEN.to_owned()).or_default().extend(template);
        template.is_some()
    }

    fn all(&mut self) {
        let charts = self.charts;
        for (number, chart) in charts.iter().enumerate() {
            let root = self.meanings.one(Thing::Root(number));
            for path in &chart.run {
                for template in self.named.get(path).cloned().unwrap_or_default() {
                    self.template(template, root);
                }
            }
        }
    }

    fn finish(self) -> Usage {
        let mut usage = self.places.usage(0);
        lift_globals(&mut usage, self.charts, 0);
        usage
    }
}

/// Charts get the `global` of those above them: who reads their own may read that.
fn lift_globals(usage: &mut Usage, charts: &[Chart], at: usize) {
    for (name, child) in charts.get(at).map_or(&[][..], |chart| &chart.children) {
        let Some(below) = usage.keys.get_mut(name) else { continue };
        lift_globals(below, charts, *child);
        let named = below.keys.get(crate::values::GLOBAL);
        let mut globals = named.cloned().unwrap_or_default();
        below.entries.iter().for_each(|entry| globals.join(entry));
        if below.itself > Itself::Examined {
            globals.itself = globals.itself.max(below.itself);
        }
        if named.is_some() || below.entries.is_some() || globals.itself > Itself::Examined {
            usage.keys.entry(crate::values::GLOBAL.to_owned()).or_default().join(&globals);
        }
    }
}
