//! What the documents tell a reader to type is what the program takes: every command in them is run,
//! every template and values file is checked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::cases::copy;
use crate::{revisions, stack};

/// What stands for the reader's own in a command, and what is run in its place.
const PLACEHOLDERS: [(&str, &str); 11] = [
    ("deploy.yaml", "snapshots/pcap-analyzer/kind.yaml"),
    ("old.yaml", "snapshots/pcap-analyzer/kind.yaml"),
    ("new.yaml", "snapshots/pcap-analyzer/cluster.yaml"),
    ("svc/web", "svc/pcap-analyzer"),
    ("STACK", "pcap-analyzer"),
    ("ENV", "kind"),
    ("CHART", "charts/pcap-analyzer"),
    ("COMMAND", "render"),
    ("SHELL", "bash"),
    ("$TAG", "v9"),
    ("manifests/", "snapshots/"),
];

/// Whoever is asked to name one names one of these.
const NAMED: [(&str, &str); 2] =
    [("rules NAME", "dangling-service"), ("functions NAME", "b64encode")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the repository.
fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    for folder in ["docs", "charts"] {
        add_pages(&root().join(folder), &mut found);
    }
    found
}

fn add_pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add_pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The blocks of a page, each with the language that it is said to be in.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.trim_start().strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(language) => {
                inside = true;
                found.push((language, String::new()));
            }
            None if inside => {
                let (_, text) = found.last_mut().expect("a block is open");
                *text += &format!("{line}\n");
            }
            None => {}
        }
    }
    found
}

/// The calls of the program in the text of a shell.
fn calls(script: &str) -> Vec<String> {
    let joined = script.replace("\\\n", " ").replace("|\n", "| ");
    let lines = joined.lines().map(|line| line.split(" #").next().unwrap_or(line));
    let commands =
        lines.flat_map(|line| line.split(['|', ';', '>', '<']).flat_map(|it| it.split("&&")));
    let ours = commands.filter_map(|command| {
        let command = command.trim().trim_start_matches("$ ").trim_start_matches("while ");
        let call = command.strip_prefix("drydock ");
        call.or_else(|| command.strip_prefix("cargo run --release -- "))
    });
    ours.filter(|call| !call.contains('…')).map(str::to_owned).collect()
}

/// The calls that a page names in its sentences: `drydock render STACK`.
fn named(page: &str) -> Vec<String> {
    let outside = page.split("```").step_by(2).collect::<String>().replace("\\|", "|");
    let spans = outside.split('`').skip(1).step_by(2);
    let script: Vec<String> =
        spans.map(|span| span.split('[').next().unwrap_or(span).to_owned()).collect();
    calls(&script.join("\n"))
}

/// The examples in what `--help` prints.
fn examples() -> Vec<String> {
    let of = |command: &str| String::from_utf8(stack::drydock(command).stdout).expect("text");
    let main = of("--help");
    let list = main.split("Commands:\n").nth(1).expect("commands").split("\n\n").next();
    let commands = list.expect("a list").lines().filter_map(|line| line.split_whitespace().next());
    let pages = commands.map(|command| of(&format!("{command} --help")));
    let pages: Vec<String> = pages.chain([main.clone()]).collect();
    let examples = pages.iter().flat_map(|page| page.split("Example").skip(1));
    examples.flat_map(|examples| calls(&examples.replace("\n  ", "\n"))).collect()
}

#[test]
fn every_command_runs() {
    let folder = TempDir::new().expect("a folder");
    for part in ["charts", "values", "snapshots"] {
        let to = folder.path().join(part);
        fs::create_dir(&to).expect("made");
        copy(&root().join(part), &to);
    }
    let web = folder.path().join("web");
    fs::create_dir(&web).expect("made");
    copy(&root().join("tests/convert/web"), &web);
    // Those that stay would be findings.
    for stays in ["secret.yaml", "test-reachable.yaml", "welcome.yaml"] {
        fs::remove_file(web.join("templates").join(stays)).expect("removed");
    }
    fs::copy(root().join("drydock.yaml"), folder.path().join("drydock.yaml")).expect("copied");
    revisions::commit_all(folder.path());
    revisions::commit_all(folder.path());
    let mut commands: BTreeSet<String> = examples().into_iter().collect();
    for path in documents() {
        let page = fs::read_to_string(&path).expect("a page");
        let scripts = blocks(&page).into_iter().filter(|(language, _)| *language == "sh");
        commands.extend(scripts.flat_map(|(_, script)| calls(&script)));
        commands.extend(named(&page));
    }
    assert!(commands.len() > 50, "the documents show commands: {commands:?}");
    let mut failed = Vec::new();
    for command in &commands {
        if let Some(why) = refusal(folder.path(), command) {
            failed.push(format!("drydock {command}\n{why}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Runs a command as a reader would, with something of theirs where it names a file.
fn refusal(folder: &Path, command: &str) -> Option<String> {
    let mut command = command.replace(['"', '\''], "");
    for (call, name) in NAMED {
        command = command.replace(call, &call.replace("NAME", name));
    }
    let word = |word: &str| {
        let known = PLACEHOLDERS.iter().find(|(placeholder, _)| *placeholder == word);
        known.map_or_else(|| word.replace("$TAG", "v9"), |(_, meant)| (*meant).to_owned())
    };
    let words: Vec<String> = command.split_whitespace().map(word).collect();
    for pair in words.windows(2) {
        let file = match pair[0].as_str() {
            "-f" | "--values" => &pair[1],
            "--set-file" => pair[1].split_once('=').map_or("", |(_, file)| file),
            _ => continue,
        };
        let file = folder.join(file);
        if !file.exists() {
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, "{}\n").expect("written");
        }
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(&words)
        .current_dir(folder)
        .stdin(Stdio::from(manifests(folder)))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let status = child.wait().expect("it ends");
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        std::io::Read::read_to_string(&mut stderr, &mut said).expect("text");
    }
    // That something differs is no refusal, nor that nobody can be asked.
    let is_said = status.code() == Some(1) && words.first().is_some_and(|word| word == "diff");
    let is_alone = said.contains("needs a terminal");
    (!status.success() && !is_said && !is_alone).then_some(said)
}

/// For those that read stdin.
fn manifests(folder: &Path) -> fs::File {
    fs::File::open(folder.join("snapshots/pcap-analyzer/kind.yaml")).expect("a golden file")
}

/// A block says in its first line which file it is; those of a page are one project.
#[test]
fn every_template_and_values_file_is_sound() {
    for path in documents() {
        let page = fs::read_to_string(&path).expect("a page");
        let folder = TempDir::new().expect("a folder");
        let mut charts = BTreeSet::new();
        for (_, text) in blocks(&page).iter().filter(|(language, _)| *language == "yaml") {
            let name = text.lines().next().and_then(|line| line.strip_prefix("# "));
            let Some(name) = name.filter(|name| name.starts_with("charts/")) else {
                assert!(!text.contains("{{"), "{}: a template without a name", path.display());
                let read: Result<serde_yaml::Value, _> = serde_yaml::from_str(text);
                assert!(read.is_ok(), "{}: {text}", path.display());
                continue;
            };
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(&file, text).expect("written");
            charts.insert(name.split('/').nth(1).expect("a chart").to_owned());
        }
        for chart in &charts {
            let file = folder.path().join("charts").join(chart).join("Chart.yaml");
            let text = format!("apiVersion: v2\nname: {chart}\nversion: 1.0.0\n");
            fs::write(file, text).expect("written");
            let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
                .args(["check", chart])
                .current_dir(folder.path())
                .output()
                .expect("the program runs");
            let said = String::from_utf8(output.stdout).expect("text");
            assert_eq!(said, format!("{chart} default: ok\n"), "{}", path.display());
        }
    }
}
