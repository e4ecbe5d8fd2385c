//! Any text as what `fromYaml` is given: what `toYaml` writes of it is read as the same again.

#![no_main]

use drydock::template::go::call::Context;
use drydock::template::go::functions::find;
use drydock::template::go::value::Value;
use libfuzzer_sys::fuzz_target;

fn call(name: &str, argument: Value) -> Option<Value> {
    let context = Context::default();
    context.bytes.set(1 << 24);
    let row = find(name).expect("it is in the table");
    (row.call)(&context, &[argument]).ok()
}

fuzz_target!(|text: &str| {
    let Some(value) = call("fromYaml", Value::text(text)) else { return };
    let Some(written) = call("toYaml", value) else { return };
    // `toYaml` takes the end of the last line off.
    let lines = format!("{}\n", written.as_text().map(|text| text.to_str()).unwrap_or_default());
    let again = call("fromYaml", Value::text(lines)).and_then(|value| call("toYaml", value));
    let again = again.as_ref().and_then(Value::as_text);
    assert_eq!(again, written.as_text());
});
