use proptest::prelude::*;

use super::*;

fn amount(text: &str) -> Amount {
    Amount::of(&Quantity(text.to_owned()))
}

#[test]
fn amounts_compare_whatever_their_suffix() {
    for (left, right) in [
        ("1", "1000m"),
        ("1Gi", "1024Mi"),
        ("1.5k", "15e2"),
        ("0.1n", "1n"),
        ("-1", "-1e0"),
        ("Mi", "0"),
        (" 1Gi ", "1073741824"),
        ("0.000000000000000000000000000000000000000000001", "1n"),
        ("0.00000000000000000000000000000000000000000000100e45", "1"),
        ("0.00000000000000000000000000000000000000000000000000001Ei", "1n"),
        ("0.1234567890123456789012345678901234567890Ki", "126419751949n"),
        ("1e4294967296", "1"),
    ] {
        assert_eq!(amount(left), amount(right), "{left} {right}");
    }
    assert!(amount("1G") < amount("1Gi"));
    assert!(amount("-1m") < Amount::ZERO);
    assert!(amount("2").is_whole() && !amount("100m").is_whole());
    assert_eq!(amount("1.5Ki"), Amount::whole(1536));
}

#[test]
fn only_binary_suffixes_are_cut_to_an_int64() {
    assert_eq!(amount("8Ei"), amount("9223372036854775807"));
    assert_eq!(amount("-9999999999999Ei"), amount("-9223372036854775807"));
    assert!(amount("99999999999999999999999") > amount("10E"));
    assert!(amount("1e999999999") > amount("1e28"));
}

#[test]
fn quantities_are_what_the_server_takes() {
    let right = ["0", "1", "-1.5", "+.5Gi", "1.G", "500m", "1e3", "1E-2", "2E", " 1Gi ", "Mi", "+"];
    let wrong = ["", " ", "1gi", "1GiB", "0.1mi", "1 Gi", "1.1.M", "1e", "1e1.5", "NaN", "1Gi\n"];
    assert_eq!(right.map(is_quantity), right.map(|_| true));
    assert_eq!(wrong.map(is_quantity), wrong.map(|_| false));
}

#[test]
fn units_are_suffixes_but_exponents() {
    assert!(["500m", "1Gi", "-.5k", "100n", "2E"].into_iter().all(has_unit));
    assert!(!["500", "5e2", "Mi", "m", "", "1x", "1Gi ", "5M5"].into_iter().any(has_unit));
}

#[test]
fn printed_canonically() {
    for (read, printed) in [
        ("1.5Gi", "1536Mi"),
        ("1024Mi", "1Gi"),
        ("1Ki", "1Ki"),
        ("1024Ki", "1Mi"),
        ("0.5Ki", "512"),
        ("1.5Ki", "1536"),
        ("0.0001Ki", "102400u"),
        ("1025.5Ki", "1050112"),
        ("0.3Mi", "314572800m"),
        ("1000m", "1"),
        ("1000", "1k"),
        ("1024", "1024"),
        ("0.001", "1m"),
        ("0.5", "500m"),
        (".5", "500m"),
        ("5.", "5"),
        ("+1500m", "1500m"),
        ("-1500k", "-1500k"),
        ("1000k", "1M"),
        ("5E", "5E"),
        ("12e6", "12e6"),
        ("12E4", "120e3"),
        ("1e3", "1e3"),
        ("1e-3", "1e-3"),
        ("1e0", "1"),
        ("0Gi", "0"),
        ("0.1n", "1n"),
        ("-0.1n", "-1n"),
        ("1e-400", "1e-9"),
        ("0e400", "0"),
        ("9223372036854775807", "9223372036854775807"),
        ("7Ei", "7Ei"),
    ] {
        assert_eq!(Amount::parse(read).expect(read).to_string(), printed, "{read}");
    }
}

#[test]
fn what_nobody_would_write() {
    for text in
        ["", "Gi", "1.5Gib", "1 Gi", "1K", "1ki", "1mi", "1.2.3", "1-", "--1", ".", "1e", "1e1.5"]
    {
        assert!(Amount::parse(text).unwrap_err().contains("is not a quantity"), "{text}");
    }
    for text in ["9223372036854775808", "8Ei", "10E", "1e19", "1e999"] {
        assert!(Amount::parse(text).unwrap_err().contains("is larger"), "{text}");
    }
}

#[test]
fn decimals_have_no_suffix() {
    let parts = |text| Decimal::parse(text).map(|it| (it.mantissa, it.places));
    assert_eq!(parts("-1.50"), Some((-15, 1)));
    assert_eq!([".5", "5.", "+0"].map(parts), [Some((5, 1)), Some((5, 0)), Some((0, 0))]);
    assert_eq!(["", ".", "1e0", "1m", "inf", "1.2.3", "--1"].map(parts), [const { None }; 7]);
}

fn any_amount() -> impl Strategy<Value = Amount> {
    let suffix = prop::sample::select(vec!["n", "u", "m", "", "k", "M", "Ki", "Mi", "Gi", "e3"]);
    (-1_000_000i64..1_000_000, 0u32..1000, suffix).prop_map(|(whole, fraction, suffix)| {
        Amount::parse(&format!("{whole}.{fraction}{suffix}")).expect("small")
    })
}

proptest! {
    #[test]
    fn what_was_added_can_be_taken_away(a in any_amount(), b in any_amount()) {
        let back = a.checked_add(b).unwrap().checked_sub(b).unwrap();
        prop_assert_eq!(back, a);
        prop_assert_eq!(back.to_string(), a.to_string());
    }

    #[test]
    fn printing_loses_nothing(a in any_amount()) {
        prop_assert_eq!(Amount::parse(&a.to_string()).unwrap(), a);
    }
}
