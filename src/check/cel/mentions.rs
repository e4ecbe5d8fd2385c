//! The field that an expression is about, for who wants to point at it.

use super::parser::{self, Expression};

/// The one path below a variable that an expression names: `spec.replicas` of
/// `object.spec.replicas < 5`; nothing where it names none, or several.
pub(in crate::check) fn field_of(text: &str, variable: &str) -> Option<String> {
    let expression = parser::parse(text).ok()??;
    let mut paths = Vec::new();
    collect(&expression, variable, &mut paths);
    // What is asked for first is on the way to what is meant: `has(object.spec) && …`.
    let longest = paths.iter().max_by_key(|path| path.len())?.clone();
    let is_on_the_way = |path: &String| {
        *path == longest
            || longest.strip_prefix(path.as_str()).is_some_and(|it| it.starts_with('.'))
    };
    paths.iter().all(is_on_the_way).then_some(longest)
}

fn collect(expression: &Expression<'_>, variable: &str, paths: &mut Vec<String>) {
    match expression {
        Expression::Field(of, _) => match path_below(expression, variable) {
            Some(path) => paths.push(path),
            None => collect(of, variable, paths),
        },
        Expression::Call { target, arguments, .. } => {
            target.iter().for_each(|it| collect(it, variable, paths));
            arguments.iter().for_each(|it| collect(it, variable, paths));
        }
        Expression::List(items) => items.iter().for_each(|it| collect(&it.value, variable, paths)),
        Expression::Map(entries) => {
            for (key, value) in entries.iter().map(|it| &it.value) {
                collect(key, variable, paths);
                collect(value, variable, paths);
            }
        }
        Expression::Object(_, fields) => {
            fields.iter().for_each(|(_, it)| collect(it, variable, paths));
        }
        Expression::Literal(_) | Expression::Null | Expression::Name(_) => {}
    }
}

fn path_below(expression: &Expression<'_>, variable: &str) -> Option<String> {
    let Expression::Field(of, access) = expression else { return None };
    if **of == Expression::Name(variable) {
        return Some(access.field.to_owned());
    }
    Some(format!("{}.{}", path_below(of, variable)?, access.field))
}

#[cfg(test)]
mod tests {
    use super::field_of;

    #[test]
    fn the_field_is_the_one_that_is_named() {
        for (text, field) in [
            ("object.spec.replicas <= 5", Some("spec.replicas")),
            ("!has(object.spec.a) || object.spec.a.b > 1", Some("spec.a.b")),
            ("object.spec.?a.orValue(1) > 1", Some("spec.a")),
            ("object.spec.containers.all(c, c.image != '')", Some("spec.containers")),
            ("object.spec.a < object.spec.b", None),
            ("params.a > 1", None),
            ("(", None),
        ] {
            assert_eq!(field_of(text, "object").as_deref(), field, "{text}");
        }
    }
}
