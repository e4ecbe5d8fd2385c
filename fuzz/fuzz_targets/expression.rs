//! Any text as a pattern, and as a rule in CEL, of a custom resource's definition.

#![no_main]

use drydock::check::verdict::verdicts;
use libfuzzer_sys::fuzz_target;

const BEFORE: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec:
  group: example.org
  names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                name: {type: string, pattern: TEXT}
                items: {type: array, maxItems: 9, items: {type: string, maxLength: 9}}
              x-kubernetes-validations:
                - rule: TEXT
";

fuzz_target!(|text: &str| {
    // A text in JSON is one in YAML, whatever it holds.
    let quoted = format!("{text:?}").replace("\\'", "'").replace("\\u{", "u{");
    verdicts(&BEFORE.replace("TEXT", &quoted));
});
