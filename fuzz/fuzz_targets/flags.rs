//! Any text behind `--set` and its relatives, by our rules and by Helm's.

#![no_main]

use drydock::diagnostic::Sources;
use drydock::values::Merging;
use drydock::values::set::{self, Flavor};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|argument: &str| {
    for flag in ["--set", "--set-string", "--set-file", "--set-json", "--set-literal"] {
        let flavor = Flavor::of_flag(flag).expect("a flag");
        for merging in [Merging::Drydock, Merging::Helm] {
            let source = Sources::new().add_flag(flag, argument);
            let mut files = |name: &str| Ok(format!("content of {name}"));
            let _ = set::parse(merging, flavor, argument, source, &mut files);
        }
    }
});
