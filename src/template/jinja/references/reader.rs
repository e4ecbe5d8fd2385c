//! Who reads a value: the data of Secrets, or something that everybody may see.
//!
//! The template is not run for that: its text tells which [documents](super::documents) are
//! Secrets, and where their data is.

use minijinja::machinery::ast;

use super::Walk;
use super::scope::FrameId;
use crate::template::jinja::functions::{self, Fact};
use crate::template::jinja::tree::{range, start_of};

/// Who makes use of a value; of several, the last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reader {
    /// Nothing that is rendered: a condition, a digest, a message.
    Nobody,
    /// The data of Secrets.
    Secret,
    /// Perhaps the data of a Secret: only rendering shows whether it is one.
    Unsure,
    Open,
}

impl Walk<'_> {
    pub(super) fn read_by<T>(&mut self, reader: Reader, walk: impl FnOnce(&mut Self) -> T) -> T {
        let known = std::mem::replace(&mut self.reader, reader);
        let result = walk(self);
        self.reader = known;
        result
    }

    /// Who reads the arguments of a function. In the data of a Secret, the arguments of `fail` are
    /// as secret as the rest.
    pub(super) fn reader_in(&self, function: &str) -> Reader {
        let speaks = functions::has(function, Fact::GivesNothingAway);
        if speaks { self.reader_of_speech() } else { self.reader }
    }

    /// Who reads a message to the user.
    pub(super) fn reader_of_speech(&self) -> Reader {
        if self.reader == Reader::Open { Reader::Nobody } else { self.reader }
    }

    /// Who reads two values that are compared. The one bit that comes out does not give a secret
    /// away.
    pub(super) fn reader_of_comparison(&self) -> Reader {
        if self.reader == Reader::Unsure { Reader::Nobody } else { self.reader }
    }

    /// What reads the values in a statement: what stands there, unless it runs as a part of
    /// something else.
    pub(super) fn reader_of(&self, statement: &ast::Stmt<'_>) -> Reader {
        let unit = &self.units.list[self.unit];
        let runs_alone =
            self.frames.first().map(|frame| frame.id) == Some(FrameId::Template(self.unit));
        match (&unit.documents, place_of(statement)) {
            (Some(documents), Some(place)) if runs_alone => documents.reader_at(place),
            _ => self.reader,
        }
    }
}

fn place_of(statement: &ast::Stmt<'_>) -> Option<usize> {
    Some(match statement {
        ast::Stmt::EmitExpr(emit) => start_of(&emit.expr),
        ast::Stmt::ForLoop(each) => range(each.span()).start,
        ast::Stmt::WithBlock(with) => range(with.span()).start,
        ast::Stmt::Set(set) => range(set.span()).start,
        ast::Stmt::SetBlock(set) => range(set.span()).start,
        ast::Stmt::FilterBlock(block) => range(block.span()).start,
        ast::Stmt::Include(include) => range(include.span()).start,
        ast::Stmt::Extends(extends) => range(extends.span()).start,
        ast::Stmt::Import(import) => range(import.span()).start,
        ast::Stmt::FromImport(import) => range(import.span()).start,
        ast::Stmt::CallBlock(block) => range(block.span()).start,
        ast::Stmt::Do(statement) => range(statement.span()).start,
        _ => return None,
    })
}
