//! Pipelines of Go templates into expressions of ours.

use std::rc::Rc;

use super::expression::{BASE, Binds, Ex, Presence, What, step};
use super::scope::Scope;
use super::seen::{Kind, Seen};
use super::translator::{Reason, Told, Translator};
use crate::template::go::tree::{Command, Operand, OperandKind, Pipe, Stretch};

impl Translator<'_> {
    /// What a pipeline comes to; what it sets is left to the caller.
    pub(super) fn pipe(&mut self, pipe: &Pipe, scope: &Scope) -> Told<Ex> {
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(command, value, scope)?);
        }
        value.ok_or_else(|| Reason::at(pipe.at, "an empty pipeline"))
    }

    fn command(&mut self, command: &Command, piped: Option<Ex>, scope: &Scope) -> Told<Ex> {
        let [first, rest @ ..] = &command.operands[..] else {
            return Err(Reason::at(command.at, "an empty command"));
        };
        if rest.is_empty() && piped.is_none() {
            return self.operand(first, scope);
        }
        let mut arguments = Vec::new();
        for operand in rest {
            arguments.push(self.operand(operand, scope)?);
        }
        arguments.extend(piped);
        match &first.kind {
            OperandKind::Function { name, .. } => {
                let name = self.source.text(*name);
                self.call(&name, arguments, first.at, scope)
            }
            OperandKind::Field(fields) | OperandKind::Variable { fields, .. } => {
                let Some((method, fields)) = fields.split_last() else {
                    return Err(Reason::at(first.at, "a variable is called like a function"));
                };
                let of = match &first.kind {
                    OperandKind::Variable { name, .. } => self.variable(*name, scope, first.at)?,
                    _ => scope.dot.clone(),
                };
                let of = self.fields(of, fields, first.at)?;
                let method = self.source.text(*method);
                self.method(&of, &method, &arguments, first.at)
            }
            _ => Err(Reason::at(first.at, "a value is called like a function")),
        }
    }

    pub(super) fn operand(&mut self, operand: &Operand, scope: &Scope) -> Told<Ex> {
        match &operand.kind {
            OperandKind::Dot => Ok(scope.dot.clone()),
            OperandKind::Nil => Ok(Ex::nil()),
            OperandKind::Bool(truth) => Ok(Ex::bool(*truth)),
            OperandKind::Number(number) => match (number.int, number.float) {
                (Some(int), _) => Ok(Ex::atom(int.to_string())),
                (None, Some(float)) => Ok(Ex::atom(format!("{float:?}"))),
                _ => Err(Reason::at(operand.at, "a number that is none of ours")),
            },
            OperandKind::Text { text, .. } => Ok(Ex::text(&String::from_utf8_lossy(text))),
            OperandKind::Field(fields) => self.fields(scope.dot.clone(), fields, operand.at),
            OperandKind::Variable { name, fields } => {
                let of = self.variable(*name, scope, operand.at)?;
                self.fields(of, fields, operand.at)
            }
            OperandKind::Function { name, .. } => {
                let name = self.source.text(*name);
                self.call(&name, Vec::new(), operand.at, scope)
            }
            OperandKind::Pipe(pipe) => self.pipe(pipe, scope),
            OperandKind::Chain { operand: of, fields } => {
                let of = self.operand(of, scope)?;
                self.fields(of, fields, operand.at)
            }
        }
    }

    fn variable(&self, name: Stretch, scope: &Scope, at: u32) -> Told<Ex> {
        let name = self.source.text(name);
        if name == "$" {
            return Ok(scope.root.clone());
        }
        let known = scope.find(&name).map(|variable| variable.ex.clone());
        known.ok_or_else(|| Reason::at(at, format!("`{name}` has no value here")))
    }

    fn fields(&mut self, of: Ex, fields: &[Stretch], at: u32) -> Told<Ex> {
        fields.iter().try_fold(of, |of, field| {
            let key = self.source.text(*field);
            self.field(&of, &key, at)
        })
    }

    /// What a value has under a key.
    pub(super) fn field(&mut self, of: &Ex, key: &str, at: u32) -> Told<Ex> {
        let named = |what, text: &str| Ok(Ex::being(what, text));
        let plain = |text: &str| Ok(Ex::atom(text));
        match (&of.what, key) {
            (What::Root, "Values") => Ok(Ex {
                seen: Some(Rc::clone(self.seen)),
                path: Some(Vec::new()),
                ..Ex::being(What::Values, "values")
            }),
            (What::Root, "Release") => named(What::Release, "release"),
            (What::Root, "Chart") => named(What::Chart, "chart"),
            (What::Root, "Capabilities") => named(What::Capabilities, "capabilities"),
            (What::Root, "Files") => named(What::Files, "files"),
            (What::Root, "Template") => named(What::Template, "template"),
            (What::Root, "Subcharts") => Err(Reason::at(at, "`.Subcharts` is not known here")),
            (What::Root, _) => {
                Err(Reason::at(at, format!("`.{key}` is put into the chart's own root")))
            }
            (What::Release, "Name") => plain("release.name"),
            (What::Release, "Namespace") => plain("release.namespace"),
            (What::Release, "Service") => plain("release.service"),
            (What::Release, "Revision") => plain("release.revision"),
            (What::Release, "IsInstall") => plain("release.is_install"),
            (What::Release, "IsUpgrade") => plain("release.is_upgrade"),
            (What::Chart, "Name") => plain("chart.name"),
            (What::Chart, "Version") => plain("chart.version"),
            (What::Chart, "AppVersion") => self.app_version(at),
            (What::Chart, "Description") => plain("chart.description"),
            (What::Capabilities, "KubeVersion") => {
                named(What::KubeVersion, "capabilities.kube_version")
            }
            (What::Capabilities, "APIVersions") => {
                named(What::ApiVersions, "capabilities.api_versions")
            }
            (What::KubeVersion, "Version" | "GitVersion") => plain("capabilities.kube_version"),
            (What::Template, "Name") => plain("template.name"),
            (What::Template, "BasePath") => Ok(Ex::text(BASE)),
            (
                What::Release
                | What::Chart
                | What::Capabilities
                | What::KubeVersion
                | What::Template
                | What::Files
                | What::ApiVersions,
                _,
            ) => Err(Reason::at(at, format!("`{}.{key}` is not known here", go_name(&of.what)))),
            (What::Dict(entries), _) => {
                let found = entries.iter().find(|(name, _)| name == key);
                Ok(found.map_or_else(Ex::nil, |(_, ex)| ex.clone()))
            }
            (What::Nil, _) => Ok(Ex::nil()),
            (What::Called, _) => plain(&step(&of.text, key)),
            _ => Ok(self.value_field(of, key)),
        }
    }

    fn app_version(&self, at: u32) -> Told<Ex> {
        match self.app_version {
            Some(_) => Ok(Ex::atom("chart.app_version")),
            None => Err(Reason::at(at, "Chart.yaml has no appVersion")),
        }
    }

    fn value_field(&mut self, of: &Ex, key: &str) -> Ex {
        let path = of.path.as_ref().map(|path| [&path[..], &[key.to_owned()]].concat());
        let seen = of.seen.as_deref();
        let field = seen.and_then(|seen| seen.fields.get(key)).cloned();
        let takes = seen.is_some_and(|seen| seen.takes_keys)
            && path.as_ref().is_some_and(|path| !self.is_of_subchart(path));
        let is_open = seen.is_none_or(|seen| !seen.takes_keys);
        let presence = match &field {
            Some(field) if !field.missing => {
                if is_open {
                    Presence::Unknown
                } else {
                    Presence::Always
                }
            }
            _ if takes => self.add_key(path.as_deref()),
            None if path.is_none() && seen.is_none_or(|seen| seen.fields.is_empty()) => {
                Presence::Unknown
            }
            _ => Presence::Sometimes,
        };
        let base = match of.presence {
            Presence::Sometimes => of.filter("default", &[&Ex::atom("{}")]).within(Binds::Atom),
            _ => of.within(Binds::Atom),
        };
        let seen =
            field.or_else(|| (presence == Presence::Always).then(|| Rc::new(Seen::default())));
        Ex { seen, presence, path, ..Ex::atom(step(&base, key)) }
    }

    /// A key that values.yaml is to have: then it is null where nobody gives it.
    fn add_key(&mut self, path: Option<&[String]>) -> Presence {
        if let Some(path) = path {
            self.noted.keys.insert(path.to_vec());
        }
        Presence::Always
    }

    /// The item of a list or of a map's values.
    pub(super) fn item_of(list: &Ex, name: &str) -> Ex {
        let seen = list.seen.as_ref().and_then(|seen| {
            seen.items.clone().or_else(|| {
                let mut fields = seen.fields.values();
                fields.next().filter(|_| seen.is(&[Kind::Map])).cloned()
            })
        });
        Ex { seen, ..Ex::atom(name) }
    }

    fn method(&mut self, of: &Ex, method: &str, arguments: &[Ex], at: u32) -> Told<Ex> {
        match (&of.what, method, arguments) {
            (What::ApiVersions, "Has", [version]) => Ok(version.operator("in", Binds::Compare, of)),
            (What::Files, "Get", [path]) => self.file(path, at),
            (What::Files, "Glob" | "AsConfig" | "AsSecrets" | "Lines" | "GetBytes", _) => {
                Err(Reason::at(
                    at,
                    format!("`.Files.{method}`: write `files.{}`", method.to_lowercase()),
                ))
            }
            _ => Err(Reason::at(at, format!("`.{method}` is called with arguments"))),
        }
    }

    fn file(&self, path: &Ex, at: u32) -> Told<Ex> {
        let What::Text(path) = &path.what else {
            return Err(Reason::at(at, "the path of a file is computed"));
        };
        match path.strip_prefix("files/") {
            Some(below) => Ok(Ex::call("files.get", &[&Ex::text(below)])),
            None => Err(Reason::at(at, format!("{path} does not lie in files/"))),
        }
    }
}

fn go_name(what: &What) -> &'static str {
    match what {
        What::Release => ".Release",
        What::Chart => ".Chart",
        What::Capabilities => ".Capabilities",
        What::KubeVersion => ".Capabilities.KubeVersion",
        What::ApiVersions => ".Capabilities.APIVersions",
        What::Template => ".Template",
        _ => ".Files",
    }
}
