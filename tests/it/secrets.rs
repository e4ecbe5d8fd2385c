//! A secret stays one: whichever way a value comes in, and whatever goes wrong then, nothing but a
//! manifest that was asked for tells it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;

const SECRET: &str = "hunter2-Zx9q";

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
const DEFAULTS: &str = "user: me\npw: \"\"\n";
const SCHEMA: &str =
    r#"{"properties": {"pw": {"type": "string", "writeOnly": true, "default": "hunter2-Zx9q"}}}"#;

const CONFIG: &str = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  user: {{ values.user }}
";

/// Files with their paths.
type Files<'a> = &'a [(&'a str, &'a str)];

/// Ways for a value to come in: files, arguments, stdin.
const WAYS: &[(Files<'_>, &[&str], &str)] = &[
    (&[("charts/web/values.yaml", "user: me\npw: hunter2-Zx9q\n")], &[], ""),
    (&[("values/web/prod.yaml", "pw: hunter2-Zx9q\n")], &["prod"], ""),
    (&[("x.yaml", "{user: you, pw: 'hunter2-Zx9q'}\n")], &["-f", "x.yaml"], ""),
    (&[], &["-f", "-"], "pw: |\n  hunter2-Zx9q\n"),
    (&[], &["--set", "user=a,pw=hunter2-Zx9q"], ""),
    (&[], &["--set-string", "pw=hunter2-Zx9q"], ""),
    (&[], &["--set-json", "{\"pw\": \"hunter2-Zx9q\"}"], ""),
    (&[], &["--set-json", "pw=\"hunter2-Zx9q\""], ""),
    (&[], &["--set-literal", "pw=hunter2-Zx9q"], ""),
    (&[("pw.txt", "hunter2-Zx9q\n")], &["--set-file", "pw=pw.txt"], ""),
];

/// What fails on a text, or says it.
const FAILURES: &[&str] = &[
    "values.pw | from_json",
    "(\"a: *\" ~ values.pw) | from_yaml",
    "(\"[\" ~ values.pw) | from_json",
    "tpl(\"{{ x | \" ~ values.pw ~ \" }}\")",
    "values.pw | b64decode",
    "values.pw | int",
    "values.pw | b64encode | float",
    "quantity_add(values.pw, \"1Gi\")",
    "values.pw + 1",
    "-values.pw",
    "values.pw < 3",
    "values.pw.a.b",
    "values.user[values.pw].x",
    "files.get(values.pw)",
    "semver_compare(values.pw, \"1.0\")",
    "\"a\" | regex_match(values.pw ~ \"(\")",
    "fail(\"not \" ~ values.pw)",
    "fail(values.pw | b64encode)",
    "fail(values.pw | upper)",
    "fail(values | to_json)",
    "\"\" | required(\"not \" ~ values.pw)",
];

/// Faults of the values themselves.
#[rustfmt::skip]
const BAD_FILES: &[&str] = &[
    "pw: [hunter2-Zx9q]\n", "pw: {a: hunter2-Zx9q}\n", "pw: a\npw: hunter2-Zx9q\n",
    "pw: \"hunter2-Zx9q\n", "pw: !hunter2-Zx9q x\n", "pw: !!int hunter2-Zx9q\n",
    "pw: *hunter2-Zx9q\n", "pw: hunter2-Zx9q: x\n", "pw:\n\thunter2-Zx9q\n", "pw: `hunter2-Zx9q`\n",
    "pww: hunter2-Zx9q\nnope: 1\n", "{nope: 1, pw: hunter2-Zx9q}\n", "hunter2-Zx9q\n",
    "- hunter2-Zx9q\n", "<<: {pw: hunter2-Zx9q}\nnope: 1\n", "nope: 1\npw: |\n  hunter2-Zx9q\n",
    "{pw: hunter2-Zx9q\n", "[pw]: hunter2-Zx9q\n", "x: &a hunter2-Zx9q\npw: [*a]\n",
];

#[rustfmt::skip]
const BAD_FLAGS: &[&[&str]] = &[
    &["--set", "pw=hunter2-Zx9q", "--set", "pw.x=1"], &["--set", "pw.x=hunter2-Zx9q"],
    &["--set", "pw=hunter2-Zx9q,=x"], &["--set", "pw={hunter2-Zx9q"], &["--set", "pw[0=hunter2-Zx9q"],
    &["--set", "pww=hunter2-Zx9q,nope=1"], &["--set-json", "pw=hunter2-Zx9q"],
    &["--set-json", "pw=\"hunter2-Zx9q"], &["--set-json", "{\"pw\": hunter2-Zx9q}"],
    &["--set-json", "{\"pw\":\"hunter2-Zx9q\",\"pw\":1}"], &["--set-json", "pw=[\"hunter2-Zx9q\"]"],
    &["--set-file", "pw=hunter2-Zx9q"], &["--set-string", "pw={hunter2-Zx9q,b}"],
    &["--set", "pw=hunter2-Zx9q", "--kube-version", "x"],
];

/// What the chart does with the value, so that it is secret.
#[derive(Clone, Copy)]
enum Because {
    OnlySecretsRead,
    WriteOnly,
}

const BOTH: [Because; 2] = [Because::OnlySecretsRead, Because::WriteOnly];

/// A project whose chart has the value `pw`, which it makes `expression` of.
fn project(because: Because, expression: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let place = |path: &str, text: &str| write(folder.path(), path, text);
    place("charts/web/Chart.yaml", CHART);
    place("charts/web/values.yaml", DEFAULTS);
    place("values/web/prod.yaml", "user: you\n");
    let kind = match because {
        Because::OnlySecretsRead => "Secret\nmetadata:\n  name: s\nstringData:",
        Because::WriteOnly => {
            place("charts/web/values.schema.json", SCHEMA);
            "ConfigMap\nmetadata:\n  name: s\ndata:"
        }
    };
    let template = format!("apiVersion: v1\nkind: {kind}\n  pw: {{{{ {expression} }}}}\n");
    place("charts/web/templates/config.yaml", CONFIG);
    place("charts/web/templates/s.yaml", &template);
    files.iter().for_each(|(path, text)| place(path, text));
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn drydock(folder: &Path, arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("piped");
    // A program that fails before it reads is no fault of the test.
    let _ = input.write_all(stdin.as_bytes());
    drop(input);
    child.wait_with_output().expect("an end")
}

/// Runs a command and looks for the secret in all that it says.
fn tells_nothing(folder: &Path, arguments: &[&str], stdin: &str, about: &str) -> Output {
    let output = drydock(folder, arguments, stdin);
    let said = [&*output.stdout, &*output.stderr].map(String::from_utf8_lossy).concat();
    for telling in [SECRET.to_owned(), SECRET.to_uppercase(), STANDARD.encode(SECRET)] {
        assert!(!said.contains(&telling), "{about}: {arguments:?} tells it:\n{said}");
    }
    output
}

fn with<'a>(command: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    [&[command, "web"], arguments].concat()
}

#[test]
fn templates_that_fail_tell_no_secret() {
    for because in BOTH {
        for (at, failure) in FAILURES.iter().enumerate() {
            // Every way with some failure, every failure with some ways.
            for (files, arguments, stdin) in WAYS.iter().cycle().skip(at * 3).take(3) {
                let folder = project(because, failure, files);
                let render = with("render", arguments);
                let output = tells_nothing(folder.path(), &render, stdin, failure);
                assert_eq!(output.status.code(), Some(1), "{failure} fails");
                tells_nothing(folder.path(), &with("values", arguments), stdin, failure);
            }
            let folder = project(because, failure, WAYS[1].0);
            for command in ["check", "test", "docs", "schema"] {
                let output = tells_nothing(folder.path(), &[command, "web"], "", failure);
                assert_eq!(output.status.success(), !matches!(command, "check" | "test"));
            }
        }
    }
}

#[test]
fn values_that_can_not_be_used_tell_no_secret() {
    for because in BOTH {
        for text in BAD_FILES {
            let folder = project(because, "values.pw", &[("values/web/prod.yaml", text)]);
            for command in ["render", "values"] {
                tells_nothing(folder.path(), &[command, "web", "prod"], "", text);
                tells_nothing(folder.path(), &[command, "web", "-f", "-"], text, text);
            }
            tells_nothing(folder.path(), &["check"], "", text);
            tells_nothing(folder.path(), &["test"], "", text);
        }
        for flags in BAD_FLAGS {
            let folder = project(because, "values.pw", &[]);
            for command in ["render", "values"] {
                let output = tells_nothing(folder.path(), &with(command, flags), "", flags[1]);
                assert!(!output.status.success(), "{flags:?} fails");
            }
        }
    }
}

#[test]
fn defaults_that_can_not_be_read_tell_no_secret() {
    let broken =
        ["pw: \"hunter2-Zx9q\n", "pw: !hunter2-Zx9q x\n", "user: a\npw: hunter2-Zx9q\npw: b\n"];
    for because in BOTH {
        for text in broken {
            let folder = project(because, "values.pw", &[("charts/web/values.yaml", text)]);
            for command in ["render", "values", "check", "test", "docs", "schema"] {
                let output = tells_nothing(folder.path(), &[command, "web"], "", text);
                assert!(!output.status.success(), "{command}: {text}");
            }
        }
    }
}

const SECRET_HEAD: &str = "{% macro head(kind) %}\nkind: {{ kind }}\n{% endmacro %}\n\
    {% macro secret(pw) %}\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n\
    stringData: {pw: {{ pw }}}\n{% endmacro %}\n";
const BASE: &str = "apiVersion: v1\nkind: {% block kind %}Pod{% endblock %}\nmetadata: {name: s}\n\
    {% block rest %}{% endblock %}\n";

/// Ways to write a Secret so that its kind does not stand in a line of its own.
const UNTOLD: &[&str] = &[
    "apiVersion: v1\n\"kind\": Secret\nmetadata: {name: s}\n\"stringData\":\n  pw: {{ values.pw }}\n",
    "apiVersion: v1\nkind: >-\n  Secret\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "apiVersion: v1\nkind: \"Se\\x63ret\"\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "apiVersion: v1\nkind: !!str Secret\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "apiVersion: v1\nkind: {{ \"Sec\" ~ \"ret\" }}\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "apiVersion: v1\nkind: {% if true %}Secret{% else %}Pod{% endif %}\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "apiVersion: v1\n{% include \"_kind.yaml\" %}\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "{% from \"_head.yaml\" import secret %}\n{{ secret(values.pw) }}\n",
    "{{ {\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}, \
        \"stringData\": {\"pw\": values.pw}} }}\n",
    "<<: {{ {\"apiVersion\": \"v1\", \"kind\": \"Secret\"} }}\nmetadata: {name: s}\nstringData:\n  pw: {{ values.pw }}\n",
    "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {pw: {{ values.pw }}}}\n",
    "{% extends \"_base.yaml\" %}\n{% block kind %}Secret{% endblock %}\n\
        {% block rest %}stringData: {pw: {{ values.pw }}}{% endblock %}\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  \
        stringData: {pw: {{ values.pw }}}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n{% set pw = values.pw | upper | lower %}\n---\n\
        apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  pw: {{ pw }}\n",
];

#[test]
fn secrets_of_a_kind_that_no_line_tells_are_none_the_less() {
    for template in UNTOLD {
        let files = [
            ("charts/web/templates/_kind.yaml", "kind: Secret\n"),
            ("charts/web/templates/_head.yaml", SECRET_HEAD),
            ("charts/web/templates/_base.yaml", BASE),
            ("charts/web/templates/s.yaml", template),
            ("charts/web/values.yaml", "user: me\npw: hunter2-Zx9q\n"),
        ];
        let folder = project(Because::OnlySecretsRead, "values.pw", &files);
        for arguments in [&["docs", "web"], &["schema", "web"], &["values", "web"]] {
            let output = tells_nothing(folder.path(), arguments, "", template);
            assert!(output.status.success(), "{arguments:?}: {template}");
        }
        tells_nothing(folder.path(), &["values", "web", "prod", "pw"], "", template);
        for bad in ["{nope: 1, pw: hunter2-Zx9q}\n", "pw: [hunter2-Zx9q]\n", "{pw: hunter2-Zx9q\n"]
        {
            write(folder.path(), "values/web/prod.yaml", bad);
            for arguments in
                [&["check"][..], &["test"], &["render", "web", "prod"], &["values", "web", "prod"]]
            {
                let output = tells_nothing(folder.path(), arguments, "", template);
                assert_eq!(output.status.code(), Some(1), "{arguments:?}: {bad}");
            }
        }
    }
}

#[test]
fn a_render_shows_which_values_are_no_secrets() {
    let template = "apiVersion: v1\nkind: {{ \"Config\" ~ \"Map\" }}\nmetadata: {name: s}\n\
        data:\n  pw: {{ values.pw }}\n";
    let files = [
        ("charts/web/templates/s.yaml", template),
        ("charts/web/values.yaml", "user: me\npw: hunter2-Zx9q\n"),
    ];
    let folder = project(Because::OnlySecretsRead, "values.pw", &files);
    for command in ["docs", "schema", "values"] {
        let output = drydock(folder.path(), &[command, "web"], "");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(SECRET), "{command}: {said}");
    }
    write(folder.path(), "values/web/prod.yaml", "{nope: 1, pw: hunter2-Zx9q}\n");
    tells_nothing(folder.path(), &["render", "web", "prod"], "", "nothing was rendered");
}

/// A render that fails proves nothing: what is shown here is told by the templates alone.
#[test]
fn what_is_only_looked_at_is_no_secret() {
    let lib = "{% macro guard(given) %}\n{% set at = namespace(value=given) %}\n\
        {% for key in \"a.b\" | split(\".\") %}\n\
        {% set at.value = at.value[key] if at.value is mapping and key in at.value else none %}\n\
        {% endfor %}\n{% if at.value %}\n{{ fail(\"not \" ~ at.value) }}\n{% endif %}\n{% endmacro %}\n\
        {% macro head() %}\nkind: Secret\n{% endmacro %}\n";
    let template = "{% from \"_lib.yaml\" import guard, head %}\n{% set strict = values.mode == \"strict\" %}\n\
        {{ guard(values) }}\napiVersion: v1\n{{ head() }}\nmetadata:\n  name: {{ values.name }}\n\
        {% if strict or values.level is odd %}\nstringData:\n  pw: {{ values.pw }}\n{% endif %}\n";
    let refusal = "{% from \"_lib.yaml\" import guard %}\n{{ guard(values) }}\n\
        {% if values.size > 3 %}\n{{ fail(\"size is \" ~ values.size) }}\n{% endif %}\n\
        {{ fail(\"never\") }}\n";
    let files = [
        ("charts/web/templates/_lib.yaml", lib),
        ("charts/web/templates/s.yaml", template),
        ("charts/web/templates/refusal.yaml", refusal),
        (
            "charts/web/values.yaml",
            "user: me\npw: hunter2-Zx9q\nmode: lenient\nlevel: 1234\nsize: 4321\nname: thing\n",
        ),
    ];
    let folder = project(Because::OnlySecretsRead, "values.pw", &files);
    for command in ["docs", "schema"] {
        let output = tells_nothing(folder.path(), &[command, "web"], "", "nothing proves it");
        let said = String::from_utf8_lossy(&output.stdout);
        for shown in ["lenient", "1234", "4321", "thing"] {
            assert!(said.contains(shown), "{command} hides {shown}:\n{said}");
        }
    }
}

/// What may be made of a value on its way into a document.
const MADE: &[&str] = &[
    "values.pw",
    "\"http://\" ~ values.pw ~ \"@host\"",
    "values.pw | b64encode",
    "values | to_json",
    "values | get(\"p\" ~ \"w\", \"\")",
    "(values | pick(\"pw\")).pw",
    "{\"k\": [values.pw]}",
    "[values.pw, values.user] | join(\":\")",
];

#[test]
fn snapshots_and_their_diffs_tell_no_secret() {
    for because in BOTH {
        for made in MADE {
            let folder = project(because, made, WAYS[1].0);
            let place = |path: &str, text: &str| write(folder.path(), path, text);
            let rendered = drydock(folder.path(), &["render", "web", "prod", "--no-check"], "");
            let manifest = String::from_utf8(rendered.stdout).expect("text");
            let said = [SECRET.to_owned(), STANDARD.encode(SECRET)];
            assert!(said.iter().any(|telling| manifest.contains(telling)), "{made}: {manifest}");
            // As if it had been accepted before the value was a secret.
            place("snapshots/web/prod.yaml", &manifest);
            let test = ["test", "web", "--no-check"];
            let output = tells_nothing(folder.path(), &test, "", made);
            assert_eq!(output.status.code(), Some(1), "{made}: the golden file holds it");
            place("values/web/prod.yaml", "pw: another-one\n");
            tells_nothing(folder.path(), &test, "", made);
            place("values/web/prod.yaml", "pw: hunter2-Zx9q\n");
            tells_nothing(folder.path(), &["test", "web", "--no-check", "--accept"], "", made);
            let golden = folder.path().join("snapshots/web/prod.yaml");
            let golden = fs::read_to_string(golden).expect("accepted");
            assert!(!said.iter().any(|telling| golden.contains(telling)), "{made}: {golden}");
        }
    }
}

#[test]
fn comparisons_tell_no_secret() {
    for because in BOTH {
        for made in MADE {
            let folder = project(because, made, WAYS[1].0);
            write(folder.path(), "values/web/other.yaml", "user: them\npw: another-one\n");
            for format in
                [&["-o", "text"][..], &["-o", "json"], &["-o", "markdown"], &["--text-diff"]]
            {
                for detail in [&["--all"][..], &[]] {
                    let sides = ["diff", "web", "other", "prod"];
                    let arguments = [&sides, format, detail].concat();
                    let output = tells_nothing(folder.path(), &arguments, "", made);
                    assert_eq!(output.status.code(), Some(1), "{made}: {arguments:?}");
                    let reversed = [&["diff", "web", "prod", "other"], format, detail].concat();
                    tells_nothing(folder.path(), &reversed, "", made);
                }
            }
            let flags = ["diff", "web", "other", "--with", "--set", "pw=hunter2-Zx9q,user=x"];
            tells_nothing(folder.path(), &flags, "", made);
        }
    }
}

#[test]
fn explanations_tell_no_secret() {
    for because in BOTH {
        let object = match because {
            Because::OnlySecretsRead => "Secret/s",
            Because::WriteOnly => "ConfigMap/s",
        };
        for made in MADE {
            let folder = project(because, made, WAYS[1].0);
            let asked: &[&[&str]] = &[
                &["prod"],
                &["prod", object],
                &["prod", object, "stringData.pw"],
                &["prod", object, "data.pw"],
                &["prod", "--value", "pw"],
                &["prod", "--value", "user"],
                &["--value", "pw"],
                &["prod", object, "--set", "user=x,pw=hunter2-Zx9q"],
                &["prod", "--value", "pw", "--set-file", "pw=values/web/prod.yaml"],
                &["prod", "--value", "user", "--set", "user=x,pw=hunter2-Zx9q"],
            ];
            for arguments in asked {
                for format in ["text", "json"] {
                    let arguments = [arguments, &["-o", format][..]].concat();
                    tells_nothing(folder.path(), &with("explain", &arguments), "", made);
                }
            }
        }
    }
}

#[test]
fn what_a_cluster_has_tells_no_secret() {
    for because in BOTH {
        for made in MADE {
            let folder = project(because, made, WAYS[1].0);
            write(folder.path(), "values/web/other.yaml", "user: them\npw: another-one\n");
            let rendered = drydock(folder.path(), &["render", "web", "prod", "--no-check"], "");
            let dump = String::from_utf8(rendered.stdout).expect("text");
            for environment in ["prod", "other"] {
                for format in
                    [&["--all"][..], &["-o", "json"], &["-o", "markdown"], &["--text-diff"]]
                {
                    let arguments = [&["diff", "web", environment, "--live", "-"], format].concat();
                    let output = tells_nothing(folder.path(), &arguments, &dump, made);
                    let expected = i32::from(environment == "other");
                    assert_eq!(output.status.code(), Some(expected), "{made}: {arguments:?}");
                }
            }
        }
    }
}

/// What a golden file may hold that drydock did not write.
const GOLDENS: &[&str] = &[
    "# hunter2-Zx9q\n---\nkind: Secret\nstringData:\n  pw: x # hunter2-Zx9q\n",
    "apiVersion: v1\nkind: List\nitems:\n- {kind: Secret, stringData: {pw: hunter2-Zx9q}}\n",
    "kind: Secret\nstringData:\n  pw: \"hunter2-Zx9q\n",
    "<<<<<<<\nkind: Secret\nstringData:\n  pw: |\n    hunter2-Zx9q\n>>>>>>>\n",
    "hunter2-Zx9q\n",
];

#[test]
fn goldens_of_any_kind_tell_no_secret() {
    for because in BOTH {
        for golden in GOLDENS {
            let folder = project(because, "values.pw", WAYS[1].0);
            write(folder.path(), "snapshots/web/prod.yaml", golden);
            let output = tells_nothing(folder.path(), &["test", "web", "--no-check"], "", golden);
            assert_eq!(output.status.code(), Some(1), "{golden} differs");
        }
    }
}

#[test]
fn judging_a_secret_tells_none() {
    let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n";
    let bodies = [
        "data:\n  p: hunter2-Zx9q\n",
        "stringData:\n  p: !hunter2-Zx9q!a x\n",
        "stringData:\n  p: *hunter2-Zx9q\n",
        "stringData:\n  p: !!int hunter2-Zx9q\n",
        "stringData: hunter2-Zx9q\n",
        "stringData:\n  p: [hunter2-Zx9q]\n",
        "type: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: hunter2-Zx9q\n",
    ];
    for body in bodies {
        for format in ["text", "json"] {
            let (folder, text) = (TempDir::new().expect("a folder"), format!("{head}{body}"));
            let arguments = ["validate", "-", "--format", format];
            let output = tells_nothing(folder.path(), &arguments, &text, body);
            assert_eq!(output.status.code(), Some(1), "{body} is refused");
        }
    }
}

/// What fails on a text in a Go template, or says it.
const GO_FAILURES: &[&str] = &[
    "fail .Values.pw",
    "fail (.Values.pw | b64enc)",
    "fail (.Values.pw | upper)",
    "fail (toJson .Values)",
    "required (print \"not \" .Values.pw) \"\"",
    "required (index .Values \"pw\") \"\"",
    ".Values.pw.a.b",
    "index .Values.pw 1 2",
    "add1 .Values.pw | fail",
    "tpl (printf \"{{ x | %s }}\" .Values.pw) .",
    "include .Values.pw .",
    "mustFromJson .Values.pw",
    "mustToDate \"2006\" .Values.pw",
    "semverCompare .Values.pw \"1.0\"",
    "mustRegexMatch (print .Values.pw \"(\") \"a\"",
    "print \"a: *\" .Values.pw \"\\n---\\nb\"",
];

/// What Go templates make of it for a Secret.
const GO_MADE: &[&str] = &[
    ".Values.pw | quote",
    ".Values.pw | b64enc",
    "printf \"postgres://me:%s@db\" .Values.pw",
    "dict \"a\" .Values.pw | toJson | quote",
    "tpl \"{{ .Values.pw }}\" . | quote",
    "include \"pw\" .",
];

/// The same project with Go templates.
fn project_of_go(because: Because, expression: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = project(because, "values.pw", files);
    let place = |path: &str, text: &str| write(folder.path(), path, text);
    let template = folder.path().join("charts/web/templates/s.yaml");
    let text = fs::read_to_string(template).expect("a template");
    let text = text.replace("{{ values.pw }}", &format!("{{{{ {expression} }}}}"));
    place("charts/web/templates/s.yaml", &text);
    let config = CONFIG.replace("values.user", ".Values.user");
    place("charts/web/templates/config.yaml", &config);
    let helper = "{{ define \"pw\" }}{{ .Values.pw | quote }}{{ end }}\n";
    place("charts/web/templates/_pw.tpl", helper);
    folder
}

#[test]
fn go_templates_that_fail_tell_no_secret() {
    for because in BOTH {
        for (at, expression) in GO_FAILURES.iter().enumerate() {
            let (files, arguments, stdin) = WAYS[at % WAYS.len()];
            let folder = project_of_go(because, expression, files);
            let environment = if arguments == ["prod"] { &[][..] } else { &["prod"] };
            let asked = [environment, arguments].concat();
            for command in ["render", "explain", "values"] {
                tells_nothing(folder.path(), &with(command, &asked), stdin, expression);
            }
            tells_nothing(
                folder.path(),
                &with("render", &[&asked[..], &["-o", "helm"]].concat()),
                stdin,
                expression,
            );
            for command in ["check", "test", "docs"] {
                tells_nothing(folder.path(), &[command, "web"], "", expression);
            }
        }
    }
}

#[test]
fn what_go_templates_make_of_a_secret_is_told_by_a_render_alone() {
    for because in BOTH {
        for made in GO_MADE {
            let folder = project_of_go(because, made, WAYS[1].0);
            let place = |path: &str, text: &str| write(folder.path(), path, text);
            place("values/web/other.yaml", "user: them\npw: another-one\n");
            let rendered = drydock(folder.path(), &["render", "web", "prod", "--no-check"], "");
            let manifest = String::from_utf8(rendered.stdout).expect("text");
            let said = [SECRET.to_owned(), STANDARD.encode(SECRET)];
            assert!(said.iter().any(|telling| manifest.contains(telling)), "{made}: {manifest}");
            place("snapshots/web/prod.yaml", &manifest);
            let asked: &[&[&str]] = &[
                &["test", "web", "--no-check"],
                &["test", "web", "--no-check", "--text-diff"],
                &["test", "web", "--no-check", "--accept"],
                &["test", "web", "--no-check", "-o", "json"],
                &["check", "web"],
                &["diff", "web", "other", "prod", "--all"],
                &["diff", "web", "prod", "other", "-o", "json"],
                &[
                    "diff",
                    "web",
                    "other",
                    "--with",
                    "--set",
                    "pw=hunter2-Zx9q,user=x",
                    "--text-diff",
                ],
                &["explain", "web", "prod", "Secret/s", "stringData.pw"],
                &["explain", "web", "prod", "-o", "json"],
                &["explain", "web", "--value", "pw"],
                &["values", "web", "prod", "--origins"],
                &["values", "web", "prod", "pw"],
                &["values", "web", "prod", "pw", "--set", "pw=hunter2-Zx9q"],
                &["docs", "web"],
            ];
            for arguments in asked {
                tells_nothing(folder.path(), arguments, "", made);
            }
            let golden = folder.path().join("snapshots/web/prod.yaml");
            let golden = fs::read_to_string(golden).expect("accepted");
            assert!(!said.iter().any(|telling| golden.contains(telling)), "{made}: {golden}");
        }
    }
}
