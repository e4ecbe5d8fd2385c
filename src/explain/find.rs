//! What was typed into the objects and the field that are meant: `deploy/web`, `Service/shop/web`,
//! `spec.containers[web].image`.

use std::fmt;

use super::fields::{Schema, scalar};
use super::{Explained, Part};
use crate::diagnostic::did_you_mean;
use crate::manifest::Object;
use crate::yaml::path::Step;
use crate::yaml::{Map, Node, Path, Value};

/// There is nothing of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub message: String,
    pub help: Option<String>,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  = help: {help}"))
    }
}

/// The objects that are meant by `KIND`, `KIND/NAME` or `KIND/NAMESPACE/NAME`, by their places.
///
/// # Errors
/// If there is none.
pub fn find_objects(objects: &[Object], named: &str) -> Result<Vec<usize>, Missing> {
    let (kind, name) =
        named.split_once('/').map_or((named, None), |(kind, name)| (kind, Some(name)));
    let all = objects.iter().enumerate();
    let found = all.filter(|(_, object)| {
        is_of_kind(object, kind) && name.is_none_or(|name| is_called(object, name))
    });
    let found: Vec<usize> = found.map(|(at, _)| at).collect();
    if found.is_empty() { Err(no_object(objects, named, kind, name)) } else { Ok(found) }
}

/// Whether a kind is meant by a word, as kubectl takes it: `Deployment`, `deploy`,
/// `deployments.apps`.
fn is_of_kind(object: &Object, word: &str) -> bool {
    let (word, group) =
        word.split_once('.').map_or((word, None), |(word, group)| (word, Some(group)));
    let identity = &object.identity;
    let known = object.kind;
    let is_same = |name: &str| name.eq_ignore_ascii_case(word);
    let is_meant = is_same(&identity.kind)
        || known.is_some_and(|kind| is_same(kind.plural) || kind.short_names().contains(&word));
    is_meant && group.is_none_or(|group| group.eq_ignore_ascii_case(&identity.group))
}

/// `web`, `shop/web`
fn is_called(object: &Object, name: &str) -> bool {
    let identity = &object.identity;
    let namespace = identity.namespace.as_deref().unwrap_or("");
    identity.name == name
        || name.split_once('/').is_some_and(|own| own == (namespace, identity.name.as_str()))
}

fn no_object(objects: &[Object], named: &str, kind: &str, name: Option<&str>) -> Missing {
    let message = format!("nothing rendered is `{named}`");
    let of_kind: Vec<&Object> = objects.iter().filter(|object| is_of_kind(object, kind)).collect();
    let help = match name {
        Some(name) if !of_kind.is_empty() => {
            let full = |object: &&Object| match &object.identity.namespace {
                Some(namespace) if name.contains('/') => {
                    format!("{namespace}/{}", object.identity.name)
                }
                _ => object.identity.name.clone(),
            };
            let names: Vec<String> = of_kind.iter().map(full).collect();
            did_you_mean(name, names.iter().map(String::as_str))
        }
        Some(_) => {
            let known: Vec<String> = objects.iter().map(brief).collect();
            did_you_mean(named, known.iter().map(String::as_str))
        }
        None => {
            let mut kinds: Vec<&str> =
                objects.iter().map(|object| object.identity.kind.as_str()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            did_you_mean(kind, kinds)
        }
    };
    let help = help.or_else(|| Some("without KIND/NAME, all objects are listed".to_owned()));
    Missing { message, help }
}

/// `Deployment/web`
fn brief(object: &Object) -> String {
    format!("{}/{}", object.identity.kind, object.identity.name)
}

/// The field of an object that is meant, by the path language of messages and by what people type:
/// `spec.ports[0]`, `spec.ports[http]`, `metadata.labels["app.kubernetes.io/name"]`.
///
/// # Errors
/// If the object has no such field.
pub fn find_field<'e>(
    explained: &Explained<'e>,
    at: usize,
    named: &str,
) -> Result<Part<'e>, Missing> {
    let whole = explained.whole(at);
    let mut found = Found {
        path: Path::default(),
        node: whole.node,
        shown: whole.shown,
        schema: Schema::of(whole.object),
    };
    let path = Path::parse(&unquoted(named));
    let mut rest = path.steps();
    while !rest.is_empty() {
        let taken = found.enter(rest);
        if taken == 0 {
            return Err(no_field(whole.object, &found, &rest[0]));
        }
        rest = &rest[taken..];
    }
    let Found { path, node, shown, .. } = found;
    Ok(Part { object: whole.object, path, node, shown })
}

/// `labels["a.b/c"]` and `a\.b` into the path that they mean.
fn unquoted(named: &str) -> String {
    named.replace("[\"", "[").replace("\"]", "]").replace("['", "[").replace("']", "]")
}

/// How far a path has led.
struct Found<'e> {
    path: Path,
    node: &'e Node,
    shown: &'e Node,
    schema: Schema,
}

impl<'e> Found<'e> {
    /// Takes the next steps, as many as make one; 0 where they lead nowhere.
    fn enter(&mut self, steps: &[Step]) -> usize {
        match (&self.node.value, &self.shown.value) {
            (Value::Map(map), Value::Map(shown)) => self.enter_map(map, shown, steps),
            (Value::List(items), Value::List(shown)) => self.enter_list(items, shown, &steps[0]),
            _ => 0,
        }
    }

    /// A key with dots may be written without brackets, and is several steps then.
    fn enter_map(&mut self, map: &'e Map, shown: &'e Map, steps: &[Step]) -> usize {
        for count in 1..=steps.len() {
            let key = Path::from(steps[..count].to_vec()).to_string();
            let key = key.strip_prefix('[').and_then(|key| key.strip_suffix(']')).unwrap_or(&key);
            let Some(at) = map.position(key) else { continue };
            let masked = &shown.entries()[at];
            self.path.push(Step::of_key(&masked.key.text));
            (self.node, self.shown) = (&map.entries()[at].value, &masked.value);
            self.schema = self.schema.field(key);
            return count;
        }
        0
    }

    /// An item by its place, by its merge keys, or by what these hold: `containers[web]`,
    /// `ports[53/UDP]`.
    fn enter_list(&mut self, items: &'e [Node], shown: &'e [Node], step: &Step) -> usize {
        let all = || items.iter().enumerate();
        let at = match step {
            Step::Index(at) if *at < items.len() => Some(*at),
            Step::Index(at) => self.called(items, shown, &at.to_string()),
            Step::Item(keys) => {
                all().find(|(_, item)| self.schema.has(item, keys)).map(|(at, _)| at)
            }
            Step::Key(name) | Step::Field(name) => self.called(items, shown, name),
        };
        let Some(at) = at else { return 0 };
        self.path.push(self.schema.step(shown, at));
        (self.node, self.shown) = (&items[at], &shown[at]);
        self.schema = self.schema.item();
        1
    }

    fn called(&self, items: &[Node], shown: &[Node], name: &str) -> Option<usize> {
        let is_so = |at: usize| {
            let step = self.schema.step(shown, at);
            matches!(&step, Step::Item(keys) if brief_key(keys) == name)
                || self.schema.brief(&items[at]).as_deref() == Some(name)
        };
        let all = 0..items.len();
        let by_key = all.clone().find(|at| is_so(*at));
        let by_name = || all.clone().find(|at| text(&items[*at], "name").as_deref() == Some(name));
        let by_text = || all.clone().find(|at| scalar(&items[*at]).as_deref() == Some(name));
        by_key.or_else(by_name).or_else(by_text)
    }
}

fn text(item: &Node, field: &str) -> Option<String> {
    item.get(field).and_then(scalar)
}

/// `53/UDP`
fn brief_key(keys: &[(String, String)]) -> String {
    keys.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("/")
}

fn no_field(object: &Object, found: &Found<'_>, step: &Step) -> Missing {
    let step_text = Path::from(vec![step.clone()]).to_string();
    let mut path = found.path.clone();
    path.push(step.clone());
    let message = format!("{object} has no field `{path}`");
    let name = step_text.trim_matches(['[', ']']);
    let here =
        if found.path.steps().is_empty() { "it".to_owned() } else { format!("`{}`", found.path) };
    let help = match &found.shown.value {
        Value::Map(map) => did_you_mean(name, map.keys()),
        Value::List(items) if items.is_empty() => Some(format!("{here} is an empty list")),
        Value::List(items) => {
            let names = (0..items.len()).map(|at| {
                text(&items[at], "name").unwrap_or_else(|| match found.schema.step(items, at) {
                    Step::Item(keys) => brief_key(&keys),
                    _ => at.to_string(),
                })
            });
            let names: Vec<String> = names.collect();
            did_you_mean(name, names.iter().map(String::as_str))
        }
        other => Some(format!("{here} is {}", other.describe())),
    };
    Missing { message, help }
}
