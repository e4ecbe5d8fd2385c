//! Random texts and numbers, the same at each render.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::call::{Context, Function};
use super::super::value::{Type, Value};
use super::chance::draw;
use super::encoding::hex;
use super::row::{int, text, united};
use Type::{Int, String as Str};

pub(super) const ROWS: &[Function] = &[
    united("randAlphaNum COUNT", "Letters and digits.", &[Int], |context, args| {
        letters(context, args, char::is_ascii_alphanumeric)
    })
    .unstable(),
    united("randAlpha COUNT", "Letters.", &[Int], |context, args| {
        letters(context, args, char::is_ascii_alphabetic)
    })
    .unstable(),
    united("randNumeric COUNT", "Digits.", &[Int], |context, args| {
        letters(context, args, char::is_ascii_digit)
    })
    .unstable(),
    united("randAscii COUNT", "Characters of ASCII that can be seen.", &[Int], |context, args| {
        letters(context, args, |_| true)
    })
    .unstable(),
    united("randBytes COUNT", "Bytes as base 64.", &[Int], |context, args| {
        let count = usize::try_from(int(args, 0)).map_err(|_| MAKESLICE)?;
        context.spend(count.saturating_mul(2))?;
        let mut bytes = vec![0; count];
        draw(context).fill(&mut bytes);
        Ok(STANDARD.encode(bytes).into())
    })
    .unstable(),
    united("randInt MIN MAX", "An integer from MIN to below MAX.", &[Int, Int], |context, args| {
        let (min, max) = (int(args, 0), int(args, 1));
        let span = max.checked_sub(min).and_then(|span| u64::try_from(span).ok());
        let span = span.filter(|&span| span > 0).ok_or("invalid argument to Intn")?;
        let offset = i64::try_from(draw(context).below(span)).unwrap_or(0);
        Ok(Value::int(min + offset))
    })
    .unstable(),
    united("shuffle TEXT", "The characters in another order.", &[Str], |context, args| {
        let mut chars: Vec<char> = text(args, 0).to_str().chars().collect();
        let mut draw = draw(context);
        for at in (1..chars.len()).rev() {
            let bound = u64::try_from(at + 1).unwrap_or(u64::MAX);
            chars.swap(at, usize::try_from(draw.below(bound)).unwrap_or(0));
        }
        Ok(chars.into_iter().collect::<String>().into())
    })
    .unstable(),
    united("uuidv4", "A random UUID.", &[], |context, _| {
        let mut bytes = [0; 16];
        draw(context).fill(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let parts = [&bytes[..4], &bytes[4..6], &bytes[6..8], &bytes[8..10], &bytes[10..]];
        Ok(parts.map(hex).join("-").into())
    })
    .unstable(),
];

const MAKESLICE: &str = "runtime error: makeslice: len out of range";

fn letters(context: &Context, args: &[Value], sound: fn(&char) -> bool) -> Result<Value, String> {
    // Less than none gives none, as sprig leaves out the fault.
    let count = usize::try_from(int(args, 0)).unwrap_or(0);
    context.spend(count)?;
    let letters: Vec<char> = (' '..='~').filter(sound).collect();
    let mut draw = draw(context);
    let bound = u64::try_from(letters.len()).unwrap_or(1);
    let pick = |_| letters[usize::try_from(draw.below(bound)).unwrap_or(0)];
    Ok((0..count).map(pick).collect::<String>().into())
}
