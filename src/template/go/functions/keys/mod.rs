//! Private keys made, read and written, and what they sign.

pub(super) mod der;
pub(super) mod pem;
mod primes;

use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, EncodeRsaPublicKey as _};
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;

use super::chance::Draw;
use primes::prime;

/// The public exponent of all keys.
const EXPONENT: u32 = 65_537;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

pub(super) enum Key {
    Rsa(Box<rsa::RsaPrivateKey>),
    Ec(p256::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
}

impl Key {
    pub(super) fn rsa(draw: &mut Draw, bits: usize) -> Result<Key, String> {
        let primes = vec![prime(draw, bits / 2, EXPONENT), prime(draw, bits / 2, EXPONENT)];
        let key = rsa::RsaPrivateKey::from_primes(primes, EXPONENT.into());
        Ok(Key::Rsa(Box::new(key.map_err(|why| why.to_string())?)))
    }

    pub(super) fn ec(draw: &mut Draw) -> Key {
        Key::Ec(p256::ecdsa::SigningKey::random(draw))
    }

    pub(super) fn ed25519(draw: &mut Draw) -> Key {
        let mut secret = [0; 32];
        draw.fill(&mut secret);
        Key::Ed25519(ed25519_dalek::SigningKey::from_bytes(&secret))
    }

    /// In the form that Go gives each kind: PKCS#1, SEC 1 or PKCS#8.
    pub(super) fn pem(&self) -> Result<String, String> {
        Ok(match self {
            Key::Rsa(key) => {
                let der = key.to_pkcs1_der().map_err(|why| why.to_string())?;
                pem::encode("RSA PRIVATE KEY", der.as_bytes())
            }
            Key::Ec(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                let der = der::sequence(&[
                    der::integer(&[1]),
                    der::octets(&key.to_bytes()),
                    der::tagged(0xa0, &[der::oid(P256)]),
                    der::tagged(0xa1, &[der::bits(point.as_bytes())]),
                ]);
                pem::encode("EC PRIVATE KEY", &der)
            }
            Key::Ed25519(key) => {
                let der = der::sequence(&[
                    der::integer(&[0]),
                    der::sequence(&[der::oid(ED25519)]),
                    der::octets(&der::octets(&key.to_bytes())),
                ]);
                pem::encode("PRIVATE KEY", &der)
            }
        })
    }

    /// # Errors
    /// Why it is no key, as sprig says it.
    pub(super) fn parse(text: &[u8]) -> Result<Key, String> {
        let (label, bytes) = pem::decode(text).ok_or("no PEM data in input")?;
        match label.as_str() {
            "RSA PRIVATE KEY" => rsa_of(&bytes)
                .ok_or_else(|| "parsing RSA private key from PEM: x509: failed to parse".into()),
            "EC PRIVATE KEY" => ec_of(&bytes)
                .ok_or_else(|| "parsing EC private key from PEM: x509: failed to parse".into()),
            "PRIVATE KEY" => pkcs8_of(&bytes)
                .ok_or_else(|| "decoding PEM as PKCS#8: x509: failed to parse".into()),
            label => match label.strip_suffix(" PRIVATE KEY") {
                Some(kind) => Err(format!("invalid private key type {kind}")),
                None => Err(format!("no private key data in PEM block of type {label}")),
            },
        }
    }

    /// What identifies the public key.
    pub(super) fn public_bytes(&self) -> Result<Vec<u8>, String> {
        Ok(match self {
            Key::Rsa(key) => {
                let der = key.to_public_key().to_pkcs1_der().map_err(|why| why.to_string())?;
                der.as_bytes().to_vec()
            }
            Key::Ec(key) => key.verifying_key().to_encoded_point(false).as_bytes().to_vec(),
            Key::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
        })
    }

    /// `SubjectPublicKeyInfo`.
    pub(super) fn public_info(&self) -> Result<Vec<u8>, String> {
        let algorithm = match self {
            Key::Rsa(_) => der::sequence(&[der::oid(RSA), der::null()]),
            Key::Ec(_) => der::sequence(&[der::oid(EC), der::oid(P256)]),
            Key::Ed25519(_) => der::sequence(&[der::oid(ED25519)]),
        };
        Ok(der::sequence(&[algorithm, der::bits(&self.public_bytes()?)]))
    }

    /// The algorithm that the key signs by.
    pub(super) fn algorithm(&self) -> Vec<u8> {
        match self {
            Key::Rsa(_) => der::sequence(&[der::oid(RSA_SHA256), der::null()]),
            Key::Ec(_) => der::sequence(&[der::oid(ECDSA_SHA256)]),
            Key::Ed25519(_) => der::sequence(&[der::oid(ED25519)]),
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Key::Rsa(key) => {
                let signer = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new((**key).clone());
                signer.sign(message).to_vec()
            }
            Key::Ec(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Key::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
        }
    }
}

fn rsa_of(bytes: &[u8]) -> Option<Key> {
    let key = rsa::RsaPrivateKey::from_pkcs1_der(bytes).ok()?;
    (key.size() > 0).then(|| Key::Rsa(Box::new(key)))
}

fn ec_of(bytes: &[u8]) -> Option<Key> {
    let parts = der::children(der::children(bytes)?.first()?.content)?;
    let secret = parts.get(1)?;
    p256::ecdsa::SigningKey::from_slice(secret.content).ok().map(Key::Ec)
}

fn pkcs8_of(bytes: &[u8]) -> Option<Key> {
    let parts = der::children(der::children(bytes)?.first()?.content)?;
    let algorithm = der::children(parts.get(1)?.content)?;
    let secret = parts.get(2)?.content;
    match algorithm.first()?.content {
        RSA => rsa_of(secret),
        EC => ec_of(secret),
        ED25519 => {
            let inner = der::children(secret)?;
            let seed: [u8; 32] = inner.first()?.content.try_into().ok()?;
            Some(Key::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed)))
        }
        _ => None,
    }
}
