//! PEM: bytes in lines of base 64 between two marks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) fn encode(label: &str, bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in encoded.as_bytes().chunks(64) {
        out.extend(line.iter().copied().map(char::from));
        out.push('\n');
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

/// The label and the bytes of the first block.
pub(crate) fn decode(text: &[u8]) -> Option<(String, Vec<u8>)> {
    let text = std::str::from_utf8(text).ok()?;
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let lines = body.lines().filter(|line| !line.contains(':'));
    let body: String = lines.flat_map(str::chars).filter(|char| !char.is_whitespace()).collect();
    Some((label.to_owned(), STANDARD.decode(body).ok()?))
}
