//! Containers that may take all time of their node.

use super::bare::limitless;
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    limitless(pods, index, Code::NoCpuLimit, "cpu")
}
