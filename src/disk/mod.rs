//! Paths below a folder into files that lie there and nowhere else: what may be read, and the one
//! door that everything written goes through.
//!
//! A link on the way is never written through. It may be read through where it stays in the folder
//! that the caller names. What the files mean is left to the rooms that ask for them.

pub(crate) mod files;
mod folder;
mod link;
mod segment;

pub use files::Files;
pub use folder::Folder;
pub use link::Link;
pub use segment::segment;
