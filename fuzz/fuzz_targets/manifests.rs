//! Any text as manifests: read as kubectl does, judged as an API server would.

#![no_main]

use drydock::check::verdict::verdicts;
use drydock::yaml::kubectl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    verdicts(&kubectl::decode(bytes));
});
