//! A document in the plainest YAML into what Helm reads of it, line by line and without a tree.
//!
//! Blocks of maps and lists, scalars that are plain, quoted or stand in blocks of their own, and
//! short lists in brackets are known here. Whatever else stands in a text, be it right or wrong, is
//! left to the reader that knows all of YAML: then there is no outline.

mod scalars;

use memchr::memchr;

use scalars::{
    Scalar, brackets, dash, goes_on, is_name_of_a_value, is_over, is_plain, key, quoted,
};

/// What Helm reads of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub kind: String,
    /// What the annotation of hooks says.
    pub hook: Option<String>,
}

/// The head of a document; `None` where it takes more to tell it, or a fault.
pub(super) fn head(text: &str) -> Option<Head> {
    let mut outline = Outline {
        lines: Lines::of(text)?,
        open: Vec::new(),
        awaits: None,
        seen: Vec::new(),
        head: Head::default(),
    };
    while let Some(line) = outline.lines.next() {
        outline.line(line)?;
    }
    Some(outline.head)
}

/// A line without its break and its indent.
#[derive(Clone, Copy)]
struct Line<'t> {
    indent: usize,
    text: &'t str,
}

struct Lines<'t> {
    rest: &'t str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Collection {
    Map,
    List,
}

/// A map or a list that is not at its end.
struct Open {
    indent: usize,
    is: Collection,
    /// Which of those that Helm looks into.
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Metadata,
    Annotations,
    Other,
}

struct Outline<'t> {
    lines: Lines<'t>,
    open: Vec<Open>,
    /// The role of the node that a key or a dash leaves to the next lines, if one does.
    awaits: Option<Role>,
    /// Keys that Helm looks at; of those that stand twice the other reader tells.
    seen: Vec<&'static str>,
    head: Head,
}

/// Deeper is for the reader that tells of it.
const DEPTH: usize = 64;

impl<'t> Lines<'t> {
    /// `None` where a character stands that lines alone can't tell of.
    fn of(text: &'t str) -> Option<Self> {
        let bytes = text.as_bytes();
        // Control characters, and the first bytes of those beyond ASCII.
        let is_strange = |byte: u8| {
            (byte < b' ' && byte != b'\n' && byte != b'\t') || matches!(byte, 0x7f | 0xc2 | 0xef)
        };
        let has_strange =
            |part: &[u8]| part.iter().fold(false, |found, byte| found | is_strange(*byte));
        // Line breaks beyond ASCII.
        let is_break = |at: usize| bytes[at + 1] == 0x80 && bytes[at + 2] >= 0xa8;
        if bytes.chunks(256).any(has_strange) || memchr::memchr_iter(0xe2, bytes).any(is_break) {
            return None;
        }
        Some(Lines { rest: text })
    }

    /// The next line as it is.
    fn peek(&self) -> Option<Line<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let whole = &self.rest[..end];
        let text = whole.trim_start_matches(' ');
        Some(Line { indent: whole.len() - text.len(), text })
    }

    fn skip(&mut self) {
        let end = memchr(b'\n', self.rest.as_bytes()).map_or(self.rest.len(), |end| end + 1);
        self.rest = &self.rest[end..];
    }

    fn next(&mut self) -> Option<Line<'t>> {
        let line = self.peek();
        self.skip();
        line
    }
}

impl<'t> Outline<'t> {
    fn line(&mut self, line: Line<'t>) -> Option<()> {
        let text = line.text.trim_end_matches(' ');
        if text.is_empty() || text.starts_with('#') {
            return Some(());
        }
        if memchr(b'\t', text.as_bytes()).is_some() {
            return None;
        }
        self.node(line.indent, text)
    }

    /// What begins at a column of a line of its own, or behind a dash.
    fn node(&mut self, column: usize, text: &'t str) -> Option<()> {
        if let Some(rest) = dash(text) {
            self.enter(column, Collection::List)?;
            let item = rest.trim_start_matches(' ');
            if item.is_empty() || item.starts_with('#') {
                self.awaits = Some(Role::Other);
                return Some(());
            }
            // What stands behind the dash is deeper, whatever it is.
            self.awaits = Some(Role::Other);
            return self.node(column + text.len() - item.len(), item);
        }
        match key(text) {
            Some((key, rest)) => {
                self.enter(column, Collection::Map)?;
                self.entry(column, key, rest)
            }
            // A scalar stands alone in a list only.
            None => {
                let list = self.open.last().filter(|open| open.is == Collection::List)?;
                let indent = list.indent;
                self.awaits.take().filter(|_| indent < column)?;
                self.scalar(indent, text).map(|_| ())
            }
        }
    }

    /// Ends what is deeper than a column, and begins a collection there unless it is open.
    fn enter(&mut self, column: usize, is: Collection) -> Option<()> {
        while let Some(top) = self.open.last() {
            let is_over = top.indent > column
                || (top.indent == column && top.is == Collection::List && is == Collection::Map);
            if !is_over {
                break;
            }
            self.open.pop();
            self.awaits = None;
        }
        let awaits = self.awaits.take();
        let role = match self.open.last() {
            // Once the root is open, it stays.
            None if column == 0 => Role::Root,
            None => return None,
            Some(top) if top.indent == column && top.is == is => return Some(()),
            // A list may stand as deep as the key that it belongs to.
            Some(top) if top.indent == column && is == Collection::Map => return None,
            Some(_) => awaits?,
        };
        if role != Role::Other && is == Collection::List || self.open.len() == DEPTH {
            return None;
        }
        self.open.push(Open { indent: column, is, role });
        Some(())
    }

    fn entry(&mut self, column: usize, key: &str, rest: &'t str) -> Option<()> {
        let role = self.open.last()?.role;
        let value = rest.trim_start_matches(' ');
        let below = match (role, key) {
            (Role::Root, "metadata") => Role::Metadata,
            (Role::Metadata, "annotations") => Role::Annotations,
            _ => Role::Other,
        };
        let once = ["apiVersion", "kind", "metadata", "annotations", "helm.sh/hook"];
        if role != Role::Other
            && let Some(name) = once.iter().find(|name| **name == key)
        {
            if self.seen.contains(name) {
                return None;
            }
            self.seen.push(name);
        }
        let is_empty = value.is_empty() || value.starts_with('#');
        let is_text = match role {
            Role::Root => matches!(key, "apiVersion" | "kind"),
            Role::Metadata => key == "name",
            Role::Annotations => true,
            Role::Other => false,
        };
        if is_empty {
            self.awaits = Some(below);
            return (!is_text).then_some(());
        }
        if below != Role::Other {
            return (value == "{}").then_some(());
        }
        let scalar = self.scalar(column, value)?;
        let hook = role == Role::Annotations && key == "helm.sh/hook";
        if is_text {
            match scalar {
                Scalar::Text(text) if role == Role::Root && key == "kind" => {
                    text.clone_into(&mut self.head.kind);
                }
                Scalar::Text(text) if hook => self.head.hook = Some(text.to_owned()),
                Scalar::Text(_) => {}
                Scalar::Unread if role == Role::Annotations && !hook => {}
                Scalar::Unread | Scalar::List => return None,
            }
        }
        Some(())
    }

    /// A scalar, or a short collection, in a collection with this indent.
    fn scalar(&mut self, indent: usize, text: &'t str) -> Option<Scalar<'t>> {
        match text.as_bytes().first()? {
            b'|' | b'>' => self.block(indent, text).map(|()| Scalar::Unread),
            b'"' | b'\'' => {
                let (scalar, rest) = quoted(text)?;
                is_over(rest).then_some(scalar)
            }
            b'[' => brackets(text).then_some(Scalar::List),
            b'{' => (text == "{}").then_some(Scalar::List),
            _ => self.plain(indent, text),
        }
    }

    /// A plain scalar; lines that are deeper go on with it.
    fn plain(&mut self, indent: usize, text: &'t str) -> Option<Scalar<'t>> {
        if !is_plain(text) || !goes_on(text) {
            return None;
        }
        let mut lines = 1;
        while let Some(line) = self.lines.peek() {
            let rest = line.text.trim_end_matches(' ');
            if !rest.is_empty() {
                if line.indent <= indent {
                    break;
                }
                if rest.starts_with('#')
                    || memchr(b'\t', rest.as_bytes()).is_some()
                    || !goes_on(rest)
                {
                    return None;
                }
                lines += 1;
            }
            self.lines.skip();
        }
        let is_word = text.as_bytes()[0].is_ascii_alphabetic() && !is_name_of_a_value(text);
        Some(if lines == 1 && is_word { Scalar::Text(text) } else { Scalar::Unread })
    }

    /// A block scalar, whose lines are deeper than `indent`.
    fn block(&mut self, indent: usize, header: &str) -> Option<()> {
        if !matches!(header, "|" | "|-" | "|+" | ">" | ">-" | ">+") {
            return None;
        }
        let (mut depth, mut widest) = (0, 0);
        while let Some(line) = self.lines.peek() {
            if line.text.is_empty() {
                widest = widest.max(line.indent);
            } else if depth == 0 {
                if line.indent <= indent {
                    break;
                }
                if widest > line.indent || line.text.starts_with('\t') {
                    return None;
                }
                depth = line.indent;
            } else if line.indent < depth {
                if line.indent > indent || line.text.starts_with('\t') {
                    return None;
                }
                break;
            }
            self.lines.skip();
        }
        // Blanks alone: where they end is for the other reader to tell.
        (depth > 0).then_some(())
    }
}
