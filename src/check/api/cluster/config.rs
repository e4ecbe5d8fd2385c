//! Config maps and secrets: `ValidateConfigMap` and `ValidateSecret` of the core validation.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use serde_json::{Map, Value};

use super::key_pair::{self, Flaw};
use crate::check::api::{Faults, FieldPath, Reason, Validate};
use crate::kube::names;

/// What the values of either may weigh together, in bytes.
const MOST: usize = 1024 * 1024;

impl Validate for ConfigMap {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let mut size = 0;
        for (key, value) in self.data.iter().flatten() {
            let at = at.field("data");
            faults.syntax(at.key(key), key, names::config_key);
            if self.binary_data.as_ref().is_some_and(|binary| binary.contains_key(key)) {
                faults.invalid(at.key(key), "is in `binaryData` too");
            }
            size += value.len();
        }
        for (key, value) in self.binary_data.iter().flatten() {
            faults.syntax(at.field("binaryData").key(key), key, names::config_key);
            size += value.0.len();
        }
        if size > MOST {
            faults.add(Reason::TooLong, at, "weighs more than 1 MiB");
        }
    }
}

impl Validate for Secret {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let data = contents(self);
        let at_data = at.field("data");
        for key in data.keys() {
            faults.syntax(at_data.key(key), key, names::config_key);
        }
        if data.values().map(|value| value.len()).sum::<usize>() > MOST {
            faults.add(Reason::TooLong, at_data, "weighs more than 1 MiB");
        }
        let required = |keys: &[&str], faults: &mut Faults| {
            for key in keys.iter().filter(|key| !data.contains_key(*key)) {
                faults.required(at_data.key(key), format!("a secret of this type has a `{key}`"));
            }
        };
        match self.type_.as_deref().unwrap_or_default() {
            "kubernetes.io/service-account-token" => account_of_token(self, at, faults),
            "kubernetes.io/dockercfg" => docker_config(&data, ".dockercfg", at_data, faults),
            "kubernetes.io/dockerconfigjson" => {
                docker_config(&data, ".dockerconfigjson", at_data, faults);
            }
            "kubernetes.io/basic-auth" => {
                let keys = ["username", "password"];
                if !keys.iter().any(|key| data.contains_key(key)) {
                    required(&keys, faults);
                }
            }
            "kubernetes.io/ssh-auth"
                if data.get("ssh-privatekey").is_none_or(|key| key.is_empty()) =>
            {
                let message = "a secret of this type has a key";
                faults.required(at_data.key("ssh-privatekey"), message);
            }
            "kubernetes.io/tls" => required(&PAIR, faults),
            _ => {}
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if self.type_.as_deref() == Some("kubernetes.io/tls") {
            warn_of_pair(self, at, faults);
        }
    }
}

/// What the two parts of a pair are called.
const PAIR: [&str; 2] = ["tls.crt", "tls.key"];

/// `warningsForSecret`
fn warn_of_pair(secret: &Secret, at: FieldPath<'_>, faults: &mut Faults) {
    let data = contents(secret);
    let [certificate, key] = PAIR.map(|part| data.get(part).copied().unwrap_or_default());
    let (part, message) = match key_pair::flaw(certificate, key) {
        Some(Flaw::Certificate(message)) => (PAIR[0], message),
        Some(Flaw::Key(message)) => (PAIR[1], message),
        None => return,
    };
    let is_text = secret.string_data.as_ref().is_some_and(|all| all.contains_key(part));
    let at = at.field(if is_text { "stringData" } else { "data" });
    faults.warn(at.key(part), message);
}

/// `data` with `stringData` over it, as the server joins them.
fn contents(secret: &Secret) -> BTreeMap<&str, &[u8]> {
    let mut all: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for (key, value) in secret.data.iter().flatten() {
        all.insert(key, &value.0);
    }
    for (key, value) in secret.string_data.iter().flatten() {
        all.insert(key, value.as_bytes());
    }
    all
}

fn account_of_token(secret: &Secret, at: FieldPath<'_>, faults: &mut Faults) {
    const NAME: &str = "kubernetes.io/service-account.name";
    let name = secret.metadata.annotations.as_ref().and_then(|all| all.get(NAME));
    if name.is_none_or(String::is_empty) {
        let at = at.field("metadata");
        let at = at.field("annotations");
        faults.required(at.key(NAME), "must name the account of the token");
    }
}

fn docker_config(data: &BTreeMap<&str, &[u8]>, key: &str, at: FieldPath<'_>, faults: &mut Faults) {
    match data.get(key) {
        None => faults.required(at.key(key), format!("a secret of this type has a `{key}`")),
        Some(text) if !is_json_object(text) => faults.invalid(at.key(key), "is not a JSON object"),
        Some(_) => {}
    }
}

/// Go reads `null` into a map, too.
fn is_json_object(text: &[u8]) -> bool {
    serde_json::from_slice::<Option<Map<String, Value>>>(text).is_ok()
}
