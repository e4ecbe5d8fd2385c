//! Words that can't be used as names in CEL.

/// Words that the language reserves for its future.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Whether a word is reserved: no variable may have this name, but a function may.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether a word is a keyword.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(word, "in" | "true" | "false" | "null")
}

/// Whether a field of this name is written with underscores: `__namespace__` for `namespace`.
pub(crate) fn is_taken(word: &str) -> bool {
    is_reserved(word) || is_keyword(word)
}
