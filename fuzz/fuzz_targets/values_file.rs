//! Any text as a values file; what is read is the same when it is written and read again.

#![no_main]

use drydock::diagnostic::{Report, Sources};
use drydock::yaml::{self, Dialect, Node};
use libfuzzer_sys::fuzz_target;

fn read(text: &str) -> Option<Node> {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let source = sources.add_values("values.yaml", text);
    let node = yaml::read_map(text, source, Dialect::Unambiguous, &mut report);
    (!report.has_errors()).then_some(node)
}

fuzz_target!(|text: &str| {
    if let Some(node) = read(text) {
        let written = yaml::emit(&node);
        let again = read(&written).expect("what is written can be read");
        assert_eq!(written, yaml::emit(&again), "{text}");
    }
});
