//! The tokens of a template into its tree, and those of the templates that are defined in it.
//!
//! Faults read as text/template words them, so that they can be compared with Helm's.

mod pipe;

use std::collections::HashMap;
use std::sync::Arc;

use super::lex::{Kind, Lexer, Token};
use super::literal;
use super::print::quote;
use super::text::lossy;
use super::tree::{Action, Branch, BranchKind, Invocation, Item, Source, Stretch, Template};

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: u32,
    pub message: String,
}

type Parsed<T> = Result<T, Fault>;

/// How deep actions and parentheses may be nested.
const DEPTH: u32 = 250;

/// The templates that a source defines; the source's own is the last one.
pub(super) fn parse(source: &Arc<Source>) -> Parsed<Vec<Template>> {
    let mut parser = Parser {
        source,
        lexer: Lexer::new(&source.bytes),
        tokens: [Token::default(); 3],
        peeked: 0,
        variables: vec![&b"$"[..]],
        ranges: 0,
        action: None,
        depth: 0,
        templates: Vec::new(),
        defined: HashMap::new(),
    };
    let body = parser.file()?;
    parser.add(source.name.clone(), body)?;
    Ok(parser.templates)
}

/// Whether a body is nothing but blanks, which never takes the place of another.
pub(super) fn is_blank(body: &[Item], source: &Source) -> bool {
    body.iter().all(|item| match item {
        Item::Text(stretch) => lossy(source.slice(*stretch)).chars().all(char::is_whitespace),
        _ => false,
    })
}

struct Parser<'s> {
    source: &'s Arc<Source>,
    lexer: Lexer<'s>,
    /// The last token that was read, and those that were put back.
    tokens: [Token; 3],
    peeked: usize,
    /// The variables that are declared here.
    variables: Vec<&'s [u8]>,
    ranges: u32,
    /// Where the action began that is being read.
    action: Option<u32>,
    depth: u32,
    templates: Vec<Template>,
    /// Where each of them stands, by its name.
    defined: HashMap<String, usize>,
}

/// What ends a list of items.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    End,
    Else,
}

enum Read {
    Item(Item),
    Stop(Stop),
}

impl<'s> Parser<'s> {
    fn next(&mut self) -> Token {
        match self.peeked.checked_sub(1) {
            Some(left) => self.peeked = left,
            None => self.tokens[0] = self.lexer.next(),
        }
        self.tokens[self.peeked]
    }

    fn back(&mut self) {
        self.peeked += 1;
    }

    fn peek(&mut self) -> Token {
        let token = self.next();
        self.back();
        token
    }

    fn next_word(&mut self) -> Token {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_word(&mut self) -> Token {
        let token = self.next_word();
        self.back();
        token
    }

    fn bytes(&self, token: Token) -> &'s [u8] {
        let source: &'s Arc<Source> = self.source;
        source.slice(stretch(token))
    }

    fn fault<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(Fault { at: self.tokens[0].start, message: message.into() })
    }

    fn unexpected<T>(&self, token: Token, context: &str) -> Parsed<T> {
        let shown = self.show(token);
        if token.kind != Kind::Error {
            return self.fault(format!("unexpected {shown} in {context}"));
        }
        let line = |at| self.source.line_and_column(at).0;
        let started = self.action.map(line).filter(|action| *action != line(token.start));
        let extra = started.map_or_else(String::new, |action| {
            let in_action = if shown.ends_with(" action") { "" } else { " in action" };
            format!("{in_action} started at {}:{action}", self.source.name)
        });
        self.fault(format!("{shown}{extra}"))
    }

    fn show(&self, token: Token) -> String {
        let text = String::from_utf8_lossy(self.bytes(token));
        match token.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.lexer.error.clone().unwrap_or_default(),
            kind if kind >= Kind::Block => format!("<{text}>"),
            _ if text.len() > 10 => {
                format!("{}...", quote(text.chars().take(10).collect::<String>()))
            }
            _ => quote(&*text),
        }
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsed<Token> {
        let token = self.next_word();
        if token.kind == kind { Ok(token) } else { self.unexpected(token, context) }
    }

    /// The top of a source; only here stand definitions.
    fn file(&mut self) -> Parsed<Vec<Item>> {
        let mut body = Vec::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let delim = self.next();
                if self.next_word().kind == Kind::Define {
                    self.definition()?;
                    continue;
                }
                self.tokens[1] = delim;
                self.peeked = 2;
            }
            match self.item()? {
                Read::Item(item) => body.push(item),
                Read::Stop(stop) => return self.fault(format!("unexpected {}", stop.show())),
            }
        }
        Ok(body)
    }

    fn definition(&mut self) -> Parsed<()> {
        const CONTEXT: &str = "define clause";
        let token = self.next_word();
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return self.unexpected(token, CONTEXT);
        }
        let name = self.unquote(token)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        self.named(name, CONTEXT)
    }

    /// A body with variables of its own.
    fn named(&mut self, name: String, context: &str) -> Parsed<()> {
        let variables = std::mem::replace(&mut self.variables, vec![&b"$"[..]]);
        let ranges = std::mem::take(&mut self.ranges);
        let action = self.action.take();
        let (body, stop) = self.items()?;
        if stop != Stop::End {
            return self.fault(format!("unexpected {} in {context}", stop.show()));
        }
        self.add(name, body)?;
        (self.variables, self.ranges, self.action) = (variables, ranges, action);
        Ok(())
    }

    fn add(&mut self, name: String, body: Vec<Item>) -> Parsed<()> {
        let old = self.defined.get(&name).map(|at| &mut self.templates[*at]);
        match old {
            Some(old) if is_blank(&old.body, self.source) => old.body = body,
            Some(_) if is_blank(&body, self.source) => {}
            Some(_) => {
                return self
                    .fault(format!("template: multiple definition of template {}", quote(&name)));
            }
            None => {
                self.defined.insert(name.clone(), self.templates.len());
                self.templates.push(Template { name, source: Arc::clone(self.source), body });
            }
        }
        Ok(())
    }

    fn items(&mut self) -> Parsed<(Vec<Item>, Stop)> {
        let mut items = Vec::new();
        while self.peek_word().kind != Kind::Eof {
            match self.item()? {
                Read::Item(item) => items.push(item),
                Read::Stop(stop) => return Ok((items, stop)),
            }
        }
        self.fault("unexpected EOF")
    }

    fn item(&mut self) -> Parsed<Read> {
        let token = self.next_word();
        match token.kind {
            Kind::Text => Ok(Read::Item(Item::Text(stretch(token)))),
            Kind::LeftDelim => {
                self.action = Some(token.start);
                let read = self.nested(|parser| parser.action(token.start));
                self.action = None;
                read
            }
            _ => self.unexpected(token, "input"),
        }
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEPTH {
            return self.fault(format!("nested deeper than {DEPTH}"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn action(&mut self, start: u32) -> Parsed<Read> {
        let token = self.next_word();
        let branch = |branch| Read::Item(Item::Branch(Box::new(branch)));
        Ok(match token.kind {
            Kind::Block => Read::Item(self.block(start)?),
            Kind::Break => {
                self.leave("break")?;
                Read::Item(Item::Break)
            }
            Kind::Continue => {
                self.leave("continue")?;
                Read::Item(Item::Continue)
            }
            Kind::Else => {
                if !matches!(self.peek_word().kind, Kind::If | Kind::With) {
                    self.expect(Kind::RightDelim, "else")?;
                }
                Read::Stop(Stop::Else)
            }
            Kind::End => {
                self.expect(Kind::RightDelim, "end")?;
                Read::Stop(Stop::End)
            }
            Kind::If => branch(self.branch(BranchKind::If, start)?),
            Kind::Range => branch(self.branch(BranchKind::Range, start)?),
            Kind::With => branch(self.branch(BranchKind::With, start)?),
            Kind::Template => Read::Item(self.template(start)?),
            _ => {
                self.back();
                self.peek();
                let pipe = self.pipe("command", Kind::RightDelim)?;
                Read::Item(Item::Action(Action { whole: self.since(start), pipe }))
            }
        })
    }

    /// From `start` to the end of the last token.
    fn since(&self, start: u32) -> Stretch {
        Stretch { start, end: self.tokens[0].end }
    }

    fn leave(&mut self, word: &str) -> Parsed<()> {
        let token = self.next_word();
        if token.kind != Kind::RightDelim {
            return self.unexpected(token, &format!("{{{{{word}}}}}"));
        }
        if self.ranges == 0 {
            return self.fault(format!("{{{{{word}}}}} outside {{{{range}}}}"));
        }
        Ok(())
    }

    fn branch(&mut self, kind: BranchKind, start: u32) -> Parsed<Branch> {
        let variables = self.variables.len();
        let pipe = self.pipe(kind.word(), Kind::RightDelim)?;
        let whole = self.since(start);
        let ranges = u32::from(kind == BranchKind::Range);
        self.ranges += ranges;
        let (body, stop) = self.items()?;
        self.ranges -= ranges;
        let otherwise = match stop {
            Stop::End => None,
            Stop::Else => Some(self.otherwise(kind, start)?),
        };
        self.variables.truncate(variables);
        Ok(Branch { kind, whole, pipe, body, otherwise })
    }

    fn otherwise(&mut self, kind: BranchKind, start: u32) -> Parsed<Vec<Item>> {
        let chained = match (kind, self.peek().kind) {
            (BranchKind::If, Kind::If) | (BranchKind::With, Kind::With) => kind,
            _ => {
                let (items, stop) = self.items()?;
                if stop != Stop::End {
                    return self.fault(format!("expected end; found {}", stop.show()));
                }
                return Ok(items);
            }
        };
        let word = self.next();
        let start = word.start.max(start);
        let branch = self.nested(|parser| parser.branch(chained, start))?;
        Ok(vec![Item::Branch(Box::new(branch))])
    }

    fn block(&mut self, start: u32) -> Parsed<Item> {
        const CONTEXT: &str = "block clause";
        let token = self.next_word();
        let name = self.template_name(token, CONTEXT)?;
        let pipe = Some(self.pipe(CONTEXT, Kind::RightDelim)?);
        let whole = self.since(start);
        self.named(name.clone(), CONTEXT)?;
        Ok(Item::Template(Box::new(Invocation { at: token.start, whole, name, pipe })))
    }

    fn template(&mut self, start: u32) -> Parsed<Item> {
        const CONTEXT: &str = "template clause";
        let token = self.next_word();
        let name = self.template_name(token, CONTEXT)?;
        let mut pipe = None;
        if self.next_word().kind != Kind::RightDelim {
            self.back();
            pipe = Some(self.pipe(CONTEXT, Kind::RightDelim)?);
        }
        Ok(Item::Template(Box::new(Invocation {
            at: token.start,
            whole: self.since(start),
            name,
            pipe,
        })))
    }

    fn template_name(&mut self, token: Token, context: &str) -> Parsed<String> {
        match token.kind {
            Kind::String | Kind::RawString => self.unquote(token),
            _ => self.unexpected(token, context),
        }
    }

    fn unquote(&self, token: Token) -> Parsed<String> {
        match literal::unquote(self.bytes(token)) {
            Ok(name) => Ok(String::from_utf8_lossy(&name).into_owned()),
            Err(reason) => self.fault(reason),
        }
    }
}

impl Stop {
    fn show(self) -> &'static str {
        match self {
            Stop::End => "{{end}}",
            Stop::Else => "{{else}}",
        }
    }
}

impl BranchKind {
    fn word(self) -> &'static str {
        match self {
            BranchKind::If => "if",
            BranchKind::With => "with",
            BranchKind::Range => "range",
        }
    }
}

fn stretch(token: Token) -> Stretch {
    Stretch { start: token.start, end: token.end }
}

/// The name of a field, without its dot.
fn after_dot(token: Token) -> Stretch {
    Stretch { start: token.start + 1, end: token.end }
}
