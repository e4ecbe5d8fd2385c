//! `.helmignore`: which files of a chart directory are not part of the chart.
//!
//! One glob a line, `#` comments, `!` takes a file back in, a final `/` means folders, a pattern
//! without `/` is for names at any depth (<https://helm.sh/docs/chart_template_guide/helm_ignore_file/>).

use globset::{GlobBuilder, GlobMatcher};

/// The rules of a `.helmignore`, in their order.
#[derive(Debug, Default)]
pub(super) struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    pattern: Pattern,
    keeps: bool,
    folders_only: bool,
}

/// What a rule looks for. Most rules need no more than one of the first two.
#[derive(Debug)]
enum Pattern {
    /// A name.
    Name(String),
    /// What a name ends with: `*.tmp`.
    Ending(String),
    NameGlob(GlobMatcher),
    PathGlob(GlobMatcher),
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    File,
    Folder,
}

impl Ignore {
    /// Reads the rules; a line that is no glob is returned with its number from 1.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut rules = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                rules.push(rule(line).map_err(|why| (at + 1, why))?);
            }
        }
        Ok(Ignore { rules })
    }

    /// Whether `path`, with `/` and from the chart's root, is left out.
    pub(super) fn leaves_out(&self, path: &str, entry: Entry) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let fits = |rule: &&Rule| {
            (entry == Entry::Folder || !rule.folders_only)
                && match &rule.pattern {
                    Pattern::Name(wanted) => name == wanted,
                    Pattern::Ending(wanted) => name.ends_with(&**wanted),
                    Pattern::NameGlob(glob) => glob.is_match(name),
                    Pattern::PathGlob(glob) => glob.is_match(path),
                }
        };
        self.rules.iter().rev().find(fits).is_some_and(|rule| !rule.keeps)
    }

    /// Whether `path`, or a folder above it, is left out.
    pub(super) fn leaves_out_below(&self, path: &str, entry: Entry) -> bool {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        self.leaves_out(path, entry) || folders.any(|folder| self.leaves_out(folder, Entry::Folder))
    }
}

fn rule(line: &str) -> Result<Rule, String> {
    let (keeps, pattern) = match line.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (folders_only, pattern) = match pattern.strip_suffix('/') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    Ok(Rule { pattern: Pattern::read(pattern)?, keeps, folders_only })
}

impl Pattern {
    fn read(text: &str) -> Result<Self, String> {
        let is_literal = |text: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~');
            !text.is_empty() && text.chars().all(plain)
        };
        if is_literal(text) {
            return Ok(Pattern::Name(text.to_owned()));
        }
        if let Some(ending) = text.strip_prefix('*').filter(|ending| is_literal(ending)) {
            return Ok(Pattern::Ending(ending.to_owned()));
        }
        let glob = GlobBuilder::new(text.trim_start_matches('/')).literal_separator(true).build();
        let glob = glob.map_err(|error| error.kind().to_string())?.compile_matcher();
        Ok(if text.contains('/') { Pattern::PathGlob(glob) } else { Pattern::NameGlob(glob) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rule_that_fits_decides() {
        let ignore =
            Ignore::parse("# notes\n*.md\n!README.md\n/ci/\ntemplates/old-?.yaml\n").unwrap();
        let out = |path| ignore.leaves_out(path, Entry::File);
        assert!(out("NOTES.md") && out("files/a.md") && out("templates/old-1.yaml"));
        assert!(!out("README.md") && !out("templates/old.yaml") && !out("ci"));
        assert!(ignore.leaves_out("ci", Entry::Folder));
        assert!(Ignore::parse("a\n[").is_err_and(|(line, _)| line == 2));
    }
}
