//! Any bytes as a Go template, run as a file and as the text of a `tpl`: no panic, and every byte of
//! what comes out has its origin.

#![no_main]

use std::sync::Arc;

use drydock::template::go::call::Context;
use drydock::template::go::program::Program;
use drydock::template::go::run::{Limits, Run};
use drydock::template::go::value::Value;
use libfuzzer_sys::fuzz_target;

const TPL: &str = "{{ tpl .Values.text . }}";

fuzz_target!(|bytes: &[u8]| {
    for template in [bytes, TPL.as_bytes()] {
        let path = "c/templates/a.yaml";
        let files = vec![(0, path.to_owned(), Arc::new(template.to_vec()))];
        let Ok(program) = Program::parse(files) else { continue };
        let values = Value::map([("text".into(), Value::text(bytes.to_vec()))]);
        let root = Value::map([("Values".into(), values)]);
        let limits = Limits { steps: 100_000, depth: 100, bytes: 1 << 22 };
        if let Ok(text) = Run::new(&program, Context::default(), limits).file(path, &root) {
            let covered: usize = text.runs().map(|(range, _)| range.len()).sum();
            assert_eq!(covered, text.len());
        }
    }
});
