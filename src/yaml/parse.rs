//! Events of the YAML parser into the syntax tree, one root a document.
//!
//! The only module that knows which parser reads YAML. Values are not looked at here.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, Span as EventSpan};

use super::explain::explain;
use super::quotes::Quotes;
use super::syntax::{Bytes, Scalar, Style, Syntax, Tag};
use super::tree::{Items, Limits, Tree, refused, too_deep};

/// Deeper nesting is refused; Kubernetes' own objects stay below 30.
const LIMITS: Limits = Limits { depth: 128, aliased: |_| 100_000 };

/// How many scalars with `\'` a text may hold; each has it parsed once more.
const MAX_VEILED: usize = 100;

/// Why a text is not YAML we read, and where.
#[derive(Debug)]
pub struct Fault {
    pub message: String,
    pub help: Option<String>,
    pub bytes: Bytes,
}

/// Parses all documents of `text`; those before a fault are returned beside it.
pub fn parse(text: &str) -> (Vec<Syntax>, Option<Fault>) {
    let (mut text, mut quotes) = (Cow::Borrowed(text), Quotes::AsWritten);
    for _ in 0..MAX_VEILED {
        let (documents, fault) = build(&text, quotes);
        match fault.as_ref().and_then(|fault| quotes.veil(&text, fault.bytes.start)) {
            Some(veiled) => (text, quotes) = (Cow::Owned(veiled), Quotes::Veiled),
            None => return (documents, fault),
        }
    }
    build(&text, quotes)
}

fn build(text: &str, quotes: Quotes) -> (Vec<Syntax>, Option<Fault>) {
    let mut builder = Builder { text, quotes, tree: Tree::new(LIMITS) };
    for item in Parser::new_from_str(text) {
        let step = match item {
            Ok((event, span)) => builder.take(event, &span),
            Err(error) => Err(builder.scan_fault(&error)),
        };
        if let Err(fault) = step {
            return (builder.tree.documents, Some(fault));
        }
    }
    (builder.tree.documents, None)
}

struct Builder<'a> {
    text: &'a str,
    quotes: Quotes,
    tree: Tree,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: &EventSpan) -> Result<(), Fault> {
        let bytes = span.byte_range().unwrap_or(0..0);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| known_tag(&tag, &bytes)).transpose()?.flatten();
                let text = self.quotes.unveil(text.into_owned());
                let scalar = Scalar { text, style: style_of(style), tag };
                let bytes = self.trimmed(bytes);
                self.tree.scalar(scalar, bytes, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                refuse_collection_tag(tag.as_deref(), &bytes)?;
                self.tree.open(Items::list(), bytes, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                refuse_collection_tag(tag.as_deref(), &bytes)?;
                self.tree.open(Items::map(), bytes, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.tree.close(&bytes),
            Event::Alias(id) => self.tree.alias(id, bytes),
            Event::DocumentStart(..) => {
                self.tree.begin_document();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Block scalars end after their last line break: a label should not reach over it.
    fn trimmed(&self, bytes: Bytes) -> Bytes {
        let text = self.text.get(bytes.clone()).unwrap_or("");
        bytes.start..bytes.start + text.trim_end().len()
    }

    fn scan_fault(&self, error: &granit_parser::ScanError) -> Fault {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let message = match error.info() {
            deep if deep.contains("recursion limit") => {
                return refused(too_deep(LIMITS.depth), at..at);
            }
            other => other,
        };
        let help = help_for(&message, self.text, at);
        explain(self.text, Fault { message, help, bytes: at..at })
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

fn known_tag(tag: &granit_parser::Tag, bytes: &Bytes) -> Result<Option<Tag>, Fault> {
    let name = tag.to_string();
    match name.rsplit([':', '!']).next().unwrap_or("") {
        _ if name == "!" => Ok(Some(Tag::Str)),
        "str" => Ok(Some(Tag::Str)),
        "int" => Ok(Some(Tag::Int)),
        "float" => Ok(Some(Tag::Float)),
        "bool" => Ok(Some(Tag::Bool)),
        "null" => Ok(Some(Tag::Null)),
        _ => Err(unknown_tag(&name, bytes)),
    }
}

fn refuse_collection_tag(tag: Option<&granit_parser::Tag>, bytes: &Bytes) -> Result<(), Fault> {
    let Some(name) = tag.map(ToString::to_string) else { return Ok(()) };
    let core = ["!", "!!map", "!!seq", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"];
    if core.contains(&name.as_str()) { Ok(()) } else { Err(unknown_tag(&name, bytes)) }
}

fn unknown_tag(name: &str, bytes: &Bytes) -> Fault {
    Fault {
        message: format!("the tag `{name}` has no meaning in a manifest"),
        help: Some("remove the tag, or quote the text if it is meant as a string".into()),
        bytes: bytes.clone(),
    }
}

/// What to do about the faults people meet most.
fn help_for(message: &str, text: &str, at: usize) -> Option<String> {
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    if line[..(at - line_start).min(line.len())].contains('\t') || line.starts_with('\t') {
        return Some("YAML is indented with spaces; a tab is not one".into());
    }
    if message.contains("quoted scalar") || message.contains("end of stream") {
        return Some("look for a quote that is opened and not closed".into());
    }
    if message.contains("mapping values are not allowed") {
        return Some(
            "quote the text if it holds `: `, or check the indentation of this key".into(),
        );
    }
    None
}
