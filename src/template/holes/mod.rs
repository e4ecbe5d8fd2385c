//! Text with marks of holes, and the values in the holes, into documents whose nodes know where
//! they came from.
//!
//! ```text
//! image: {{ values.repo }}:{{ values.tag }}   the template: two emissions, each a site        site
//! ⟪0⟫image: ⟨0⟩⟪1⟫:⟨1⟩                        the engine's output: marks of raw text, holes   marks, scene
//! image: ⟨0⟩:⟨1⟩                              the text, with the place of every byte          assemble
//! {image: "⟨0⟩:⟨1⟩"}                          parsed: a map of one scalar with two holes      documents
//! {image: "nginx:1.29"}                       filled: it knows its line, and those of values  fill
//! ```
//!
//! Nothing here knows an engine. An engine registers its sites ([`site`]), writes marks ([`marks`])
//! and keeps its values in a [`scene`]; then [`documents::read`] does the rest.

pub(super) mod assemble;
pub(super) mod documents;
pub(super) mod fill;
pub(super) mod marks;
pub(super) mod scene;
pub(super) mod site;
