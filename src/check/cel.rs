//! CEL, the language of validation rules and admission policies: does an expression compile, what
//! is its type, and what does it cost at most?
//!
//! ```text
//! text ─► tokens ─► Expression (parser) ─► types (checker) ─┬► the most that it costs (cost)
//!                                                            └► Plan ─► its value (evaluate)
//! ```
//!
//! An expression is refused only where the server's compiler would refuse it: a syntax error, an
//! unknown variable, field or function, or types that don't fit. Where a type is not known, all is
//! let through.

mod checker;
mod cost;
mod evaluate;
mod functions;
mod library;
mod literals;
mod mentions;
mod parser;
mod plan;
mod price;
mod program;
mod tokens;
mod types;
mod value;
mod words;

pub(super) use checker::Variables;
pub(super) use cost::shape::{Parts, Shape};
pub(super) use evaluate::Given;
pub(super) use mentions::field_of;
pub(super) use program::Program;
pub(super) use types::Type;
pub(super) use value::{Fault, Value};
pub(super) use words::is_taken;

use checker::Checker;

/// The type that an expression must have: a rule is a `bool`, a message a `string`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    Anything,
    /// Exactly one of these.
    OneOf(Vec<Type>),
}

impl Wanted {
    pub(super) fn just(kind: Type) -> Self {
        Wanted::OneOf(vec![kind])
    }
}

/// An expression that compiles.
#[derive(Debug, PartialEq)]
pub(super) struct Compiled {
    pub kind: Type,
    /// Whether it names `oldSelf`.
    pub uses_old: bool,
}

/// Whether a rule holds for a value, given as both `self` and `oldSelf`; `None` if that can't be
/// computed here. A rule that fails does not hold.
pub(super) fn holds(text: &str, variables: &Variables, own: &serde_json::Value) -> Option<bool> {
    let program = Program::new(text, variables);
    let kind = variables.kind_of("self");
    let given = Given::of(["self", "oldSelf"].map(|name| (name, Ok(Value::of(own, kind)))));
    match program.value(&given).0 {
        Ok(value) => value.as_bool(),
        Err(Fault::Unknown) => None,
        Err(_) => Some(false),
    }
}

/// The estimated cost of an expression that compiles, for a `self` of the given shape; `None` if it
/// can't be estimated.
pub(super) fn cost(text: &str, variables: &Variables, shape: &Shape) -> Option<u64> {
    let expression = parser::parse(text).ok()??;
    let mut checker = Checker::new(variables, "oldSelf");
    checker.check_whole(&expression).ok()?;
    cost::estimate(&expression, &checker.into_notes(), shape)
}

/// Compiles an expression that sees these variables.
///
/// # Errors
/// Why it does not compile.
pub(super) fn compile(
    text: &str,
    variables: &Variables,
    wanted: &Wanted,
) -> Result<Compiled, String> {
    let Some(expression) = parser::parse(text)? else {
        return Ok(Compiled { kind: Type::Unknown, uses_old: text.contains("oldSelf") });
    };
    let mut checker = Checker::new(variables, "oldSelf");
    let kind = checker.check_whole(&expression)?;
    let kind = checker.bindings.settled(&kind);
    let uses_old = checker.is_watched_used;
    match wanted {
        Wanted::OneOf(kinds) if !kinds.iter().any(|wanted| kind.may_be(wanted)) => {
            let kinds: Vec<String> = kinds.iter().map(Type::shown).collect();
            Err(format!("evaluates to {}, not to {}", kind.shown(), kinds.join(" or ")))
        }
        _ => Ok(Compiled { kind, uses_old }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a rule on an object that has a few fields.
    fn of_self(text: &str) -> Option<String> {
        let inner = Type::object([("x", Type::Int), ("y", Type::String)]);
        let object = Type::object([
            ("a", Type::Int),
            ("d", Type::Double),
            ("s", Type::String),
            ("t", Type::Duration),
            ("f", Type::Bool),
            ("any", Type::Dyn),
            ("names", Type::list(Type::String)),
            ("parts", Type::list(inner.clone())),
            ("more", Type::map(Type::String, Type::Int)),
            ("part", inner),
        ]);
        let variables = Variables::of([("self", object.clone()), ("oldSelf", object)]);
        compile(text, &variables, &Wanted::just(Type::Bool)).err()
    }

    #[test]
    fn what_compiles_is_accepted() {
        for text in [
            "self.a > 0",
            "self.a <= self.d && self.d < 5u",
            "self.names.all(x, x.startsWith('a'))",
            "!has(self.s) || self.s != \"b\\\"\"",
            "has(self.s) ? self.s in ['x', r'\\d', \"\"\"y\nz\"\"\"] : true",
            "self.parts.map(p, p.x > 1, p.y).exists_one(v, v == 'b')",
            "self.?a.orValue(0) == -1 && self.more[?'k'].hasValue()",
            "optional.of(self).hasValue() // why",
            "self.t <= duration('1h')",
            "type(self.s) == string",
            "{'a': 1, ?'b': self.?a}.size() == [1, 0xFF, -5][0]",
            "self.more.transformMap(k, v, v + 1).size() % 2 == 0",
            "quantity(self.s).isLessThan(quantity('1Gi'))",
            "self == oldSelf || self.s.matches('^a$')",
            "true",
            "'%s %d %f'.format([self.names, self.a, self.d]) + '%s'.format([[1, 'a']]) != ''",
            "[[], [1]].size() > 1 && [self.any, dyn(1)].size() > 1",
            "sign(quantity('1')) == 1",
            "[].sum() == 0 && [].max() == 1",
            " \n self.names.exists(i, i == self.s)",
            "ip(self.s).family() == 4 && !(bytes(self.s) == b'\\x00')",
            "self.any == 1 || self.any == 'a' || self.any.b.c",
            "(self.any + 1) > 2",
            "[1, 2].sum() + self.parts.map(p, p.x).sum() == size(self.names)",
            "self.names.map(n, {'k': n}).all(m, m.k.size() > 0)",
            "[] == self.names || self.more == {}",
            "self.names == oldSelf.names.filter(n, n in ['a'])",
            "sets.contains(self.names, ['a']) && isURL(self.s) && url(self.s).getHost() != ''",
            "!format.dns1123Label().validate(self.s).hasValue()",
            "self.more.all(k, self.more[k] > 0) && 'a' in self.more",
            "self.parts.all(p, self.parts.exists_one(q, q.x == p.x))",
            "self.names.join(',').split(',').size() == int('1')",
            "timestamp('2020-01-01T00:00:00Z').getFullYear() > 2000",
            "self.names.exists(i, n, i > 0 && n == '')",
            "self.part != null",
            "semver('1.0.0').isGreaterThan(semver('0.1.0'))",
            "(self.f ? self.names : []).size() == 0",
            "optional.none().orValue(true)",
            "'%s has %d'.format([self.s, self.a]) != ''",
            "self.any.?b.?c['d'].orValue('') == '' && !self.any.?e[0].hasValue()",
            "(self.f ? self.any : self.any.b).name.endsWith('x') && !self.any.on",
            "self.s.matches(r\"\"\"^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$\"\"\")",
            "self.parts.all(p, self.parts.exists_one(q, p.x == q.x && (!has(p.y) || p.y == '')))",
            "!(self.parts.filter(p, p.y == 'a').size() > 1)",
            "self.any.map(x, x.weight).sum() == 100 && self.any.all(k, k in self.any)",
            "self.any.optMap(x, x + 1).orValue(2) > 1",
            "self.?a.optMap(a, a + 1).orValue(2) > 1",
            "self.any.?b.optFlatMap(b, b.?c).orValue('') == ''",
            "has(self.a) != has(self.s) && self.f == true",
            "[self.s, self.part.y].all(x, x.size() < 5u + 2u || x.lowerAscii() == x)",
            "timestamp(self.s) - timestamp('2020-01-01T00:00:00Z') > duration('1h')",
            "self.a >= int(oldSelf.d) && self.more.exists(k, v, v > 1)",
        ] {
            assert_eq!(of_self(text), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_compile_is_refused() {
        for text in [
            "Upper_Case",
            "self.part.`y` == self.s",
            "self.s in ['a', 1]",
            "[self.a, self.d].size() > 1",
            "{'a': 1, 'b': '1'}.size() > 1",
            "[self.any, 'a'].size() > 1",
            "'abc'.reverse() == self.s",
            "quantity('1').sign() == 1",
            "int('a') == 1",
            "timestamp('10000-01-01T00:00:00Z') > timestamp(self.s)",
            "duration(1) > self.t",
            "self.s.find('(') == ''",
            "'%d'.format([self.s]) == ''",
            "'%d %d'.format([self.a]) == ''",
            "'%d'.format([self.a, 1]) == ''",
            "'%y'.format([self.a]) == ''",
            "dyn == self.a",
            "cel.bind(x, self.a, x == 1)",
            "math.greatest(self.a, 1) > 1",
            "base64.encode(b'a') == 'YQ=='",
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
            "self.s == 'b",
            "a\nb",
            "self.names.all(x, x > y)",
            "{1}",
            "self..a",
            "self.a = 1",
            "x",
            "\"a\" + ",
            "self & self",
            "1.2.3",
            "self.b > 0",
            "self.part.z == 1",
            "self.a == 'x'",
            "self.s > 1",
            "self.s == null",
            "self.a",
            "self.names.startsWith('a')",
            "self.names.startswith('a')",
            "self.s.all(x, true)",
            "self.names.all(x, x)",
            "self.names.map(x, x)",
            "self.any",
            "self.any.b",
            "self.f ? true : self.any",
            "has(self)",
            "self.parts.all(p.x, true)",
            "namespace == 'a'",
            "self.in == 1",
            "1 == 1.0",
            "'\\d' == self.s",
            "duration('soon') > self.t",
            "self.s.matches('(')",
            "size(self.a) > 0",
            "nothing(1)",
            "self.names[0].x == 1",
            "99999999999999999999 > self.a",
            "Object{a: 1} != null",
            "self == self.part",
        ] {
            assert!(of_self(text).is_some(), "{text}");
        }
    }

    /// The cost of an expression on a few lists and strings.
    fn cost_of(text: &str) -> Option<u64> {
        let scalar = |most| Shape { most, bytes: 2, parts: Parts::None };
        let texts = Shape { most: 10, bytes: 2, parts: Parts::Items(Box::new(scalar(20))) };
        let map = Shape { most: 5, bytes: 2, parts: Parts::Values(Box::new(scalar(20))) };
        let fields = [("a", scalar(0)), ("s", scalar(100)), ("names", texts), ("more", map)];
        let fields = fields.map(|(name, shape)| (name.to_owned(), shape));
        let shape = Shape { most: 0, bytes: 2, parts: Parts::Fields(fields.into()) };
        let object = Type::object([
            ("a", Type::Int),
            ("s", Type::String),
            ("names", Type::list(Type::String)),
            ("more", Type::map(Type::String, Type::String)),
        ]);
        let variables = Variables::of([("self", object.clone()), ("oldSelf", object)]);
        cost(text, &variables, &shape)
    }

    #[test]
    fn what_is_read_more_often_costs_more() {
        for (text, cost) in [
            ("true", 0),
            // A name, a field, and the comparison of a number.
            ("self.a > 1", 3),
            // Ten characters of a hundred are one unit.
            ("self.s == oldSelf.s", 2 + 2 + 10),
            ("self.s.startsWith('aaaaaaaaaa')", 2 + 1),
            ("self.s.contains('aaaaaaaaaa')", 2 + 10),
            // 101 characters in tenths, times a quarter of the pattern's.
            ("self.s.matches('abcd')", 2 + 11),
            // Ten rounds: of the loop two for going on; two for the sum, 1 + 1 for the item.
            ("self.names.all(x, x == 'a')", 2 + 1 + 10 * (2 + 1 + 1 + 1)),
            ("self.names.exists(x, x == 'a')", 2 + 1 + 10 * (3 + 1 + 1 + 1)),
            ("has(self.s) ? self.s == 'a' : true", 1 + 2 + 1),
            ("self.s in ['a', 'b']", 2 + 10 + 2),
            ("self.more.all(k, self.more[k] == 'a')", 2 + 1 + 5 * (2 + 1 + 2 + 1 + 1 + 1)),
            ("(self.s + self.s) == 'a'", 2 + 2 + 20 + 1),
        ] {
            assert_eq!(cost_of(text), Some(cost), "{text}");
        }
    }

    #[test]
    fn plain_conditions_hold_or_not() {
        let object = Type::object([("a", Type::Int), ("s", Type::String)]);
        let variables = Variables::of([("self", object.clone()), ("oldSelf", object)]);
        let own = serde_json::json!({"a": 2, "s": "abc"});
        for (text, wanted) in [
            ("self.a > 1 && self.s.startsWith('a')", Some(true)),
            ("self.a + 1 == 4 || self.s.size() > 3", Some(false)),
            ("self.s in ['x', 'abc'] ? self == oldSelf : false", Some(true)),
            ("[1, 2, 3].all(x, x > self.a)", Some(false)),
            ("[1, 2, 3].exists_one(x, x == self.a)", Some(true)),
            ("self.s.matches('^b')", Some(false)),
            ("duration(self.s) > duration('1h')", Some(false)),
            ("duration(self.s) > duration('1h') || self.a == 2", Some(true)),
        ] {
            assert_eq!(holds(text, &variables, &own), wanted, "{text}");
        }
    }

    #[test]
    fn anything_can_be_read() {
        let variables = Variables::default();
        let compile = |text: &str| compile(text, &variables, &Wanted::Anything);
        for text in ["aé'", "é\"", "'", "`", "0x", ".", "\\", "r", "//", "a//é\n.b", "1e", "'\\"]
        {
            assert!(compile(text).is_err(), "{text}");
        }
        for mark in ["(", "!", "[", "-", "a(", "{1:"] {
            let _ = compile(&mark.repeat(100_000));
        }
        let nested = format!("{}1{}", "(".repeat(60), ")".repeat(60));
        assert_eq!(compile(&nested).map(|it| it.kind), Ok(Type::Int));
    }
}
