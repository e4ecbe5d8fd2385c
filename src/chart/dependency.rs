//! `dependencies` of a Chart.yaml: the charts that a chart brings along, and when.
//!
//! Where they lie and whether they fit is not asked here.

use super::constraint::Constraint;
use crate::diagnostic::{Code, Diagnostic, Report, Span};
use crate::yaml::{Map, Node, Value};

/// A dependency as Chart.yaml declares it.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The chart's own name.
    pub chart: Word,
    /// What it is called here instead.
    pub alias: Option<Word>,
    pub version: Option<(Constraint, Word)>,
    pub repository: Repository,
    pub terms: Terms,
}

/// Where the chart of a dependency is to be found.
#[derive(Clone, Debug)]
pub enum Repository {
    /// Only in `charts/`.
    Vendored,
    /// A folder, from the chart's own on: `file://../common`.
    Folder(Word),
    /// Somewhere on the network: what lies in `charts/` is taken.
    Remote(Word),
}

/// When a dependency is rendered, and what of its values its parent gets.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Paths of the parent's values; the first that is set decides.
    pub condition: Vec<Word>,
    pub tags: Vec<Word>,
    pub imports: Vec<Import>,
}

/// A table of the child's values that is a default of the parent's too.
#[derive(Clone, Debug)]
pub struct Import {
    pub child: Word,
    /// Empty for the parent's values as a whole.
    pub parent: String,
}

/// A text of Chart.yaml and where it stands.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    pub at: Span,
}

impl Declared {
    /// What values and templates call it.
    pub fn name(&self) -> &Word {
        self.alias.as_ref().unwrap_or(&self.chart)
    }

    pub fn place(&self) -> Span {
        self.chart.at
    }
}

/// Reads the records of `dependencies`. What is wrong with them goes into `report`; fields that
/// there are none of have been reported.
pub(crate) fn read(map: &Map, report: &mut Report) -> Vec<Declared> {
    let records = map.get("dependencies").and_then(Node::as_list).unwrap_or_default();
    let declared: Vec<Declared> = records
        .iter()
        .filter_map(|record| read_record(record.as_map()?, record.origin.at, report))
        .collect();
    refuse_duplicates(&declared, report);
    declared
}

fn read_record(map: &Map, at: Span, report: &mut Report) -> Option<Declared> {
    let mut fields = Fields { map, report };
    let chart = fields.word("name");
    let alias = fields.word("alias");
    let version = fields.word("version");
    let repository = match fields.word("repository") {
        None => Repository::Vendored,
        Some(word) if word.text.starts_with("file://") => Repository::Folder(word),
        Some(word) => Repository::Remote(word),
    };
    let condition = fields.word("condition").map_or_else(Vec::new, |word| paths(&word));
    let tags = fields.tags();
    let imports = fields.imports();
    let Some(chart) = chart else {
        if map.get("name").is_none_or(|node| node.is_null() || node.as_str().is_some()) {
            let at = map.entries().first().map_or(at, |entry| entry.key.origin.at);
            let fault = Diagnostic::error(Code::BadChart, "a dependency gives no name");
            report.push(fault.at(at, "of this one").help("add `name: …`, the chart's own name"));
        }
        return None;
    };
    let version = version.and_then(|word| constraint(word, report));
    let terms = Terms { condition, tags, imports };
    let declared = Declared { chart, alias, version, repository, terms };
    check_name(declared.name(), report);
    Some(declared)
}

fn paths(word: &Word) -> Vec<Word> {
    let paths = word.text.split(',').map(str::trim).filter(|path| !path.is_empty());
    paths.map(|path| Word { text: path.to_owned(), at: word.at }).collect()
}

fn constraint(word: Word, report: &mut Report) -> Option<(Constraint, Word)> {
    match Constraint::parse(&word.text) {
        Ok(constraint) => Some((constraint, word)),
        Err(why) => {
            let message = format!("`{}` is no version constraint: {why}", word.text);
            let fault =
                Diagnostic::error(Code::BadChart, message).at(word.at, "of this dependency");
            report.push(fault.help("write it as in `^1.2.0` or `>=1.2.0 <2`"));
            None
        }
    }
}

/// The name is a key of values and a part of paths.
fn check_name(name: &Word, report: &mut Report) {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let fault = if matches!(name.text.as_str(), "global" | "tags" | "exports") {
        Diagnostic::error(Code::BadChart, format!("a dependency can't be called `{}`", name.text))
            .at(name.at, "values have another use for that key")
            .help("give it another `alias`")
    } else if !name.text.chars().all(fits) || name.text.starts_with('.') {
        Diagnostic::error(Code::BadChart, format!("`{}` is no name of a chart", name.text))
            .at(name.at, "not a name")
            .help("a name has letters, digits, `-`, `_` and `.`")
    } else {
        return;
    };
    report.push(fault);
}

fn refuse_duplicates(declared: &[Declared], report: &mut Report) {
    for (at, second) in declared.iter().enumerate() {
        let name = second.name();
        if let Some(first) = declared[..at].iter().find(|first| first.name().text == name.text) {
            report.push(duplicate(&name.text, name.at, first.name().at));
        }
    }
}

/// Two dependencies of one name.
pub(crate) fn duplicate(name: &str, second: Span, first: Span) -> Diagnostic {
    Diagnostic::error(Code::DuplicateDependency, format!("two dependencies are called `{name}`"))
        .at(second, "again here")
        .context(first, "first here")
        .help("remove one of the two, or give it another `alias`")
}

/// The fields of a record, each of its type.
struct Fields<'a> {
    map: &'a Map,
    report: &'a mut Report,
}

impl Fields<'_> {
    /// A text that is not empty.
    fn word(&mut self, name: &str) -> Option<Word> {
        let node = self.map.get(name).filter(|node| !node.is_null())?;
        self.text(name, node).filter(|word| !word.text.is_empty())
    }

    fn text(&mut self, name: &str, node: &Node) -> Option<Word> {
        match &node.value {
            Value::String(text) => Some(Word { text: text.clone(), at: node.origin.at }),
            _ => {
                self.wrong(name, node, "a string");
                None
            }
        }
    }

    fn list(&mut self, name: &str) -> &[Node] {
        let Some(node) = self.map.get(name).filter(|node| !node.is_null()) else { return &[] };
        node.as_list().unwrap_or_else(|| {
            self.wrong(name, node, "a list");
            &[]
        })
    }

    fn tags(&mut self) -> Vec<Word> {
        let tags = self.list("tags").to_vec();
        tags.iter().filter_map(|tag| self.text("tags", tag)).collect()
    }

    /// A text names a table of the child's `exports`; `{child, parent}` any table, and its place.
    fn imports(&mut self) -> Vec<Import> {
        let mut imports = Vec::new();
        for item in self.list("import-values").to_vec() {
            imports.extend(self.import(&item));
        }
        imports
    }

    fn import(&mut self, item: &Node) -> Option<Import> {
        let at = item.origin.at;
        match &item.value {
            Value::String(name) => {
                let child = Word { text: format!("exports.{name}"), at };
                Some(Import { child, parent: String::new() })
            }
            Value::Map(pair) => {
                let side = |name: &str| pair.get(name).and_then(Node::as_str);
                let (Some(child), Some(parent)) = (side("child"), side("parent")) else {
                    self.wrong("import-values", item, "a name, or a map of `child` and `parent`");
                    return None;
                };
                let at = pair.get("child").map_or(at, |node| node.origin.at);
                let parent = if parent == "." { "" } else { parent };
                Some(Import {
                    child: Word { text: child.to_owned(), at },
                    parent: parent.to_owned(),
                })
            }
            _ => {
                self.wrong("import-values", item, "a name, or a map of `child` and `parent`");
                None
            }
        }
    }

    fn wrong(&mut self, name: &str, node: &Node, wanted: &str) {
        let what = node.value.describe();
        let message = format!("`{name}` of a dependency must be {wanted}, not {what}");
        let fault = Diagnostic::error(Code::BadChart, message).at(node.origin.at, what);
        self.report.push(match (wanted, &node.value) {
            ("a string", Value::Number(_)) => fault.help("quote it"),
            _ => fault,
        });
    }
}
