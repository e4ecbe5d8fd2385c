//! Words that are no names in CEL.

/// Names that are kept for what CEL may become.
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

/// Whether a word is kept for later: no variable may be called so, but a function may.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether a word means something in the language itself.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(word, "in" | "true" | "false" | "null")
}

/// Whether a field can't be called so in an expression: `__namespace__` stands for `namespace`.
pub(crate) fn is_taken(word: &str) -> bool {
    is_reserved(word) || is_keyword(word)
}
