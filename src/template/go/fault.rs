//! Why a template failed, with the calls it was in; as drydock tells it, and as Helm prints it.

use super::call::SPENT;
use super::print::quote;
use super::text::Place;

/// A failure while a template ran, with the calls that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The template that ran: a file's path or the name of a `define`.
    pub template: String,
    /// As Go has them: the file, `gotpl` in the text of a `tpl`; line from one, column from zero.
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// The place in a file.
    pub at: Option<Place>,
    /// What failed, as written.
    pub context: String,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The engine's own: a type, a field, a count of arguments.
    Engine(String),
    /// A function said so.
    Called { name: String, cause: Cause },
    /// A bound was reached.
    Bound(String),
    /// The budget is used up.
    Spent(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// The words of `fail` and `required`.
    Author(String),
    /// What else a function says.
    Function(String),
    /// `include` of a template that is not there.
    NoTemplate(String),
    /// A failure in what `include` ran.
    Included(Box<Failure>),
    /// A failure in what `tpl` ran, and the text of it.
    Made { text: String, failure: Box<Failure> },
}

impl Failure {
    /// The failure at the bottom of the calls.
    pub fn innermost(&self) -> &Failure {
        match &self.reason {
            Reason::Called {
                cause: Cause::Included(inner) | Cause::Made { failure: inner, .. },
                ..
            } => inner.innermost(),
            _ => self,
        }
    }

    /// Why it failed, without where.
    pub fn message(&self) -> String {
        match &self.reason {
            Reason::Engine(message) | Reason::Bound(message) | Reason::Spent(message) => {
                message.clone()
            }
            Reason::Called { cause: Cause::Author(words), .. } => words.clone(),
            Reason::Called { name, cause } => format!("{name}: {}", cause.go()),
        }
    }

    /// Whether nothing was left of the budget.
    pub fn is_over_budget(&self) -> bool {
        match &self.innermost().reason {
            Reason::Spent(_) => true,
            Reason::Called { cause: Cause::Function(words), .. } => words == SPENT,
            _ => false,
        }
    }

    /// The failures from the outermost call to the innermost.
    pub fn calls(&self) -> Vec<&Failure> {
        let mut calls = vec![self];
        while let Some(Reason::Called {
            cause: Cause::Included(inner) | Cause::Made { failure: inner, .. },
            ..
        }) = calls.last().map(|last| &last.reason)
        {
            calls.push(inner);
        }
        calls
    }

    /// The error as text/template words it.
    pub fn go(&self) -> String {
        let Failure { file, line, column, template, context, reason, .. } = self;
        let reason = match reason {
            Reason::Engine(message) | Reason::Bound(message) | Reason::Spent(message) => {
                message.clone()
            }
            Reason::Called { name, cause } => format!("error calling {name}: {}", cause.go()),
        };
        let template = quote(template);
        format!("template: {file}:{line}:{column}: executing {template} at <{context}>: {reason}")
    }

    /// The error as `helm template` prints it after `Error: `.
    pub fn helm(&self) -> String {
        if let Some(words) = self.author() {
            return format!(
                "execution error at ({}:{}:{}): {words}",
                self.file, self.line, self.column
            );
        }
        let mut frames: Vec<String> = Vec::new();
        let mut failure = self;
        loop {
            frames.push(failure.frame());
            let Reason::Called { cause, .. } = &failure.reason else { break };
            match cause {
                Cause::Included(inner) => failure = inner,
                Cause::NoTemplate(_) => {
                    frames.push(cause.go());
                    break;
                }
                _ => return self.go(),
            }
        }
        frames.dedup();
        frames.join("\n").trim().to_owned()
    }

    /// What an author wrote to be said.
    fn author(&self) -> Option<&str> {
        match &self.innermost().reason {
            Reason::Called { cause: Cause::Author(words), .. } => Some(words),
            _ => None,
        }
    }

    fn frame(&self) -> String {
        let Failure { file, line, column, template, context, reason, .. } = self;
        let message = match reason {
            Reason::Engine(message) | Reason::Bound(message) | Reason::Spent(message) => {
                message.clone()
            }
            Reason::Called { name, .. } => format!("error calling {name}:"),
        };
        format!(
            "{file}:{line}:{column}\n  executing {} at <{context}>:\n    {message}",
            quote(template)
        )
    }
}

impl Cause {
    fn go(&self) -> String {
        match self {
            Cause::Author(words) => format!("HELM_ERR_START{words}HELM_ERR_END"),
            Cause::Function(message) => message.clone(),
            Cause::NoTemplate(name) => {
                format!("template: no template {} associated with template \"gotpl\"", quote(name))
            }
            Cause::Included(inner) => inner.go(),
            Cause::Made { text, failure } => {
                format!("error during tpl function execution for {}: {}", quote(text), failure.go())
            }
        }
    }
}
