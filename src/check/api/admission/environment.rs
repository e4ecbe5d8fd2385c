//! What the expressions of webhooks and admission policies can name: the environment of
//! `k8s.io/apiserver/pkg/admission/plugin/cel`.

use std::sync::LazyLock;

use crate::check::api::{Faults, FieldPath};
use crate::check::cel;
use crate::check::cel::{Compiled, Type, Variables, Wanted};

/// Where an expression stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub has_params: bool,
    /// The variables of a policy before it; none where a policy can't have any.
    pub variables: Option<Vec<(String, Type)>>,
    /// Whether it makes objects and patches.
    pub makes_patches: bool,
}

/// Whether an expression can ask what the user may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authorizer {
    Known,
    Unknown,
}

impl Scope {
    pub(crate) fn names(&self, authorizer: Authorizer) -> Variables {
        let mut names = Variables::of([
            ("object", Type::Dyn),
            ("oldObject", Type::Dyn),
            ("request", REQUEST.clone()),
            ("namespaceObject", NAMESPACE.clone()),
        ]);
        if self.has_params {
            names = names.with("params", Type::Dyn);
        }
        if authorizer == Authorizer::Known {
            names = names
                .with("authorizer", Type::Named("Authorizer"))
                .with("authorizer.requestResource", Type::Named("ResourceCheck"));
        }
        if let Some(variables) = &self.variables {
            names = names.with("variables", Type::object(variables.iter().cloned()));
        }
        if self.makes_patches {
            names = names.making("JSONPatch", PATCH.clone()).making("Object", OBJECT);
        }
        names
    }

    /// Makes a variable known to the expressions after it.
    pub(crate) fn declare(&mut self, name: &str, kind: Type) {
        self.variables.get_or_insert_default().push((name.to_owned(), as_variable(kind)));
    }
}

/// What is left of a type in a variable of a policy.
fn as_variable(kind: Type) -> Type {
    match kind {
        Type::List(of) => Type::list(as_variable(*of)),
        Type::Map(key, value) => Type::map(as_variable(*key), as_variable(*value)),
        Type::Named(_) | Type::Object(_) | Type::Optional(_) | Type::Meta => Type::Dyn,
        kind => kind,
    }
}

/// An expression that must be given, and amount to something. What it is, if it is right.
pub(crate) fn expression(
    text: &str,
    names: &Variables,
    wanted: &Wanted,
    at: FieldPath<'_>,
    faults: &mut Faults,
) -> Option<Compiled> {
    if !faults.filled(at, text.trim()) {
        return None;
    }
    match cel::compile(text, names, wanted) {
        Ok(compiled) => Some(compiled),
        Err(message) => {
            faults.invalid(at, format!("`{text}`: {message}"));
            None
        }
    }
}

/// What the patches of a policy amount to.
pub(crate) fn patches() -> Wanted {
    Wanted::just(Type::list(PATCH.clone()))
}

/// What the configurations that a policy applies amount to.
pub(crate) fn configuration() -> Wanted {
    Wanted::just(OBJECT)
}

const OBJECT: Type = Type::Named("Object");

static PATCH: LazyLock<Type> = LazyLock::new(|| {
    let texts = ["op", "path", "from"].map(|name| (name, Type::String));
    Type::object(texts.into_iter().chain([("value", Type::Dyn)]))
});

fn texts<const N: usize>(names: [&'static str; N]) -> impl Iterator<Item = (&'static str, Type)> {
    names.into_iter().map(|name| (name, Type::String))
}

static REQUEST: LazyLock<Type> = LazyLock::new(|| {
    let kind = Type::object(texts(["group", "version", "kind"]));
    let resource = Type::object(texts(["group", "version", "resource"]));
    let list = Type::list(Type::String);
    let user = texts(["username", "uid"])
        .chain([("groups", list.clone()), ("extra", Type::map(Type::String, list))]);
    let rest = [
        ("kind", kind.clone()),
        ("requestKind", kind),
        ("resource", resource.clone()),
        ("requestResource", resource),
        ("userInfo", Type::object(user)),
        ("dryRun", Type::Bool),
        ("options", Type::Dyn),
    ];
    let names = ["subResource", "requestSubResource", "name", "namespace", "operation"];
    Type::object(texts(names).chain(rest))
});

static NAMESPACE: LazyLock<Type> = LazyLock::new(|| {
    let list = Type::list(Type::String);
    let map = Type::map(Type::String, Type::String);
    let condition = texts(["status", "type", "message", "reason"])
        .chain([("lastTransitionTime", Type::Timestamp)]);
    let status = texts(["phase"]).chain([("conditions", Type::list(Type::object(condition)))]);
    let metadata = texts(["name", "generateName", "namespace", "UID", "resourceVersion"]).chain([
        ("labels", map.clone()),
        ("annotations", map),
        ("creationTimestamp", Type::Timestamp),
        ("deletionTimestamp", Type::Timestamp),
        ("deletionGracePeriodSeconds", Type::Int),
        ("generation", Type::Int),
        ("finalizers", list.clone()),
    ]);
    Type::object([
        ("metadata", Type::object(metadata)),
        ("spec", Type::object([("finalizers", list)])),
        ("status", Type::object(status)),
    ])
});
