//! Help that is followed helps: each that a snapshot of `tests/cases` shows, and that a machine can
//! follow, is followed, and then the fault is gone.

use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::cases::{drydock, lay_out};

#[test]
fn help_that_is_followed_helps() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let (mut followed, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(&root).expect("the folder of cases") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "case") {
            continue;
        }
        let case = fs::read_to_string(&path).expect("a case");
        let snapshot = fs::read_to_string(path.with_extension("snap")).expect("a snapshot");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        for session in snapshot.split("\n$ drydock ").skip(1) {
            let (command, shown) = session.split_once('\n').unwrap_or((session, ""));
            if command.contains("--accept") || command.contains("--output-dir") {
                continue;
            }
            for told in Told::all(shown) {
                for help in &told.helps {
                    let Some(edit) = told.edit(help, command) else { continue };
                    followed += 1;
                    if let Some(still) = follow(&case, &root.join("base"), command, &edit, &told) {
                        wrong.push(format!("{name}: {command}\n{help}\n{edit:?}\n{still}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {followed}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(followed > 40, "only {followed} were followed");
}

/// What is said again after a help was followed, if it is the same fault.
fn follow(case: &str, base: &Path, command: &str, edit: &Edit, told: &Told<'_>) -> Option<String> {
    let (_, folder) = lay_out(case, base);
    let mut command = command.to_owned();
    match edit {
        Edit::Command(edited) => command.clone_from(edited),
        Edit::File { file, line, columns, text } => {
            let path = folder.path().join(file);
            let whole = fs::read_to_string(&path).ok()?;
            let mut lines: Vec<String> = whole.split('\n').map(str::to_owned).collect();
            let old = lines.get(line - 1)?;
            let marked = bytes(old, columns)?;
            lines[line - 1] = format!("{}{text}{}", &old[..marked.start], &old[marked.end..]);
            fs::write(&path, lines.join("\n")).expect("written");
        }
    }
    let output = drydock(folder.path(), &command);
    let said = [&*output.stdout, &*output.stderr].map(String::from_utf8_lossy).concat();
    let again =
        Told::all(&said).into_iter().any(|now| now.title == told.title && now.place == told.place);
    again.then_some(said)
}

/// Columns, from 1 on, as bytes.
fn bytes(line: &str, columns: &Range<usize>) -> Option<Range<usize>> {
    let at = |column: usize| {
        let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
        ends.nth(column - 1)
    };
    Some(at(columns.start)?..at(columns.end)?)
}

#[derive(Debug)]
enum Edit {
    Command(String),
    File { file: String, line: usize, columns: Range<usize>, text: String },
}

/// A diagnostic as it is printed.
struct Told<'s> {
    title: &'s str,
    /// `charts/web/values.yaml:3:5`, or the command line.
    place: &'s str,
    lines: Vec<&'s str>,
    helps: Vec<&'s str>,
}

impl<'s> Told<'s> {
    fn all(shown: &'s str) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for line in shown.lines() {
            let is_title =
                ["error[", "warning[", "note["].iter().any(|head| line.starts_with(head));
            if is_title {
                let (lines, helps) = (Vec::new(), Vec::new());
                found.push(Told { title: line, place: "", lines, helps });
            } else if let Some(told) = found.last_mut() {
                let text = line.trim_start();
                if let Some(place) = text.strip_prefix("--> ").filter(|_| told.place.is_empty()) {
                    told.place = place;
                }
                told.helps.extend(text.strip_prefix("= help: "));
                told.lines.push(line);
            }
        }
        found
    }

    /// What a reader would change.
    fn edit(&self, help: &str, command: &str) -> Option<Edit> {
        let quoted = help.split('`').nth(1).unwrap_or_default();
        let is_name = help.starts_with("did you mean `") && help.ends_with("`?");
        if is_name || help.starts_with("here that is `") {
            let meant = quoted;
            return self.replace(command, &|marked| {
                if marked.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/'))
                {
                    return Some(meant.to_owned());
                }
                let named =
                    self.title.split('`').skip(1).step_by(2).find(|it| marked.contains(it))?;
                Some(marked.replacen(named, meant, 1))
            });
        }
        if help.starts_with("make it a text: `") || help.starts_with("let it have its own type: `")
        {
            let (flag, argument) = quoted.split_once(' ')?;
            let mut words = command.split(' ').collect::<Vec<_>>();
            let at = words.iter().position(|word| *word == argument)?;
            words[at - 1] = flag;
            return Some(Edit::Command(words.join(" ")));
        }
        if let Some((_, text)) = help.split_once(" where it is set: ") {
            return self.replace_set(text);
        }
        if let Some(text) = help.strip_prefix("quote it: ").filter(|text| text.starts_with('"')) {
            let text = text.split_once("; ").map_or(text, |(text, _)| text);
            return self.replace(command, &|_| Some(text.to_owned()));
        }
        if let Some(text) = help.strip_prefix("write it without quotes: ") {
            return self.replace(command, &|_| Some(text.to_owned()));
        }
        if help.starts_with("write it in quotes") {
            return self.replace(command, &|marked| Some(format!("\"{marked}\"")));
        }
        let filter = ["make a number of it: `… | ", "make a text of it: `… | "];
        if filter.iter().any(|start| help.starts_with(start)) {
            let filter = quoted.trim_start_matches("… | ");
            return self.replace(command, &|marked| {
                let inner = marked.strip_prefix("{{")?.strip_suffix("}}")?.trim();
                Some(format!("{{{{ ({inner}) | {filter} }}}}"))
            });
        }
        None
    }

    /// Replaces what `^` marks.
    fn replace(&self, command: &str, with: &dyn Fn(&str) -> Option<String>) -> Option<Edit> {
        let (shown, columns) = self.marked(self.place, '^', "")?;
        let marked = bytes(shown, &columns)?;
        let text = with(&shown[marked.clone()])?;
        if self.place == "command line" {
            let edited = format!("{}{text}{}", &shown[..marked.start], &shown[marked.end..]);
            return command.contains(shown).then(|| Edit::Command(command.replace(shown, &edited)));
        }
        Self::in_file(self.place, columns, text)
    }

    /// Replaces what is marked as the place that a value was set at.
    fn replace_set(&self, text: &str) -> Option<Edit> {
        let place = self.lines.iter().filter_map(|line| line.trim_start().strip_prefix("::: "));
        let place =
            place.into_iter().find(|place| self.marked(place, '-', "set here").is_some())?;
        let (_, columns) = self.marked(place, '-', "set here")?;
        Self::in_file(place, columns, text.to_owned())
    }

    fn in_file(place: &str, columns: Range<usize>, text: String) -> Option<Edit> {
        let mut parts = place.rsplitn(3, ':').skip(1);
        let line = parts.next()?.parse().ok()?;
        Some(Edit::File { file: parts.next()?.to_owned(), line, columns, text })
    }

    /// The line of an excerpt that is marked, and the columns of the mark.
    fn marked(&self, place: &str, mark: char, label: &str) -> Option<(&'s str, Range<usize>)> {
        let begin = self.lines.iter().position(|line| line.trim_start().ends_with(place))?;
        let lines = &self.lines[begin + 1..];
        let end = lines.iter().position(|line| line.trim_start().starts_with(":::"));
        let lines = &lines[..end.unwrap_or(lines.len())];
        let margin = lines.first()?.find('|')? + 2;
        let below = |line: &'s str| line.get(margin..).unwrap_or("");
        let at = lines.iter().position(|line| {
            let text = below(line);
            text.trim_start().starts_with(mark) && text.ends_with(label)
        })?;
        let (source, marks) = (below(lines[at - 1]), below(lines[at]));
        let start = marks.find(mark)? + 1;
        let width = marks[start - 1..].chars().take_while(|c| *c == mark).count();
        Some((source, start..start + width))
    }
}
