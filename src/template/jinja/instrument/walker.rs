//! What the walk through a template knows and has found so far.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::Refusal;
use super::captures::Captures;
use crate::diagnostic::SourceId;
use crate::template::holes::site::Register;
use crate::template::jinja::line_breaks::Lines;
use crate::template::jinja::tree::Chain;

/// A text that the engine gets at byte `at` of the author's.
pub(super) struct Insertion {
    pub(super) at: usize,
    /// Which comes first of those at the same place.
    pub(super) rank: isize,
    pub(super) text: Cow<'static, str>,
}

/// The walk: where it is, what holds there, and what it inserts.
pub(super) struct Walker<'a, 'r> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    pub(super) passed: &'a [usize],
    pub(super) register: &'r mut Register,
    pub(super) insertions: Vec<Insertion>,
    pub(super) lines: Lines,
    pub(super) refusals: Vec<Refusal>,
    pub(super) captures: Captures<'a>,
    /// What local names stand for, as chains of look-ups.
    pub(super) scopes: Vec<HashMap<&'a str, Vec<Chain<'a>>>>,
    /// What the conditions around read, shared by the sites in them.
    pub(super) guards: Arc<Vec<Vec<String>>>,
    pub(super) loops: usize,
    pub(super) in_macro: usize,
}
