//! Which values only the data of Secrets reads, by the templates, before they are run.
//!
//! What can't be followed may be read by a Secret.

use std::collections::BTreeMap;

use super::program::Templates;
use super::references::{self, Reader, References, ValueStep as Read};
use crate::chart::{Chart, ChartType, Dependency};
use crate::values::GLOBAL;
use crate::values::secrets::{self, KeyOrItem};
use crate::yaml::Node;

/// Who reads the values of a chart, and of the charts it brings along.
pub struct ChartReaders {
    /// `None` where the templates can't be followed.
    own: Option<References>,
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
        ChartReaders { own: references::find(chart, &templates.program, given), children }
    }

    /// Who reads most openly what stands at a path.
    fn reader(&self, path: &[KeyOrItem]) -> Option<Reader> {
        let own = match &self.own {
            Some(references) => reader(references, path),
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

    /// Those that are the data of Secrets.
    pub fn certain(&self) -> Counting<'_> {
        Counting { readers: self, most_open: Reader::Secret }
    }

    /// Those too of which it can't be told before the chart is rendered.
    pub fn possible(&self) -> Counting<'_> {
        Counting { readers: self, most_open: Reader::Unsure }
    }

    fn paths(&self) -> Vec<Vec<KeyOrItem>> {
        let own = self.own.iter().flat_map(|references| references.lookers.keys());
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

fn plain(step: &Read) -> KeyOrItem {
    match step {
        Read::Key(key) => KeyOrItem::Key(key.clone()),
        Read::Index(_) | Read::Item => KeyOrItem::Item,
        Read::Any => KeyOrItem::Key(String::new()),
    }
}

/// Where nobody makes use of a value, whoever looks at it was about to.
fn reader(references: &References, path: &[KeyOrItem]) -> Option<Reader> {
    let readers = references.readers.iter().filter(|(read, _)| meets(read.steps(), path));
    let lookers = references
        .lookers
        .iter()
        .filter(|(read, _)| read.steps().len() >= path.len() && meets(read.steps(), path));
    let reader = readers.map(|(_, reader)| *reader).max();
    let reader = reader.filter(|reader| *reader > Reader::Nobody);
    match reader.or_else(|| lookers.map(|(_, r)| *r).max()) {
        None | Some(Reader::Nobody) if references.is_partly_unread => Some(Reader::Unsure),
        reader => reader,
    }
}

/// Whether what is read is at a path, around it or in it.
fn meets(read: &[Read], path: &[KeyOrItem]) -> bool {
    read.iter().zip(path).all(|(read, step)| match (read, step) {
        (Read::Any, _) | (Read::Index(_) | Read::Item, KeyOrItem::Item) => true,
        (Read::Key(read), KeyOrItem::Key(key)) => read == key,
        _ => false,
    })
}
