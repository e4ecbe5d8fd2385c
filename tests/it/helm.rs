//! Charts of Go templates come to what Helm 4.2.3 makes of them: `tests/helm/cases.jsonl` holds
//! small charts and its answers. Those with flags are run by the program.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use drydock::helm::{API_VERSIONS, Asked, Loaded, Shown, load, print, render};
use drydock::template::go::call::Chance;
use drydock::template::go::objects::ReleaseAction;
use drydock::template::go::run::Limits;
use drydock::template::go::value::{Map, MapType};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Where no answer can be the same, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("2ad6ab213ca9", "prints an address in memory"),
    ("528015a2835f", "prints the year of the render"),
];

/// What only the program can do: it reads `.helmignore`, and holds values against schemas.
pub(crate) fn is_for_the_program(case: &Value) -> bool {
    let files = case["files"].as_object().expect("files");
    let needs = [".helmignore", "values.schema.json"];
    !case["args"].as_array().expect("arguments").is_empty()
        || needs.iter().any(|name| files.contains_key(*name))
}

pub(crate) fn cases() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/helm/cases.jsonl");
    let text = fs::read_to_string(path).expect("the cases");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn answer(case: &Value) -> Result<Vec<u8>, String> {
    rendered(&loaded(case)?, Map::new([], MapType::Any))
}

pub(crate) fn loaded(case: &Value) -> Result<Loaded, String> {
    let files = case["files"].as_object().expect("files");
    let files = files.iter().map(|(path, text)| {
        (path.clone(), Arc::new(text.as_str().expect("a text").as_bytes().to_vec()))
    });
    load(files.collect(), &|_| Err("no archive".into()), &|_, _, _| false).map_err(|it| it.helm())
}

pub(crate) fn rendered(loaded: &Loaded, values: Map) -> Result<Vec<u8>, String> {
    let asked = Asked {
        name: "r".into(),
        namespace: "ns".into(),
        action: ReleaseAction::Install,
        kube_version: "v1.36.0".into(),
        api_versions: API_VERSIONS.iter().map(|&version| version.to_owned()).collect(),
        values,
        seed: String::new(),
        chance: Chance::Derived,
        limits: Limits::default(),
    };
    let rendered = render(loaded, &asked, &mut |_| Ok(())).map_err(|fault| fault.helm())?;
    print(&rendered, &Shown { hooks: true, tests: true, ..Shown::default() })
}

/// A failure is the same where its first line is: the file, the line and the column.
fn is_same(case: &Value, got: &Result<Vec<u8>, String>) -> bool {
    let place = |words: &str| words.split(": ").next().unwrap_or_default().to_owned();
    match (got, case["output"].as_str(), case["error"].as_str()) {
        (Ok(got), Some(output), _) => got == output.as_bytes(),
        (Err(got), _, Some(error)) => {
            place(got.lines().next().unwrap_or_default())
                == place(error.lines().next().unwrap_or_default())
        }
        _ => false,
    }
}

#[test]
fn charts_come_to_what_helm_makes_of_them() {
    let cases = cases();
    let (mut wrong, mut count) = (Vec::new(), 0);
    // Templates nest deep, and so do the calls of a debug build.
    let work = move || {
        for case in cases.iter().filter(|case| !is_for_the_program(case)) {
            let got = answer(case);
            count += 1;
            let id = case["id"].as_str().expect("a name");
            if !is_same(case, &got) && !OTHERWISE.iter().any(|(known, _)| *known == id) {
                let got = got.map(|text| String::from_utf8_lossy(&text).into_owned());
                wrong.push(format!("{id} {}: {got:?}", case["group"]));
            }
        }
        (wrong, count)
    };
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(work);
    let (wrong, count) = thread.expect("a thread").join().expect("it ends");
    assert!(count > 7000, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What Helm 4.2.3 says of numbers where Chart.yaml wants a text: those of Go have 32 bits.
#[test]
fn numbers_in_chart_yaml_are_texts() {
    for (written, read) in [
        ("20240101", "20240101"),
        ("1e6", "1e+06"),
        ("12345678901234.5", "1.2345679e+13"),
        ("1.10", "1.1"),
        ("true", "true"),
        ("\"1.10\"", "1.10"),
    ] {
        let chart = format!("apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: {written}\n");
        let template = "v: {{ .Chart.AppVersion }}\n";
        let case = json!({"files": {"Chart.yaml": chart, "templates/x.yaml": template}});
        let text = answer(&case).expect("it renders");
        let wanted = format!("---\n# Source: c/templates/x.yaml\nv: {read}\n");
        assert_eq!(String::from_utf8_lossy(&text), wanted);
    }
}

/// Go's order of keys is none for some of them.
#[test]
fn keys_without_an_order_are_all_written() {
    let keys = |n: u32| [format!("{n}"), format!("0{n}"), format!("0{n}a"), format!("{n}a0")];
    let entry = |all: String, key: String| format!("{all}\"{key}\": 1\n");
    let values = (0..200).flat_map(keys).fold(String::new(), entry);
    let chart = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
    let template = "{{ toYaml .Values }}\n";
    let files = json!({"Chart.yaml": chart, "values.yaml": values, "templates/x.yaml": template});
    let text = answer(&json!({"files": files})).expect("it renders");
    assert_eq!(String::from_utf8_lossy(&text).matches(": 1\n").count(), 800);
}

/// A pattern costs no more than the paths that it is held against are long.
#[test]
fn patterns_of_files_match_as_in_helm() {
    let chart = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
    for (pattern, found) in [
        ("*", "A;a.b;"),
        ("**", "A;a.b;d/a.b;d/e/f-g;"),
        ("d/*", "d/a.b;"),
        ("d/**", "d/a.b;d/e/f-g;"),
        ("{a,d/?}.b", "a.b;d/a.b;"),
        ("d{/*,/e/*}", "d/a.b;d/e/f-g;"),
        ("d/[a-c].b", "d/a.b;"),
        ("d/[!a-c].b", ""),
        ("d/e/f[-x]g", "d/e/f-g;"),
        (r"a\.b", "a.b;"),
        ("?.b", "a.b;"),
        ("**/*.b", "d/a.b;"),
        // What is no pattern matches everything.
        ("d/[c-a].b", "A;a.b;d/a.b;d/e/f-g;"),
        ("[a", "A;a.b;d/a.b;d/e/f-g;"),
        (&"*a".repeat(60), ""),
    ] {
        let template = format!(
            "v: {{{{ range $path, $_ := .Files.Glob {pattern:?} }}}}{{{{ $path }}}};{{{{ end }}}}\n"
        );
        let files = json!({
            "Chart.yaml": chart, "templates/x.yaml": template,
            "a.b": "", "d/a.b": "", "d/e/f-g": "", "A": "",
        });
        let text = answer(&json!({"files": files})).expect("it renders");
        let text = String::from_utf8_lossy(&text);
        let text = text.lines().last().and_then(|line| line.strip_prefix("v:")).map(str::trim);
        assert_eq!(text, Some(found), "{pattern}");
    }
}

/// Flags of Helm that have another name here, or none.
const NOT_OURS: &[&str] = &["--release-name", "--description", "--bogus", "--skip-crds"];

/// What the program says otherwise on purpose: a wrong flag is exit 2.
const REFUSED: &[&str] = &["bad-flag", "can't read"];

#[test]
fn flags_do_what_they_do_in_helm() {
    let cases = cases();
    let with_flags = cases.iter().filter(|case| is_for_the_program(case));
    let ours = with_flags.filter(|case| {
        let args = case["args"].as_array().expect("arguments");
        !args.iter().any(|arg| NOT_OURS.contains(&arg.as_str().expect("a text")))
    });
    let mut count = 0;
    for case in ours {
        let folder = TempDir::new().expect("a folder");
        for (path, text) in case["files"].as_object().expect("files") {
            let path = folder.path().join("c").join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text.as_str().expect("a text")).expect("written");
        }
        let args = case["args"].as_array().expect("arguments").iter().filter_map(Value::as_str);
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(["render", "./c", "--name", "r", "-o", "helm"])
            .args(if args.clone().any(|arg| arg == "--namespace") {
                &[][..]
            } else {
                &["-n", "ns"]
            })
            .args(args)
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        if REFUSED.iter().any(|known| said.contains(known)) {
            continue;
        }
        count += 1;
        let code = i32::from(!case["output"].is_string());
        assert_eq!(output.status.code(), Some(code), "{case}\n{said}");
        let wanted = case["output"].as_str().unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{case}\n{said}");
    }
    assert!(count > 150, "{count} cases");
}
