//! The natural order in which go-yaml writes the keys of a map: digits by their value.

use std::cmp::Ordering;

use super::emit::Dialect;

pub fn compare(a: &str, b: &str, dialect: Dialect) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    if less(a, b, dialect) { Ordering::Less } else { Ordering::Greater }
}

fn less(a: &str, b: &str, dialect: Dialect) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut digits = false;
    for at in 0..a.len().min(b.len()) {
        if a[at] == b[at] {
            digits = a[at].is_numeric();
            continue;
        }
        let (a_letter, b_letter) = (a[at].is_alphabetic(), b[at].is_alphabetic());
        if a_letter && b_letter {
            return a[at] < b[at];
        }
        if a_letter || b_letter {
            return if digits && dialect == Dialect::V3 { a_letter } else { b_letter };
        }
        return by_number(&a, &b, at);
    }
    a.len() < b.len()
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
