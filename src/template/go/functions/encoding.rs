//! Base 64, base 32, and sums over bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Digest as _;

use super::super::call::{Context, Function};
use super::super::value::{Type, Value};
use super::row::{text, united};
use Type::String as Str;

pub(super) const ROWS: &[Function] = &[
    united("b64enc TEXT", "As base 64.", &[Str], |context, args| {
        let text = text(args, 0);
        context.spend(text.len() * 2)?;
        Ok(STANDARD.encode(text.as_bytes()).into())
    }),
    united("b64dec TEXT", "From base 64; what is none is the fault's text.", &[Str], |_, args| {
        Ok(match base64(text(args, 0).as_bytes()) {
            Ok(bytes) => Value::text(bytes),
            Err(at) => format!("illegal base64 data at input byte {at}").into(),
        })
    }),
    united("b32enc TEXT", "As base 32.", &[Str], |context, args| {
        let text = text(args, 0);
        context.spend(text.len() * 2)?;
        Ok(base32(text.as_bytes()).into())
    }),
    united("b32dec TEXT", "From base 32; what is none is the fault's text.", &[Str], |_, args| {
        Ok(match from_base32(text(args, 0).as_bytes()) {
            Ok(bytes) => Value::text(bytes),
            Err(at) => format!("illegal base32 data at input byte {at}").into(),
        })
    }),
    united("sha1sum TEXT", "The SHA-1 sum.", &[Str], |_, args| {
        Ok(hex(&sha1::Sha1::digest(text(args, 0).as_bytes())).into())
    }),
    united("sha256sum TEXT", "The SHA-256 sum.", &[Str], |_, args| {
        Ok(hex(&sha2::Sha256::digest(text(args, 0).as_bytes())).into())
    }),
    united("sha512sum TEXT", "The SHA-512 sum.", &[Str], |_, args| {
        Ok(hex(&sha2::Sha512::digest(text(args, 0).as_bytes())).into())
    }),
    united("adler32sum TEXT", "The Adler-32 sum.", &[Str], adler),
];

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        hex.push_str(&format!("{byte:02x}"));
        hex
    })
}

fn adler(_: &Context, args: &[Value]) -> Result<Value, String> {
    const MODULUS: u32 = 65_521;
    let (mut low, mut high) = (1, 0);
    for byte in text(args, 0).as_bytes() {
        low = (low + u32::from(*byte)) % MODULUS;
        high = (high + low) % MODULUS;
    }
    Ok((high << 16 | low).to_string().into())
}

/// Go's decoder: line breaks are left out, bits behind the last byte may be anything. A fault is
/// the place of the byte.
pub(super) fn base64(text: &[u8]) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let mut at = 0;
    let next = |at: &mut usize| loop {
        let byte = text.get(*at).copied();
        *at += 1;
        if byte != Some(b'\n') && byte != Some(b'\r') {
            return byte;
        }
    };
    loop {
        let mut group = [0u8; 4];
        let mut count = 0;
        while count < 4 {
            let Some(byte) = next(&mut at) else {
                if count == 0 {
                    return Ok(out);
                }
                return Err(text.len() - count);
            };
            if let Some(value) = value_of(byte) {
                group[count] = value;
                count += 1;
                continue;
            }
            if byte != b'=' || count < 2 {
                return Err(at - 1);
            }
            if count == 2 {
                match next(&mut at) {
                    Some(b'=') => {}
                    Some(_) => return Err(at - 1),
                    None => return Err(text.len()),
                }
            }
            if next(&mut at).is_some() {
                return Err(at - 1);
            }
            out.extend(&bytes_of(group)[..count - 1]);
            return Ok(out);
        }
        out.extend(bytes_of(group));
    }
}

fn bytes_of(group: [u8; 4]) -> [u8; 3] {
    let bits = group.iter().fold(0u32, |bits, &value| bits << 6 | u32::from(value));
    let [_, one, two, three] = bits.to_be_bytes();
    [one, two, three]
}

fn value_of(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 8);
    for chunk in bytes.chunks(5) {
        let mut group = [0; 8];
        group[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(group);
        let letters = (chunk.len() * 8).div_ceil(5);
        for place in 0..8 {
            let index = bits >> (35 - place * 5) & 31;
            let letter = usize::try_from(index).map_or(b'=', |index| LETTERS[index]);
            out.push(if place < letters { char::from(letter) } else { '=' });
        }
    }
    out
}

fn from_base32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let clean: Vec<u8> =
        text.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let mut out = Vec::new();
    for (index, chunk) in clean.chunks(8).enumerate() {
        let start = index * 8;
        let left = clean.len() - start;
        let mut bits = 0u64;
        let mut letters = 8;
        for at in 0..8 {
            let Some(&byte) = chunk.get(at) else { return Err(start) };
            if byte == b'=' && at >= 2 && left - at - 1 < 8 {
                padding(chunk, at, start, clean.len())?;
                letters = at;
                break;
            }
            let value = LETTERS.iter().position(|&letter| letter == byte);
            let value = value.and_then(|value| u64::try_from(value).ok()).ok_or(start + at)?;
            bits |= value << (35 - 5 * at);
        }
        out.extend(&bits.to_be_bytes()[3..3 + letters * 5 / 8]);
        if letters < 8 {
            break;
        }
    }
    Ok(out)
}

/// Whether the rest of a group is padding, and as much as it must be.
fn padding(chunk: &[u8], at: usize, start: usize, length: usize) -> Result<(), usize> {
    let behind = start + at + 1;
    let left = length - behind;
    if left + at < 7 {
        return Err(length);
    }
    let rest = chunk.get(at + 1..8).unwrap_or_default();
    if let Some(bad) = rest.iter().position(|&byte| byte != b'=') {
        return Err(behind + bad - 1);
    }
    if matches!(at, 3 | 6) { Err(behind - 1) } else { Ok(()) }
}
