//! The blocks of a template into lines of ours.

use super::expression::{Binds, Ex, Presence, What};
use super::inline::{self, Spot};
use super::lines::{Line, Role, is_in_block_scalar, is_structure};
use super::outline::{Arm, Node, Said};
use super::scan::{Room, Tag, Trim, Word};
use super::scope::{Scope, singular, snake};
use super::seen::Kind;
use super::translator::{Reason, Told, Translator};
use crate::template::go::tree::{Binding, Pipe};

/// The lines of a template while they are written.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub lines: Vec<Line>,
    /// The line that is being written.
    current: String,
    /// The line has been ended where the text that follows would do so.
    has_ended: bool,
}

impl Page {
    fn text(&mut self, text: &str) {
        let ended = std::mem::take(&mut self.has_ended);
        let text = text.strip_prefix('\n').filter(|_| ended).unwrap_or(text);
        let mut lines = text.split('\n');
        self.current.push_str(lines.next().unwrap_or_default());
        for line in lines {
            let done = std::mem::replace(&mut self.current, line.to_owned());
            self.lines.push(Line::Text(done));
        }
    }

    pub(super) fn end_line(&mut self) {
        if !self.current.is_empty() {
            let done = std::mem::take(&mut self.current);
            self.lines.push(Line::Text(done));
        }
    }

    fn spot(&self, after: &str) -> Spot {
        let line = &self.current;
        let indent = line.len() - line.trim_start().len();
        if is_in_block_scalar(&self.lines, indent) || is_quoted(line) {
            return Spot::Text;
        }
        let before = line.trim_end();
        let begins = before.is_empty() || before.ends_with([':', '-']) && line.ends_with(' ');
        let rest = after.split('\n').next().unwrap_or_default().trim();
        if begins && (rest.is_empty() || rest.starts_with('#')) { Spot::Whole } else { Spot::Part }
    }
}

/// Whether a quote is open at the end of a line.
fn is_quoted(line: &str) -> bool {
    let mut open = None;
    let mut before = ' ';
    for c in line.chars() {
        match open {
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',' | ':') => {
                open = Some(c);
            }
            Some(quote) if c == quote && before != '\\' => open = None,
            _ => {}
        }
        before = c;
    }
    open.is_some()
}

impl<'a> Translator<'a> {
    pub(super) fn nodes(&mut self, nodes: &[Node], scope: &mut Scope, page: &mut Page) -> Told<()> {
        for node in nodes {
            match node {
                Node::Text(range) => page.text(&inline::raw(&self.text[range.clone()])),
                Node::Comment(tag) => self.comment(tag, page),
                Node::Action(tag) => self.action(tag, scope, page)?,
                Node::Branch(arms) => self.branch(arms, scope, page)?,
                Node::Define(tag, _) if tag.word == Word::Block => {
                    return Err(Reason::at(offset(tag), "`block` defines and calls at once"));
                }
                Node::Define(..) => {}
            }
        }
        Ok(())
    }

    fn comment(&self, tag: &Tag, page: &mut Page) {
        if tag.room == Room::Alone {
            page.end_line();
            let lines = comment_lines(&self.text[tag.inner.clone()]);
            page.lines.push(Line::Comment { indent: self.column(tag), lines });
        }
    }

    /// How deep a tag stands that is alone on its line.
    fn column(&self, tag: &Tag) -> usize {
        let before = &self.text[..tag.whole.start];
        let line = before.rfind('\n').map_or(before, |line| &before[line + 1..]);
        line.len() - line.trim_start().len()
    }

    pub(super) fn put(&self, tag: &Tag, role: Role, text: String, page: &mut Page) {
        match tag.room {
            Room::Alone => {
                page.end_line();
                page.lines.push(Line::Tag { role, indent: self.column(tag), text });
            }
            Room::Shared => page.current.push_str(&text),
        }
    }

    fn action(&mut self, tag: &Tag, scope: &mut Scope, page: &mut Page) -> Told<()> {
        if tag.word == Word::Leave {
            let word = &self.text[tag.inner.clone()];
            self.put(tag, Role::Single, format!("{{% {word} %}}"), page);
            return Ok(());
        }
        let ex = match self.said(tag)? {
            Said::Template(name, pipe) => {
                let given = pipe.map(|pipe| self.pipe(pipe, scope)).transpose()?;
                self.named(name, given.as_ref(), offset(tag))?
            }
            Said::Pipe(pipe) if !pipe.variables.is_empty() => {
                return self.set(tag, pipe, scope, page);
            }
            Said::Pipe(pipe) => self.pipe(pipe, scope)?,
        };
        self.print(tag, &ex, page)
    }

    fn print(&mut self, tag: &Tag, ex: &Ex, page: &mut Page) -> Told<()> {
        if let What::Root | What::Values | What::Release | What::Chart = ex.what {
            return Err(Reason::at(offset(tag), "a whole object of the chart is printed"));
        }
        if tag.room == Room::Alone {
            page.end_line();
            let own = self.column(tag);
            let indent = match ex.what {
                What::Indented(_, columns) => columns,
                _ => own,
            };
            page.lines.push(Line::Lone { indent, ex: ex.clone() });
            return Ok(());
        }
        let after = &self.text[tag.whole.end..];
        if let What::Indented(_, columns) = ex.what
            && is_structure(ex)
            && page.current.trim_end().ends_with(':')
            && after.split('\n').next().is_some_and(|rest| rest.trim().is_empty())
        {
            // Other keys may follow below: whether it is all of the value is seen later.
            page.end_line();
            page.has_ended = tag.right == Trim::No;
            page.lines.push(Line::Lone { indent: columns, ex: ex.clone() });
            return Ok(());
        }
        let spot = page.spot(after);
        let text = inline::at(ex, spot);
        // What stood between them was taken away with the line break.
        if tag.left == Trim::Yes && spot != Spot::Text && page.current.ends_with(':') {
            page.current.push(' ');
        }
        page.current.push_str(&text);
        Ok(())
    }

    pub(super) fn said(&self, tag: &Tag) -> Told<Said<'a>> {
        let own = tag.whole.start;
        let inner = tag.inner.start
            + self.text[tag.inner.clone()]
                .strip_prefix("else")
                .map_or(0, |rest| rest.len() - rest.trim_start().len() + "else".len());
        let found = self.pipes.at(own).or_else(|| self.pipes.at(inner));
        found.ok_or_else(|| Reason::at(offset(tag), "a tag that says nothing"))
    }

    fn set(&mut self, tag: &Tag, pipe: &Pipe, scope: &mut Scope, page: &mut Page) -> Told<()> {
        let go = self.source.text(pipe.variables[0]);
        if let Some(changed) = self.in_place(pipe, scope)? {
            let (name, ex) = changed;
            self.put(tag, Role::Single, format!("{{% set {name} = {} %}}", ex.text), page);
            return Ok(());
        }
        let ex = self.pipe(pipe, scope)?;
        if pipe.binding == Binding::Assign {
            let Some(known) = scope.find(&go).cloned() else {
                return Err(Reason::at(pipe.at, format!("`{go}` has no value here")));
            };
            if known.loops != scope.loops && self.looped.insert(go.clone()) {
                return Err(Reason::at(pipe.at, format!("`{go}` is changed within a loop")));
            }
            let text = format!("{{% set {} = {} %}}", known.ex.text, ex.used().text);
            scope.assign(&go, Ex { seen: ex.seen, ..Ex::atom(known.ex.text) });
            self.put(tag, Role::Single, text, page);
            return Ok(());
        }
        let is_changed = self.is_changed(&go);
        let is_alias = matches!(
            ex.what,
            What::Root
                | What::Values
                | What::Release
                | What::Chart
                | What::Capabilities
                | What::Files
                | What::Template
                | What::Nil
                | What::Bool(_)
        ) || is_small(&ex);
        if is_alias && !is_changed {
            scope.declare(&go, ex);
            return Ok(());
        }
        let name = scope.name(go.trim_start_matches('$'));
        if self.looped.contains(&go) {
            // What a loop changes is seen after it in a namespace alone.
            let text = format!("{{% set {name} = namespace(value={}) %}}", ex.used().text);
            scope.declare(&go, Ex { seen: None, ..Ex::atom(format!("{name}.value")) });
            self.put(tag, Role::Single, text, page);
            return Ok(());
        }
        // The variable holds the map or the list itself, not its YAML.
        let (held, what) = match ex.what {
            What::Yaml(inner) => {
                (inner.used(), What::Yaml(Box::new(Ex { seen: inner.seen, ..Ex::atom(&name) })))
            }
            What::Render(inner) => {
                (inner.used(), What::Render(Box::new(Ex { seen: inner.seen, ..Ex::atom(&name) })))
            }
            What::Called => (ex.clone(), What::Called),
            What::List(ref items) if items.is_empty() && !is_changed => {
                (ex.clone(), What::List(Vec::new()))
            }
            _ => (ex.used(), What::Plain),
        };
        let text = format!("{{% set {name} = {} %}}", held.text);
        scope.declare(&go, Ex { what, seen: ex.seen, ..Ex::atom(name) });
        self.put(tag, Role::Single, text, page);
        Ok(())
    }

    /// Whether a variable is given another value somewhere, or changed in its place.
    fn is_changed(&self, go: &str) -> bool {
        let again = [format!("{go} ="), format!("set {go} "), format!("unset {go} ")];
        again.iter().any(|text| self.text.contains(text.as_str()))
    }

    /// `$_ := set $map "key" value`: what the map is called, and what it becomes.
    fn in_place(&mut self, pipe: &Pipe, scope: &Scope) -> Told<Option<(String, Ex)>> {
        use crate::template::go::tree::OperandKind;
        let [command] = &pipe.commands[..] else { return Ok(None) };
        let [function, map, key, value] = &command.operands[..] else { return Ok(None) };
        let (OperandKind::Function { name, .. }, OperandKind::Variable { name: of, fields }) =
            (&function.kind, &map.kind)
        else {
            return Ok(None);
        };
        let function = self.source.text(*name);
        if !matches!(&*function, "set" | "mustSet") || !fields.is_empty() {
            return Ok(None);
        }
        let of = self.source.text(*of);
        let Some(known) = scope.find(&of).cloned() else { return Ok(None) };
        let is_variable = known.ex.is_short() && matches!(known.ex.what, What::Plain);
        let is_looped = self.looped.contains(&of);
        if !is_variable || (known.ex.text.contains('.') && !is_looped) {
            return Ok(None);
        }
        if known.loops != scope.loops && self.looped.insert(of.clone()) {
            return Err(Reason::at(pipe.at, format!("`{of}` is changed within a loop")));
        }
        let (key, value) = (self.operand(key, scope)?, self.operand(value, scope)?);
        let entry = Ex::atom(format!("{{{}: {}}}", key.used().text, value.used().text));
        let made = known.ex.filter("merge", &[&entry]);
        Ok(Some((known.ex.text, made)))
    }

    fn branch(&mut self, arms: &[Arm], scope: &mut Scope, page: &mut Page) -> Told<()> {
        if arms[0].word == Word::Range {
            return self.range(arms, scope, page);
        }
        let mut written = 0;
        for arm in arms {
            let mut inner = scope.clone();
            let mut before = None;
            let condition = match arm.word {
                Word::Else => None,
                _ => Some(self.condition(arm, &mut inner, &mut before)?),
            };
            let known = condition.as_ref().and_then(Ex::truth);
            if known == Some(false) {
                continue;
            }
            let always = condition.is_none() || known == Some(true);
            if written == 0 && always {
                return self.nodes(&arm.body, &mut inner, page);
            }
            if let Some(before) = before {
                if written > 0 {
                    return Err(Reason::at(offset(&arm.tag), "`else with` of what is computed"));
                }
                self.put(&arm.tag, Role::Single, before, page);
            }
            let (role, text) = match (written, &condition) {
                (_, _) if always => (Role::Middle, "{% else %}".to_owned()),
                (0, Some(ex)) => (Role::Open, format!("{{% if {} %}}", ex.asked().text)),
                (_, Some(ex)) => (Role::Middle, format!("{{% elif {} %}}", ex.asked().text)),
                (_, None) => (Role::Middle, "{% else %}".to_owned()),
            };
            self.put(&arm.tag, role, text, page);
            self.nodes(&arm.body, &mut inner, page)?;
            written += 1;
            if always {
                break;
            }
        }
        if written > 0 {
            self.put(&arms[0].tag, Role::Close, "{% endif %}".to_owned(), page);
        }
        Ok(())
    }

    /// What an arm asks; `before` is what has to be set first.
    fn condition(&mut self, arm: &Arm, scope: &mut Scope, before: &mut Option<String>) -> Told<Ex> {
        let Said::Pipe(pipe) = self.said(&arm.tag)? else {
            return Err(Reason::at(offset(&arm.tag), "a condition without one"));
        };
        let variable = pipe.variables.first().map(|name| self.source.text(*name));
        let ex = self.pipe(pipe, scope)?;
        if arm.word == Word::If && variable.is_none() {
            return Ok(ex);
        }
        let is_static = ex.is_short()
            || matches!(ex.what, What::Dict(_) | What::Root | What::Nil | What::Values);
        let bound = if is_static {
            ex.clone()
        } else {
            let last = variable.as_deref().map(|go| go.trim_start_matches('$').to_owned());
            let wanted = last.unwrap_or_else(|| name_for(&ex));
            let name = scope.name(&wanted);
            *before = Some(format!("{{% set {name} = {} %}}", ex.used().text));
            Ex { seen: ex.seen.clone(), ..Ex::atom(name) }
        };
        if arm.word == Word::With {
            // Where the body runs, it is there.
            let there = Ex { presence: Presence::Always, ..bound.clone() };
            scope.dot = there.clone();
            if let Some(go) = variable {
                scope.declare(&go, there);
            }
        } else if let Some(go) = variable {
            scope.declare(&go, bound.clone());
        }
        Ok(bound)
    }

    fn range(&mut self, arms: &[Arm], scope: &mut Scope, page: &mut Page) -> Told<()> {
        let arm = &arms[0];
        let Said::Pipe(pipe) = self.said(&arm.tag)? else {
            return Err(Reason::at(offset(&arm.tag), "a loop over nothing"));
        };
        let ex = self.pipe(pipe, scope)?;
        let names: Vec<String> =
            pipe.variables.iter().map(|name| self.source.text(*name)).collect();
        let is_nothing = match &ex.what {
            What::List(items) => items.is_empty(),
            What::Dict(entries) => entries.is_empty(),
            What::Nil => true,
            _ => false,
        };
        if is_nothing {
            let otherwise = arms.get(1).map_or(&[][..], |arm| &arm.body);
            return self.nodes(otherwise, &mut scope.clone(), page);
        }
        let all = match &ex.what {
            What::Yaml(inner) | What::Render(inner) => inner.used(),
            _ => ex.used(),
        };
        let mut inner = scope.clone();
        inner.loops += 1;
        let (head, key, item) = self.loop_head(&arm.body, &all, &names, &mut inner);
        if let [.., value] = &names[..] {
            if let ([index, _], Some(key)) = (&names[..], key) {
                inner.declare(index, key);
            }
            inner.declare(value, item.clone());
        }
        inner.dot = item;
        self.put(&arm.tag, Role::Open, head, page);
        self.nodes(&arm.body, &mut inner, page)?;
        if let Some(otherwise) = arms.get(1) {
            self.put(&otherwise.tag, Role::Middle, "{% else %}".to_owned(), page);
            self.nodes(&otherwise.body, &mut scope.clone(), page)?;
        }
        self.put(&arm.tag, Role::Close, "{% endfor %}".to_owned(), page);
        Ok(())
    }

    /// How a loop begins, and what its keys and its items are called.
    fn loop_head(
        &self,
        body: &[Node],
        all: &Ex,
        names: &[String],
        scope: &mut Scope,
    ) -> (String, Option<Ex>, Ex) {
        let plain = |go: &str| go.trim_start_matches('$').to_owned();
        let is_map = is_map(all, names);
        let key = names.first().filter(|_| names.len() == 2);
        let wanted = match names.last() {
            Some(go) if go != "$_" => plain(go),
            _ if is_map => "value".to_owned(),
            _ => name_for_item(all),
        };
        if !is_map {
            let name = scope.name(&wanted);
            let item = Self::item_of(all, &name);
            let index = key.map(|_| Ex::atom("loop.index0"));
            return (format!("{{% for {name} in {} %}}", all.text), index, item);
        }
        let key = scope.name(&key.map_or("key".to_owned(), |go| plain(go)));
        let name = scope.name(&wanted);
        let item = Self::item_of(all, &name);
        let filter = if self.keeps_order(body) { "dictsort" } else { "items" };
        let text = format!("{{% for {key}, {name} in {} | {filter} %}}", all.within(Binds::Filter));
        (text, Some(Ex::atom(key)), item)
    }

    /// Whether the order counts in which a loop runs: not where it writes the entries of a map.
    fn keeps_order(&self, body: &[Node]) -> bool {
        let first = body.iter().find_map(|node| match node {
            Node::Text(range) => {
                let text = self.text[range.clone()].trim();
                text.lines().next().map(str::to_owned).filter(|line| !line.is_empty())
            }
            Node::Action(tag) if tag.word == Word::Print => {
                Some(self.text[tag.whole.end..].split('\n').next().unwrap_or_default().to_owned())
            }
            _ => None,
        });
        !first.is_some_and(|line| !line.starts_with('-') && line.contains(':'))
    }
}

/// Whether a loop is over a map: as it was seen, or else as its variables are called.
fn is_map(all: &Ex, names: &[String]) -> bool {
    if all.is(&[Kind::Map]) {
        return true;
    }
    if all.is(&[Kind::List]) || names.len() < 2 || matches!(all.what, What::List(_)) {
        return false;
    }
    let indexes = ["$i", "$index", "$idx", "$_", "$n", "$j"];
    !indexes.contains(&&*names[0]) && !all.text.starts_with("range(")
}

/// Whether a value that never changes may as well stand wherever it is made use of.
fn is_small(ex: &Ex) -> bool {
    let is_object = |ex: &Ex| {
        matches!(ex.what, What::Root | What::Values | What::Release | What::Chart | What::Nil)
    };
    match &ex.what {
        What::Text(text) => text.is_empty(),
        What::List(items) => items.is_empty(),
        What::Dict(entries) => entries.is_empty() || entries.iter().any(|(_, ex)| is_object(ex)),
        _ => false,
    }
}

fn name_for(ex: &Ex) -> String {
    let names = ex.text.rsplit(['.', ' ', '"', '(', ')', '[', ']']);
    let mut names = names.filter(|name| super::expression::is_name(name));
    snake(names.next().unwrap_or("it"))
}

fn name_for_item(all: &Ex) -> String {
    let last = all.text.split(" | ").next().and_then(|text| text.rsplit('.').next());
    last.map_or("item".to_owned(), |name| singular(name.trim_matches(['"', ']', '[', '(', ')'])))
}

pub(super) fn offset(tag: &Tag) -> u32 {
    u32::try_from(tag.whole.start).unwrap_or(u32::MAX)
}

/// The lines of a comment, without its marks.
pub(super) fn comment_lines(inner: &str) -> Vec<String> {
    let text = inner.trim_start_matches("/*").trim_end_matches("*/");
    let text = text.replace("#}", "# }");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let last =
        lines.iter().rposition(|line| !line.trim().is_empty()).map_or(first, |last| last + 1);
    let lines = &lines[first..last];
    let depth = |line: &&str| line.len() - line.trim_start().len();
    let common = lines.iter().filter(|line| !line.is_empty()).map(depth).min().unwrap_or(0);
    lines.iter().map(|line| line.get(common..).unwrap_or_default().to_owned()).collect()
}
