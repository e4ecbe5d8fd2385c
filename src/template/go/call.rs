//! A function as the engine calls it: a row of the table, and what the run lends it.
//!
//! The arguments have been checked against the parameters: a `String` is a `Data::Text`, an `Int`
//! a `Data::Int` of that type, a `Map` a `Data::Map` (nil was given as Go's nil map), a `List` a
//! `Data::List`. An `Any` may be `Data::Nil`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::text::Place;
use super::value::{Type, Value};

/// A row of the table of functions.
pub struct Function {
    pub name: &'static str,
    /// As the reference shows it: `trunc LENGTH TEXT`.
    pub signature: &'static str,
    /// One sentence.
    pub summary: &'static str,
    pub params: &'static [Type],
    /// The type of each further argument.
    pub rest: Option<Type>,
    pub origins: Origins,
    pub stability: Stability,
    /// The reason of a failure is what Go's error says, without `error calling NAME: `.
    pub call: fn(&Context, &[Value]) -> Result<Value, String>,
}

/// What becomes of the origins of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origins {
    /// The function has seen to them: texts keep the runs, lists and maps their items.
    Kept,
    /// The engine gives the result the union of all arguments' origins.
    United,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    Stable,
    /// Helm gives something else at each render.
    Unstable,
    /// Changes its first argument in place.
    Mutates,
}

/// Where what Helm leaves to chance comes from.
#[derive(Clone, Copy, Debug, Default)]
pub enum Chance {
    /// The seed, and the place of the call.
    #[default]
    Derived,
    /// What the caller has of it, as in Helm.
    Given(Outside),
}

/// Chance and the clock.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    pub fill: fn(&mut [u8]),
    /// Seconds since 1970, and nanoseconds.
    pub now: fn() -> (i64, u32),
}

/// What a run lends to functions.
#[derive(Default)]
pub struct Context {
    /// What random things are derived from: release, chart and `--seed`.
    pub seed: String,
    /// The call that is under way; part of what random things are derived from.
    pub site: Cell<Option<Place>>,
    /// Where random things come from.
    pub chance: Chance,
    /// How often a call has drawn, by its file and offset.
    pub drawn: RefCell<HashMap<(u32, u32), u32>>,
    /// How many bytes functions may still make.
    pub bytes: Cell<u64>,
    /// Compiled patterns, by text.
    pub patterns: RefCell<HashMap<Vec<u8>, std::rc::Rc<dyn std::any::Any>>>,
}

/// What is said where the budget of bytes is used up.
pub(super) const SPENT: &str = "the text gets too large";

impl Context {
    /// Takes `bytes` from the budget before they are made.
    ///
    /// # Errors
    /// Nothing is left.
    pub fn spend(&self, bytes: usize) -> Result<(), String> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let left = self.bytes.get().checked_sub(bytes).ok_or(SPENT)?;
        self.bytes.set(left);
        Ok(())
    }
}
