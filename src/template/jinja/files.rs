//! The `files` object: what templates may read of the chart's `files/` folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use minijinja::value::{Object, Value, from_args};
use minijinja::{Error, ErrorKind, State};

use super::functions::spent;
use super::nested::render_file;
use super::program::Program;
use super::session::SharedSession;
use crate::chart::{Chart, File};
use crate::diagnostic::{SourceId, did_you_mean};

/// The object for a chart.
pub(super) fn object(chart: &Chart, program: &Program, session: &SharedSession) -> Value {
    let files = program.files.values().map(|parsed| (parsed.template.source, parsed.clone()));
    session.lock().texts.extend(files);
    Value::from_object(Files { files: chart.files.clone(), session: session.clone() })
}

struct Files {
    files: Arc<BTreeMap<String, File>>,
    session: SharedSession,
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.files.keys()).finish()
    }
}

impl Object for Files {
    fn call_method(
        self: &Arc<Self>,
        state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let (name,): (&str,) = from_args(args)?;
        match method {
            "get" => self.text(name).map(|(_, text)| Value::from(text.clone())),
            "get_base64" => self.base64(name),
            "lines" => self.text(name).and_then(|(_, text)| self.lines(text)),
            "glob" => self.glob(name),
            "render" => {
                let (source, _) = self.text(name)?;
                let file = self.session.lock().texts.get(&source).cloned();
                let file = file.ok_or_else(|| refuse(format!("`files/{name}` is no template")))?;
                render_file(state, &self.session, &file).map(Value::from)
            }
            _ => {
                let known = ["get", "get_base64", "glob", "lines", "render"];
                let help = did_you_mean(method, known).unwrap_or_default();
                Err(refuse(format!("`files` has no method `{method}`; {help}")))
            }
        }
    }
}

impl Files {
    fn file(&self, name: &str) -> Result<&File, Error> {
        let below = name.strip_prefix("files/").unwrap_or(name);
        self.files.get(below).ok_or_else(|| {
            let known: Vec<&str> = self.files.keys().map(String::as_str).collect();
            let help = did_you_mean(below, known).unwrap_or_else(|| "check its spelling".into());
            refuse(format!("the chart has no file `files/{below}`; {help}"))
        })
    }

    fn text(&self, name: &str) -> Result<(SourceId, &Arc<str>), Error> {
        match self.file(name)? {
            File::Text { source, text } => Ok((*source, text)),
            File::Bytes(_) => Err(refuse(format!(
                "`files/{name}` is not UTF-8 text: use files.get_base64() and binaryData"
            ))),
        }
    }

    fn base64(&self, name: &str) -> Result<Value, Error> {
        let bytes = match self.file(name)? {
            File::Text { text, .. } => text.as_bytes(),
            File::Bytes(bytes) => bytes,
        };
        self.take(bytes.len() * 2)?;
        Ok(Value::from(base64::engine::general_purpose::STANDARD.encode(bytes)))
    }

    fn lines(&self, text: &str) -> Result<Value, Error> {
        self.take(text.len())?;
        Ok(text.lines().map(Value::from).collect())
    }

    /// Takes room for so many bytes.
    fn take(&self, bytes: usize) -> Result<(), Error> {
        self.session.lock().scene.budget.take(bytes).map_err(spent)
    }

    /// The texts of the files that fit, by the last part of their names: what a `ConfigMap` holds.
    fn glob(&self, pattern: &str) -> Result<Value, Error> {
        let below = pattern.strip_prefix("files/").unwrap_or(pattern);
        let glob = globset::GlobBuilder::new(below)
            .literal_separator(true)
            .build()
            .map_err(|error| refuse(format!("`{pattern}` is not a glob: {}", error.kind())))?
            .compile_matcher();
        let mut found: BTreeMap<&str, &str> = BTreeMap::new();
        for name in self.files.keys().filter(|name| glob.is_match(name)) {
            let base = name.rsplit('/').next().unwrap_or(name);
            if let Some(other) = found.insert(base, name) {
                let message = format!("`files/{other}` and `files/{name}` have the same last part");
                return Err(refuse(message));
            }
        }
        if found.is_empty() {
            return Err(refuse(format!("the chart has no file that fits `files/{below}`")));
        }
        let entries = found.into_iter().map(|(base, name)| Ok((base, self.text(name)?.1)));
        let entries: Vec<_> = entries.collect::<Result<_, Error>>()?;
        Ok(Value::from_pairs(
            entries.into_iter().map(|(base, text)| (base, Value::from(text.clone()))),
        ))
    }
}

fn refuse(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
