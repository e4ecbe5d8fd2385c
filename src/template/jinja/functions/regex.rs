//! Regular expressions, which mean what they mean to Kubernetes and to Helm.

use minijinja::{Error, Value};

use super::call::Call;
use crate::kube::regex::Regex;

pub(super) fn regex_match(call: &Call) -> Result<Value, Error> {
    let [text, pattern] = call.exactly()?;
    Ok(Value::from(compile(call, pattern)?.is_match(call.text(text)?)))
}

pub(super) fn regex_find(call: &Call) -> Result<Value, Error> {
    let [text, pattern] = call.exactly()?;
    let found = compile(call, pattern)?.find(call.text(text)?).map(|found| found.as_str());
    Ok(Value::from(found))
}

pub(super) fn regex_find_all(call: &Call) -> Result<Value, Error> {
    let [text, pattern] = call.exactly()?;
    let pattern = compile(call, pattern)?;
    Ok(pattern.find_iter(call.text(text)?).map(|found| found.as_str()).collect())
}

pub(super) fn regex_replace(call: &Call) -> Result<Value, Error> {
    let [text, pattern, replacement] = call.exactly()?;
    let (pattern, text, replacement) =
        (compile(call, pattern)?, call.text(text)?, call.text(replacement)?);
    call.meter.take_each(pattern.find_iter(text).count(), replacement.len())?;
    let replaced = pattern.replace_all(text, replacement);
    Ok(Value::from(replaced.into_owned()))
}

/// So many characters of a pattern are shown.
const SHOWN: usize = 80;

fn compile(call: &Call, pattern: &Value) -> Result<Regex, Error> {
    let pattern = call.text(pattern)?;
    call.meter.compile(pattern)?.map_err(|why| {
        let mut shown: String = pattern.chars().take(SHOWN).collect();
        if shown.len() < pattern.len() {
            shown.push('…');
        }
        call.error(&format!("cannot read the pattern `{shown}`: {why}"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{equal, eval, fails};

    #[test]
    fn patterns() {
        equal(&[
            ("'web-1' | regex_match('^[a-z]+-[0-9]$')", "true"),
            ("regex_match('web', '[0-9]')", "false"),
            ("'a1b22' | regex_find('[0-9]+')", "'1'"),
            ("'ab' | regex_find('[0-9]+')", "none"),
            ("'a1b22' | regex_find_all('[0-9]+')", "['1', '22']"),
            ("'ab' | regex_find_all('[0-9]+')", "[]"),
            ("'v1.2.3' | regex_replace('v([0-9]+)[.].*', '${1}.x')", "'1.x'"),
        ]);
        fails(&[("regex_match(1, 'a')", "`regex_match` needs a string, got an integer")]);
        let message = eval("'a' | regex_match('(')").unwrap_err();
        assert!(message.starts_with("`regex_match` cannot read the pattern `(`: "), "{message}");
    }
}
