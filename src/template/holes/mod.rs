//! Text with marks of holes, and the values in the holes, into documents whose nodes know where they
//! came from.
//!
//! Nobody here knows an engine. One that renders templates registers its sites ([`site`]), writes
//! marks ([`marks`]) and keeps its values in a [`scene`]; then [`documents::read`] assembles the text,
//! parses it and fills it.

pub(super) mod assemble;
pub(super) mod documents;
pub(super) mod fill;
pub(super) mod marks;
pub(super) mod scene;
pub(super) mod site;
