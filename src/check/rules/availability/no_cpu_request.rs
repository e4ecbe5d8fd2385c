//! Containers that do not say what time they need.

use super::bare::undemanding;
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    undemanding(pods, index, Code::NoCpuRequest, "cpu")
}
