//! The tokens of a template into its tree, and those of the templates that are defined in it.
//!
//! Faults read as text/template words them, so that they can be compared with Helm's.

use std::collections::HashMap;
use std::sync::Arc;

use super::callee::Callee;
use super::lex::{Kind, Lexer, Token};
use super::literal;
use super::print::quote;
use super::tree::{
    Action, Binding, Branch, BranchKind, Command, Invocation, Item, Operand, OperandKind, Pipe,
    Source, Stretch, Template,
};

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
        Item::Text(stretch) => {
            String::from_utf8_lossy(source.slice(*stretch)).chars().all(char::is_whitespace)
        }
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

    fn pipe(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let at = self.peek_word().start;
        let mut pipe =
            Pipe { at, binding: Binding::Declare, variables: Vec::new(), commands: Vec::new() };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.next_word();
            match token.kind {
                kind if kind == end => {
                    self.check(&pipe, context)?;
                    return Ok(pipe);
                }
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.back();
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return self.unexpected(token, context),
            }
        }
    }

    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Parsed<()> {
        loop {
            let variable = self.peek_word();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            self.next();
            let adjacent = self.peek();
            let next = self.peek_word();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    pipe.binding =
                        if next.kind == Kind::Assign { Binding::Assign } else { Binding::Declare };
                    self.next_word();
                    self.declare(pipe, variable);
                    return Ok(());
                }
                Kind::Char if self.bytes(next) == b"," => {
                    self.next_word();
                    self.declare(pipe, variable);
                    if context != "range" || pipe.variables.len() >= 2 {
                        return self.fault(format!("too many declarations in {context}"));
                    }
                    if !matches!(
                        self.peek_word().kind,
                        Kind::Variable | Kind::RightDelim | Kind::RightParen
                    ) {
                        return self.fault("range can only initialize variables");
                    }
                }
                _ if adjacent.kind == Kind::Space => {
                    (self.tokens[1], self.tokens[2]) = (adjacent, variable);
                    self.peeked = 3;
                    return Ok(());
                }
                _ => {
                    self.tokens[1] = variable;
                    self.peeked = 2;
                    return Ok(());
                }
            }
        }
    }

    fn declare(&mut self, pipe: &mut Pipe, variable: Token) {
        pipe.variables.push(stretch(variable));
        self.variables.push(self.bytes(variable));
    }

    fn check(&self, pipe: &Pipe, context: &str) -> Parsed<()> {
        if pipe.commands.is_empty() {
            return self.fault(format!("missing value for {context}"));
        }
        // Only the first command may begin with what can't be called.
        let fixed = pipe.commands.iter().skip(1).position(|command| {
            matches!(
                command.operands[0].kind,
                OperandKind::Bool(_)
                    | OperandKind::Dot
                    | OperandKind::Nil
                    | OperandKind::Number(_)
                    | OperandKind::Text { .. }
            )
        });
        match fixed {
            Some(stage) => {
                self.fault(format!("non executable command in pipeline stage {}", stage + 2))
            }
            None => Ok(()),
        }
    }

    fn command(&mut self) -> Parsed<Command> {
        let at = self.peek_word().start;
        let mut operands = Vec::new();
        loop {
            self.peek_word();
            operands.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.back(),
                Kind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break;
        }
        if operands.is_empty() {
            return self.fault("empty command");
        }
        Ok(Command { at, operands })
    }

    fn operand(&mut self) -> Parsed<Option<Operand>> {
        let Some(term) = self.term()? else { return Ok(None) };
        let first = self.peek();
        if first.kind != Kind::Field {
            return Ok(Some(term));
        }
        let mut chained = Vec::new();
        while self.peek().kind == Kind::Field {
            let field = self.next();
            chained.push(after_dot(field));
        }
        let kind = match term.kind {
            OperandKind::Field(mut fields) => {
                fields.append(&mut chained);
                OperandKind::Field(fields)
            }
            OperandKind::Variable { name, mut fields } => {
                fields.append(&mut chained);
                OperandKind::Variable { name, fields }
            }
            OperandKind::Function { .. } | OperandKind::Pipe(_) | OperandKind::Chain { .. } => {
                OperandKind::Chain { operand: Box::new(term), fields: chained }
            }
            _ => {
                let shown = quote(term.show(self.source));
                return self.fault(format!("unexpected . after term {shown}"));
            }
        };
        Ok(Some(Operand { at: first.start, kind }))
    }

    fn term(&mut self) -> Parsed<Option<Operand>> {
        let token = self.next_word();
        let bytes = self.bytes(token);
        let kind = match token.kind {
            Kind::Identifier => {
                let name = String::from_utf8_lossy(bytes);
                match Callee::find(&name) {
                    Some(callee) => OperandKind::Function { name: stretch(token), callee },
                    None => return self.fault(format!("function {} not defined", quote(&*name))),
                }
            }
            Kind::Dot => OperandKind::Dot,
            Kind::Nil => OperandKind::Nil,
            Kind::Variable => {
                if !self.variables.contains(&bytes) {
                    let name = quote(bytes);
                    return self.fault(format!("undefined variable {name}"));
                }
                OperandKind::Variable { name: stretch(token), fields: Vec::new() }
            }
            Kind::Field => OperandKind::Field(vec![after_dot(token)]),
            Kind::Bool => OperandKind::Bool(bytes == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                let number = if token.kind == Kind::CharConstant {
                    literal::character(bytes, stretch(token))
                } else {
                    literal::numeric(&String::from_utf8_lossy(bytes), stretch(token))
                };
                match number {
                    Ok(number) => OperandKind::Number(number),
                    Err(reason) => return self.fault(reason),
                }
            }
            Kind::LeftParen => {
                let pipe =
                    self.nested(|parser| parser.pipe("parenthesized pipeline", Kind::RightParen))?;
                return Ok(Some(Operand { at: pipe.at, kind: OperandKind::Pipe(Box::new(pipe)) }));
            }
            Kind::String | Kind::RawString => match literal::unquote(bytes) {
                Ok(text) => OperandKind::Text { quoted: stretch(token), text: Arc::new(text) },
                Err(reason) => return self.fault(reason),
            },
            _ => {
                self.back();
                return Ok(None);
            }
        };
        Ok(Some(Operand { at: token.start, kind }))
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
