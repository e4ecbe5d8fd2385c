//! Expressions in CEL, as far as it can be told that they don't compile: their syntax, the
//! variables and the fields they name, and whether they are a plain value of the wrong type.
//!
//! Functions and the types of their arguments are left alone, and so is what an expression costs.

mod parser;
mod tokens;

/// What an expression names, and what it amounts to.
#[derive(Debug, Default, PartialEq)]
pub struct Expression {
    pub accesses: Vec<Access>,
    pub result: Outcome,
}

/// `self.spec.replicas`: a variable and the fields below it, up to a call or an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    pub variable: String,
    pub fields: Vec<String>,
    /// Whether a function is called on the variable itself, which may then be a namespace.
    pub is_called: bool,
}

/// The type of a whole expression, where it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Outcome {
    Bool,
    String,
    /// A number, a list, a map: neither of the above.
    OtherValue,
    /// What lies at the end of a path.
    Field(Access),
    #[default]
    Unknown,
}

/// The variables of admission policies and of the conditions of webhooks.
pub const OF_ADMISSION: [&str; 7] =
    ["object", "oldObject", "request", "params", "namespaceObject", "authorizer", "variables"];

/// The expression, or why it has none.
pub fn parse(text: &str) -> Result<Expression, String> {
    parser::parse(text)
}

/// What of an expression can't compile where these variables are.
pub fn fault(text: &str, variables: &[&str], wanted: &Outcome) -> Option<String> {
    let expression = match parse(text) {
        Ok(expression) => expression,
        Err(message) => return Some(message),
    };
    if let Some(variable) = undeclared(&expression, variables) {
        return Some(format!("there is no variable `{variable}`"));
    }
    let is_plain =
        matches!(expression.result, Outcome::Bool | Outcome::String | Outcome::OtherValue);
    (is_plain && *wanted != Outcome::Unknown && expression.result != *wanted).then(|| {
        let kind = if *wanted == Outcome::Bool { "true or false" } else { "a text" };
        format!("does not amount to {kind}")
    })
}

fn undeclared<'a>(expression: &'a Expression, variables: &[&str]) -> Option<&'a str> {
    const TYPES: [&str; 11] = [
        "bool",
        "bytes",
        "double",
        "dyn",
        "google",
        "int",
        "list",
        "map",
        "null_type",
        "string",
        "type",
    ];
    let is_known = |access: &Access| {
        let name = access.variable.as_str();
        access.is_called || variables.contains(&name) || TYPES.contains(&name) || name == "uint"
    };
    expression.accesses.iter().find(|access| !is_known(access)).map(|it| it.variable.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_self(text: &str) -> Option<String> {
        fault(text, &["self", "oldSelf"], &Outcome::Bool)
    }

    #[test]
    fn what_compiles_is_accepted() {
        for text in [
            "self.size > 0",
            "self.minReplicas <= self.replicas && self.replicas <= self.maxReplicas",
            "self.all(x, x.startsWith('a'))",
            "!has(self.a) || self.a != \"b\\\"\"",
            "has(self.b) ? self.b in ['x', r'\\d', \"\"\"y\nz\"\"\"] : true",
            "self.map(x, x.y > 1, x.z).exists_one(v, v == 1.5e3)",
            "self.?a.orValue(0) == -1 && self[?'k'].hasValue()",
            "optional.of(self).hasValue() // why",
            "duration(self.timeout) <= duration('1h')",
            "type(self) == string",
            "{'a': 1, ?'b': self.?b}.size() == [1u, 0xFF, .5][0]",
            "self.`a-b` == self.__namespace__",
            "self.transformMap(k, v, v + k).size() % 2 == 0",
            "cel.bind(x, self.a, x == null)",
            "self.?a.optMap(a, a.b == 'c').orValue(true)",
            "self.?a.optFlatMap(a, a.?b).orValue('') == ''",
            "quantity(self.m).isLessThan(quantity('1Gi'))",
            "self == oldSelf || self.x.matches('^a$')",
            "true",
            " \n self.a.b[0].c.exists(i, i == self.d)",
            "ip(self).family() == 4 && !(self.a == b'\\x00')",
        ] {
            assert_eq!(of_self(text), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_compile_is_refused() {
        for text in [
            "Upper_Case",
            "a.b",
            "a/b",
            "has space",
            "-lead",
            "../up",
            "é",
            "123",
            "'text'",
            "[1]",
            "self.",
            "self.a >",
            "(self",
            "self.a == 'b",
            "a\nb",
            "self.all(x, x > y)",
            "{1}",
            "self..a",
            "self.a = 1",
            "x",
            "\"a\" + ",
            "self & self",
            "1.2.3",
        ] {
            assert!(of_self(text).is_some(), "{text}");
        }
    }

    #[test]
    fn anything_can_be_read() {
        for text in ["aé'", "é\"", "'", "`", "0x", ".", "\\", "r", "//", "a//é\n.b", "1e", "'\\"]
        {
            let _ = parse(text);
        }
        for mark in ["(", "!", "[", "-", "a(", "{1:"] {
            let _ = parse(&mark.repeat(100_000));
        }
        let nested = format!("{}self.a{}", "(".repeat(60), ")".repeat(60));
        assert_eq!(parse(&nested).map(|it| it.accesses.len()), Ok(1));
    }

    #[test]
    fn types_are_constructed() {
        for text in [
            "Object{spec: Object.spec{replicas: object.spec.replicas + 1}}",
            "(!has(object.metadata.labels) ? [JSONPatch{op: 'add', path: '/a', value: {}}] : [])
              + [JSONPatch{op: 'add', path: '/a/' + jsonpatch.escapeKey('b'), value: 'c'}]",
        ] {
            assert_eq!(fault(text, &OF_ADMISSION, &Outcome::Unknown), None, "{text}");
        }
    }
}
