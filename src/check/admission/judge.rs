//! What the policies say of an object: `Validate` and `Dispatch` of the server's admission policies.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::binding::Binding;
use super::matching::{As, Match, matches};
use super::object::{Looks, Namespaces, Shown, Target};
use super::params::{self, Params};
use super::policies::Policies;
use super::policy::{Asked, Policy};
use crate::check::cel::{Fault, Given, Program, Value};
use crate::check::custom::Definitions;
use crate::check::finding::Finding;
use crate::check::remedy::Remedy;
use crate::diagnostic::{Code, Severity};
use crate::kube::kind::Scope;
use crate::kube::versions::Minor;
use crate::manifest::Object;
use crate::yaml::Path;

/// What objects are judged by.
pub(in crate::check) struct Ground<'g> {
    policies: &'g Policies,
    definitions: &'g Definitions,
    namespaces: Namespaces,
    kubernetes: Minor,
}

impl<'g> Ground<'g> {
    pub(in crate::check) fn of(
        policies: &'g Policies,
        definitions: &'g Definitions,
        kubernetes: Minor,
    ) -> Self {
        let namespaces = Namespaces::of(policies.things.iter().map(|it| &**it));
        Ground { policies, definitions, namespaces, kubernetes }
    }
}

/// The kinds that no policy is asked about.
fn is_exempt(object: &Object) -> bool {
    let kinds = ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"];
    let kind = object.identity.kind.trim_end_matches("Binding");
    object.identity.group == "admissionregistration.k8s.io" && kinds.contains(&kind)
}

/// What an object is told, and what can't be told of it: a note for each policy.
pub(in crate::check) fn judge(object: &Object, ground: &Ground<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if is_exempt(object) {
        return found;
    }
    let target = Target::of(object, ground.definitions, ground.kubernetes);
    for policy in &ground.policies.asking {
        let all = policy.spec.match_constraints.as_ref();
        let about = all.map_or(Match::No, |asked| matches(asked, &target, &ground.namespaces));
        if about == Match::No {
            continue;
        }
        let bindings = ground.policies.bindings.iter().filter(|it| it.policy() == policy.name);
        for binding in bindings {
            let Some(severity) = binding.severity() else { continue };
            let asked = binding.spec.match_resources.as_ref();
            let written = Match::Yes(As::Written);
            let bound = asked.map_or(written, |it| matches(it, &target, &ground.namespaces));
            let case = |shown| Case { policy, binding, severity, target: &target, shown, ground };
            let as_written = case(&target.shown);
            match (about, bound) {
                (Match::No, _) | (_, Match::No) => {}
                (Match::NeedsNamespace, _) | (_, Match::NeedsNamespace) => {
                    found.push(as_written.unjudged(NEEDS_NAMESPACE));
                }
                (Match::Yes(As::Sibling(it)), _) if it.looks == Looks::Otherwise => {
                    found.push(as_written.unjudged(NEEDS_CONVERSION));
                }
                (Match::Yes(about), Match::Yes(_)) => {
                    case(&shown(&target, about)).judge(&mut found);
                }
            }
        }
    }
    found
}

fn shown<'t>(target: &'t Target<'_>, about: As<'_>) -> Cow<'t, Shown> {
    match about {
        As::Written => Cow::Borrowed(&target.shown),
        As::Sibling(sibling) => Cow::Owned(target.in_version(&sibling.version)),
    }
}

const NEEDS_CONVERSION: &str = "asks for another version of the kind, whose fields are others";
const NEEDS_NAMESPACE: &str = "asks for a namespace that is not at hand";

/// An object before a policy, by a binding of it.
#[derive(Clone, Copy)]
struct Case<'c> {
    policy: &'c Policy,
    binding: &'c Binding,
    severity: Severity,
    target: &'c Target<'c>,
    /// As the policy looks at it.
    shown: &'c Shown,
    ground: &'c Ground<'c>,
}

impl<'c> Case<'c> {
    fn judge(self, found: &mut Vec<Finding>) {
        let Case { policy, binding, target, ground, .. } = self;
        let things = ground.policies.things.iter().map(|it| &**it);
        match params::collect(policy, binding, target, things, ground.definitions) {
            Params::Null => self.with(&Json::Null, found),
            Params::Found(all) => all.iter().for_each(|params| self.with(params, found)),
            Params::Wrong(_) if policy.is_lenient() => {}
            Params::Wrong(why) => {
                let why = format!("failed to configure binding: {why}");
                found.push(self.denied_by_force(&why));
            }
        }
    }

    fn with(self, params: &Json, found: &mut Vec<Finding>) {
        // The server shows no namespace to conditions.
        match self.is_meant(&self.given(params, Some(&Json::Null))) {
            Ok(true) => {}
            Ok(false) => return,
            Err(fault) => return found.extend(self.failed(&fault, None)),
        }
        let given = self.given(params, self.namespace());
        let mut denied = Vec::new();
        let mut spent = 0;
        for asked in &self.policy.validations {
            let (outcome, cost) = asked.program.value(&given);
            spent += cost;
            match outcome {
                Ok(Value::Bool(true)) => {}
                Ok(_) => {
                    let message = message(asked, &given);
                    denied.push(self.denied(&message, Some(asked)));
                }
                Err(fault) => denied.extend(self.failed(&fault, Some(asked))),
            }
        }
        if spent + given.spent_on_variables() > BUDGET {
            denied = self.failed(&Fault::TooExpensive, None).into_iter().collect();
        }
        found.append(&mut denied);
        self.annotate(&given, found);
    }

    /// What can't be said to the audit log denies, whatever the binding asks for.
    fn annotate<'v>(self, given: &Given<'v>, found: &mut Vec<Finding>)
    where
        'c: 'v,
    {
        for annotation in &self.policy.annotations {
            let why = match annotation.program.value(given).0 {
                Ok(Value::String(_) | Value::Null) => continue,
                Ok(_) => "it is neither a string nor null".to_owned(),
                Err(Fault::Unknown) => {
                    found.push(self.unjudged(self.unknown()));
                    continue;
                }
                Err(fault) => why(&fault).to_owned(),
            };
            if !self.policy.is_lenient() {
                let text = &annotation.expression;
                let message = format!("the audit annotation `{text}` resulted in error: {why}");
                found.push(self.denied_by_force(&message));
            }
        }
    }

    /// Null for what is in none; nothing where it is not at hand.
    fn namespace(self) -> Option<&'c Json> {
        let Case { target, ground, .. } = self;
        if target.scope == Scope::Cluster {
            return Some(&Json::Null);
        }
        ground.namespaces.find(target.namespace()?)
    }

    fn given<'v>(self, params: &'v Json, namespace: Option<&'v Json>) -> Given<'v>
    where
        'c: 'v,
    {
        let mut named = vec![
            ("object", Ok(Value::plain(&self.shown.json))),
            ("oldObject", Ok(Value::Null)),
            ("request", Ok(Value::plain(&self.shown.request))),
            ("params", Ok(Value::plain(params))),
        ];
        named.extend(namespace.map(|it| ("namespaceObject", Ok(Value::plain(it)))));
        let variables = self.policy.variables.iter();
        let variables = variables.map(|(name, program)| (name.as_str(), program));
        Given::of(named).with(variables.collect::<Vec<(&str, &Program)>>())
    }

    /// Whether all conditions hold; one that does not is enough.
    fn is_meant<'v>(self, given: &Given<'v>) -> Result<bool, Fault>
    where
        'c: 'v,
    {
        let mut fault = None;
        for (_, condition) in &self.policy.conditions {
            match condition.value(given).0 {
                Ok(Value::Bool(true)) => {}
                Ok(_) => return Ok(false),
                Err(Fault::Unknown) => fault = Some(Fault::Unknown),
                Err(other) => fault = fault.or(Some(other)),
            }
        }
        fault.map_or(Ok(true), Err)
    }

    /// An expression without a value denies, unless the policy is lenient.
    fn failed(self, fault: &Fault, asked: Option<&Asked>) -> Option<Finding> {
        let why = match fault {
            Fault::Unknown => return Some(self.unjudged(self.unknown())),
            _ if self.policy.is_lenient() => return None,
            fault => why(fault),
        };
        let message = match (asked, fault) {
            (Some(asked), _) => {
                format!("expression `{}` resulted in error: {why}", asked.expression)
            }
            (None, Fault::TooExpensive) => format!("the policy can't be evaluated: {why}"),
            (None, _) => format!("a match condition resulted in error: {why}"),
        };
        Some(self.denied(&message, asked))
    }

    /// What is asked for that only a cluster knows.
    fn unknown(self) -> &'static str {
        let spec = &self.policy.spec;
        let texts = spec
            .validations
            .iter()
            .flatten()
            .map(|it| it.expression.as_str())
            .chain(spec.variables.iter().flatten().map(|it| it.expression.as_str()))
            .chain(spec.match_conditions.iter().flatten().map(|it| it.expression.as_str()))
            .chain(spec.audit_annotations.iter().flatten().map(|it| it.value_expression.as_str()));
        let has = |word: &str| texts.clone().any(|text| text.contains(word));
        match () {
            () if has("authorizer") => "asks who may do what, which only a cluster knows",
            () if has("userInfo") => "asks who makes the request, which only a cluster knows",
            () if has("namespaceObject") => NEEDS_NAMESPACE,
            () => "has an expression that can't be evaluated here",
        }
    }

    fn unjudged(self, why: &str) -> Finding {
        let name = &self.policy.name;
        let message = format!("the policy `{name}` does not judge all that it is for: it {why}");
        let help = (why == NEEDS_NAMESPACE).then(|| "give it by `--policies PATH`".to_owned());
        let origin = self.target.object.root.origin.clone();
        Finding {
            severity: Severity::Note,
            code: Code::UnjudgedPolicy,
            path: String::new(),
            message,
            origin,
            beside: None,
            help: help.map(Remedy::Say),
        }
    }

    /// Where the binding or the policy itself is at fault: then its actions are not asked.
    fn denied_by_force(self, message: &str) -> Finding {
        Finding { severity: Severity::Error, ..self.denied(message, None) }
    }

    fn denied(self, message: &str, asked: Option<&Asked>) -> Finding {
        let Case { policy, binding, severity, target, .. } = self;
        let root = &target.object.root;
        let path = asked.and_then(|asked| asked.field.as_deref()).unwrap_or_default();
        let origin = Path::parse(path).origin(root).clone();
        let reason = asked.and_then(|asked| asked.reason.as_deref());
        let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let at = policy.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
        let help = format!(
            "so says the policy `{}`{at}, by its binding `{}`{reason}",
            policy.name, binding.name
        );
        let is_rendered = policy.place.is_none();
        let beside = asked.filter(|_| is_rendered).map(|asked| asked.origin.clone());
        Finding {
            severity,
            code: Code::DeniedByPolicy,
            path: path.to_owned(),
            message: message.to_owned(),
            origin,
            beside: beside.map(|origin| (origin, "asked for here".to_owned())),
            help: Some(Remedy::Say(help)),
        }
    }
}

fn why(fault: &Fault) -> &str {
    match fault {
        Fault::Failed(why) => why,
        Fault::TooExpensive | Fault::Unknown => "it costs more than the server spends",
    }
}

/// What the validations of a policy may cost together: `RuntimeCELCostBudget`.
const BUDGET: u64 = 10_000_000;

/// As `messageExpression` makes it, as it is given, or the expression itself.
fn message<'v>(asked: &'v Asked, given: &Given<'v>) -> String {
    let made = asked.made.as_ref().and_then(|made| made.text(given));
    let made = made.filter(|text| text.len() <= LONGEST && !text.contains('\n'));
    match made {
        Some(made) => made,
        None if !asked.message.is_empty() => asked.message.clone(),
        None => format!("failed expression: {}", asked.expression),
    }
}

/// `MaxEvaluatedMessageExpressionSizeBytes`
const LONGEST: usize = 5 * 1024;
