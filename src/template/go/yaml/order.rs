//! The natural order in which go-yaml writes the keys of a map: digits by their value.

use super::super::text::Text;
use super::emit::Dialect;

/// Sorts entries by their keys. Go's order is none for some keys, as `1`, `01` and `0a`: then one of
/// several is taken, and nothing is lost.
pub fn sort<T>(entries: Vec<(Text, T)>, dialect: Dialect) -> Vec<(Text, T)> {
    let keyed = entries.into_iter().map(|entry| (entry.0.to_str().into_owned(), entry)).collect();
    let is_first = |one: &str, other: &str| one == other || less(one, other, dialect);
    merged(keyed, &is_first).into_iter().map(|(_, entry)| entry).collect()
}

fn merged<T>(mut all: Vec<(String, T)>, is_first: &dyn Fn(&str, &str) -> bool) -> Vec<(String, T)> {
    if all.len() < 2 {
        return all;
    }
    let right = merged(all.split_off(all.len() / 2), is_first);
    let left = merged(all, is_first);
    let mut sorted = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let next = if is_first(&one.0, &other.0) { left.next() } else { right.next() };
        sorted.extend(next);
    }
    sorted.extend(left);
    sorted.extend(right);
    sorted
}

fn less(a: &str, b: &str, dialect: Dialect) -> bool {
    let mut digits = false;
    for (at, (one, other)) in a.chars().zip(b.chars()).enumerate() {
        if one == other {
            digits = one.is_numeric();
            continue;
        }
        let (a_letter, b_letter) = (one.is_alphabetic(), other.is_alphabetic());
        if a_letter && b_letter {
            return one < other;
        }
        if a_letter || b_letter {
            return if digits && dialect == Dialect::V3 { a_letter } else { b_letter };
        }
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        return by_number(&a, &b, at);
    }
    a.chars().count() < b.chars().count()
}

fn by_number(a: &[char], b: &[char], at: usize) -> bool {
    // A zero behind another digit counts as one.
    let mut start = 0;
    if a[at] == '0' || b[at] == '0' {
        let digits = a[..at].iter().rev().take_while(|char| char.is_numeric());
        start = i64::from(digits.into_iter().any(|&char| char != '0'));
    }
    let ((a_end, a_number), (b_end, b_number)) = (number(a, at, start), number(b, at, start));
    if a_number != b_number {
        return a_number < b_number;
    }
    if a_end != b_end {
        return a_end < b_end;
    }
    a[at] < b[at]
}

fn number(chars: &[char], from: usize, start: i64) -> (usize, i64) {
    let mut value = start;
    let mut at = from;
    while let Some(char) = chars.get(at).filter(|char| char.is_numeric()) {
        let digit = i64::from(u32::from(*char)) - i64::from(u32::from('0'));
        value = value.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    (at, value)
}
