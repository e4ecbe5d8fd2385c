//! What a chart directory holds, read and checked for its own sake: Helm's layout and words.
//!
//! Values, templates and objects are not looked into here.

pub mod constraint;
pub(crate) mod dependency;
mod ignore;
mod load;
mod metadata;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use dependency::{Import, Terms, Word};
pub use load::{Broken, Home, Texts, all_files, annotation, load, text_of, unpack};
pub use metadata::{ChartType, Metadata, NAMESPACE_ANNOTATION};

use crate::diagnostic::SourceId;
use crate::yaml::Node;

/// A chart as it lies on disk.
#[derive(Clone, Debug)]
pub struct Chart {
    pub metadata: Metadata,
    /// The defaults: `values.yaml`, a map.
    pub defaults: Node,
    /// Everything below `templates/`, by path, partials included.
    pub templates: Vec<Template>,
    /// Everything below `files/`, by its path there.
    pub files: Arc<BTreeMap<String, File>>,
    /// Everything below `crds/`, by path; never rendered.
    pub crds: Vec<Template>,
    pub notes: Option<Template>,
    /// `values.schema.json`
    pub schema: Option<Template>,
    /// The charts it brings along: those of Chart.yaml in their order, then what else lies in
    /// `charts/`.
    pub dependencies: Vec<Dependency>,
}

/// A chart that another brings along.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// What values and templates call it: its alias, or else its name.
    pub name: Word,
    pub chart: Arc<Chart>,
    pub terms: Terms,
}

/// A text of the chart that is rendered, or taken as it is (CRDs).
#[derive(Clone, Debug)]
pub struct Template {
    /// The path below its folder: `deployment.yaml`.
    pub name: String,
    pub source: SourceId,
    pub text: Arc<str>,
}

/// A file that templates may read.
#[derive(Clone, Debug)]
pub enum File {
    Text { source: SourceId, text: Arc<str> },
    Bytes(Arc<[u8]>),
}

impl Template {
    /// Partials are there to be imported: they make no document of their own.
    pub fn is_partial(&self) -> bool {
        self.name.rsplit('/').next().is_some_and(|base| base.starts_with('_'))
    }
}
