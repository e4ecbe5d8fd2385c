//! A pattern of `.Files.Glob` into the paths it matches: `*` within a folder, `**` across, `?`,
//! `[a-z]`, `{a,b}`.

/// A pattern; one that is none matches everything, as in Helm.
pub(super) struct Pattern(Vec<Part>);

enum Part {
    Char(char),
    /// Any character but a slash.
    One,
    /// Anything within a folder.
    Some,
    /// Anything.
    All,
    Range {
        chars: Vec<(char, char)>,
        not: bool,
    },
    Either(Vec<Vec<Part>>),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        match parts(&chars, &mut at, 0) {
            Some(parts) if at == chars.len() => Pattern(parts),
            _ => Pattern(vec![Part::All]),
        }
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        let parts: Vec<&Part> = self.0.iter().collect();
        matches(&parts, &path)
    }
}

/// Whether a pattern matches a path.
pub fn is_match(pattern: &str, path: &str) -> bool {
    Pattern::new(pattern).matches(path)
}

/// Parts up to the end, or within braces up to a comma or a brace.
fn parts(chars: &[char], at: &mut usize, depth: usize) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    while let Some(c) = chars.get(*at).copied() {
        if depth > 0 && matches!(c, ',' | '}') {
            break;
        }
        *at += 1;
        parts.push(match c {
            '\\' => {
                *at += 1;
                Part::Char(*chars.get(*at - 1)?)
            }
            '?' => Part::One,
            '*' if chars.get(*at) == Some(&'*') => {
                *at += 1;
                Part::All
            }
            '*' => Part::Some,
            '[' => range(chars, at)?,
            '{' => {
                let mut either = Vec::new();
                loop {
                    either.push(self::parts(chars, at, depth + 1)?);
                    *at += 1;
                    match chars.get(*at - 1)? {
                        ',' => {}
                        _ => break,
                    }
                }
                Part::Either(either)
            }
            c => Part::Char(c),
        });
    }
    Some(parts)
}

fn range(chars: &[char], at: &mut usize) -> Option<Part> {
    let not = chars.get(*at) == Some(&'!');
    *at += usize::from(not);
    let mut ranges = Vec::new();
    loop {
        let c = *chars.get(*at)?;
        *at += 1;
        match c {
            ']' if !ranges.is_empty() => return Some(Part::Range { chars: ranges, not }),
            c if chars.get(*at) == Some(&'-')
                && chars.get(*at + 1).is_some_and(|end| *end != ']') =>
            {
                ranges.push((c, chars[*at + 1]));
                *at += 2;
            }
            c => ranges.push((c, c)),
        }
    }
}

fn matches(parts: &[&Part], path: &[char]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return path.is_empty() };
    match first {
        Part::Char(c) => path.first() == Some(c) && matches(rest, &path[1..]),
        Part::One => path.first().is_some_and(|c| *c != '/') && matches(rest, &path[1..]),
        Part::Range { chars, not } => {
            let within =
                |c: &char| chars.iter().any(|(from, to)| (*from..=*to).contains(c)) != *not;
            path.first().is_some_and(within) && matches(rest, &path[1..])
        }
        Part::All => (0..=path.len()).any(|skipped| matches(rest, &path[skipped..])),
        Part::Some => {
            let end = path.iter().position(|c| *c == '/').unwrap_or(path.len());
            (0..=end).any(|skipped| matches(rest, &path[skipped..]))
        }
        Part::Either(either) => either.iter().any(|parts| {
            let parts: Vec<&Part> = parts.iter().chain(rest.iter().copied()).collect();
            matches(&parts, path)
        }),
    }
}
