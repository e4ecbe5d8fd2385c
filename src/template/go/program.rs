//! The files of charts into the templates they define, in Helm's order.
//!
//! All files are parsed before one is run; of all that are no templates the first in that order is
//! what Helm would tell.

use std::collections::HashMap;
use std::sync::Arc;

use super::parse::{self, Fault};
use super::text::Text;
use super::tree::{Source, SourceOrigin, Template};

/// The templates of a chart and its subcharts; it may be run many times.
#[derive(Debug, Default)]
pub struct Program {
    /// In the order in which Helm parses and runs them.
    sources: Vec<Arc<Source>>,
    templates: HashMap<String, Arc<Template>>,
}

/// A file that is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseFault {
    /// The number of the file, as it was given.
    pub file: u32,
    pub path: String,
    pub line: usize,
    pub fault: Fault,
}

impl Program {
    /// The files by number, path and content; origins and faults name the number.
    ///
    /// # Errors
    /// What is no template, in Helm's order.
    pub fn parse(files: Vec<(u32, String, Arc<Vec<u8>>)>) -> Result<Program, Vec<ParseFault>> {
        let source = |(file, name, bytes)| {
            (file, Arc::new(Source { name, bytes, origin: SourceOrigin::File(file) }))
        };
        let mut sources: Vec<(u32, Arc<Source>)> = files.into_iter().map(source).collect();
        sources.sort_by(|(_, one), (_, other)| rank(&other.name).cmp(&rank(&one.name)));
        let mut program = Program::default();
        let mut faults = Vec::new();
        for (file, source) in sources {
            match parse::parse(&source) {
                Ok(templates) => program.add(templates),
                Err(fault) => faults.push(ParseFault {
                    file,
                    path: source.name.clone(),
                    line: source.line_and_column(fault.at).0,
                    fault,
                }),
            }
            program.sources.push(source);
        }
        if faults.is_empty() { Ok(program) } else { Err(faults) }
    }

    /// The last of a name wins, but a blank one never does.
    fn add(&mut self, templates: Vec<Template>) {
        for template in templates {
            add(&mut self.templates, template);
        }
    }

    pub fn template(&self, name: &str) -> Option<&Arc<Template>> {
        self.templates.get(name)
    }

    /// The files and what they define, in no order.
    pub fn templates(&self) -> impl Iterator<Item = &Arc<Template>> {
        self.templates.values()
    }

    /// The paths of the files in the order in which Helm runs them, partials too.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| source.name.as_str())
    }
}

pub(super) fn add(templates: &mut HashMap<String, Arc<Template>>, template: Template) {
    let blank = parse::is_blank(&template.body, &template.source);
    if !blank || !templates.contains_key(&template.name) {
        templates.insert(template.name.clone(), Arc::new(template));
    }
}

/// Deeper files first, then by name, backwards.
fn rank(path: &str) -> (usize, &str) {
    (path.matches('/').count(), path)
}

/// The templates in a text that a `tpl` was given, over those that were there.
#[derive(Debug)]
pub(super) struct Layer {
    pub templates: HashMap<String, Arc<Template>>,
    /// What the text itself says.
    pub main: Arc<Template>,
}

/// The name of what `tpl` runs.
const MADE: &str = "gotpl";

/// # Errors
/// Why the text is no template, as Go words it.
pub(super) fn layer(text: &Text) -> Result<Layer, String> {
    let source = Arc::new(Source {
        name: MADE.to_owned(),
        bytes: Arc::new(text.as_bytes().to_vec()),
        origin: SourceOrigin::Made,
    });
    let templates = parse::parse(&source).map_err(|fault| {
        let line = source.line_and_column(fault.at).0;
        format!("template: {MADE}:{line}: {}", fault.message)
    })?;
    let mut layer = HashMap::new();
    let mut main = None;
    for template in templates {
        if template.name == MADE {
            main = Some(Arc::new(template));
        } else {
            layer.insert(template.name.clone(), Arc::new(template));
        }
    }
    let main = main
        .unwrap_or_else(|| Arc::new(Template { name: MADE.to_owned(), source, body: Vec::new() }));
    if !main.body.is_empty() {
        layer.insert(MADE.to_owned(), Arc::clone(&main));
    }
    Ok(Layer { templates: layer, main })
}

impl ParseFault {
    /// The error as `helm template` prints it after `Error: `.
    pub fn helm(&self) -> String {
        let message = self.fault.message.rsplit(": ").next().unwrap_or_default();
        format!("parse error at ({}:{}): {message}", self.path, self.line)
    }
}
