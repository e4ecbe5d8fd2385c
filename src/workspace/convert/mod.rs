//! A chart of Go templates into one of ours, file by file, each proved: both are rendered with the
//! same values, and the objects are the same.

mod charts;
mod difference;
mod proof;
mod variants;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Stack;
use crate::convert::{self, Converted, Given, Left, Seen, with_keys};
use crate::diagnostic::{Report, Secrets, Sources};
use crate::pipeline::{self, GoTemplates};
use crate::values::Layer;
use crate::yaml::Node;
use charts::Originals;
use proof::Proof;

/// What a chart comes to.
#[derive(Debug)]
pub struct Conversion {
    pub name: String,
    /// The templates that are no partials, by their paths in the chart.
    pub templates: BTreeMap<String, Became>,
    /// How often both ways were rendered and compared.
    pub renders: usize,
    /// Keys that values.yaml got: `autoscaling.targetMemory`.
    pub keys: Vec<String>,
    /// How many texts of values Helm would run as templates.
    pub run_texts: usize,
    /// All files of the new chart by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Files of the old one that it does without.
    pub dropped: BTreeSet<String>,
}

/// What became of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    Converted,
    /// It stays as it is; why, and where that is.
    Left {
        file: String,
        line: Option<usize>,
        why: String,
    },
    /// Notes are for people, and no object is made of them.
    Notes,
}

/// Rounds of leaving out what differs.
const ROUNDS: usize = 12;

/// Converts the chart of a stack; `given` are values files that both ways are rendered with besides
/// those of the chart. `None` if the chart can't be read; the report says why.
///
/// # Errors
/// If a file can't be read.
pub fn convert(
    stack: &Stack,
    given: Vec<(String, Vec<Layer>)>,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Conversion>> {
    let mut secrets = Secrets::none();
    let Some(loaded) = stack.load(sources, report, &mut secrets)? else { return Ok(None) };
    let Some(templates) = pipeline::go_templates(&loaded) else {
        charts::tell_ours(stack, report);
        return Ok(None);
    };
    let originals = Originals::read(stack)?;
    let defaults = loaded.defaults(sources);
    let variants = variants::variants(stack, &originals, &defaults, given, sources)?;
    let seen = seen(&defaults, &variants, sources);
    let proof = Proof::of(&loaded, variants, sources);
    let work = Work { templates, originals, defaults, seen, proof };
    work.done().map(Some)
}

struct Work {
    templates: GoTemplates,
    originals: Originals,
    defaults: Node,
    seen: Rc<Seen>,
    proof: Proof,
}

impl Work {
    /// Leaves out what differs until nothing does.
    fn done(&self) -> anyhow::Result<Conversion> {
        let GoTemplates { name, app_version, templates, subcharts } = &self.templates;
        let given = Given {
            name,
            templates: templates.clone(),
            seen: Rc::clone(&self.seen),
            app_version: app_version.as_deref(),
            subcharts: subcharts.clone(),
        };
        let mut left: BTreeMap<String, Left> = BTreeMap::new();
        let mut converted = Converted::default();
        for _ in 0..ROUNDS {
            let made = convert::convert(&given, &left);
            converted = made.map_err(|faults| match faults.first() {
                Some(fault) => anyhow::anyhow!(fault.helm()),
                None => anyhow::anyhow!("the templates can't be parsed"),
            })?;
            let files = self.originals.for_proof(&converted, &self.values(&converted));
            let failed = self.proof.failures(files, &converted)?;
            if failed.is_empty() {
                break;
            }
            left.extend(failed);
        }
        Ok(self.conversion(converted))
    }

    /// The text of values.yaml, with the keys that it needs.
    fn values(&self, converted: &Converted) -> String {
        let text = self.originals.text("values.yaml").unwrap_or_default();
        with_keys(&text, &self.defaults, &converted.keys)
    }

    fn conversion(&self, converted: Converted) -> Conversion {
        let outcome = |found: &Result<convert::Ours, Left>| match found {
            Ok(_) => Became::Converted,
            Err(Left { file, line, why }) => {
                Became::Left { file: file.clone(), line: *line, why: why.clone() }
            }
        };
        let mut templates: BTreeMap<String, Became> = converted
            .templates
            .iter()
            .map(|(path, found)| (format!("templates/{path}"), outcome(found)))
            .collect();
        for path in self.originals.notes() {
            templates.insert(path, Became::Notes);
        }
        let values = self.values(&converted);
        let (files, dropped) = self.originals.written(&converted, &values);
        Conversion {
            name: self.templates.name.clone(),
            templates,
            renders: self.proof.renders(),
            keys: converted.keys.iter().map(|path| path.join(".")).collect(),
            run_texts: converted.run_texts,
            files,
            dropped,
        }
    }
}

/// What is seen of the values, over all that both ways are rendered with.
fn seen(defaults: &Node, variants: &[variants::Variant], sources: &Sources) -> Rc<Seen> {
    let others: Vec<Node> = variants.iter().map(|variant| variant.over(defaults)).collect();
    let is_block = |node: &Node| {
        let at = node.origin.at;
        !at.is_nowhere() && !sources.text(at).starts_with('{')
    };
    Seen::of(defaults, &others, &is_block)
}
