//! `\'` in double quotes, which kubectl reads and our parser does not: a letter of as many bytes
//! stands in for it while the text is parsed, so that every position stays what it was.

/// Unicode gives this letter no meaning; a text that holds it is left alone.
const STAND_IN: char = '\u{530}';

/// Whether a text has stand-ins in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    #[default]
    AsWritten,
    Veiled,
}

impl Quotes {
    /// The text with a stand-in for each `\'` of the scalar in double quotes that begins at
    /// `start`; nothing if there is none.
    pub fn veil(self, text: &str, start: usize) -> Option<String> {
        let (before, scalar) = text.split_at_checked(start)?;
        let inner = scalar.strip_prefix('"')?;
        if self == Self::AsWritten && text.contains(STAND_IN) {
            return None;
        }
        let (inner, after) = inner.split_at(end_of(inner));
        let veiled = veil_escapes(inner);
        (veiled != inner).then(|| format!("{before}\"{veiled}{after}"))
    }

    /// What a scalar of the text means.
    pub fn unveil(self, scalar: String) -> String {
        match self {
            Self::AsWritten => scalar,
            Self::Veiled => scalar.replace(STAND_IN, "'"),
        }
    }
}

/// Where the closing quote stands.
fn end_of(inner: &str) -> usize {
    let mut is_escaped = false;
    let closes = |letter: char| {
        let closes = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        closes
    };
    inner.find(closes).unwrap_or(inner.len())
}

fn veil_escapes(inner: &str) -> String {
    let mut veiled = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match (letter, letters.as_str().chars().next()) {
            ('\\', Some('\'')) => {
                veiled.push(STAND_IN);
                letters.next();
            }
            ('\\', Some(other)) => {
                veiled.extend([letter, other]);
                letters.next();
            }
            _ => veiled.push(letter),
        }
    }
    veiled
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::super::syntax::Kind;

    #[test]
    fn an_escaped_apostrophe_is_one() {
        let text = r#"{a: "\'\\'", b: "x\'\"'y", c: 'z\'}"#;
        let (documents, fault) = parse(text);
        assert!(fault.is_none(), "{fault:?}");
        let Kind::Map(pairs) = &documents[0].kind else { panic!("a map") };
        let read = |index: usize| match &pairs[index].1.kind {
            Kind::Scalar(scalar) => (scalar.text.as_str(), &text[pairs[index].1.bytes.clone()]),
            other => panic!("{other:?}"),
        };
        assert_eq!(read(0), (r"'\'", r#""\'\\'""#));
        assert_eq!(read(1), ("x'\"'y", r#""x\'\"'y""#));
        assert_eq!(read(2), (r"z\", r"'z\'"));
    }

    #[test]
    fn other_faults_stay() {
        for text in [r#""\q\'""#, "\"\\'", "\"\u{530}\\'\""] {
            assert!(parse(text).1.is_some(), "{text}");
        }
        assert!(parse(&format!("[{}]", r#""\'", "#.repeat(200))).1.is_some());
    }
}
