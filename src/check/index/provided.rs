//! What the controllers of objects make of them: Secrets and claims that no template writes.

use crate::manifest::Object;
use crate::yaml::Node;

/// Kind, name and, where they are known, the keys.
type Provided<'m> = (&'static str, &'m str, Option<Vec<&'m str>>);

/// What comes of an object besides itself.
pub fn by(object: &Object) -> Vec<Provided<'_>> {
    let root = &object.root;
    let name = &*object.identity.name;
    let named = |path| root.below(path).and_then(Node::as_str);
    let one = |secret: Option<_>, keys| secret.map(|name| ("Secret", name, keys));
    let found = match (&*object.identity.group, &*object.identity.kind) {
        ("external-secrets.io", "ExternalSecret") => {
            let keys = root.get("spec").and_then(external_secret_keys);
            one(Some(named("spec.target.name").unwrap_or(name)), keys)
        }
        ("external-secrets.io", "ClusterExternalSecret") => {
            let own = named("spec.externalSecretName").unwrap_or(name);
            one(Some(named("spec.externalSecretSpec.target.name").unwrap_or(own)), None)
        }
        ("cert-manager.io", "Certificate") => one(named("spec.secretName"), None),
        ("bitnami.com", "SealedSecret") => {
            one(Some(named("spec.template.metadata.name").unwrap_or(name)), None)
        }
        ("secrets.hashicorp.com", _) => one(named("spec.destination.name"), None),
        ("secrets-store.csi.x-k8s.io", "SecretProviderClass") => {
            return secret_objects(root).collect();
        }
        ("networking.k8s.io", "Ingress") => return issued(root).collect(),
        _ => None,
    };
    found.into_iter().collect()
}

/// The keys of the Secret that an `ExternalSecret` fills; not known if a store or a template names
/// them, or if it only adds to one that is there.
fn external_secret_keys(spec: &Node) -> Option<Vec<&str>> {
    let open = ["dataFrom", "target.template"];
    let policy = spec.below("target.creationPolicy").and_then(Node::as_str);
    if open.iter().any(|path| spec.below(path).is_some())
        || matches!(policy, Some("Merge" | "None"))
    {
        return None;
    }
    let items = spec.get("data")?.as_list()?;
    items.iter().map(|item| item.get("secretKey")?.as_str()).collect()
}

fn secret_objects(root: &Node) -> impl Iterator<Item = Provided<'_>> {
    let secrets = root.below("spec.secretObjects").and_then(Node::as_list).unwrap_or_default();
    secrets.iter().filter_map(|secret| {
        let items = secret.get("data").and_then(Node::as_list).unwrap_or_default();
        let keys = items.iter().map(|item| item.get("key")?.as_str()).collect();
        Some(("Secret", secret.get("secretName")?.as_str()?, keys))
    })
}

/// What cert-manager reads at an Ingress that asks it for certificates.
const ASKS_FOR_CERTIFICATES: [&str; 4] = [
    "cert-manager.io/issuer",
    "cert-manager.io/cluster-issuer",
    "cert-manager.io/issuer-kind",
    "kubernetes.io/tls-acme",
];

fn issued(root: &Node) -> impl Iterator<Item = Provided<'_>> {
    let annotations = root.below("metadata.annotations");
    let asks = ASKS_FOR_CERTIFICATES
        .iter()
        .any(|name| annotations.is_some_and(|annotations| annotations.get(name).is_some()));
    let tls = root.below("spec.tls").and_then(Node::as_list).filter(|_| asks);
    let secrets = tls.unwrap_or_default().iter();
    secrets.filter_map(|tls| Some(("Secret", tls.get("secretName")?.as_str()?, None)))
}

/// The names of the templates that a `StatefulSet` makes claims of.
pub fn claim_templates(object: &Object) -> impl Iterator<Item = &str> {
    let templates = object.root.below("spec.volumeClaimTemplates").and_then(Node::as_list);
    templates.into_iter().flatten().filter_map(|claim| claim.below("metadata.name")?.as_str())
}
