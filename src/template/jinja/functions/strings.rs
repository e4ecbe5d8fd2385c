//! Text out of text: cut, compared, in another case, as a name.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::call::{Call, is_list};
use super::encoding::sha256_hex;
use crate::kube::names::LONGEST_LABEL;

const HASH_LENGTH: usize = 8;

/// What `repeat` may give, in bytes.
const LONGEST_REPEAT: usize = 1 << 20;

pub(super) fn trunc(call: &Call) -> Result<Value, Error> {
    let [text, length] = call.exactly()?;
    let (text, length) = (call.text(text)?, call.integer(length)?);
    let wanted = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
    let characters = text.chars();
    Ok(if length < 0 {
        let skipped = text.chars().count().saturating_sub(wanted);
        Value::from(characters.skip(skipped).collect::<String>())
    } else {
        Value::from(characters.take(wanted).collect::<String>())
    })
}

pub(super) fn trim_prefix(call: &Call) -> Result<Value, Error> {
    let [text, prefix] = call.exactly()?;
    let text = call.text(text)?;
    Ok(Value::from(text.strip_prefix(call.text(prefix)?).unwrap_or(text)))
}

pub(super) fn trim_suffix(call: &Call) -> Result<Value, Error> {
    let [text, suffix] = call.exactly()?;
    let text = call.text(text)?;
    Ok(Value::from(text.strip_suffix(call.text(suffix)?).unwrap_or(text)))
}

pub(super) fn has_prefix(call: &Call) -> Result<Value, Error> {
    let [text, prefix] = call.exactly()?;
    Ok(Value::from(call.text(text)?.starts_with(call.text(prefix)?)))
}

pub(super) fn has_suffix(call: &Call) -> Result<Value, Error> {
    let [text, suffix] = call.exactly()?;
    Ok(Value::from(call.text(text)?.ends_with(call.text(suffix)?)))
}

pub(super) fn contains(call: &Call) -> Result<Value, Error> {
    let [whole, part] = call.exactly()?;
    if is_list(whole) {
        return Ok(Value::from(call.list(whole)?.contains(part)));
    }
    if whole.kind() != ValueKind::String {
        return Err(call.wrong_type("a string or a list", whole));
    }
    Ok(Value::from(call.text(whole)?.contains(call.text(part)?)))
}

pub(super) fn repeat(call: &Call) -> Result<Value, Error> {
    let [text, times] = call.exactly()?;
    let (text, times) = (call.text(text)?, call.integer(times)?);
    let times = usize::try_from(times)
        .map_err(|_| call.error(&format!("needs a number of times, got {times}")))?;
    if text.len().saturating_mul(times) > LONGEST_REPEAT {
        return Err(call.error(&format!("gives more than {LONGEST_REPEAT} bytes")));
    }
    Ok(Value::from(text.repeat(times)))
}

pub(super) fn kebab_case(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    Ok(Value::from(words(call.text(text)?).join("-")))
}

pub(super) fn snake_case(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    Ok(Value::from(words(call.text(text)?).join("_")))
}

pub(super) fn camel_case(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    let words = words(call.text(text)?);
    let mut joined = String::new();
    for (i, word) in words.iter().enumerate() {
        let mut characters = word.chars();
        match characters.next() {
            Some(first) if i > 0 => joined.extend(first.to_uppercase()),
            first => joined.extend(first),
        }
        joined.push_str(characters.as_str());
    }
    Ok(Value::from(joined))
}

/// The words of `HTTPServer_name-v2` in lower case: `http server name v2`.
fn words(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (i, &c) in characters.iter().enumerate() {
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = i.checked_sub(1).map(|i| characters[i]);
        let after = characters.get(i + 1);
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                let ends_acronym = before.is_uppercase() && after.is_some_and(|c| c.is_lowercase());
                before.is_lowercase() || before.is_numeric() || ends_acronym
            });
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

pub(super) fn dns_label(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    let text = call.text(text)?;
    let label = label_characters(text);
    if label.is_empty() {
        return Err(call.error("needs a text with a letter from a to z or a digit"));
    }
    if label.len() <= LONGEST_LABEL {
        return Ok(Value::from(label));
    }
    let hash = &sha256_hex(text)[..HASH_LENGTH];
    let head = label[..LONGEST_LABEL - HASH_LENGTH - 1].trim_end_matches('-');
    Ok(Value::from(format!("{head}-{hash}")))
}

/// Letters and digits in lower case, and one `-` for every run of other characters between them.
fn label_characters(text: &str) -> String {
    let mut label = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '-' {
            label.push(c.to_ascii_lowercase());
        } else if !label.ends_with('-') {
            label.push('-');
        }
    }
    label.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{equal, eval, fails};

    #[test]
    fn cut_and_compared() {
        equal(&[
            ("'caf\u{e9}s' | trunc(4)", "'caf\u{e9}'"),
            ("trunc('abc', -2)", "'bc'"),
            ("trunc('abc', 9) ~ trunc('abc', -9) ~ trunc('abc', 0)", "'abcabc'"),
            ("'web-' | trim_suffix('-')", "'web'"),
            ("'web--' | trim_suffix('-')", "'web-'"),
            ("trim_prefix('v1.2', 'v')", "'1.2'"),
            ("trim_prefix('1.2', 'v')", "'1.2'"),
            ("'v1' | has_prefix('v')", "true"),
            ("has_suffix('v1', 'v')", "false"),
            ("'catch' | contains('cat')", "true"),
            ("[1, 'a'] | contains('a')", "true"),
            ("contains([1, 'a'], '1')", "false"),
            ("'ab' | repeat(3)", "'ababab'"),
            ("'ab' | repeat(0)", "''"),
        ]);
        fails(&[
            ("'a' | repeat(-1)", "`repeat` needs a number of times, got -1"),
            ("'abc' | repeat(1000000)", "`repeat` gives more than 1048576 bytes"),
            ("1 | contains(1)", "`contains` needs a string or a list, got an integer"),
            ("'1' | contains(1)", "`contains` needs a string, got an integer"),
        ]);
    }

    #[test]
    fn cases() {
        equal(&[
            ("'HTTPServer name_v2Beta' | kebab_case", "'http-server-name-v2-beta'"),
            ("'gauzian-v2.dev' | snake_case", "'gauzian_v2_dev'"),
            ("'pod_disruption-budget' | camel_case", "'podDisruptionBudget'"),
            ("'--' | kebab_case", "''"),
            ("'logLevel' | snake_case | upper", "'LOG_LEVEL'"),
        ]);
    }

    #[test]
    fn labels() {
        equal(&[
            ("'My App_(v2)!' | dns_label", "'my-app-v2'"),
            ("'a--b' | dns_label", "'a--b'"),
            ("'1.2' | dns_label", "'1-2'"),
            ("('a' * 63) | dns_label", "'a' * 63"),
        ]);
        fails(&[(
            "'_\u{e9}_' | dns_label",
            "`dns_label` needs a text with a letter from a to z or a digit",
        )]);
        let cut =
            |tail: &str| eval(&format!("dns_label('a' * 53 ~ '-----------' ~ '{tail}')")).unwrap();
        assert_eq!(cut("x").len(), Some(62));
        assert_ne!(cut("x"), cut("y"));
        assert_eq!(eval("dns_label('ab' * 40) | length"), eval("63"));
    }
}
