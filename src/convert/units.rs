//! The files and the named templates of a chart, each translated on its own, again and again until
//! all that is known of the calls between them is settled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::blocks::{Page, offset};
use super::expression::{Ex, What};
use super::lines::written;
use super::macros::{Macros, Shown, alias, template_of};
use super::outline::{Node, Pipes, outline};
use super::partials;
use super::scan::{Tag, Word, scan};
use super::scope::Scope;
use super::translator::{Made, Noted, Reason, Told, Translator};
use super::{Converted, Given, Left, Ours};
use crate::template::go::tree::{Source, Template};

/// How often all is translated, for calls that are only seen when others are settled.
const PASSES: usize = 8;

/// A file of templates, taken apart.
struct File<'t> {
    source: Arc<Source>,
    text: String,
    nodes: Vec<Node>,
    pipes: Pipes<'t>,
}

pub(super) struct Units<'a> {
    given: &'a Given<'a>,
    /// By their paths as Helm has them.
    files: BTreeMap<String, File<'a>>,
    /// The file of each named template.
    named: BTreeMap<String, String>,
    /// The names of partials that are imported.
    aliases: Vec<String>,
}

impl<'a> Units<'a> {
    pub(super) fn of(given: &'a Given<'a>, templates: &'a [Arc<Template>]) -> Self {
        let mut files: BTreeMap<String, File<'a>> = BTreeMap::new();
        let mut named = BTreeMap::new();
        for template in templates {
            let path = &template.source.name;
            let file = files.entry(path.clone()).or_insert_with(|| {
                let source = Arc::clone(&template.source);
                let text = String::from_utf8_lossy(&source.bytes).into_owned();
                let nodes = outline(&text, scan(&text));
                File { source, text, nodes, pipes: Pipes::default() }
            });
            file.pipes.add(template);
            if template.name != *path {
                named.insert(template.name.clone(), path.clone());
            }
        }
        let partials: BTreeSet<String> =
            named.values().map(|path| partials::home(path, given.name)).collect();
        let aliases = partials.iter().map(|partial| alias(partial)).collect();
        Units { given, files, named, aliases }
    }

    pub(super) fn converted(&self, left: &BTreeMap<String, Left>) -> Converted {
        let names: Vec<(String, String)> = self
            .named
            .iter()
            .map(|(name, path)| (name.clone(), partials::home(path, self.given.name)))
            .collect();
        let mut macros = Macros::new(&names, std::rc::Rc::clone(&self.given.seen));
        let wanted: Vec<&String> =
            self.files.keys().filter(|path| self.is_own(path, left)).collect();
        let (mut files, mut bodies) = (BTreeMap::new(), BTreeMap::new());
        for _ in 0..PASSES {
            (files, bodies) = self.pass(&wanted, &mut macros);
            if !macros.settle(shown(&bodies)) {
                break;
            }
        }
        self.gathered(files, bodies, &macros, left)
    }

    /// Whether a file makes documents, and is not left as it is.
    fn is_own(&self, path: &str, left: &BTreeMap<String, Left>) -> bool {
        let Some(below) = self.below(path) else { return false };
        let base = below.rsplit('/').next().unwrap_or(below);
        !base.starts_with('_') && !has_ending(base, "txt") && !left.contains_key(below)
    }

    /// The path of a file of the chart itself below `templates/`.
    fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.given.name)?.strip_prefix("/templates/")
    }

    fn pass(
        &self,
        wanted: &[&String],
        macros: &mut Macros,
    ) -> (BTreeMap<String, Made>, BTreeMap<String, Made>) {
        let mut files = BTreeMap::new();
        let mut open = Vec::new();
        for path in wanted {
            let file = &self.files[*path];
            let dot = Ex::being(What::Root, "");
            let made = self.translate(file, &file.nodes, Ok(dot), None, macros);
            open.extend(made.noted.called.keys().cloned());
            files.insert((*path).clone(), made);
        }
        let mut bodies: BTreeMap<String, Made> = BTreeMap::new();
        while let Some(name) = open.pop() {
            if bodies.contains_key(&name) {
                continue;
            }
            let Some(made) = self.body(&name, macros) else { continue };
            open.extend(made.noted.called.keys().cloned());
            bodies.insert(name, made);
        }
        (files, bodies)
    }

    fn body(&self, name: &str, macros: &mut Macros) -> Option<Made> {
        let template = template_of(name);
        let file = self.files.get(self.named.get(template)?)?;
        let (tag, nodes) = find(&file.nodes, &file.text, template)?;
        let home = macros.get(name)?.partial.clone();
        let dot = macros.dot(name).map_err(|why| Reason::at(offset(tag), why));
        Some(self.translate(file, nodes, dot, Some(&home), macros))
    }

    fn translate(
        &self,
        file: &File<'a>,
        nodes: &[Node],
        dot: Told<Ex>,
        home: Option<&str>,
        macros: &mut Macros,
    ) -> Made {
        let mut looped = BTreeSet::new();
        loop {
            let known = looped.len();
            let made = self.attempt(file, nodes, dot.clone(), home, macros, &mut looped);
            // That a variable is changed in a loop is seen when it has been declared.
            if made.text.is_ok() || looped.len() == known {
                return made;
            }
        }
    }

    fn attempt(
        &self,
        file: &File<'a>,
        nodes: &[Node],
        dot: Told<Ex>,
        home: Option<&str>,
        macros: &mut Macros,
        looped: &mut BTreeSet<String>,
    ) -> Made {
        let mut translator = Translator {
            source: &file.source,
            text: &file.text,
            pipes: &file.pipes,
            seen: &self.given.seen,
            app_version: self.given.app_version,
            subcharts: &self.given.subcharts,
            macros,
            home,
            noted: Noted::default(),
            looped: std::mem::take(looped),
        };
        let text = dot.and_then(|dot| {
            let mut page = Page::default();
            let mut scope = Scope::new(dot, self.aliases.clone());
            translator.nodes(nodes, &mut scope, &mut page)?;
            page.end_line();
            Ok(written(page.lines))
        });
        *looped = translator.looped;
        Made { text, noted: translator.noted }
    }

    /// What can be used of all that was made: a file stands with all that it calls.
    fn gathered(
        &self,
        files: BTreeMap<String, Made>,
        bodies: BTreeMap<String, Made>,
        macros: &Macros,
        left: &BTreeMap<String, Left>,
    ) -> Converted {
        let mut converted = Converted::default();
        let mut needed = BTreeSet::new();
        for (path, made) in files {
            let Some(below) = self.below(&path).map(str::to_owned) else { continue };
            let file = &self.files[&path];
            let mut called = BTreeSet::new();
            let whole = self.whole(file, &made, &bodies, &mut called);
            let outcome = whole.map(|text| {
                let partials: BTreeSet<String> = made
                    .noted
                    .called
                    .keys()
                    .filter_map(|name| Some(macros.get(name)?.partial.clone()))
                    .collect();
                let text = partials::headed(&text, &partials, &made.noted.included);
                Ours { text, partials, included: made.noted.included.keys().cloned().collect() }
            });
            if outcome.is_ok() {
                for name in &called {
                    let noted = &bodies[name].noted;
                    converted.keys.extend(noted.keys.iter().cloned());
                }
                converted.keys.extend(made.noted.keys.iter().cloned());
                converted.run_texts += made.noted.templates;
                needed.extend(called);
            }
            converted.templates.insert(below, outcome);
        }
        for (path, why) in left {
            converted.templates.insert(path.clone(), Err(why.clone()));
        }
        leave_those_that_include(&mut converted);
        converted.partials =
            partials::partials(&needed, &bodies, macros, &|name| self.origin(template_of(name)));
        converted
    }

    /// The text of a file, if it and all that it calls could be translated; `called` are those.
    fn whole(
        &self,
        file: &File<'a>,
        made: &Made,
        bodies: &BTreeMap<String, Made>,
        called: &mut BTreeSet<String>,
    ) -> Result<String, Left> {
        let text = made.text.as_ref().map_err(|reason| self.left(file, reason))?;
        let mut open: Vec<&String> = made.noted.called.keys().collect();
        while let Some(name) = open.pop() {
            if !called.insert(name.clone()) {
                continue;
            }
            let Some(body) = bodies.get(name) else { continue };
            if let Err(reason) = &body.text {
                return Err(self.left(&self.files[&self.named[template_of(name)]], reason));
            }
            open.extend(body.noted.called.keys());
        }
        Ok(text.clone())
    }

    fn left(&self, file: &File<'a>, reason: &Reason) -> Left {
        let path = &file.source.name;
        let below = path.strip_prefix(self.given.name).and_then(|path| path.strip_prefix('/'));
        Left {
            file: below.unwrap_or(path).to_owned(),
            line: Some(file.source.line_and_column(reason.at).0),
            why: reason.why.clone(),
        }
    }

    /// Where a named template stands in its file, and the comment above it.
    fn origin(&self, name: &str) -> partials::Origin {
        let path = self.named.get(name).cloned().unwrap_or_default();
        let Some(file) = self.files.get(&path) else { return (path, 0, Vec::new()) };
        let mut comment = Vec::new();
        for node in &file.nodes {
            match node {
                Node::Comment(tag) => {
                    comment = super::blocks::comment_lines(&file.text[tag.inner.clone()]);
                }
                Node::Define(tag, _) => {
                    if named(tag, &file.text).as_deref() == Some(name) {
                        return (path, tag.whole.start, comment);
                    }
                    comment.clear();
                }
                Node::Text(range) if file.text[range.clone()].trim().is_empty() => {}
                _ => comment.clear(),
            }
        }
        (path, 0, Vec::new())
    }
}

fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == ending)
}

/// What takes in a template that stays as it is stays, too.
fn leave_those_that_include(converted: &mut Converted) {
    loop {
        let is_ours = |path: &String| matches!(converted.templates.get(path), Some(Ok(_)));
        let lacking = converted.templates.iter().find_map(|(path, found)| {
            let missing = found.as_ref().ok()?.included.iter().find(|path| !is_ours(path))?;
            Some((path.clone(), missing.clone()))
        });
        let Some((path, missing)) = lacking else { return };
        let why = format!("a digest is made of {missing}, which stays as it is");
        let file = format!("templates/{path}");
        converted.templates.insert(path, Err(Left { file, line: None, why }));
    }
}

/// What the bodies of macros are.
fn shown(bodies: &BTreeMap<String, Made>) -> Shown {
    let mut shown = Shown::default();
    for (name, made) in bodies {
        if let Some(text) = constant(made) {
            shown.constants.insert(name.clone(), text);
        }
        if is_made(made) {
            shown.made.insert(name.clone());
        }
    }
    shown
}

/// Whether a body is maps that are made, each in a hole of its own that calls no macro.
fn is_made(made: &Made) -> bool {
    let Ok(text) = &made.text else { return false };
    let is_tag = |line: &&str| line.starts_with("{%") || line.starts_with("{#");
    let mut lines = text.lines().filter(|line| !is_tag(line)).peekable();
    let makes = ["{{ merge(", "{{ presets["];
    let filters = [" | omit(", " | pick(", " | merge("];
    let is_map = |line: &str| {
        let is_hole = line.starts_with("{{ ") && line.matches("{{").count() == 1;
        let makes = makes.iter().any(|call| line.starts_with(call));
        is_hole && (makes || filters.iter().any(|filter| line.contains(filter)))
    };
    lines.peek().is_some() && lines.all(is_map)
}

/// The text that a named template always prints: it may set variables that nobody reads.
fn constant(made: &Made) -> Option<String> {
    let text = made.text.as_ref().ok()?;
    let is_said = |line: &&str| !line.starts_with("{% set ") && !line.starts_with("{#");
    let mut lines = text.lines().filter(is_said);
    let line = lines.next().filter(|line| !line.contains("{{") && !line.contains("{%"))?;
    let is_word = !line.contains([' ', ':', '#', '"', '\'']) && !matches!(line, "true" | "false");
    (lines.next().is_none() && is_word).then(|| line.to_owned())
}

/// A named template among the nodes of its file.
fn find<'n>(nodes: &'n [Node], text: &str, name: &str) -> Option<(&'n Tag, &'n [Node])> {
    nodes.iter().find_map(|node| match node {
        Node::Define(tag, body) if named(tag, text).as_deref() == Some(name) => {
            Some((tag, &body[..]))
        }
        _ => None,
    })
}

fn named(tag: &Tag, text: &str) -> Option<String> {
    if tag.word != Word::Define {
        return None;
    }
    let inner = text[tag.inner.clone()].strip_prefix("define")?.trim();
    let quote = inner.chars().next()?;
    Some(inner.trim_matches(quote).to_owned())
}
