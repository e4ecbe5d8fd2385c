//! A chart of Go templates, as Helm 4.2.3 reads it, and values, into the texts that it prints.
//!
//! ```text
//! files ─► Chart            load: metadata, defaults, templates, the charts it brings along
//! Chart + values ─► Chart   dependencies: switched on and off, renamed, values imported
//! Chart + values ─► values  coalesce: defaults under what the user gives
//! Chart + values ─► texts   render: one for each template
//! texts ─► Manifests        sort: split into documents, hooks told apart, in Helm's order
//! Manifests ─► text         print: as `helm template` does
//! ```
//!
//! Files are given, not looked for. What the texts mean is left to others.

mod coalesce;
mod dependencies;
mod load;
mod metadata;
mod outline;
mod print;
mod reads;
mod render;
mod required;
mod sort;
mod versions;

pub use load::{Chart, Files, IsOther, Loaded, Template, Unpack, load, merge_over};
pub use metadata::{Declared, Metadata};
pub use print::{Shown, print};
pub use reads::{Readable, all_charts, readable};
pub use render::{Asked, Rendered, Schema, render, values};
pub use required::{Found, Required};
pub use sort::{Hook, Manifest, Manifests, Unread};
pub use versions::API_VERSIONS;

use crate::template::go::fault::Failure;
use crate::template::go::program::ParseFault;

/// Why a chart can't be rendered.
#[derive(Clone, Debug)]
pub enum Fault {
    /// What Helm says of the chart or its values.
    Told(Told),
    /// Templates that can't be parsed, in the order in which Helm would come upon them.
    Parse(Vec<ParseFault>),
    /// What templates put out is no YAML; each document that is none.
    Unread(Vec<Unread>),
    /// A template failed.
    Template(Box<Failure>),
}

/// What Helm says, and the file that it is about.
#[derive(Clone, Debug)]
pub struct Told {
    pub words: String,
    /// A path from the folder of the topmost chart on.
    pub path: Option<String>,
}

impl Fault {
    fn told(words: impl Into<String>) -> Self {
        Fault::Told(Told { words: words.into(), path: None })
    }

    fn of(path: &str, words: impl Into<String>) -> Self {
        Fault::Told(Told { words: words.into(), path: Some(path.to_owned()) })
    }

    /// As `helm template` prints it after `Error: `.
    pub fn helm(&self) -> String {
        match self {
            Fault::Told(told) => told.words.clone(),
            Fault::Parse(faults) => faults.first().map(ParseFault::helm).unwrap_or_default(),
            Fault::Unread(all) => all.first().map(|it| it.words.clone()).unwrap_or_default(),
            Fault::Template(failure) => failure.helm(),
        }
    }
}
