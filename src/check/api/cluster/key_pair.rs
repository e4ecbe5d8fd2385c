//! A certificate and a private key in PEM into whether they belong together: `tls.X509KeyPair` of
//! Go, as far as that takes no arithmetic.
//!
//! Nobody is asked whether the certificate is valid. Where a key does not hold its public part,
//! which is so with Ed25519, it is taken for the certificate's.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::der::{Der, Tag};

/// What is wrong with one of the two texts, in words that go on after its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Certificate(&'static str),
    Key(&'static str),
}

/// What a key and a certificate have in common.
#[derive(Debug, PartialEq, Eq)]
enum Public<'a> {
    /// Modulus and exponent.
    Rsa(&'a [u8], &'a [u8]),
    /// The point, if it is there.
    Ec(Option<&'a [u8]>),
    Ed25519,
    Other,
}

pub(super) fn flaw(certificate: &[u8], key: &[u8]) -> Option<Flaw> {
    let Some(leaf) = block(certificate, |label| label == "CERTIFICATE") else {
        return Some(Flaw::Certificate("holds no certificate in PEM"));
    };
    let is_key = |label: &str| label == "PRIVATE KEY" || label.ends_with(" PRIVATE KEY");
    let Some(private) = block(key, is_key) else {
        return Some(Flaw::Key("holds no private key in PEM"));
    };
    let Some(of_certificate) = of_certificate(&leaf) else {
        return Some(Flaw::Certificate("holds a certificate that can't be read"));
    };
    let Some(of_key) = of_key(&private) else {
        return Some(Flaw::Key("holds a private key that can't be read, or is encrypted"));
    };
    let belong_together = match (&of_certificate, &of_key) {
        (Public::Ec(None), Public::Ec(_))
        | (Public::Ec(_), Public::Ec(None))
        | (Public::Other, _)
        | (_, Public::Other) => true,
        (one, other) => one == other,
    };
    (!belong_together).then_some(Flaw::Key("is not the key of the certificate in `tls.crt`"))
}

/// The content of the first block whose label is wanted.
fn block(text: &[u8], is_wanted: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut rest = text;
    loop {
        let (_, begun) = rest.split_once("-----BEGIN ")?;
        let (label, body) = begun.split_once("-----")?;
        let Some((body, after)) = body.split_once(&format!("-----END {label}-----")) else {
            rest = begun;
            continue;
        };
        if is_wanted(label) {
            // Headers end with an empty line.
            let body = if body.contains(':') { body.split_once("\n\n")?.1 } else { body };
            let letters: String = body.split_whitespace().collect();
            return STANDARD.decode(letters).ok();
        }
        rest = after;
    }
}

/// `Certificate` of X.509: what is signed holds, after its names, the public key.
fn of_certificate(bytes: &[u8]) -> Option<Public<'_>> {
    let mut signed = Der(bytes).enter(Tag::SEQUENCE)?.enter(Tag::SEQUENCE)?;
    signed.skip_if(Tag::context(0));
    signed.take(Tag::INTEGER)?;
    for _ in ["algorithm", "issuer", "validity", "subject"] {
        signed.take(Tag::SEQUENCE)?;
    }
    let mut info = signed.enter(Tag::SEQUENCE)?;
    let algorithm = info.enter(Tag::SEQUENCE)?.take(Tag::OID)?;
    let bits = info.bits()?;
    Some(match algorithm {
        RSA => rsa(Der(bits).enter(Tag::SEQUENCE)?)?,
        EC => Public::Ec(Some(bits)),
        ED25519 => Public::Ed25519,
        _ => Public::Other,
    })
}

/// A key of PKCS #1, PKCS #8 or SEC 1.
fn of_key(bytes: &[u8]) -> Option<Public<'_>> {
    let mut key = Der(bytes).enter(Tag::SEQUENCE)?;
    key.take(Tag::INTEGER)?;
    match key.tag()? {
        Tag::INTEGER => rsa(key),
        Tag::OCTETS => {
            key.take(Tag::OCTETS)?;
            key.skip_if(Tag::context(0));
            Some(Public::Ec(key.enter(Tag::context(1)).and_then(|mut key| key.bits())))
        }
        _ => {
            let algorithm = key.enter(Tag::SEQUENCE)?.take(Tag::OID)?;
            let inner = key.take(Tag::OCTETS)?;
            match algorithm {
                RSA | EC => of_key(inner),
                ED25519 => Some(Public::Ed25519),
                _ => Some(Public::Other),
            }
        }
    }
}

fn rsa(mut numbers: Der<'_>) -> Option<Public<'_>> {
    Some(Public::Rsa(numbers.take(Tag::INTEGER)?, numbers.take(Tag::INTEGER)?))
}

/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// 1.2.840.10045.2.1
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
