//! Text into a cell of a Markdown table that shows it as it is.

/// Text as code.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let text = text.replace('|', "\\|");
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// Text with code between backticks; elsewhere, `<host>` is escaped, so that it is no HTML.
pub(super) fn prose(text: &str) -> String {
    let mut cell = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let (fence, inner) = rest[start..].split_at(run);
        cell += &plain(&rest[..start]);
        rest = match closing(inner, fence) {
            Some(end) => {
                cell += &format!("{fence}{}{fence}", inner[..end].replace('|', "\\|"));
                &inner[end + run..]
            }
            None => {
                cell += &"\\`".repeat(run);
                inner
            }
        };
    }
    cell + &plain(rest)
}

/// Where the code ends that `fence` began: at exactly as many backticks.
fn closing(text: &str, fence: &str) -> Option<usize> {
    let is_alone =
        |at: &usize| !text[..*at].ends_with('`') && !text[at + fence.len()..].starts_with('`');
    text.match_indices(fence).map(|(at, _)| at).find(is_alone)
}

fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_the_text_as_it_is() {
        for (text, shown) in [
            ("plain", "plain"),
            ("a|b `c|d`", "a\\|b `c\\|d`"),
            ("https://<host>/ or `<host>`", "https://\\<host>/ or `<host>`"),
            ("a lone ` stays", "a lone \\` stays"),
            ("``a ` b`` <c>", "``a ` b`` \\<c>"),
        ] {
            assert_eq!(prose(text), shown);
        }
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("\"`x`\""), "`` \"`x`\" ``");
    }
}
