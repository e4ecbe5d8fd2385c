//! What is named on the command line into the stacks and environments that are meant.

use anyhow::bail;

use super::{Project, Stack};
use crate::diagnostic::nearest;

/// A stack that is meant, and those of its environments that are.
#[derive(Clone, Debug)]
pub struct Choice {
    pub stack: Stack,
    pub environments: Vec<String>,
    pub extent: Extent,
}

/// How much of a stack is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of its environments: none was named.
    Whole,
    Part,
}

impl Choice {
    /// A stack in all of its environments.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn whole(stack: Stack) -> anyhow::Result<Self> {
        let environments = stack.environments()?;
        Ok(Choice { stack, environments, extent: Extent::Whole })
    }
}

impl Project {
    /// The stacks and environments that are named: `web dev prod api` means two environments of one
    /// stack and another stack as a whole. Where no stack is named, all are meant.
    ///
    /// What comes after a stack is one of its environments, if it has one that is called so.
    ///
    /// # Errors
    /// If what is named is not there, or there is nothing at all.
    pub fn choose(&self, named: &[&str]) -> anyhow::Result<Vec<Choice>> {
        let stacks = self.stacks()?;
        if named.is_empty() {
            let all: anyhow::Result<Vec<Choice>> =
                stacks.iter().map(|name| Choice::whole(self.stack(name))).collect();
            let all = all?;
            if all.is_empty() {
                bail!("the project has no stack");
            }
            return Ok(all);
        }
        let mut chosen: Vec<Choice> = Vec::new();
        // The stack that was named last.
        let mut last: Option<usize> = None;
        for word in named {
            if let Some(at) = last
                && self.add(&mut chosen[at], word)?
            {
                continue;
            }
            let name = self.stack_called(word);
            if !stacks.contains(&name) {
                let before = last.map(|at| chosen[at].stack.name.as_str());
                return Err(self.neither(&name, before, &stacks)?);
            }
            let at = chosen.iter().position(|choice| choice.stack.name == name);
            last = Some(at.unwrap_or(chosen.len()));
            if at.is_none() {
                chosen.push(Choice::whole(self.stack(&name))?);
            }
        }
        Ok(chosen)
    }

    /// A word is no stack, and no environment of the stack that was named before it.
    fn neither(
        &self,
        word: &str,
        before: Option<&str>,
        stacks: &[String],
    ) -> anyhow::Result<anyhow::Error> {
        let Some(stack) = before else { return Ok(self.no_stack(word, stacks)) };
        let known = self.environments(stack)?;
        let is_like = |names: &[String]| nearest(word, names.iter().map(String::as_str)).is_some();
        Ok(if is_like(stacks) && !is_like(&known) {
            self.no_stack(word, stacks)
        } else {
            self.no_environment(stack, word, &known)
        })
    }

    /// Adds an environment to those that are meant of a stack. False if the stack has none that is
    /// called so.
    fn add(&self, choice: &mut Choice, environment: &str) -> anyhow::Result<bool> {
        let known = self.environments(&choice.stack.name)?;
        if !known.iter().any(|known| known == environment) {
            return Ok(false);
        }
        if choice.extent == Extent::Whole {
            (choice.extent, choice.environments) = (Extent::Part, Vec::new());
        }
        if !choice.environments.iter().any(|one| one == environment) {
            choice.environments.push(environment.to_owned());
        }
        Ok(true)
    }
}
