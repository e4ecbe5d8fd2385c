//! Triggers of KEDA with keys or values that their scaler does not take.

mod scalers;

use crate::check::index::Index;
use crate::check::rules::fields::{items, name, set, text, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::kube::quantity::is_quantity;
use crate::kube::schedule;
use crate::manifest::Object;
use crate::yaml::{Map, Node};
use scalers::{Scaler, TYPES};

const CODE: Code = Code::BrokenTrigger;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_scaled = matches!(&*object.identity.kind, "ScaledObject" | "ScaledJob");
    if !is_scaled || object.identity.group != "keda.sh" {
        return Vec::new();
    }
    let triggers = items(&object.root, "spec.triggers");
    triggers.flat_map(|trigger| of_trigger(trigger, object, index)).collect()
}

fn of_trigger<'m>(trigger: &'m Node, object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let Some(node) = trigger.get("type") else { return Vec::new() };
    let kind = text(node);
    let Some(scaler) = scalers::find(kind) else {
        let near = nearest(kind, TYPES.iter().copied()).filter(|_| !TYPES.contains(&kind));
        let unknown = near.map(|near| {
            let message = format!("has a trigger of the type `{kind}`, which KEDA does not know");
            let fault = say(CODE, object, Spot::At(node), index, message);
            fault.help(format!("did you mean `{near}`?"))
        });
        return unknown.into_iter().collect();
    };
    let mut found = missing(trigger, scaler, object, index);
    let metadata = trigger.get("metadata").and_then(Node::as_map);
    for (key, value) in metadata.into_iter().flat_map(Map::iter) {
        let said = if scaler.has(&key.text) {
            value.as_str().and_then(|text| fault(scaler, trigger, &key.text, text)).map(|why| {
                let message = format!("has a trigger `{kind}` whose `{}` {why}", key.text);
                say(CODE, object, Spot::At(value), index, message)
            })
        } else {
            // Others may be of a newer version.
            nearest(&key.text, scaler.keys()).map(|near| {
                let message =
                    format!("has a trigger `{kind}` with `{}`, which is not read", key.text);
                let fault = say(CODE, object, Spot::At(value), index, message);
                Diagnostic {
                    severity: Severity::Note,
                    ..fault.help(format!("did you mean `{near}`?"))
                }
            })
        };
        found.extend(said);
    }
    found
}

/// What KEDA can't do without; an authentication may bring it.
fn missing<'m>(
    trigger: &'m Node,
    scaler: &'static Scaler,
    object: &'m Object,
    index: &Index<'m>,
) -> Vec<Diagnostic> {
    if set(trigger, "authenticationRef").is_some() {
        return Vec::new();
    }
    let metadata = trigger.get("metadata");
    let has = |key: &str| {
        let given = |key: &str| metadata.and_then(|it| it.get(key)).is_some();
        given(key) || given(&format!("{key}FromEnv"))
    };
    let lacking = scaler.required.iter().filter(|keys| !keys.split('|').any(has));
    let lacking = lacking.map(|keys| {
        let keys = keys.replace('|', "` or `");
        let message = format!("has a trigger `{}` without `{keys}`", scaler.name);
        say(CODE, object, Spot::At(name(trigger)), index, message)
    });
    lacking.collect()
}

/// What is wrong with a value.
fn fault(scaler: &Scaler, trigger: &Node, key: &str, value: &str) -> Option<&'static str> {
    match (scaler.name, key) {
        ("cron", "start" | "end") => schedule::cron(value).err(),
        ("cron", "timezone") => schedule::time_zone(value).err(),
        ("cron", "desiredReplicas") => value.parse::<i64>().err().map(|_| "is not a whole number"),
        ("cpu" | "memory", "value") => {
            let is_share = word(trigger, "metricType").is_none_or(|it| it == "Utilization");
            let is_fine = if is_share { value.parse::<i32>().is_ok() } else { is_quantity(value) };
            let why = if is_share { "is not a percentage like `60`" } else { "is not a quantity" };
            (!is_fine).then_some(why)
        }
        ("rabbitmq", "mode") => {
            let modes = [
                "QueueLength",
                "MessageRate",
                "DeliverGetRate",
                "PublishedToDeliveredRatio",
                "ExpectedQueueConsumptionTime",
                "Unknown",
            ];
            (!modes.contains(&value)).then_some("is neither `QueueLength` nor `MessageRate`")
        }
        ("rabbitmq", "protocol") => (!["amqp", "http", "auto"].contains(&value))
            .then_some("is not `amqp`, `http` or `auto`"),
        ("kafka" | "apache-kafka", "offsetResetPolicy") => (!["latest", "earliest"]
            .contains(&value))
        .then_some("is neither `latest` nor `earliest`"),
        (_, "timeout") if value.parse::<f64>().is_err() => {
            (!schedule::is_duration(value)).then_some("is not a duration")
        }
        (_, key) if scaler.numbers.contains(&key) => {
            value.parse::<f64>().err().map(|_| "is not a number")
        }
        _ => None,
    }
}
