//! What a rule is: a row of facts, a page, and a function that finds what breaks it.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::policy::{Group, Weight};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

/// A rule about objects that the server accepts.
pub struct Rule {
    /// What it finds; the name reads well after "allow": `dangling-service`.
    pub code: Code,
    pub group: Group,
    /// What a finding weighs where nobody decides otherwise.
    pub weight: Weight,
    /// Markdown: the name as its title, its summary, then why, an example that breaks the rule and
    /// one that keeps it.
    pub page: &'static str,
    pub(in crate::check) check: Check,
}

/// What a rule looks at.
pub(in crate::check) enum Check {
    /// An object by itself.
    Object(for<'m> fn(&'m Object, &Index<'m>) -> Vec<Diagnostic>),
    /// The pods that an object is or makes, by themselves.
    Pods(for<'m> fn(&Pods<'m>, &Index<'m>) -> Vec<Diagnostic>),
    /// All objects together.
    Stack(for<'m> fn(&Index<'m>) -> Vec<Found<'m>>),
}

/// A finding of a rule, and the object whose annotation can allow it.
pub(in crate::check) type Found<'m> = (&'m Object, Diagnostic);

impl Rule {
    pub fn name(&self) -> &'static str {
        self.code.name()
    }

    /// What the rule finds, in one line.
    pub fn summary(&self) -> &'static str {
        self.code.about()
    }

    pub(super) fn find<'m>(&self, index: &Index<'m>) -> Vec<Found<'m>> {
        match self.check {
            Check::Object(find) => {
                let of = |object| find(object, index).into_iter().map(move |it| (object, it));
                index.objects.iter().flat_map(of).collect()
            }
            Check::Pods(find) => {
                let of = |pods: &Pods<'m>| {
                    let owner = pods.owner;
                    find(pods, index).into_iter().map(move |it| (owner, it))
                };
                let specified = index.pods.within(None).filter(|pods| pods.are_specified());
                specified.flat_map(of).collect()
            }
            Check::Stack(find) => find(index),
        }
    }
}
