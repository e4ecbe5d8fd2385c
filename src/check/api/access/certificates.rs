//! Requests for certificates: `ValidateCertificateSigningRequestCreate` of the certificates
//! validation.
//!
//! What is inside of the request, and whether it is signed, is left alone.

use std::collections::BTreeSet;

use k8s_openapi::api::certificates::v1::{
    CertificateSigningRequest, CertificateSigningRequestSpec,
};

use crate::check::api::{Faults, FieldPath, Reason, Validate};
use crate::kube::names;

const USAGES: [&str; 23] = [
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
];

impl Validate for CertificateSigningRequest {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        self.spec.validate(at.field("spec"), faults);
    }
}

impl Validate for CertificateSigningRequestSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        const HEADER: &[u8] = b"-----BEGIN CERTIFICATE REQUEST-----";
        if !self.request.0.windows(HEADER.len()).any(|part| part == HEADER) {
            faults.invalid(at.field("request"), "is not a certificate request in PEM");
        }
        let usages = self.usages.as_deref().unwrap_or_default();
        let at_usages = at.field("usages");
        if usages.is_empty() {
            faults.required(at_usages, "must have at least one usage");
        }
        let mut seen = BTreeSet::new();
        for (index, usage) in usages.iter().enumerate() {
            if !USAGES.contains(&usage.as_str()) {
                faults.not_supported(at_usages.index(index), usage, &USAGES);
            }
            if !seen.insert(usage) {
                faults.duplicate(at_usages.index(index), usage);
            }
        }
        validate_signer(&self.signer_name, at.field("signerName"), faults);
        if let Some(seconds) = self.expiration_seconds.filter(|seconds| *seconds < 600) {
            faults.invalid(at.field("expirationSeconds"), format!("{seconds} is below 600"));
        }
    }
}

/// `example.com/signer`: `ValidateSignerName`.
fn validate_signer(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if !faults.filled(at, name) {
        return;
    }
    if name == "kubernetes.io/legacy-unknown" {
        faults.invalid(at, "is not allowed in this version");
    }
    let parts: Vec<&str> = name.split('/').collect();
    let [domain, path] = parts[..] else {
        return faults.invalid(at, format!("`{name}` is not a domain and a name"));
    };
    for (text, most) in [(domain, 253), (path, 571)] {
        if text.len() > most {
            faults.add(Reason::TooLong, at, format!("has more than {most} characters in a part"));
        }
    }
    for label in domain.split('.') {
        faults.syntax(at, label, names::dns_label);
    }
    if !domain.contains('.') {
        faults.invalid(at, format!("`{domain}` has no dot"));
    }
    for label in path.split('.') {
        faults.syntax(at, label, names::dns_subdomain);
    }
}
