//! The named templates of a chart into macros: what each is called, in which partial it stands, and
//! what it is given by those who call it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::expression::{Ex, Presence, What};
use super::scope::{Scope, snake};
use super::seen::{Kind, Seen};

/// A named template.
#[derive(Clone, Debug)]
pub(super) struct Macro {
    /// The partial, below `templates/`.
    pub partial: String,
    /// Its name there.
    name: String,
    uses: Uses,
}

/// How it is called, all calls together.
#[derive(Clone, Debug, Default, PartialEq)]
struct Uses {
    root: bool,
    value: Option<Seeing>,
    keys: BTreeMap<String, Given>,
    /// How many calls give keys; one that gives fewer leaves some out.
    with_keys: usize,
}

/// Values are compared by their texts: what was seen of them follows from these.
#[derive(Clone, Debug)]
struct Seeing(Option<Rc<Seen>>, String);

impl Seeing {
    /// What another call gives.
    fn add(&mut self, other: &Seeing) {
        self.0 = match (&self.0, &other.0) {
            (Some(one), Some(other)) => Some(Rc::new(one.union(other))),
            _ => None,
        };
        if !self.1.contains(&other.1) {
            self.1 = format!("{}, {}", self.1, other.1);
        }
    }
}

impl PartialEq for Seeing {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Given {
    /// The same everywhere: the root of the chart, or one of its objects.
    Fixed(String),
    Value {
        seeing: Seeing,
        calls: usize,
    },
}

/// Whoever is called with the chart's root, with keys and with a value is a macro of each kind; this
/// is what the names of their kinds end in.
const KINDS: [&str; 3] = ["", "\u{1}with", "\u{1}of"];

/// The name of the template that a macro is made of.
pub(super) fn template_of(key: &str) -> &str {
    key.split('\u{1}').next().unwrap_or(key)
}

/// The macro that a call of a template means.
pub(super) fn key(name: &str, given: Option<&Ex>) -> String {
    let kind = match given.map(|given| &given.what) {
        None | Some(What::Root | What::Nil) => KINDS[0],
        Some(What::Dict(_)) => KINDS[1],
        Some(_) => KINDS[2],
    };
    format!("{name}{kind}")
}

#[derive(Debug, Default)]
pub(super) struct Macros {
    all: BTreeMap<String, Macro>,
    /// How they are called in this pass.
    next: BTreeMap<String, Uses>,
    /// The values that all of them can read.
    values: Rc<Seen>,
    /// Those that always print the same text.
    constants: BTreeMap<String, String>,
    /// Those whose body is a map that is made, and no lines of one.
    made: BTreeSet<String>,
}

/// What a pass has shown of the bodies of macros.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub constants: BTreeMap<String, String>,
    pub made: BTreeSet<String>,
}

impl Macros {
    /// `names` are those of templates, with the partials that they will stand in.
    pub(super) fn new(names: &[(String, String)], values: Rc<Seen>) -> Self {
        let mut all: BTreeMap<String, Macro> = BTreeMap::new();
        for (name, partial) in names {
            let short = name.split_once('.').map_or(&**name, |(_, rest)| rest);
            let taken = |wanted: &str| {
                all.values().any(|known| known.partial == *partial && known.name == wanted)
            };
            let mut own = macro_name(short);
            if taken(&own) {
                own = macro_name(name);
            }
            while taken(&own) {
                own.push('_');
            }
            for kind in KINDS {
                let made =
                    Macro { partial: partial.clone(), name: own.clone(), uses: Uses::default() };
                all.insert(format!("{name}{kind}"), made);
            }
        }
        Macros { all, values, ..Macros::default() }
    }

    /// What a macro is called in its partial: only where there are several kinds of it, which one.
    pub(super) fn spelled(&self, key: &str) -> String {
        let Some(own) = self.all.get(key) else { return String::new() };
        let base = template_of(key);
        let is_used = |kind: &&&str| {
            self.all
                .get(&format!("{base}{kind}"))
                .is_some_and(|known| known.uses != Uses::default())
        };
        let suffix = key[base.len()..].trim_start_matches('\u{1}');
        if suffix.is_empty() || KINDS.iter().filter(is_used).count() < 2 {
            return own.name.clone();
        }
        format!("{}_{suffix}", own.name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Macro> {
        self.all.get(name)
    }

    /// The dot of the body of a macro.
    ///
    /// # Errors
    /// If it is called with things that have nothing in common.
    pub(super) fn dot(&self, name: &str) -> Result<Ex, String> {
        match self.all.get(name) {
            Some(known) => known.dot(&self.values),
            None => Err(format!("`{name}` is not known")),
        }
    }

    /// Ends a pass: whether something is otherwise than was known before.
    pub(super) fn settle(&mut self, shown: Shown) -> bool {
        let next = std::mem::take(&mut self.next);
        let before = (self.constants.len(), self.made.len());
        self.constants.extend(shown.constants);
        self.made.extend(shown.made);
        let mut changed = before != (self.constants.len(), self.made.len());
        for (name, known) in &mut self.all {
            let uses = next.get(name).cloned().unwrap_or_default();
            changed |= known.uses != uses;
            known.uses = uses;
        }
        changed
    }

    /// What `include` of these comes to wherever they are defined: what they do has no place here.
    pub(super) fn known(&self, name: &str, given: Option<&Ex>) -> Option<Ex> {
        if let Some(text) = self.constants.get(&key(name, given)) {
            return Some(Ex::text(text));
        }
        let What::Dict(entries) = &given?.what else { return None };
        let entry = |key: &str| entries.iter().find(|(name, _)| name == key).map(|(_, ex)| ex);
        match name {
            "common.tplvalues.render" => Some(rendered(entry("value")?)),
            "common.tplvalues.merge" | "common.tplvalues.merge-overwrite" => {
                let What::List(all) = &entry("values")?.what else { return None };
                let mut all: Vec<Ex> = all.iter().map(mapped).collect();
                if name == "common.tplvalues.merge" {
                    all.reverse();
                }
                let made = Ex::merged(&all);
                Some(Ex { what: What::Yaml(Box::new(made.clone())), ..made })
            }
            _ => None,
        }
    }

    /// The call of a macro, which is noted.
    pub(super) fn call(
        &mut self,
        name: &str,
        given: Option<&Ex>,
        home: Option<&str>,
    ) -> Result<Ex, String> {
        let own = key(name, given);
        let uses = self.next.entry(own.clone()).or_default();
        let mut arguments: Vec<(String, Ex)> = Vec::new();
        match given.map(|given| (&given.what, given)) {
            None | Some((What::Root | What::Nil, _)) => uses.root = true,
            Some((What::Dict(entries), _)) => {
                uses.with_keys += 1;
                for (key, ex) in entries {
                    let ex = held(ex);
                    add_key(uses, key, ex)?;
                    if fixed(ex).is_none() {
                        arguments.push((key.clone(), ex.clone()));
                    }
                }
            }
            Some((_, ex)) => {
                let ex = held(ex);
                let seeing = Seeing(ex.seen.clone(), ex.text.clone());
                match &mut uses.value {
                    Some(known) => known.add(&seeing),
                    value => *value = Some(seeing),
                }
                arguments.push((String::new(), ex.clone()));
            }
        }
        let Some(known) = self.all.get(&own) else { return Err(format!("`{name}` is not known")) };
        let parameters = known.parameters();
        let count = parameters.len();
        let texts = parameters.iter().filter_map(|(key, parameter, _)| {
            let (_, ex) = arguments.iter().find(|(given, _)| given == key)?;
            let text = ex.used().text;
            Some(if count > 1 { format!("{parameter}={text}") } else { text })
        });
        let texts: Vec<String> = texts.collect();
        let alias = match home {
            Some(home) if home == known.partial => String::new(),
            _ => format!("{}.", alias(&known.partial)),
        };
        let text = format!("{alias}{}({})", self.spelled(&own), texts.join(", "));
        let call = Ex::being(What::Called, text);
        if self.made.contains(&own) {
            // Beside other keys it is spread, as any map that is no lines.
            return Ok(Ex { what: What::Yaml(Box::new(call.clone())), ..call });
        }
        Ok(call)
    }
}

/// What a macro is given: not the YAML of a map, but the map.
fn held(ex: &Ex) -> &Ex {
    match &ex.what {
        What::Yaml(inner) | What::Render(inner) => inner,
        _ => ex,
    }
}

/// What comes of a value that Helm would run as a template, which none of ours is.
fn rendered(value: &Ex) -> Ex {
    match &value.what {
        What::Yaml(_)
        | What::Json(_)
        | What::Render(_)
        | What::Text(_)
        | What::Join(_)
        | What::Called => value.clone(),
        _ if value.is(&[Kind::Text]) => value.clone(),
        _ if value.is(&[Kind::Map, Kind::List])
            || matches!(value.what, What::Dict(_) | What::List(_)) =>
        {
            Ex { what: What::Yaml(Box::new(value.clone())), ..value.clone() }
        }
        _ => Ex { what: What::Render(Box::new(value.clone())), ..value.clone() },
    }
}

/// A map that is to be merged with others.
fn mapped(ex: &Ex) -> Ex {
    let inner = match &ex.what {
        What::Yaml(inner) | What::Json(inner) | What::Render(inner) => (**inner).clone(),
        What::Nil => Ex::being(What::Dict(Vec::new()), "{}"),
        _ => ex.clone(),
    };
    let is_there = inner.is(&[Kind::Map]) && !inner.may_be(Kind::Null);
    if is_there || matches!(inner.what, What::Dict(_) | What::Plain) && inner.seen.is_none() {
        return inner;
    }
    inner.used().filter("default", &[&Ex::atom("{}")])
}

/// What the same is everywhere.
fn fixed(ex: &Ex) -> Option<String> {
    match ex.what {
        What::Root => Some(String::from("$")),
        What::Values
        | What::Release
        | What::Chart
        | What::Capabilities
        | What::Files
        | What::Template => Some(ex.text.clone()),
        _ => None,
    }
}

fn add_key(uses: &mut Uses, key: &str, ex: &Ex) -> Result<(), String> {
    let conflict = || Err(format!("`{key}` is the chart's own root in some calls only"));
    match (uses.keys.get_mut(key), fixed(ex)) {
        (None, Some(text)) => {
            uses.keys.insert(key.to_owned(), Given::Fixed(text));
        }
        (None, None) => {
            let seeing = Seeing(ex.seen.clone(), ex.text.clone());
            uses.keys.insert(key.to_owned(), Given::Value { seeing, calls: 1 });
        }
        (Some(Given::Fixed(known)), Some(text)) if *known == text => {}
        (Some(Given::Value { calls, seeing }), None) => {
            *calls += 1;
            seeing.add(&Seeing(ex.seen.clone(), ex.text.clone()));
        }
        _ => return conflict(),
    }
    Ok(())
}

impl Macro {
    /// Keys of what it is given, the names of its parameters, and whether each is always given.
    pub(super) fn parameters(&self) -> Vec<(String, String, bool)> {
        let mut names = Scope::new(Ex::nil(), Vec::new());
        if let Some(Seeing(..)) = &self.uses.value {
            return vec![(String::new(), "it".to_owned(), true)];
        }
        let given = self.uses.keys.iter();
        let values = given.filter_map(|(key, given)| match given {
            Given::Value { calls, .. } => Some((key, *calls == self.uses.with_keys)),
            Given::Fixed(_) => None,
        });
        let mut parameters: Vec<_> =
            values.map(|(key, always)| (key.clone(), names.name(key), always)).collect();
        parameters.sort_by_key(|(.., always)| !*always);
        parameters
    }

    /// The dot of its body.
    ///
    /// # Errors
    /// If it is called with things that have nothing in common.
    fn dot(&self, values: &Rc<Seen>) -> Result<Ex, String> {
        let Uses { root, value, keys, with_keys } = &self.uses;
        match (root, value, with_keys) {
            (true | false, None, 0) => Ok(Ex::being(What::Root, "")),
            (false, Some(Seeing(seen, _)), 0) => {
                let presence = Presence::Always;
                Ok(Ex { seen: seen.clone(), presence, ..Ex::atom("it") })
            }
            (false, None, _) => {
                let parameters = self.parameters();
                let entry = |(key, given): (&String, &Given)| {
                    let ex = match given {
                        Given::Fixed(text) => object(text, values),
                        Given::Value { seeing: Seeing(seen, _), .. } => {
                            let (_, name, always) = parameters.iter().find(|(of, ..)| of == key)?;
                            let seen = if *always { seen.clone() } else { Some(nullable()) };
                            Ex { seen, ..Ex::atom(name) }
                        }
                    };
                    Some((key.clone(), ex))
                };
                let entries: Vec<_> = keys.iter().filter_map(entry).collect();
                Ok(Ex::being(What::Dict(entries), "it"))
            }
            _ => Err("it is called with the chart's root and with other data".to_owned()),
        }
    }
}

fn nullable() -> Rc<Seen> {
    Rc::new(Seen::only(Kind::Null))
}

fn object(text: &str, values: &Rc<Seen>) -> Ex {
    let what = match text {
        "values" => What::Values,
        "release" => What::Release,
        "chart" => What::Chart,
        "capabilities" => What::Capabilities,
        "files" => What::Files,
        "template" => What::Template,
        _ => What::Root,
    };
    if let What::Values = what {
        let (seen, path) = (Some(Rc::clone(values)), Some(Vec::new()));
        return Ex { seen, path, ..Ex::being(what, text) };
    }
    Ex::being(what, text)
}

fn macro_name(name: &str) -> String {
    let name = snake(name);
    let taken = ["values", "release", "chart", "capabilities", "files", "template", "namespace"];
    if taken.contains(&&*name) { format!("{name}_label") } else { name }
}

/// What a partial is imported as.
pub(super) fn alias(partial: &str) -> String {
    let base = partial.rsplit('/').next().unwrap_or(partial);
    snake(base.trim_start_matches('_').split('.').next().unwrap_or(base))
}
