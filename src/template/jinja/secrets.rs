//! Which values only the data of Secrets reads, by the templates, before they are run.
//!
//! What can't be followed may be read by a Secret.

use std::collections::{BTreeMap, BTreeSet};

use super::program::Templates;
use super::references::{self, Reader, References, ValuePath, ValueStep as Read};
use crate::chart::{Chart, ChartType, Dependency};
use crate::diagnostic::Span;
use crate::values::GLOBAL;
use crate::values::secrets::{self, KeyOrItem};
use crate::values::usage::{ChartUsage, Usage};
use crate::yaml::Node;

/// Who reads the values of a chart, and of the charts it brings along.
pub struct ChartReaders {
    /// `None` where the templates can't be followed.
    own: Option<Own>,
    children: BTreeMap<String, ChartReaders>,
}

impl ChartReaders {
    /// A string in `given`, values that layers bring, may run as a template.
    pub fn find(chart: &Chart, templates: &Templates, given: &[&Node]) -> Self {
        let mut children = BTreeMap::new();
        for Dependency { name, chart, .. } in &chart.dependencies {
            if chart.metadata.kind == ChartType::Application {
                let given: Vec<&Node> =
                    given.iter().filter_map(|node| node.get(&name.text)).collect();
                let readers = ChartReaders::find(chart, templates.child(&name.text), &given);
                children.insert(name.text.clone(), readers);
            }
        }
        let own = references::find(chart, &templates.program, given).map(Own::new);
        ChartReaders { own, children }
    }

    /// Whether values that layers bring may read others, as templates do.
    pub fn may_count(given: &[&Node]) -> bool {
        given.iter().any(|node| references::holds_template(node))
    }

    /// What the templates do with the values.
    pub fn usage(&self) -> ChartUsage {
        let children = self.children.iter();
        let children = children.map(|(name, child)| (name.clone(), child.usage())).collect();
        let own = self.own.as_ref().map(|own| own.usage.clone());
        ChartUsage { own, children }.with_globals()
    }

    /// Who reads most openly what stands at a path.
    fn reader(&self, path: &[KeyOrItem]) -> Option<Reader> {
        let own = match &self.own {
            Some(own) => own.reader(path),
            None => Some(Reader::Unsure),
        };
        let below = match path.split_first() {
            Some((KeyOrItem::Key(key), _)) if key == GLOBAL => {
                self.children.values().filter_map(|child| child.reader(path)).max()
            }
            Some((KeyOrItem::Key(key), below)) => {
                self.children.get(key).and_then(|child| child.reader(below))
            }
            _ => None,
        };
        own.max(below)
    }

    /// Where templates read what stands at a path or below it, in whatever branch.
    pub fn places(&self, path: &[KeyOrItem]) -> Vec<Span> {
        let own = self.own.iter().flat_map(|own| &own.found);
        let own = own.filter(|(_, paths)| paths.iter().any(|read| leads_to(read, path)));
        let mut places: Vec<Span> = own.map(|(place, _)| *place).collect();
        if let Some((KeyOrItem::Key(key), below)) = path.split_first() {
            let children = self.children.iter();
            for (name, child) in children.filter(|(name, _)| key == GLOBAL || *name == key) {
                places.extend(child.places(if name == key { below } else { path }));
            }
        }
        places
    }

    /// Those that are the data of Secrets.
    pub fn certain(&self) -> Counting<'_> {
        Counting { readers: self, most_open: Reader::Secret }
    }

    /// Those too of which it can't be told before the chart is rendered.
    pub fn possible(&self) -> Counting<'_> {
        Counting { readers: self, most_open: Reader::Unsure }
    }

    fn paths(&self) -> Vec<Vec<KeyOrItem>> {
        let own = self.own.iter().flat_map(|own| &own.looked_at);
        let mut paths: Vec<Vec<KeyOrItem>> =
            own.map(|path| path.steps().iter().map(plain).collect()).collect();
        for (name, child) in &self.children {
            let below = child.paths().into_iter();
            paths.extend(below.map(|path| [vec![KeyOrItem::Key(name.clone())], path].concat()));
        }
        paths
    }
}

/// The readers of a chart's values, of which some count as the data of Secrets.
pub struct Counting<'r> {
    readers: &'r ChartReaders,
    most_open: Reader,
}

impl secrets::WhoReads for Counting<'_> {
    fn are_secrets(&self, path: &[KeyOrItem]) -> bool {
        let reader = self.readers.reader(path);
        reader.is_some_and(|reader| (Reader::Secret..=self.most_open).contains(&reader))
    }

    fn paths(&self) -> Vec<Vec<KeyOrItem>> {
        self.readers.paths()
    }
}

/// Whether what is read stands at a path or below it. Who looks up anything at all means nothing by
/// it.
fn leads_to(read: &ValuePath, path: &[KeyOrItem]) -> bool {
    let steps = read.steps();
    if steps.first() == Some(&Read::Any) {
        return false;
    }
    let is_same = |(read, step): (&Read, &KeyOrItem)| match (read, step) {
        (Read::Key(read), KeyOrItem::Key(key)) => read == key,
        (Read::Index(_) | Read::Item, KeyOrItem::Item) | (Read::Any, _) => true,
        (Read::Key(_), KeyOrItem::Item) | (Read::Index(_) | Read::Item, KeyOrItem::Key(_)) => false,
    };
    steps.len() >= path.len() && steps.iter().zip(path).all(is_same)
}

fn plain(step: &Read) -> KeyOrItem {
    match step {
        Read::Key(key) => KeyOrItem::Key(key.clone()),
        Read::Index(_) | Read::Item => KeyOrItem::Item,
        Read::Any => KeyOrItem::Key(String::new()),
    }
}

/// Who reads the values of one chart.
struct Own {
    readers: Reads,
    lookers: Reads,
    looked_at: Vec<ValuePath>,
    is_partly_unread: bool,
    usage: Usage,
    /// Each look-up, and the places that it may lead to.
    found: Vec<(Span, BTreeSet<ValuePath>)>,
}

impl Own {
    fn new(references: References) -> Self {
        let usage = super::usage::of(&references);
        let References { found, readers, lookers, is_partly_unread, .. } = references;
        Own {
            usage,
            readers: Reads::of(&readers),
            lookers: Reads::of(&lookers),
            looked_at: lookers.into_keys().collect(),
            is_partly_unread,
            found: found.into_iter().map(|(place, read)| (place, read.paths)).collect(),
        }
    }

    /// Where nobody makes use of a value, whoever looks at it was about to.
    fn reader(&self, path: &[KeyOrItem]) -> Option<Reader> {
        let (mut reader, mut looker) = (None, None);
        self.readers.meet(path, &mut |reads, left| {
            reader = reader.max(if left == 0 { reads.within } else { reads.here });
        });
        let reader = reader.filter(|reader| *reader > Reader::Nobody);
        let reader = reader.or_else(|| {
            self.lookers.meet(path, &mut |reads, left| {
                looker = looker.max(reads.within.filter(|_| left == 0));
            });
            looker
        });
        match reader {
            None | Some(Reader::Nobody) if self.is_partly_unread => Some(Reader::Unsure),
            reader => reader,
        }
    }
}

/// What is read, by the steps that lead there.
#[derive(Default)]
struct Reads {
    /// Who reads just this.
    here: Option<Reader>,
    /// Who reads this or a part of it, most openly.
    within: Option<Reader>,
    below: BTreeMap<Read, Reads>,
}

impl Reads {
    fn of(readers: &BTreeMap<ValuePath, Reader>) -> Self {
        let mut all = Reads::default();
        for (path, reader) in readers {
            let mut reads = &mut all;
            reads.within = reads.within.max(Some(*reader));
            for step in path.steps() {
                reads = reads.below.entry(step.clone()).or_default();
                reads.within = reads.within.max(Some(*reader));
            }
            reads.here = reads.here.max(Some(*reader));
        }
        all
    }

    /// Visits what is read at a path and around it, with the number of steps that are left.
    fn meet(&self, path: &[KeyOrItem], visit: &mut dyn FnMut(&Reads, usize)) {
        visit(self, path.len());
        let Some((step, rest)) = path.split_first() else { return };
        let mut go_on = |reads: Option<&Reads>| {
            if let Some(reads) = reads {
                reads.meet(rest, visit);
            }
        };
        go_on(self.below.get(&Read::Any));
        match step {
            KeyOrItem::Key(key) => go_on(self.below.get(&Read::Key(key.clone()))),
            KeyOrItem::Item => {
                let items = self.below.iter();
                items
                    .filter(|(step, _)| matches!(step, Read::Index(_) | Read::Item))
                    .for_each(|(_, reads)| go_on(Some(reads)));
            }
        }
    }
}
