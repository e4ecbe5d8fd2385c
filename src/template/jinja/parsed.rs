//! A text of a chart into its syntax tree, once for everything that reads it: whoever instruments
//! it, checks it, or looks for what it refers to.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use minijinja::machinery::{ast, parse};
use minijinja::{Error, ErrorKind};
use self_cell::self_cell;

use super::line_breaks::without_needless_control;
use super::tree::syntax;
use super::{chains, comments};
use crate::chart::Template;
use crate::diagnostic::SourceId;

/// A text that may run as a template. It is parsed when somebody first asks for its tree.
pub(super) struct Parsed {
    /// What other templates call it.
    pub name: String,
    /// What the names of its library begin with; empty for the chart's own.
    pub prefix: String,
    pub template: Template,
    writes: Writes,
    tree: OnceLock<TextWithTree>,
}

/// What a text is when it has run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// Documents of YAML, which have comments.
    Documents,
    /// Anything: a part of a document, a file, a message.
    Text,
}

/// What is said of a tag that joins more than can be read.
pub(super) const TOO_LONG: &str = "an expression has more than 2000 operators";

type Tree<'t> = Result<ast::Stmt<'t>, Error>;

self_cell! {
    struct TextWithTree {
        owner: String,
        #[covariant]
        dependent: Tree,
    }
}

impl Parsed {
    /// A text under its own name.
    pub(super) fn new(template: Template) -> Self {
        let name = template.name.clone();
        Parsed {
            name,
            prefix: String::new(),
            template,
            writes: Writes::Text,
            tree: OnceLock::new(),
        }
    }

    /// A template that makes documents.
    pub(super) fn documents(template: Template) -> Self {
        Parsed { writes: Writes::Documents, ..Parsed::new(template) }
    }

    /// A partial of a library, whose names begin with `prefix`.
    pub(super) fn of_library(prefix: &str, template: Template) -> Self {
        let name = format!("{prefix}{}", template.name);
        Parsed { name, prefix: prefix.to_owned(), ..Parsed::new(template) }
    }

    /// A text that is no file of its own.
    pub(super) fn text(name: &str, source: SourceId, text: Arc<str>) -> Self {
        Parsed::new(Template { name: name.to_owned(), source, text })
    }

    /// The tree of [`Parsed::read_text`].
    ///
    /// # Errors
    /// If the text is no template.
    pub(super) fn tree(&self) -> Result<&ast::Stmt<'_>, &Error> {
        self.parsed().borrow_dependent().as_ref()
    }

    /// The text as the parser gets it: as long as the author's, and every part in its place.
    pub(super) fn read_text(&self) -> &str {
        self.parsed().borrow_owner()
    }

    /// The signs that open tags in comments, which are not run.
    pub(super) fn tags_in_comments(&self) -> Vec<Range<usize>> {
        match self.writes {
            Writes::Documents => comments::tags(&self.template.text),
            Writes::Text => Vec::new(),
        }
    }

    fn parsed(&self) -> &TextWithTree {
        self.tree.get_or_init(|| {
            let text = match self.writes {
                Writes::Documents => comments::without_tags(&self.template.text),
                Writes::Text => Cow::Borrowed(&*self.template.text),
            };
            let text = without_needless_control(&text).into_owned();
            TextWithTree::new(text, |text| match chains::endless(text) {
                Some(_) => Err(Error::new(ErrorKind::SyntaxError, TOO_LONG)),
                None => parse(text, "", syntax()),
            })
        })
    }
}
