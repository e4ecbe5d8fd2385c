//! Expressions that hold, and those that have no value, by the words that the server has for it.

use crate::check::cel::{Fault, Given, Program, Type, Value, Variables};
use serde_json::json;

fn outcome(text: &str) -> Result<String, Fault> {
    evaluated(text).0
}

/// What an expression amounts to, and what it costs.
fn evaluated(text: &str) -> (Result<String, Fault>, u64) {
    let part = Type::object([("k-v", Type::String)].map(|(name, kind)| (name, kind)));
    let own = Type::object([
        ("n", Type::Int),
        ("d", Type::Double),
        ("at", Type::Timestamp),
        ("every", Type::Duration),
        ("raw", Type::Bytes),
        ("names", Type::list(Type::String)),
        ("more", Type::map(Type::String, Type::Int)),
        ("a__dash__b", Type::String),
        ("__namespace__", Type::String),
        ("gone", part),
        ("port", Type::Dyn),
    ]);
    let variables = Variables::of([("self", own.clone()), ("any", Type::Dyn)]);
    let json = json!({
        "n": 2, "d": 3, "at": "2024-02-29T23:30:00Z", "every": "90s", "raw": "YWI=",
        "names": ["b", "a", "b"], "more": {"x": 1, "y": 2}, "a-b": "dash", "namespace": "shop",
        "port": "http",
    });
    let program = Program::new(text, &variables);
    let given =
        Given::of([("self", Ok(Value::of(&json, Some(&own)))), ("any", Ok(Value::plain(&json)))]);
    let (outcome, cost) = program.value(&given);
    (outcome.map(|value| format!("{value:?}")), cost)
}

#[test]
fn what_the_language_says_holds() {
    for text in [
        // Numbers of different types are compared by what they are worth.
        "1 == 1 && dyn(1) == dyn(1.0) && dyn(1u) == dyn(1) && 1 < 1.5 && 2u > 1.5",
        "dyn(1) != dyn('1') && !(dyn(null) == dyn(0))",
        "-9223372036854775808 < 0 && 0xFF == 255 && -0x10 == -16 && 7 / -2 == -3 && -7 % 3 == -1",
        "0.1 + 0.2 != 0.3 && double('NaN') != double('NaN') && !(1.0 < double('NaN'))",
        "'abc'.size() == 3 && size('é') == 1 && size(b'é') == 2 && b'\\xff' != bytes('\\u00ff')",
        "[1, 2] + [3] == [1, 2, 3] && 2 in [1, 2] && 'x' in self.more && !('z' in self.more)",
        "{'a': 1, 'b': 2} == {'b': 2, 'a': 1} && {'a': 1}.a == 1 && {1: 'x'}[1] == 'x'",
        "(true || any.gone.more == 1) && (any.gone.more == 1 || true) && !(false && any.gone.b)",
        "[1, 2, 0].exists(x, 1 / x == 1) && ![0, 1].all(x, 1 / x > 5)",
        "[1, 2, 2].exists_one(x, x == 1) && [1, 2].map(x, x > 1, x * 2) == [4]",
        "[3, 1, 2].filter(x, x > 1) == [3, 2] && {'a': 1}.all(k, k == 'a')",
        "type(1) == int && type('a') == string && type(type(1)) == type && type([]) == list",
        "type(null) == null_type && type(timestamp(0)) == google.protobuf.Timestamp",
        "self.a__dash__b == 'dash' && self.__namespace__ == 'shop' && has(self.__namespace__)",
        "self.d == 3.0 && type(self.d) == double && self.port == 'http' && !has(self.gone)",
        "string(1.0) == '1' && string(1e6) == '1e+06' && string(123456.5) == '123456.5'",
        "string(2.5e-7) == '2.5e-07' && string(true) == 'true' && string(b'ab') == 'ab'",
        "int('-3') == -3 && int(3.9) == 3 && uint(3) == 3u && double('1e3') == 1000.0 && bool('t')",
        "int(timestamp(5)) == 5 && bytes('a') == b'a' && string(self.raw) == 'ab'",
        // What is no map has no fields.
        "!has(any.port.x) && !any.port.?x.hasValue() && !any.?port.x.hasValue() && !any[?'port'][?'x'].hasValue()",
        // Of a constant map the last entry holds.
        "{true: 1, false: 2, true: 3}[true] == 3",
        "'''a\r\nb''' == 'a\\nb'",
        // Two variables.
        "['a', 'b'].all(i, v, i < 2 && v != '') && {'a': 1}.exists(k, v, k == 'a' && v == 1)",
        "[5, 6].transformList(i, v, i + v) == [5, 7] && [5, 6].transformList(i, v, i > 0, v) == [6]",
        "self.more.transformMap(k, v, v + 1) == {'x': 2, 'y': 3}",
        "['a', 'b'].transformMapEntry(i, v, {v: i}) == {'a': 0, 'b': 1}",
        "['a', 'b', 'a'].existsOne(i, v, v == 'b')",
    ] {
        assert_eq!(outcome(text), Ok("Bool(true)".to_owned()), "{text}");
    }
}

#[test]
fn what_the_libraries_say_holds() {
    for text in [
        // Optional values.
        "self.?gone.hasValue() == false && self.?n.orValue(0) == 2 && any.?gone.?b.orValue(1) == 1",
        "self.more[?'x'].value() == 1 && !self.more[?'z'].hasValue() && [1][?0].hasValue()",
        "optional.none().or(optional.of(1)).value() == 1 && !optional.ofNonZeroValue('').hasValue()",
        "[1, ?optional.none(), ?optional.of(2)] == [1, 2] && {?'a': optional.none()} == {}",
        "self.?n.optMap(x, x + 1).value() == 3 && self.?n.optFlatMap(x, optional.of(x)).value() == 2",
        "optional.of(1) == optional.of(1) && optional.unwrap([optional.of(1), optional.none()]) == [1]",
        "optional.ofNonZeroValue(timestamp('0001-01-01T00:00:00Z')) == optional.none()",
        // Times.
        "self.at.getFullYear() == 2024 && self.at.getMonth() == 1 && self.at.getDate() == 29",
        "self.at.getDayOfMonth() == 28 && self.at.getDayOfYear() == 59 && self.at.getDayOfWeek() == 4",
        "self.at.getHours('America/New_York') == 18 && self.at.getDate('+02:00') == 1",
        "self.at + duration('30m') == timestamp('2024-03-01T00:00:00Z')",
        "timestamp('2024-01-01T01:00:00+01:00') - timestamp('2023-12-31T00:00:00Z') == duration('24h')",
        "self.every.getMinutes() == 1 && self.every.getSeconds() == 90 && string(self.every) == '90s'",
        "string(duration('1.5s')) == '1.5s' && string(timestamp('2024-01-01T00:00:00.50Z')) == '2024-01-01T00:00:00.5Z'",
        // Texts.
        "'tacocat'.indexOf('aco', 0) == 1 && 'tacocat'.lastIndexOf('ac') == 1 && 'aaa'.lastIndexOf('a', 1) == 1",
        "'abc'.charAt(3) == '' && 'abc'.substring(1) == 'bc' && 'abc'.substring(0, 2) == 'ab'",
        "'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b'] && 'a'.split(',', 0) == []",
        "'hello hello'.replace('he', 'we', 1) == 'wello hello' && ['a', 'b'].join('-') == 'a-b'",
        "' a\\n'.trim() == 'a' && 'AbÉ'.lowerAscii() == 'abÉ' && strings.quote('a\"\\n') == '\"a\\\\\"\\\\n\"'",
        "'%s-%d-%.1f-%x-%b-%o-%X-%%'.format(['a', 3, 2.55, 255, 5, 8, 'z']) == 'a-3-2.5-ff-101-10-7A-%' || '%.1f'.format([2.55]) == '2.5'",
        "'%s %s'.format([[1, 'a'], {'k': true}]) == '[1, \"a\"] {\"k\":true}'",
        "'v1.2'.matches('^v[0-9]') && 'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22']",
        "'%e %.3e'.format([3.14, double('NaN')]) == '3.140000×10⁰⁰ NaN'",
        "'%e'.format([-0.00012345]) == '-1.234500×10⁻⁰⁴' && '%.2f'.format([-0.0]) == '0.00'",
        // Lists and sets.
        "[1, 2, 3].isSorted() && [1, 2].sum() == 3 && ['b', 'a'].min() == 'a' && [1.5].max() == 1.5",
        "[duration('1m')].sum() == duration('60s') && self.names.indexOf('b') == 0 && self.names.lastIndexOf('b') == 2",
        "[3, 1, 2].sort() == [1, 2, 3] && self.names.distinct() == ['b', 'a'] && [1, 2].reverse() == [2, 1]",
        "['bb', 'a'].sortBy(x, x.size()) == ['a', 'bb'] && [[1], [2]].flatten() == [1, 2]",
        "[1, 2, 3].slice(1, 3) == [2, 3] && lists.range(3) == [0, 1, 2] && [1].first().value() == 1",
        "[[[1], [2]]].flatten(2) == [1, 2] && ![1, 2].filter(x, x > 2).last().hasValue()",
        "sets.contains([1, 2], [2]) && sets.equivalent([1, 1, 2], [2, 1]) && !sets.intersects([1], [2])",
        // The server's own.
        "quantity('1Gi') == quantity('1024Mi') && quantity('500m').isLessThan(quantity('1')) && isQuantity('1.5Gi')",
        "quantity('50k').add(20).sub(quantity('10')) == quantity('50010') && sign(quantity('-1')) == -1",
        "quantity('50k').asInteger() == 50000 && !quantity('50.5').isInteger() && quantity('1500m').asApproximateFloat() == 1.5",
        "quantity('2').compareTo(quantity('1')) == 1 && !isQuantity('10x')",
        "ip('10.0.0.1').family() == 4 && ip('::1').isLoopback() && !isIP('10.0.0.256') && !isIP('fe80::1%eth0')",
        "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD') && !isIP('::ffff:1.2.3.4')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.0'))",
        "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
        "cidr('::1/128').prefixLength() == 128 && string(cidr('10.0.0.0/8').ip()) == '10.0.0.0' && !isCIDR('10.0.0.0/033')",
        "ip('224.0.0.1').isLinkLocalMulticast() && ip('169.254.1.1').isLinkLocalUnicast() && ip('8.8.8.8').isGlobalUnicast()",
        "isURL('https://a.b:80/c?d=e') && isURL('/path') && !isURL('a/b') && !isURL('../x')",
        "url('https://u@a.b:80/c d?x=1&x=2').getHost() == 'a.b:80' && url('http://[::1]:8/').getHostname() == '::1'",
        "url('https://a.b/c d?x=1&x=2').getQuery() == {'x': ['1', '2']} && url('https://a.b/c d').getEscapedPath() == '/c%20d'",
        "url('https://a.b:80').getPort() == '80' && url('/p').getScheme() == ''",
        "isSemver('1.2.3-rc.1+b') && !isSemver('1.2') && isSemver('v01.2', true) && semver('1.2.3').minor() == 2",
        "semver('1.2.3-rc').isLessThan(semver('1.2.3')) && semver('1.0.0+a').compareTo(semver('1.0.0+b')) == 0",
        "!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('A').hasValue()",
        "!format.named('nothing').hasValue() && !format.named('uuid').value().validate('01234567-89ab-cdef-0123-456789abcdef').hasValue()",
        "format.date().validate('2024-02-30').hasValue() && !format.uri().validate('https://a').hasValue()",
    ] {
        assert_eq!(outcome(text), Ok("Bool(true)".to_owned()), "{text}");
    }
}

#[test]
fn what_fails_says_why() {
    for (text, why) in [
        ("any.gone == 1", "no such key: gone"),
        ("self.more['z'] == 1", "no such key: z"),
        ("[1][1] == 1", "index out of bounds: 1"),
        ("1 / (self.n - 2) == 1", "division by zero"),
        ("1 % (self.n - 2) == 1", "modulus by zero"),
        ("9223372036854775807 + self.n > 0", "integer overflow"),
        ("uint(self.n - 5) == 0u", "unsigned integer overflow"),
        ("any.n + any.port == 1", "no such overload"),
        ("any.port > 1", "no such overload"),
        ("any.names['x'] == 1", "unsupported index type 'string' in list"),
        ("any.port.x == 1", "no such key: x"),
        ("18446744073709551615u + 1u == 0u", "unsigned integer overflow"),
        (
            "timestamp(any.port) > timestamp(0)",
            "type conversion error from 'string' to 'google.protobuf.Timestamp'",
        ),
        ("optional.none().value() == 1", "optional.none() dereference"),
        ("int(any.port) == 1", "type conversion error from 'string' to 'int'"),
        ("[1].filter(x, x > 1).max() == 1", "max called on empty list"),
        ("'abc'.substring(4) == ''", "index out of range: 4"),
        ("self.n > 1 && any.gone", "no such key: gone"),
        ("[0, 1].all(x, 1 / x > 0)", "division by zero"),
        (
            "quantity(any.port) == quantity('1')",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ("ip('x').family() == 4", "IP Address \"x\" parse error"),
    ] {
        assert_eq!(outcome(text), Err(Fault::Failed(why.into())), "{text}");
    }
    let costly = "lists.range(2000).all(x, lists.range(2000).all(y, x + y >= 0))";
    assert_eq!(outcome(costly), Err(Fault::TooExpensive));
    assert_eq!(outcome("there.is.none"), Err(Fault::Unknown));
}

#[test]
fn what_is_evaluated_costs_what_it_costs_the_server() {
    for (text, cost) in [
        // Constants cost nothing, and a list of them is a set.
        ("any.names.filter(v, v in ['a', 'c']).size() == 1", 21),
        ("{'a': 1, 'b': 2}['a'] + [1, 2, 3][any.n]", 6),
        ("duration('1h') > duration(any.every) && int('5') > any.n", 7),
        // Loops ask before each round whether to go on.
        ("any.names.all(v, v != '')", 15),
        ("any.names.exists(v, v == 'b')", 12),
        ("any.names.exists_one(v, v == 'a')", 12),
        ("any.names.map(v, v == 'a', v + v)", 24),
        ("any.more.transformMap(k, v, v + 1)", 13),
        ("any.more.transformMapEntry(k, v, {v: k})", 71),
        // Optional selections are free.
        ("has(any.more.x) && any.?more.?z.orValue(1) == 1", 5),
        ("any.port.startsWith('aaaaaaaaaaaaaaaaaaaaaa') || sets.contains(any.names, ['a'])", 9),
        ("any.names.indexOf('a') + [1, 2].sum()", 5),
        ("cidr('10.0.0.0/8').containsIP('10.1.2.3')", 3),
    ] {
        assert_eq!(evaluated(text).1, cost, "{text}");
    }
}
