//! DER: the parts of keys and certificates, written and read.

pub(crate) fn tagged(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &parts.concat())
}

pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let skipped = bytes.iter().take_while(|&&byte| byte == 0).count();
            out.push(0x80 | u8::try_from(bytes.len() - skipped).unwrap_or(0));
            out.extend(&bytes[skipped..]);
        }
    }
    out.extend(content);
    out
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tagged(0x30, parts)
}

pub(crate) fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    tagged(0x31, parts)
}

/// A number that is not negative, by its bytes.
pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let skipped = bytes.iter().take_while(|&&byte| byte == 0).count();
    let bytes = &bytes[skipped.min(bytes.len().saturating_sub(1))..];
    let lead: &[u8] = if bytes.first().is_some_and(|&byte| byte >= 0x80) { &[0] } else { &[] };
    element(2, &[lead, bytes].concat())
}

pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    element(4, bytes)
}

pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    element(3, &[&[0], bytes].concat())
}

pub(crate) fn null() -> Vec<u8> {
    element(5, &[])
}

pub(crate) fn oid(bytes: &[u8]) -> Vec<u8> {
    element(6, bytes)
}

pub(crate) fn truth() -> Vec<u8> {
    element(1, &[0xff])
}

/// A part that was read.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    /// With its tag and length.
    pub whole: &'a [u8],
}

/// The parts that follow one another in some bytes; none where these are no DER.
pub(crate) fn children(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let tag = *rest.first()?;
        let first = *rest.get(1)?;
        let (length, start) = if first < 0x80 {
            (usize::from(first), 2)
        } else {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(2..2 + count).filter(|_| count <= 4)?;
            let length = digits.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
            (length, 2 + count)
        };
        let end = start.checked_add(length)?;
        let whole = rest.get(..end)?;
        parts.push(Part { tag, content: &whole[start..], whole });
        rest = &rest[end..];
    }
    Some(parts)
}
