//! Texts that a document or a reader could stumble over.

use proptest::prelude::*;

/// Words, numbers, dates and marks that mean something to some reader of YAML, or to us.
#[rustfmt::skip]
pub const NASTY: &[&str] = &[
    "", " ", "\t", "\n", "\n\n", "\r", "\r\n", "~", "null", "Null", "NULL", "nULL", "true", "True",
    "TRUE", "tRUE", "false", "yes", "Yes", "YES", "yES", "no", "on", "On", "off", "OFF", "y", "Y", "n", "N",
    "0", "-0", "+1", "017", "0o17", "0x1F", "0b11", "1_000", "_1", "_", "__", "1e3", "1E3", "1.", ".5",
    "1.5e+3", "1e", "e3", ".", "..", "...", ".inf", "-.inf", "+.INF", ".nan", ".NaN", "inf", "nan",
    "12:30:45", "12:30", "1:0", "190:20:30.15", "-1:30", "2001-01-01", "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5", "=", "<<", "<", ">", "|", "|-", ">-", "&a", "*a", "&", "*", "!", "!!str",
    "!!str a", "%", "%YAML 1.1", "@", "`", "-", "- a", "--", "---", "--- a", "?", "? a", ":", ": a",
    "a:", "a: b", "a:b", "a :b", "a : b", "#", "# a", "a #b", "a#b", "a # b", "{", "}", "{}", "{a: b}", "{a",
    "[", "]", "[]", "[a, b]", "[a", "a, b", ",", "'", "''", "'a'", "it's", "\"", "\"\"", "\"a\"", "\"a",
    "\\", "\\n", "\\u0041", "a\\", "{{ x }}", "{{ values.s }}", "{% raw %}", "{# a #}", "{{", "}}", "%}",
    " a", "a ", "\ta", "a\t", "a\tb", "a\nb", "a\nb\n", "a\nb\n\n", "\na", "a\n", "a\n\n", "a\n\nb", "a\n b",
    " a\nb", "a\n\tb", "a \nb", "a\n ", "a\n---\nb", "a\n...\nb", "a\n# b", "a: |\n  b", "- a\n- b", "a\rb",
    "a\r\nb", "a\u{85}b", "\u{85}", "a\u{2028}b", "a\u{2029}b", "a\nb\u{2028}c", "\u{feff}", "\u{feff}a",
    "a\u{feff}", "a\nb\u{feff}", "\u{a0}", "\u{a0}a", "a\u{a0}", "a\u{3000}", "\u{200b}", "\u{202e}a",
    "\0", "a\0b", "\u{1}", "\u{7}", "\u{8}", "\u{b}", "\u{c}", "\u{1b}[31m", "\u{7f}", "\u{80}", "\u{9f}",
    "\u{d7ff}", "\u{fffd}", "\u{fffe}", "\u{ffff}", "\u{10000}", "\u{1fffe}", "\u{10ffff}", "😀", "👩‍🚀",
    "é", "e\u{301}", "ß", "日本", "a😀: b", "\u{e000}", "\u{e001}", "\u{e002}", "\u{e003}", "\u{e000}0\u{e001}",
    "\u{e002}0\u{e003}", "\u{e000}x\u{e001}", "a\u{e000}", "\u{e001}\u{e000}", "\u{f8ff}", "a\u{e002}9\u{e003}b",
    "10Gi", "500m", "1536Mi", "2k", "1.5Gi", "1E", "1Ei", "0m", "010Ki", "0x1G", "5e", "5E5", "1m1", "1_0M",
    "$x", "${x}", "$(x)", "a=b", "/a/b", "./a", "~/a", "http://a:80/?b=c&d#e", "a@b", "*.a", "0.0.0.0/0",
    "1.2.3", "v1", "sha256:ab", "nginx:1.27", "-1", "-a", "--a=b", "-----BEGIN KEY-----\nab==\n-----END KEY-----\n",
    "key: \"{{ x }}\"\n", "#!/bin/sh\nset -e\n\techo\n", "a  b", "a:  b", "true ", " true", "null\n", "yes\n",
];

/// Texts of all of Unicode, more often of what is nasty than by chance.
pub fn text() -> impl Strategy<Value = String> {
    let nasty = || proptest::sample::select(NASTY).prop_map(str::to_owned);
    let part = prop_oneof![
        3 => nasty(),
        1 => any::<char>().prop_map(String::from),
        1 => "[ -~]{0,6}",
        1 => "[ \\n\\t]{1,3}",
    ];
    let parts = proptest::collection::vec(part, 1..6).prop_map(|parts| parts.concat());
    prop_oneof![
        2 => nasty(),
        5 => parts,
        1 => any::<String>(),
        1 => (nasty(), 1..1500usize).prop_map(|(text, n)| text.repeat(1 + n / (1 + text.len()))),
    ]
}
