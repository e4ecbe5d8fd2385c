//! Chart and values into documents: values are bound, not printed.
//!
//! # One line, from template to node
//!
//! ```text
//! image: {{ values.repo }}:{{ values.tag | default("latest") }}
//! ```
//!
//! 1. **Parse and instrument** (`jinja/`), once for a chart. The two emissions become *sites* 4 and 5.
//!    The engine is given another text, in which each emission hands its value over instead of
//!    printing it, together with the values its expression reads from:
//!
//!    ```text
//!    ⟪7⟫image: {{ (values.repo)|__emit(4, values) }}⟪8⟫:{{ (values.tag | default("latest"))|__emit(5, values) }}
//!    ```
//!
//! 2. **Run.** `__emit` puts the value into a *hole* and writes the hole's *mark*. The output holds no
//!    value: `⟪7⟫image: ⟨0⟩⟪8⟫:⟨1⟩`. (The marks are private-use characters around a number. No
//!    template may contain them.)
//! 3. **Assemble** (`holes/`). The marks of raw text, `⟪7⟫`, become a table: which byte of the text
//!    was written where. What is left is text with holes, `image: ⟨0⟩:⟨1⟩`.
//! 4. **Parse as YAML.** A map with the key `image` and the plain scalar `⟨0⟩:⟨1⟩`. The structure is
//!    settled now, and no value can change it.
//! 5. **Fill.** The scalar contains holes, so it becomes the string `nginx:1.29`. Its node knows both
//!    places: this line of the template, and the lines of the values files that set `repo` and `tag`,
//!    found by following what the sites read. A scalar that *is* one hole, `port: {{ values.port }}`,
//!    becomes the value itself: an integer, a list, a map.
//!
//! # Words
//!
//! | word | what it is |
//! |---|---|
//! | emission | `{{ … }}` in a template |
//! | raw text | what stands between the tags of a template |
//! | site | the place of an emission, or of a call that speaks to the user, and what it reads |
//! | hole | an emitted value, with the site that emitted it |
//! | mark | the characters that stand for a hole, or before raw text, in what the engine puts out |
//! | capture | text that a macro, an include or a `{% set %}` block left: it has marks of its own. Wherever it is used, it is what it would be in a document: `{{ port() + 1 }}` adds to a number |
//! | read | the look-ups from a name on, `values.image.tag`, whose value went into a hole |
//! | place | where in a file something is written: a value in a values file, a node in a template |
//! | scene | all holes and sites of a run |
//! | session | the scene, and all else that a run of minijinja writes down |
//! | gone | stands in for a value whose absence has been reported, so that the run goes on |
//! | instrument | to rewrite a template so that it makes holes |
//! | reference | a look-up that leads to a value, found without running the template |
//!
//! # The rooms
//!
//! `holes/` knows marks, scenes and documents, and no engine. `jinja/` is minijinja's side; it gives its
//! values as [`holes::scene::Bound`]. What the documents *mean* is not asked here.

mod budget;
pub mod go;
mod holes;
mod jinja;

pub use budget::Allowance;
pub use go::objects::ReleaseAction;
pub use jinja::functions;
pub use jinja::{ChartReaders, Templates, check, is_go, render};

use crate::yaml::Document;

/// What a chart is rendered for, besides its values.
#[derive(Clone, Debug)]
pub struct Release {
    pub name: String,
    pub namespace: Option<String>,
    pub action: ReleaseAction,
}

/// What the cluster can do.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// `v1.36.0`
    pub kube_version: String,
    /// `apps/v1` and `apps/v1/Deployment`
    pub api_versions: Vec<String>,
}

/// What the templates of a chart come to.
#[derive(Clone, Debug, Default)]
pub struct Output {
    pub documents: Vec<Document>,
    /// The chart's notes, for people.
    pub notes: Option<String>,
}
