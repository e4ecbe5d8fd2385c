//! A sentence into lines that fit a terminal.

/// The text with line breaks in place of blanks, where it would go beyond `width` columns; the
/// first line begins at column `start`, as those below it will.
///
/// Words that are longer stay whole, so that a name or a path can be copied.
pub fn wrapped(text: &str, width: Option<usize>, start: usize) -> String {
    let room = match width {
        Some(width) if width > start + LEAST => width - start,
        _ => return text.to_owned(),
    };
    let lines = text.split('\n').map(|line| broken(line, room));
    lines.collect::<Vec<_>>().join("\n")
}

/// In less room a text is harder to read than one that the terminal breaks.
const LEAST: usize = 20;

fn broken(line: &str, room: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            out.push('\n');
            used = 0;
        } else if !out.is_empty() {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_words_stay_whole() {
        let text =
            "there is no stack `web`; known here: `a-name-that-is-longer-than-the-room`, `b`";
        let shown = wrapped(text, Some(37), 7);
        assert_eq!(
            shown,
            "there is no stack `web`; known\nhere:\n`a-name-that-is-longer-than-the-room`,\n`b`"
        );
        assert_eq!(wrapped(text, None, 7), text);
        assert_eq!(wrapped(text, Some(20), 7), text);
        assert_eq!(shown.replace('\n', " "), text);
    }
}
