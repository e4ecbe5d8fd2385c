//! The grammar of CEL, read for the variables an expression names.

use super::tokens::{Token, tokens};
use super::{Access, Expression, Outcome};

pub fn parse(text: &str) -> Result<Expression, String> {
    let tokens = tokens(text)?;
    let mut parser =
        Parser { tokens: &tokens, at: 0, bound: Vec::new(), accesses: Vec::new(), depth: 0 };
    let result = match parser.expression() {
        Err(_) if parser.depth > DEEPEST => return Ok(Expression::default()),
        result => result?,
    };
    if let Some(token) = parser.peek() {
        return Err(format!("{} can't stand here", shown(token)));
    }
    Ok(Expression { accesses: parser.accesses, result })
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    /// Variables that macros bind.
    bound: Vec<&'a str>,
    accesses: Vec<Access>,
    depth: usize,
}

/// What nests deeper is not looked into.
const DEEPEST: usize = 64;

type Parsed<T> = Result<T, String>;

/// Operators of two sides, loosest first, and whether they make a truth.
const LEVELS: [(&[&str], Outcome); 5] = [
    (&["||"], Outcome::Bool),
    (&["&&"], Outcome::Bool),
    (&["<", "<=", ">", ">=", "==", "!=", "in"], Outcome::Bool),
    (&["+", "-"], Outcome::Unknown),
    (&["*", "/", "%"], Outcome::Unknown),
];

/// The calls that bind their first argument, or their first two.
const MACROS: [&str; 13] = [
    "all",
    "bind",
    "exists",
    "existsOne",
    "exists_one",
    "filter",
    "map",
    "optFlatMap",
    "optMap",
    "sortBy",
    "transformList",
    "transformMap",
    "transformMapEntry",
];

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self) -> Parsed<Token<'a>> {
        let token = self.peek().ok_or("the expression ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn is_at(&self, mark: &str) -> bool {
        match self.peek() {
            Some(Token::Mark(found)) => found == mark,
            Some(Token::Name(name)) => name == mark && mark == "in",
            _ => false,
        }
    }

    fn skip(&mut self, mark: &str) -> bool {
        let is_there = self.is_at(mark);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, mark: &str) -> Parsed<()> {
        if self.skip(mark) {
            return Ok(());
        }
        match self.peek() {
            Some(token) => Err(format!("{} stands where `{mark}` is missing", shown(token))),
            None => Err(format!("`{mark}` is missing at the end")),
        }
    }

    fn expression(&mut self) -> Parsed<Outcome> {
        let condition = self.level(0)?;
        if !self.skip("?") {
            return Ok(condition);
        }
        self.level(0)?;
        self.expect(":")?;
        self.expression()?;
        Ok(Outcome::Unknown)
    }

    fn level(&mut self, level: usize) -> Parsed<Outcome> {
        let Some((marks, made)) = LEVELS.get(level) else { return self.unary() };
        let mut outcome = self.level(level + 1)?;
        while let Some(mark) = marks.iter().find(|mark| self.is_at(mark)) {
            self.skip(mark);
            self.level(level + 1)?;
            outcome = made.clone();
        }
        Ok(outcome)
    }

    fn unary(&mut self) -> Parsed<Outcome> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the expression nests too deep".to_owned());
        }
        let outcome = self.prefixed()?;
        self.depth -= 1;
        Ok(outcome)
    }

    fn prefixed(&mut self) -> Parsed<Outcome> {
        if self.skip("!") {
            self.unary()?;
            return Ok(Outcome::Bool);
        }
        if self.skip("-") {
            let outcome = self.unary()?;
            return Ok(if outcome == Outcome::OtherValue { outcome } else { Outcome::Unknown });
        }
        self.member()
    }

    fn member(&mut self) -> Parsed<Outcome> {
        let (mut outcome, mut access) = self.primary()?;
        loop {
            if self.skip(".") {
                let is_optional = self.skip("?");
                let name = self.name()?;
                if self.skip("(") {
                    if let Some(access) = access.take() {
                        self.keep(access, true);
                    }
                    self.arguments(name)?;
                    outcome = Outcome::Unknown;
                } else if let Some(access) = &mut access {
                    access.fields.push(name.to_owned());
                    outcome = Outcome::Unknown;
                } else {
                    outcome = Outcome::Unknown;
                }
                if is_optional && let Some(access) = access.take() {
                    self.keep(access, false);
                }
            } else if self.skip("[") {
                self.skip("?");
                self.expression()?;
                self.expect("]")?;
                if let Some(access) = access.take() {
                    self.keep(access, false);
                }
                outcome = Outcome::Unknown;
            } else if access.is_some() && self.is_at("{") {
                // A type is named, and an object of it made.
                access = None;
                self.at += 1;
                self.entries(Keys::Names)?;
                outcome = Outcome::OtherValue;
            } else {
                break;
            }
        }
        if let Some(access) = access {
            let is_bound = self.bound.contains(&access.variable.as_str());
            outcome = if is_bound { Outcome::Unknown } else { Outcome::Field(access.clone()) };
            self.keep(access, false);
        }
        Ok(outcome)
    }

    /// Notes what is named, unless a macro has bound it.
    fn keep(&mut self, access: Access, is_call: bool) {
        if !self.bound.contains(&access.variable.as_str()) {
            let is_called = is_call && access.fields.is_empty();
            self.accesses.push(Access { is_called, ..access });
        }
    }

    fn name(&mut self) -> Parsed<&'a str> {
        match self.take()? {
            Token::Name(name) => Ok(name),
            token => Err(format!("{} stands where a name is missing", shown(token))),
        }
    }

    fn primary(&mut self) -> Parsed<(Outcome, Option<Access>)> {
        let value = |outcome| Ok((outcome, None));
        match self.take()? {
            Token::Number | Token::Bytes | Token::Name("null") => value(Outcome::OtherValue),
            Token::String => value(Outcome::String),
            Token::Name("true" | "false") => value(Outcome::Bool),
            Token::Name("in") => Err("`in` can't stand here".to_owned()),
            Token::Name(name) => self.named(name),
            Token::Mark(".") => {
                let name = self.name()?;
                self.named(name)
            }
            Token::Mark("(") => {
                let outcome = self.expression()?;
                self.expect(")")?;
                value(outcome)
            }
            Token::Mark("[") => {
                self.items("]")?;
                value(Outcome::OtherValue)
            }
            Token::Mark("{") => {
                self.entries(Keys::Expressions)?;
                value(Outcome::OtherValue)
            }
            token @ Token::Mark(_) => Err(format!("{} can't stand here", shown(token))),
        }
    }

    /// A variable, or a call of a function.
    fn named(&mut self, name: &'a str) -> Parsed<(Outcome, Option<Access>)> {
        if self.skip("(") {
            self.arguments(name)?;
            return Ok((Outcome::Unknown, None));
        }
        let access = Access { variable: name.to_owned(), fields: Vec::new(), is_called: false };
        Ok((Outcome::Unknown, Some(access)))
    }

    fn arguments(&mut self, function: &str) -> Parsed<()> {
        let before = self.bound.len();
        if MACROS.contains(&function) {
            for _ in 0..2 {
                self.bind();
            }
        }
        self.items(")")?;
        self.bound.truncate(before);
        Ok(())
    }

    /// A name that another argument follows.
    fn bind(&mut self) {
        let comma = self.tokens.get(self.at + 1);
        if let (Some(Token::Name(name)), Some(Token::Mark(","))) = (self.peek(), comma) {
            self.bound.push(name);
            self.at += 2;
        }
    }

    fn items(&mut self, end: &str) -> Parsed<()> {
        while !self.skip(end) {
            self.skip("?");
            self.expression()?;
            if !self.skip(",") {
                return self.expect(end);
            }
        }
        Ok(())
    }

    fn entries(&mut self, keys: Keys) -> Parsed<()> {
        while !self.skip("}") {
            self.skip("?");
            match keys {
                Keys::Names => {
                    self.name()?;
                }
                Keys::Expressions => {
                    self.expression()?;
                }
            }
            self.expect(":")?;
            self.expression()?;
            if !self.skip(",") {
                return self.expect("}");
            }
        }
        Ok(())
    }
}

/// What stands before the `:` of an entry.
#[derive(Clone, Copy)]
enum Keys {
    Names,
    Expressions,
}

fn shown(token: Token<'_>) -> String {
    match token {
        Token::Name(text) | Token::Mark(text) => format!("`{text}`"),
        Token::Number => "a number".to_owned(),
        Token::String | Token::Bytes => "a text".to_owned(),
    }
}
