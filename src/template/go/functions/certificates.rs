//! Keys and certificates as sprig makes them, the same at each render.

use std::any::Any as AnyType;
use std::net::IpAddr;

use sha1::Digest as _;

use super::super::call::{Context, Function};
use super::super::dates::Time;
use super::super::print;
use super::super::text::Text;
use super::super::value::{List, Native, Type, Value};
use super::chance::{Draw, draw, now};
use super::encoding::base64;
use super::keys::{Key, der, pem};
use super::row::{any, int, list, text, united};
use Type::{Int, List as Items, String as Str};

const CERTIFICATE: Type = Type::Native("sprig.certificate");

pub(super) const ROWS: &[Function] = &[
    united(
        "genPrivateKey KIND",
        "A private key: `rsa`, `ecdsa` or `ed25519`.",
        &[Str],
        |context, args| {
            let kind = text(args, 0);
            let mut draw = draw(context);
            let key = match &*kind.to_str() {
                "" | "rsa" => Key::rsa(&mut draw, 4096),
                "ecdsa" => Ok(Key::ec(&mut draw)),
                "ed25519" => Ok(Key::ed25519(&mut draw)),
                "dsa" => Err("keys of DSA are not made here".to_owned()),
                kind => return Ok(format!("Unknown type {kind}").into()),
            };
            Ok(match key.and_then(|key| key.pem()) {
                Ok(pem) => pem.into(),
                Err(why) => format!("failed to generate private key: {why}").into(),
            })
        },
    )
    .unstable(),
    united(
        "genCA NAME DAYS",
        "An authority that signs certificates.",
        &[Str, Int],
        |context, args| {
            let wish = Wish::of(args, None)?;
            signed_by_itself(context, None, &Wish { authority: Authority::Is, ..wish })
        },
    )
    .unstable(),
    united(
        "genCAWithKey NAME DAYS KEY",
        "An authority with this key.",
        &[Str, Int, Str],
        |context, args| {
            let wish = Wish::of(args, None)?;
            signed_by_itself(
                context,
                Some(text(args, 2)),
                &Wish { authority: Authority::Is, ..wish },
            )
        },
    )
    .unstable(),
    united(
        "genSelfSignedCert NAME IPS NAMES DAYS",
        "A certificate that its own key signs.",
        &[Str, Items, Items, Int],
        |context, args| signed_by_itself(context, None, &Wish::of(args, Some(1))?),
    )
    .unstable(),
    united(
        "genSelfSignedCertWithKey NAME IPS NAMES DAYS KEY",
        "A certificate of this key that it signs itself.",
        &[Str, Items, Items, Int, Str],
        |context, args| signed_by_itself(context, Some(text(args, 4)), &Wish::of(args, Some(1))?),
    )
    .unstable(),
    united(
        "genSignedCert NAME IPS NAMES DAYS AUTHORITY",
        "A certificate that an authority signs.",
        &[Str, Items, Items, Int, CERTIFICATE],
        |context, args| signed(context, args, None),
    )
    .unstable(),
    united(
        "genSignedCertWithKey NAME IPS NAMES DAYS AUTHORITY KEY",
        "A certificate of this key that an authority signs.",
        &[Str, Items, Items, Int, CERTIFICATE, Str],
        |context, args| signed(context, args, Some(text(args, 5))),
    )
    .unstable(),
    united("buildCustomCert CERTIFICATE KEY", "A pair from base 64.", &[Str, Str], |_, args| {
        let decoded = |at: usize, what: &str| {
            base64(text(args, at).as_bytes()).map_err(|_| format!("unable to decode base64 {what}"))
        };
        let (cert, key) = (decoded(0, "certificate")?, decoded(1, "private key")?);
        let (_, bytes) = pem::decode(&cert).ok_or("unable to decode certificate")?;
        let wrong = "error parsing certificate: decodedCert.Bytes: x509: malformed certificate";
        Signer::read(&bytes).ok_or(wrong)?;
        Key::parse(&key).map_err(|why| format!("error parsing private key: {why}"))?;
        Ok(Value::native(Certificate { cert: cert.into(), key: key.into() }))
    }),
];

/// What `genCA` and its like give.
#[derive(Clone, Debug, Default)]
struct Certificate {
    cert: Text,
    key: Text,
}

impl Native for Certificate {
    fn type_name(&self) -> &'static str {
        "sprig.certificate"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(self.cert.clone().into()),
            "Key" => Some(self.key.clone().into()),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![("Cert", self.cert.clone().into()), ("Key", self.key.clone().into())]
    }

    fn as_any(&self) -> &dyn AnyType {
        self
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Authority {
    Is,
    IsNot,
}

/// What a certificate is to say.
struct Wish {
    name: String,
    addresses: Vec<IpAddr>,
    names: Vec<String>,
    days: i64,
    authority: Authority,
}

impl Wish {
    /// The name is the first argument; the lists begin at `lists`, and the days follow.
    fn of(args: &[Value], lists: Option<usize>) -> Result<Wish, String> {
        let name = text(args, 0).to_str().into_owned();
        let (addresses, names, days) = match lists {
            Some(at) => (addresses(&list(args, at))?, names(&list(args, at + 1))?, at + 2),
            None => (Vec::new(), Vec::new(), 1),
        };
        Ok(Wish { name, addresses, names, days: int(args, days), authority: Authority::IsNot })
    }
}

fn shown(value: &Value) -> String {
    print::sprint(std::slice::from_ref(value)).to_str().into_owned()
}

fn addresses(list: &List) -> Result<Vec<IpAddr>, String> {
    let parsed = list.iter().map(|value| match value.as_text() {
        None => Err(format!("error parsing ip: {} is not a string", shown(value))),
        Some(text) => {
            text.to_str().parse().map_err(|_| format!("error parsing ip: {}", text.to_str()))
        }
    });
    parsed.collect()
}

fn names(list: &List) -> Result<Vec<String>, String> {
    let named = list.iter().map(|value| match value.as_text() {
        None => {
            Err(format!("error processing alternate dns name: {} is not a string", shown(value)))
        }
        Some(text) => Ok(text.to_str().into_owned()),
    });
    named.collect()
}

/// Who signs: its name and the mark of its key, as a certificate has them.
struct Signer {
    name: Vec<u8>,
    key_mark: Option<Vec<u8>>,
}

const KEY_MARK: &[u8] = &[0x55, 0x1d, 14];

impl Signer {
    fn read(certificate: &[u8]) -> Option<Signer> {
        let whole = der::children(certificate)?;
        let parts = der::children(whole.first()?.content)?;
        let body = der::children(parts.first()?.content)?;
        // The version comes first, unless it is the oldest.
        let skipped = usize::from(body.first()?.tag == 0xa0);
        let name = body.get(skipped + 4)?.whole.to_vec();
        let extensions = body.iter().find(|part| part.tag == 0xa3);
        let key_mark = extensions.and_then(|part| key_mark(part.content));
        Some(Signer { name, key_mark })
    }
}

fn key_mark(extensions: &[u8]) -> Option<Vec<u8>> {
    let list = der::children(der::children(extensions)?.first()?.content)?;
    list.iter().find_map(|extension| {
        let parts = der::children(extension.content)?;
        (parts.first()?.content == KEY_MARK).then_some(())?;
        Some(der::children(parts.last()?.content)?.first()?.content.to_vec())
    })
}

fn key_of(draw: &mut Draw, given: Option<Text>) -> Result<Key, String> {
    match given {
        Some(pem) => {
            Key::parse(pem.as_bytes()).map_err(|why| format!("parsing private key: {why}"))
        }
        None => Key::rsa(draw, 2048).map_err(|why| format!("error generating rsa key: {why}")),
    }
}

fn signed_by_itself(context: &Context, key: Option<Text>, wish: &Wish) -> Result<Value, String> {
    let mut draw = draw(context);
    let key = key_of(&mut draw, key)?;
    let signer = Signer { name: name(&wish.name), key_mark: None };
    pair(context, &mut draw, wish, &key, &signer, &key)
}

fn signed(context: &Context, args: &[Value], key: Option<Text>) -> Result<Value, String> {
    let mut draw = draw(context);
    let key = key_of(&mut draw, key)?;
    let authority = any(args, 4).as_native::<Certificate>().cloned().unwrap_or_default();
    let (_, bytes) =
        pem::decode(authority.cert.as_bytes()).ok_or("unable to decode certificate")?;
    let wrong = "error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate";
    let signer = Signer::read(&bytes).ok_or(wrong)?;
    let signer_key = Key::parse(authority.key.as_bytes())
        .map_err(|why| format!("error parsing private key: {why}"))?;
    pair(context, &mut draw, &Wish::of(args, Some(1))?, &key, &signer, &signer_key)
}

fn pair(
    context: &Context,
    draw: &mut Draw,
    wish: &Wish,
    key: &Key,
    signer: &Signer,
    signer_key: &Key,
) -> Result<Value, String> {
    let body = body(context, draw, wish, key, signer, signer_key)?;
    let signature = der::bits(&signer_key.sign(&body));
    let whole = der::sequence(&[body, signer_key.algorithm(), signature]);
    let cert = pem::encode("CERTIFICATE", &whole);
    Ok(Value::native(Certificate { cert: cert.into(), key: key.pem()?.into() }))
}

fn body(
    context: &Context,
    draw: &mut Draw,
    wish: &Wish,
    key: &Key,
    signer: &Signer,
    signer_key: &Key,
) -> Result<Vec<u8>, String> {
    let mut serial = [0; 16];
    draw.fill(&mut serial);
    let from = now(context);
    let span = wish.days.saturating_mul(86_400);
    let until = Time { seconds: from.seconds.saturating_add(span), ..from.clone() };
    Ok(der::sequence(&[
        der::tagged(0xa0, &[der::integer(&[2])]),
        der::integer(&serial),
        signer_key.algorithm(),
        signer.name.clone(),
        der::sequence(&[moment(&from), moment(&until)]),
        name(&wish.name),
        key.public_info()?,
        der::tagged(0xa3, &[extensions(wish, key, signer)?]),
    ]))
}

fn name(common: &str) -> Vec<u8> {
    if common.is_empty() {
        return der::sequence(&[]);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte);
    let tag = if common.bytes().all(plain) { 0x13 } else { 0x0c };
    let pair = [der::oid(&[0x55, 4, 3]), der::element(tag, common.as_bytes())];
    der::sequence(&[der::set(&[der::sequence(&pair)])])
}

/// Two digits for the year up to 2049.
fn moment(time: &Time) -> Vec<u8> {
    let text = time.format("20060102150405Z");
    match time.civil().year {
        1950..2050 => der::element(0x17, &text.as_bytes()[2..]),
        _ => der::element(0x18, text.as_bytes()),
    }
}

fn extensions(wish: &Wish, key: &Key, signer: &Signer) -> Result<Vec<u8>, String> {
    let extension = |id: u8, critical: bool, content: Vec<u8>| {
        let mut parts = vec![der::oid(&[0x55, 0x1d, id])];
        if critical {
            parts.push(der::truth());
        }
        parts.push(der::octets(&content));
        der::sequence(&parts)
    };
    let is_authority = wish.authority == Authority::Is;
    // Digital signature and key encipherment, and signing of certificates.
    let usage: &[u8] = if is_authority { &[2, 0b1010_0100] } else { &[5, 0b1010_0000] };
    let purpose = |last: u8| der::oid(&[0x2b, 6, 1, 5, 5, 7, 3, last]);
    let mut all = vec![
        extension(15, true, der::element(3, usage)),
        extension(37, false, der::sequence(&[purpose(1), purpose(2)])),
        extension(
            19,
            true,
            if is_authority { der::sequence(&[der::truth()]) } else { der::sequence(&[]) },
        ),
    ];
    if is_authority {
        let mark = sha1::Sha1::digest(key.public_bytes()?);
        all.push(extension(14, false, der::octets(&mark)));
    }
    if let Some(mark) = &signer.key_mark {
        all.push(extension(35, false, der::sequence(&[der::element(0x80, mark)])));
    }
    let names = wish.names.iter().map(|name| der::element(0x82, name.as_bytes()));
    let addresses = wish.addresses.iter().map(|address| match address {
        IpAddr::V4(address) => der::element(0x87, &address.octets()),
        IpAddr::V6(address) => der::element(0x87, &address.octets()),
    });
    let others: Vec<Vec<u8>> = names.chain(addresses).collect();
    if !others.is_empty() {
        all.push(extension(17, wish.name.is_empty(), der::sequence(&others)));
    }
    Ok(der::sequence(&all))
}
