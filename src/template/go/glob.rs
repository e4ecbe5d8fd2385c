//! A pattern of `.Files.Glob` into the paths it matches: `*` within a folder, `**` across, `?`,
//! `[a-z]`, `{a,b}`.

use regex::Regex;

/// A pattern; one that is none matches everything, as in Helm.
pub(crate) struct Pattern(Option<Regex>);

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let (mut at, mut pattern) = (0, String::from("^(?s:"));
        let is_one = parts(&chars, &mut at, 0, &mut pattern).is_some() && at == chars.len();
        Pattern(Regex::new(&(pattern + ")$")).ok().filter(|_| is_one))
    }

    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.as_ref().is_none_or(|pattern| pattern.is_match(path))
    }
}

/// Parts up to the end, or within braces up to a comma or a brace, as a regular expression: no path
/// takes longer than its length.
fn parts(chars: &[char], at: &mut usize, depth: usize, out: &mut String) -> Option<()> {
    while let Some(c) = chars.get(*at).copied() {
        if depth > 0 && matches!(c, ',' | '}') {
            break;
        }
        *at += 1;
        match c {
            '\\' => {
                *at += 1;
                push(*chars.get(*at - 1)?, out);
            }
            // Any character but a slash.
            '?' => out.push_str("[^/]"),
            // Anything.
            '*' if chars.get(*at) == Some(&'*') => {
                *at += 1;
                out.push_str(".*");
            }
            // Anything within a folder.
            '*' => out.push_str("[^/]*"),
            '[' => range(chars, at, out)?,
            '{' => {
                out.push_str("(?:");
                loop {
                    parts(chars, at, depth + 1, out)?;
                    *at += 1;
                    match chars.get(*at - 1)? {
                        ',' => out.push('|'),
                        _ => break,
                    }
                }
                out.push(')');
            }
            c => push(c, out),
        }
    }
    Some(())
}

fn push(c: char, out: &mut String) {
    out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// `[a-z]`, or with `!` what is not in it.
fn range(chars: &[char], at: &mut usize, out: &mut String) -> Option<()> {
    let not = chars.get(*at) == Some(&'!');
    *at += usize::from(not);
    let mut ranges: Vec<(char, char)> = Vec::new();
    loop {
        let c = *chars.get(*at)?;
        *at += 1;
        match c {
            ']' if !ranges.is_empty() => break,
            c if chars.get(*at) == Some(&'-')
                && chars.get(*at + 1).is_some_and(|end| *end != ']') =>
            {
                ranges.push((c, chars[*at + 1]));
                *at += 2;
            }
            c => ranges.push((c, c)),
        }
    }
    if ranges.iter().any(|(from, to)| from > to) {
        return None;
    }
    out.push_str(if not { "[^" } else { "[" });
    for (from, to) in ranges {
        out.push_str(&format!("\\x{{{:x}}}-\\x{{{:x}}}", u32::from(from), u32::from(to)));
    }
    out.push(']');
    Some(())
}
