//! Lists out of lists.

use minijinja::{Error, Value};

use super::call::{Call, DEEPEST, is_empty, is_list, is_missing};

pub(super) fn concat(call: &Call) -> Result<Value, Error> {
    let lists = call.at_least(1)?;
    let lists: Vec<_> = lists.iter().map(|list| call.list(list)).collect::<Result<_, _>>()?;
    Ok(Value::from(lists.concat()))
}

pub(super) fn flatten(call: &Call) -> Result<Value, Error> {
    let [list] = call.exactly()?;
    let mut flat = Vec::new();
    open(call, list, 0, &mut flat)?;
    Ok(Value::from(flat))
}

fn open(call: &Call, list: &Value, depth: usize, flat: &mut Vec<Value>) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(call.error(&format!("needs lists of at most {DEEPEST} levels")));
    }
    for item in call.list(list)? {
        if is_list(&item) {
            open(call, &item, depth + 1, flat)?;
        } else {
            flat.push(item);
        }
    }
    Ok(())
}

pub(super) fn compact(call: &Call) -> Result<Value, Error> {
    let [list] = call.exactly()?;
    let mut items = call.list(list)?;
    items.retain(|item| !is_missing(item) && !is_empty(item));
    Ok(Value::from(items))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{equal, fails};

    #[test]
    fn lists_out_of_lists() {
        equal(&[
            ("concat([1], [], [2, [3]])", "[1, 2, [3]]"),
            ("range(2) | concat([2])", "[0, 1, 2]"),
            ("[1, [2, [3, []]], {'a': [4]}] | flatten", "[1, 2, 3, {'a': [4]}]"),
            ("compact([none, '', [], {}, values.missing, 0, false, 'a'])", "[0, false, 'a']"),
        ]);
        fails(&[
            ("concat([1], 2)", "`concat` needs a list, got an integer"),
            ("flatten('abc')", "`flatten` needs a list, got a string"),
            ("compact({})", "`compact` needs a list, got a map"),
        ]);
    }
}
