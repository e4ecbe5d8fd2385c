//! Where a comparison is in two objects, and what it has found so far.

use super::Change;
use crate::yaml::path::Step;

#[derive(Default)]
pub(super) struct Walk<'m> {
    pub steps: Vec<Step>,
    pub found: Vec<Change<'m>>,
}
