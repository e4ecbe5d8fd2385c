//! A tree into [`Settings`]: each key typed, and no other key allowed.

use super::{Allowed, Chosen, Mask, OfStack, SETTINGS_FILE, Set, Settings};
use crate::check::policy::{Level, Preset};
use crate::diagnostic::{Code, Diagnostic, Report, Span, did_you_mean};
use crate::pipeline::KubeVersion;
use crate::yaml::{Map, Node, Value};

/// What a level of settings may hold.
const KEYS: &[&str] =
    &["kubernetes", "podSecurity", "externals", "preset", "rules", "allow", "masks"];
const OF_PROJECT: &str = "stacks";
const OF_STACK: &str = "environments";

/// Reads the one document of the file. Everything wrong with it goes into `report`.
pub(super) fn settings(node: &Node, report: &mut Report) -> Settings {
    let mut reader = Reader { report };
    let Some(map) = reader.map(node, SETTINGS_FILE) else { return Settings::default() };
    let all = reader.level(map, Some(OF_PROJECT));
    let stacks = reader.named(map, OF_PROJECT, |reader, name, at, map| OfStack {
        name: Set { value: name, at },
        all: reader.level(map, Some(OF_STACK)),
        environments: reader.named(map, OF_STACK, |reader, name, at, map| {
            (Set { value: name, at }, reader.level(map, None))
        }),
    });
    Settings { all, stacks }
}

struct Reader<'r> {
    report: &'r mut Report,
}

impl Reader<'_> {
    /// One level; `below` is the key of what is more special.
    fn level(&mut self, map: &Map, below: Option<&'static str>) -> Chosen {
        let known: Vec<&str> = KEYS.iter().copied().chain(below).collect();
        self.close(map, &known);
        let preset = self.text(map, "preset");
        if let Some(preset) = &preset {
            self.one_of(preset, "`preset`", &Preset::ALL.map(Preset::name));
        }
        let externals = map.get("externals").map(|node| {
            let items = self.list(node, "externals");
            items.iter().filter_map(|item| self.text_of(item, "externals")).collect()
        });
        Chosen {
            kubernetes: self.kubernetes(map),
            pod_security: self.text(map, "podSecurity"),
            preset,
            rules: self.rules(map),
            externals,
            allow: self.entries(map, "allow", "rule", |what, object, reason, at| Allowed {
                rule: what,
                object,
                reason,
                at,
            }),
            masks: self.entries(map, "masks", "path", |what, object, reason, at| Mask {
                path: what,
                object,
                reason,
                at,
            }),
        }
    }

    fn kubernetes(&mut self, map: &Map) -> Option<Set<KubeVersion>> {
        let Set { value, at } = self.text(map, "kubernetes")?;
        match KubeVersion::parse(&value) {
            Ok(value) => Some(Set { value, at }),
            Err(why) => {
                let fault = bad(why, at, "here");
                self.report.push(fault.help("write it as in `kubernetes: \"1.36\"`"));
                None
            }
        }
    }

    fn rules(&mut self, map: &Map) -> Vec<(Set<String>, Set<String>)> {
        let Some(rules) = map.get("rules").and_then(|node| self.map(node, "rules")) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, node) in rules.iter() {
            let name = Set { value: key.text.clone(), at: key.origin.at };
            // Without quotes YAML 1.1 reads `off` as false.
            let level = if node.value == Value::Bool(false) {
                Some(Set { value: "off".to_owned(), at: node.origin.at })
            } else {
                self.text_of(node, "rules")
            };
            if let Some(level) =
                level.filter(|level| self.one_of(level, "a level", &Level::ALL.map(Level::name)))
            {
                found.push((name, level));
            }
        }
        found
    }

    /// The items of a list of maps that each say what, of which object, and why.
    fn entries<T>(
        &mut self,
        map: &Map,
        key: &str,
        what: &'static str,
        entry: impl Fn(Set<String>, Option<Set<String>>, Set<String>, Span) -> T,
    ) -> Vec<T> {
        let Some(node) = map.get(key) else { return Vec::new() };
        let mut found = Vec::new();
        for item in self.list(node, key) {
            let Some(map) = item.as_map() else {
                self.wrong(item, &format!("each entry of `{key}`"), "a map");
                continue;
            };
            self.close(map, &[what, "object", "reason"]);
            let object = self.text(map, "object");
            let told = self.needed(map, item, what, key);
            let reason = self.needed(map, item, "reason", key);
            if let (Some(told), Some(reason)) = (told, reason) {
                found.push(entry(told, object, reason, item.origin.at));
            }
        }
        found
    }

    /// What a map holds for each name in it.
    fn named<T>(
        &mut self,
        map: &Map,
        key: &str,
        mut read: impl FnMut(&mut Self, String, Span, &Map) -> T,
    ) -> Vec<T> {
        let Some(all) = map.get(key).and_then(|node| self.map(node, key)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, node) in all.iter() {
            if let Some(map) = self.map(node, &name.text) {
                found.push(read(self, name.text.clone(), name.origin.at, map));
            }
        }
        found
    }

    fn needed(&mut self, map: &Map, item: &Node, key: &str, of: &str) -> Option<Set<String>> {
        let found = self.text(map, key).filter(|text| !text.value.trim().is_empty());
        if found.is_none() && map.get(key).is_none_or(Node::is_blank) {
            let at = map.get(key).unwrap_or(item).origin.at;
            let fault = bad(format!("an entry of `{of}` has no {key}"), at, "in this entry");
            self.report.push(fault.help(format!("add `{key}: …`")));
        }
        found
    }

    fn text(&mut self, map: &Map, key: &str) -> Option<Set<String>> {
        let node = map.get(key).filter(|node| !node.is_null())?;
        self.text_of(node, key)
    }

    /// A text; a number is the text that it was written as.
    fn text_of(&mut self, node: &Node, key: &str) -> Option<Set<String>> {
        let at = node.origin.at;
        let value = match &node.value {
            Value::String(text) => text.clone(),
            Value::Number(_) => node.number_text().unwrap_or_default(),
            _ => {
                self.wrong(node, &format!("`{key}`"), "a string");
                return None;
            }
        };
        Some(Set { value, at })
    }

    fn list<'n>(&mut self, node: &'n Node, key: &str) -> &'n [Node] {
        if node.is_null() {
            return &[];
        }
        node.as_list().unwrap_or_else(|| {
            self.wrong(node, &format!("`{key}`"), "a list");
            &[]
        })
    }

    fn map<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n Map> {
        if !node.is_null() && node.as_map().is_none() {
            self.wrong(node, &format!("`{key}`"), "a map");
        }
        node.as_map()
    }

    fn close(&mut self, map: &Map, known: &[&str]) {
        for (key, _) in map.iter().filter(|(key, _)| !known.contains(&&*key.text)) {
            let fault = bad(format!("there is no setting `{}`", key.text), key.origin.at, "here");
            self.report.push(match did_you_mean(&key.text, known.iter().copied()) {
                Some(help) => fault.help(help),
                None => fault,
            });
        }
    }

    fn one_of(&mut self, set: &Set<String>, key: &str, known: &[&str]) -> bool {
        let is_known = known.contains(&&*set.value);
        if !is_known {
            let fault = bad(format!("{key} can't be `{}`", set.value), set.at, "here");
            self.report.push(match did_you_mean(&set.value, known.iter().copied()) {
                Some(help) => fault.help(help),
                None => fault,
            });
        }
        is_known
    }

    fn wrong(&mut self, node: &Node, key: &str, wanted: &str) {
        let what = node.value.describe();
        self.report.push(bad(format!("{key} is {wanted}, not {what}"), node.origin.at, what));
    }
}

fn bad(message: String, at: Span, label: &str) -> Diagnostic {
    Diagnostic::error(Code::BadSettings, message).at(at, label)
}
