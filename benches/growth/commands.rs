//! Projects of a size, and the commands that are run in them: what a user waits for.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::repeated;

/// What is measured: a name, the smallest size, what is written into an empty project, and the
/// command that is run there.
pub(super) struct Case {
    pub name: &'static str,
    pub size: usize,
    write: fn(&Project<'_>, usize),
    arguments: &'static [&'static str],
}

const RENDER: &[&str] = &["render", "c"];
const RENDER_E: &[&str] = &["render", "c", "e"];
const CHECK: &[&str] = &["check"];
const VALIDATE: &[&str] = &["validate", "in.yaml"];

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    Case { name: "told: unknown fields of an object", size: 500, write: unknown_fields, arguments: VALIDATE },
    Case { name: "told: unknown fields of many objects", size: 500, write: faulty_objects, arguments: VALIDATE },
    Case { name: "told: wrong types in an object", size: 500, write: wrong_types, arguments: VALIDATE },
    Case { name: "told: keys that stand twice", size: 500, write: twice, arguments: VALIDATE },
    Case { name: "told: texts that are no YAML", size: 500, write: no_yaml, arguments: VALIDATE },
    Case { name: "told: traps in values", size: 500, write: traps, arguments: RENDER },
    Case { name: "told: keys that stand twice in values", size: 500, write: twice_in_values, arguments: RENDER },
    Case { name: "told: undefined values", size: 250, write: undefined, arguments: RENDER },
    Case { name: "told: undefined values in templates each", size: 125, write: undefined_apart, arguments: RENDER },
    Case { name: "told: unknown values", size: 500, write: unknown_values, arguments: RENDER_E },
    Case { name: "told: values of wrong types", size: 500, write: mistyped_values, arguments: RENDER_E },
    Case { name: "told: what a schema refuses", size: 500, write: refused_by_schema, arguments: RENDER_E },
    Case { name: "told: keys that dangle", size: 250, write: dangling_keys, arguments: RENDER },
    Case { name: "told: references that dangle", size: 250, write: dangling_references, arguments: RENDER },
    Case { name: "told: secrets beside faults", size: 250, write: secrets, arguments: RENDER },
    Case { name: "templates: holes", size: 1000, write: holes, arguments: RENDER },
    Case { name: "templates: holes in one scalar", size: 1000, write: holes_in_a_scalar, arguments: RENDER },
    Case { name: "templates: holes in a folded text", size: 1000, write: holes_in_a_fold, arguments: RENDER },
    Case { name: "templates: holes in a literal text", size: 1000, write: holes_in_a_literal, arguments: RENDER },
    Case { name: "templates: macros", size: 250, write: macros, arguments: RENDER },
    Case { name: "templates: macro calls", size: 1000, write: calls, arguments: RENDER },
    Case { name: "templates: macro calls in a loop", size: 1000, write: calls_in_a_loop, arguments: RENDER },
    Case { name: "templates: includes", size: 500, write: includes, arguments: RENDER },
    Case { name: "templates: macros in macros", size: 8, write: nested_macros, arguments: RENDER },
    Case { name: "templates: ifs in ifs", size: 12, write: nested_ifs, arguments: RENDER },
    Case { name: "templates: ifs", size: 500, write: ifs, arguments: RENDER },
    Case { name: "templates: parts joined by `~`", size: 100, write: joined, arguments: RENDER },
    Case { name: "templates: set", size: 500, write: sets, arguments: RENDER },
    Case { name: "render: only some objects", size: 250, write: shown_only, arguments: RENDER },
    Case { name: "render: objects", size: 500, write: objects, arguments: RENDER },
    Case { name: "render: files each", size: 250, write: files, arguments: RENDER },
    Case { name: "render: layers", size: 50, write: layers, arguments: RENDER_E },
    Case { name: "render: flags", size: 125, write: flags, arguments: RENDER_E },
    Case { name: "render: a value read by many holes", size: 500, write: nested_values, arguments: RENDER },
    Case { name: "render: references of a schema", size: 250, write: chained_schema, arguments: RENDER },
    Case { name: "render: references to one schema", size: 500, write: shared_schema, arguments: RENDER },
    Case { name: "check: references", size: 500, write: holes, arguments: CHECK },
    Case { name: "check: undefined values", size: 250, write: undefined, arguments: CHECK },
    Case { name: "check: unknown names", size: 250, write: unknown_names, arguments: CHECK },
    Case { name: "check: macro calls", size: 500, write: calls, arguments: CHECK },
    Case { name: "check: macros", size: 250, write: macros, arguments: CHECK },
    Case { name: "check: ifs in ifs", size: 12, write: nested_ifs, arguments: CHECK },
    Case { name: "check: values that nothing reads", size: 500, write: unread, arguments: CHECK },
    Case { name: "test: changed lines", size: 500, write: changed_lines, arguments: &["test"] },
    Case { name: "test: changed names", size: 250, write: changed_names, arguments: &["test"] },
    Case { name: "test: one change in all objects", size: 250, write: one_change, arguments: &["test"] },
    Case { name: "test: changed keys", size: 500, write: changed_keys, arguments: &["test"] },
    Case { name: "values: origins", size: 500, write: unread, arguments: &["values", "c", "--origins"] },
    Case { name: "values: origins of secrets", size: 250, write: secrets, arguments: &["values", "c", "--origins"] },
    Case { name: "docs", size: 500, write: unread, arguments: &["docs", "c"] },
    Case { name: "schema", size: 500, write: unread, arguments: &["schema", "c"] },
    Case { name: "rules: sums", size: 50, write: cel_sums, arguments: VALIDATE },
    Case { name: "rules: fields of fields", size: 25, write: cel_fields, arguments: VALIDATE },
    Case { name: "rules: choices", size: 25, write: cel_choices, arguments: VALIDATE },
    Case { name: "rules: conjunctions", size: 50, write: cel_conjunctions, arguments: VALIDATE },
];

impl Case {
    /// Sets the project up in `folder`; returns the command that is to be measured.
    pub(super) fn prepare(&self, folder: &Path, size: usize) -> Command {
        let project = Project(folder);
        project.put("charts/c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n");
        project.put("charts/c/templates/_none.yaml", "");
        (self.write)(&project, size);
        let mut command = command(folder, self.arguments);
        if let Ok(more) = fs::read_to_string(folder.join("arguments")) {
            command.args(more.lines());
        }
        command
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

struct Project<'a>(&'a Path);

impl Project<'_> {
    fn put(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).expect("can be written");
    }

    /// A manifest to validate.
    fn input(&self, text: &str) {
        self.put("in.yaml", text);
    }

    fn template(&self, text: &str) {
        self.put("charts/c/templates/a.yaml", text);
    }

    fn values(&self, text: &str) {
        self.put("charts/c/values.yaml", text);
    }

    fn environment(&self, text: &str) {
        self.put("values/c/e.yaml", text);
    }

    /// A `ConfigMap` with these lines of data, and values for them.
    fn data(&self, lines: &str) {
        self.template(&format!("{}data:\n{lines}", head("a")));
    }
}

fn head(name: &str) -> String {
    format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: shop}}\n")
}

fn lines(size: usize, line: impl Fn(usize) -> String) -> String {
    repeated(size, "", |at| line(at) + "\n")
}

fn unknown_fields(project: &Project<'_>, size: usize) {
    project.input(&(head("a") + &lines(size, |at| format!("data{at}: {{}}"))));
}

fn faulty_objects(project: &Project<'_>, size: usize) {
    project.input(&lines(size, |at| head(&format!("a-{at}")) + "datas: 1"));
}

fn wrong_types(project: &Project<'_>, size: usize) {
    project.input(&(head("a") + "data:\n" + &lines(size, |at| format!("  key-{at}: {at}"))));
}

fn twice(project: &Project<'_>, size: usize) {
    let line = |at: usize| format!("  key-{}: a", at / 2);
    project.input(&(head("a") + "data:\n" + &lines(size, line)));
}

fn no_yaml(project: &Project<'_>, size: usize) {
    project.input(&lines(size, |at| head(&format!("a-{at}")) + "data: {a: b"));
}

fn traps(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: yes")));
}

fn twice_in_values(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{}: a", at / 2)));
}

fn undefined(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: a")));
    project.data(&lines(size, |at| format!("  key-{at}: {{{{ values.kye{at} }}}}")));
}

fn undefined_apart(project: &Project<'_>, size: usize) {
    project.values("known: a\n");
    for at in 0..size {
        let text = head(&format!("a-{at}")) + &format!("data: {{a: {{{{ values.none{at} }}}}}}\n");
        project.put(&format!("charts/c/templates/a{at}.yaml"), &text);
    }
}

fn unknown_values(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: a")));
    project.environment(&lines(size, |at| format!("kye{at}: a")));
}

fn mistyped_values(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: 1")));
    project.environment(&lines(size, |at| format!("key{at}: a")));
}

fn refused_by_schema(project: &Project<'_>, size: usize) {
    let listed = repeated(size, "", |at| format!("\"key{at}\": {{\"maxLength\": 1}},"));
    let schema = format!("{{\"properties\": {{{listed} \"z\": {{}}}}}}");
    project.put("charts/c/values.schema.json", &schema);
    project.values(&lines(size, |at| format!("key{at}: a")));
    project.environment(&lines(size, |at| format!("key{at}: abc")));
}

fn pod(name: &str, env: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  \
         containers:\n  - name: a\n    image: a:v1\n    env:\n{env}"
    )
}

fn from_key(at: usize, map: &str) -> String {
    let key = format!("{{configMapKeyRef: {{name: {map}, key: no-{at}}}}}");
    format!("    - {{name: V_{at}, valueFrom: {key}}}")
}

fn dangling_keys(project: &Project<'_>, size: usize) {
    let map = head("map") + "data:\n" + &lines(size, |at| format!("  key-{at}: a"));
    project.template(&(map + &pod("a", &lines(size, |at| from_key(at, "map")))));
}

fn dangling_references(project: &Project<'_>, size: usize) {
    let maps = lines(size, |at| head(&format!("set-{at}")) + "data: {a: b}");
    let pods = lines(size, |at| pod(&format!("p-{at}"), &from_key(at, &format!("sett-{at}"))));
    project.template(&(maps + &pods));
}

fn secrets(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("password{at}: hunter-{at}")));
    let data = lines(size, |at| format!("  key-{at}: {{{{ values.password{at} }}}}"));
    let faults = lines(size, |at| format!("  key-{at}: {at}"));
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\n";
    project.template(&format!("{secret}stringData:\n{data}{}data:\n{faults}", head("a")));
}

fn holes(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: a")));
    project.data(&lines(size, |at| format!("  key-{at}: {{{{ values.key{at} }}}}")));
}

fn holes_in_a_scalar(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: a")));
    let holes = repeated(size, "", |at| format!("{{{{ values.key{at} }}}} "));
    project.data(&format!("  key: \"{holes}\"\n"));
}

fn holes_in_a_fold(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: a")));
    let holes = lines(size, |at| format!("    {{{{ values.key{at} }}}}"));
    project.data(&format!("  key: >\n{holes}"));
}

fn holes_in_a_literal(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: a")));
    let holes = lines(size, |at| format!("    {{{{ values.key{at} }}}}"));
    project.data(&format!("  key: |\n{holes}"));
}

fn macros(project: &Project<'_>, size: usize) {
    let declared = lines(size, |at| {
        format!("{{% macro m{at}(x) %}}\n  key-{at}: {{{{ x }}}}\n{{% endmacro %}}")
    });
    project.values("a: b\n");
    let called = lines(size, |at| format!("  {{{{ m{at}(values.a) }}}}"));
    project.template(&format!("{declared}{}data:\n{called}", head("a")));
}

fn calls(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    let declared = "{% macro m(x) %}{{ x }}-web{% endmacro %}\n";
    let called = lines(size, |at| format!("  key-{at}: {{{{ m(values.a) }}}}"));
    project.template(&format!("{declared}{}data:\n{called}", head("a")));
}

fn calls_in_a_loop(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    let text = format!(
        "{{% macro m(x, n) %}}\nkey-{{{{ n }}}}: {{{{ x }}}}\n{{% endmacro %}}\n{}data:\n\
         {{% for n in range({size}) %}}\n  {{{{ m(values.a, n) }}}}\n{{% endfor %}}\n",
        head("a")
    );
    project.template(&text);
}

fn includes(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    project.put("charts/c/templates/_p.yaml", "{{ values.a }}-web");
    project.data(&lines(size, |at| format!("  key-{at}: {{% include \"_p.yaml\" %}}")));
}

fn nested_macros(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    let declared = lines(size, |at| {
        let before = at.checked_sub(1);
        let inner = before.map_or("x".to_owned(), |before| format!("m{before}(x)"));
        format!("{{% macro m{at}(x) %}}a{{{{ {inner} }}}}{{% endmacro %}}")
    });
    let last = size - 1;
    let called = lines(200, |at| format!("  key-{at}: {{{{ m{last}(values.a) }}}}"));
    project.template(&format!("{declared}{}data:\n{called}", head("a")));
}

fn nested_ifs(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: true")));
    let nest = |of: usize| {
        let open = lines(size, |at| format!("{{% if values.key{at} %}}"));
        format!("{open}  key-{of}: a{{{{ values.key0 }}}}\n{}", "{% endif %}\n".repeat(size))
    };
    project.data(&lines(50, nest));
}

fn ifs(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("key{at}: true")));
    project.data(&lines(size, |at| {
        format!(
            "  {{% if values.key{at} %}}\n  key-{at}: a{{{{ values.key{at} }}}}\n  {{% endif %}}"
        )
    }));
}

fn joined(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    let parts = vec!["values.a"; size].join(" ~ ");
    project.data(&format!("  key: {{{{ {parts} }}}}\n"));
}

fn sets(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    let set = lines(size, |at| format!("{{% set v{at} = values.a %}}"));
    let data = lines(size, |at| format!("  key-{at}: {{{{ v{at} }}}}"));
    project.template(&format!("{set}{}data:\n{data}", head("a")));
}

fn shown_only(project: &Project<'_>, size: usize) {
    objects(project, size);
    project.put("arguments", &lines(size, |at| format!("-s\nConfigMap/a-{at}")));
}

fn objects(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    let one = |at: usize| head(&format!("a-{at}")) + "data: {a: \"{{ values.a }}\"}";
    project.template(&lines(size, one));
}

fn files(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    for at in 0..size {
        let text = head(&format!("a-{at}")) + "data: {a: \"{{ values.a }}\"}\n";
        project.put(&format!("charts/c/templates/a{at}.yaml"), &text);
    }
}

fn layers(project: &Project<'_>, size: usize) {
    unread(project, 200);
    project.environment("");
    let mut arguments = String::new();
    for at in 0..size {
        project.put(&format!("layer{at}.yaml"), &lines(200, |key| format!("key{key}: {at}")));
        let _ = writeln!(arguments, "-f\nlayer{at}.yaml");
    }
    project.put("arguments", &arguments);
}

fn flags(project: &Project<'_>, size: usize) {
    unread(project, size);
    project.environment("");
    project.put("arguments", &lines(size, |at| format!("--set\nkey{at}=7")));
}

fn nested_values(project: &Project<'_>, size: usize) {
    project.values(&("all:\n".to_owned() + &lines(size, |at| format!("  key{at}: {{a: b}}"))));
    project.data(&lines(size, |at| format!("  key-{at}: {{{{ values.all.key{at}.a }}}}")));
}

fn chained_schema(project: &Project<'_>, size: usize) {
    let next = |at: usize| format!("\"d{at}\": {{\"$ref\": \"#/$defs/d{}\"}},", at + 1);
    let listed = repeated(size, "", next);
    let last = format!("\"d{size}\": {{\"type\": \"string\"}}");
    let schema = format!(
        "{{\"$defs\": {{{listed}{last}}}, \"properties\": {{\"a\": {{\"$ref\": \"#/$defs/d0\"}}}}}}"
    );
    project.put("charts/c/values.schema.json", &schema);
    project.values("a: b\n");
    project.data("  a: {{ values.a }}\n");
}

fn shared_schema(project: &Project<'_>, size: usize) {
    let listed = repeated(size, "", |at| format!("\"key{at}\": {{\"$ref\": \"#/$defs/d\"}},"));
    let definition = "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}";
    let schema =
        format!("{{\"$defs\": {{\"d\": {definition}}}, \"properties\": {{{listed} \"z\": {{}}}}}}");
    project.put("charts/c/values.schema.json", &schema);
    project.values(&lines(size, |at| format!("key{at}: {{a: b}}")));
    project.data("  a: b\n");
}

fn unknown_names(project: &Project<'_>, size: usize) {
    project.values("a: b\n");
    project.data(&lines(size, |at| format!("  key-{at}: {{{{ values.a | uper{at} }}}}")));
}

fn unread(project: &Project<'_>, size: usize) {
    project.values(&lines(size, |at| format!("# Key {at}\nkey{at}: 1")));
    project.data("  a: b\n");
}

/// Accepts what a project renders, and changes it.
fn accepted(project: &Project<'_>, before: &str, after: &str) {
    project.template(before);
    let status = command(project.0, &["test", "--accept"]).status();
    assert!(status.is_ok_and(|status| status.success()), "the case is sound");
    project.template(after);
}

fn changed_lines(project: &Project<'_>, size: usize) {
    let with = |value: &str| {
        head("a") + "data:\n" + &lines(size, |at| format!("  key-{at}: {value}-{at}"))
    };
    accepted(project, &with("a"), &with("b"));
}

fn changed_names(project: &Project<'_>, size: usize) {
    let with = |name: &str| lines(size, |at| head(&format!("{name}-{at}")) + "data: {a: b}");
    accepted(project, &with("a"), &with("b"));
}

fn one_change(project: &Project<'_>, size: usize) {
    let with =
        |word: &str| lines(size, |at| head(&format!("a-{at}")) + &format!("data: {{a: {word}}}"));
    accepted(project, &with("b"), &with("c"));
}

fn changed_keys(project: &Project<'_>, size: usize) {
    let with = |key: &str| head("a") + "data:\n" + &lines(size, |at| format!("  {key}-{at}: a"));
    accepted(project, &with("a"), &with("b"));
}

/// A definition with one rule over these fields.
fn definition(project: &Project<'_>, fields: &str, rule: &str) {
    project.input(&format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: \
         as.b.io}}\nspec:\n  group: b.io\n  names: {{kind: A, plural: as}}\n  scope: Namespaced\n  \
         versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      \
         openAPIV3Schema:\n        type: object\n        x-kubernetes-validations: [{{rule: \
         '{rule}'}}]\n        properties: {fields}\n"
    ));
}

fn cel_sums(project: &Project<'_>, size: usize) {
    let sum = vec!["self.a"; size].join(" + ");
    definition(project, "{a: {type: integer}}", &format!("{sum} > 0"));
}

fn cel_fields(project: &Project<'_>, size: usize) {
    let nest = |schema: String, _| format!("{{type: object, properties: {{a: {schema}}}}}");
    let schema = (0..size).fold("{type: integer}".to_owned(), nest);
    definition(project, &format!("{{a: {schema}}}"), &format!("self{} > 0", ".a".repeat(size + 1)));
}

fn cel_choices(project: &Project<'_>, size: usize) {
    let chain = repeated(size, "", |at| format!("self.a == {at} ? true : "));
    definition(project, "{a: {type: integer}}", &(chain + "false"));
}

fn cel_conjunctions(project: &Project<'_>, size: usize) {
    let all = vec!["self.a > 0"; size].join(" && ");
    definition(project, "{a: {type: integer}}", &all);
}
