//! Rules of routes that Traefik does not read.

use crate::check::index::Index;
use crate::check::rules::fields::items;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::kube::{names, regex};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let matchers = match (&*object.identity.group, &*object.identity.kind) {
        ("traefik.io" | "traefik.containo.us", "IngressRoute") => HTTP,
        ("traefik.io" | "traefik.containo.us", "IngressRouteTCP") => TCP,
        _ => return Vec::new(),
    };
    let rules = items(&object.root, "spec.routes").filter_map(|route| route.get("match"));
    let broken = rules.filter_map(|node: &Node| {
        let why = Reader { rest: node.as_str()?, matchers }.fault()?;
        let message = "has a route whose rule Traefik does not read".to_owned();
        Some(say(Code::BrokenRoute, object, Spot::At(node), index, message).help(why))
    });
    broken.collect()
}

/// Of version 2 and 3 of Traefik, each with the fewest and the most arguments.
type Matchers = &'static [(&'static str, usize, usize)];

const MANY: usize = usize::MAX;

const HTTP: Matchers = &[
    ("ClientIP", 1, MANY),
    ("Header", 2, 2),
    ("HeaderRegexp", 2, 2),
    ("Headers", 2, 2),
    ("HeadersRegexp", 2, 2),
    ("Host", 1, MANY),
    ("HostHeader", 1, MANY),
    ("HostRegexp", 1, MANY),
    ("Method", 1, MANY),
    ("Path", 1, MANY),
    ("PathPrefix", 1, MANY),
    ("PathRegexp", 1, 1),
    ("Query", 1, MANY),
    ("QueryRegexp", 1, 2),
];

const TCP: Matchers =
    &[("ALPN", 1, MANY), ("ClientIP", 1, MANY), ("HostSNI", 1, MANY), ("HostSNIRegexp", 1, MANY)];

struct Reader<'r> {
    rest: &'r str,
    matchers: Matchers,
}

impl<'r> Reader<'r> {
    /// What is wrong with a rule.
    fn fault(mut self) -> Option<String> {
        match self.any(0) {
            Err(why) => Some(why),
            Ok(()) if self.rest.trim().is_empty() => None,
            Ok(()) => Some(format!("`{}` can't stand here", self.rest.trim())),
        }
    }

    fn skip(&mut self, mark: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self, depth: usize) -> Result<(), String> {
        loop {
            self.one(depth)?;
            if !(self.skip("&&") || self.skip("||")) {
                return Ok(());
            }
        }
    }

    fn one(&mut self, depth: usize) -> Result<(), String> {
        if depth > 100 {
            return Err("it nests too deep".to_owned());
        }
        if self.skip("!") {
            return self.one(depth + 1);
        }
        if self.skip("(") {
            self.any(depth + 1)?;
            return if self.skip(")") { Ok(()) } else { Err("a `)` is missing".to_owned()) };
        }
        let text = self.rest.trim_start();
        let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        self.rest = rest;
        match name {
            "" if text.is_empty() => Err("it ends where a matcher is missing".to_owned()),
            "" => Err(format!("`{text}` stands where a matcher is missing")),
            _ if !self.skip("(") => Err(format!("`{name}` has no `(`")),
            name => self.matcher(name),
        }
    }

    fn matcher(&mut self, name: &str) -> Result<(), String> {
        let mut arguments = Vec::new();
        while !self.skip(")") {
            if !arguments.is_empty() && !self.skip(",") {
                return Err(format!("`{name}` has no `)`"));
            }
            arguments.push(self.text(name)?);
        }
        let same = |known: &&(&str, usize, usize)| known.0.eq_ignore_ascii_case(name);
        let Some((known, least, most)) = self.matchers.iter().find(same) else {
            let known = self.matchers.iter().map(|(known, ..)| *known);
            let near = nearest(name, known).map(|near| format!(", did you mean `{near}`?"));
            return Err(format!("there is no matcher `{name}`{}", near.unwrap_or_default()));
        };
        if !(*least..=*most).contains(&arguments.len()) {
            let count = arguments.len();
            return Err(format!("`{known}` does not take {count} arguments"));
        }
        arguments.iter().try_for_each(|argument| judge(known, argument))
    }

    /// Text in backquotes or double quotes.
    fn text(&mut self, name: &str) -> Result<&'r str, String> {
        let text = self.rest.trim_start();
        let quote = text.chars().next().filter(|c| matches!(c, '`' | '"'));
        let quote = quote.ok_or_else(|| format!("`{name}` takes texts in backquotes"))?;
        let inner = &text[1..];
        let end = inner.find(quote).ok_or_else(|| format!("a text of `{name}` has no end"))?;
        self.rest = &inner[end + 1..];
        Ok(&inner[..end])
    }
}

fn judge(name: &str, argument: &str) -> Result<(), String> {
    match name {
        "Path" | "PathPrefix" if !argument.starts_with('/') => {
            Err(format!("the path `{argument}` does not start with `/`"))
        }
        "Host" | "HostSNI" if !argument.is_ascii() => {
            Err(format!("the host `{argument}` has letters beside those of ASCII"))
        }
        "ClientIP" if names::ip(argument).is_none() && names::cidr(argument).is_none() => {
            Err(format!("`{argument}` is no address and no block of them"))
        }
        // Version 2 has names in braces.
        "PathRegexp" | "HostRegexp" | "HostSNIRegexp"
            if !argument.contains('{') && regex::syntax(argument).is_err() =>
        {
            Err(format!("`{argument}` is no regular expression"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{HTTP, Reader, TCP};

    #[test]
    fn rules_are_read_as_traefik_reads_them() {
        for (rule, is_fine) in [
            ("Host(`a.b`) && PathPrefix(`/api`)", true),
            ("(Host(`a`) || Host(`b`)) && !PathPrefix(`/x`)", true),
            ("Host(`a`, `b`) && Headers(`X`, `y`) && Query(`a=b`)", true),
            ("HostRegexp(`{sub:[a-z]+}.a.b`) && Method(\"GET\")", true),
            ("PathRegexp(`^/a/[0-9]+$`) && ClientIP(`10.0.0.0/8`)", true),
            ("Host(`a.b`) && ", false),
            ("Host(`a.b`", false),
            ("Host('a.b')", false),
            ("Host(a.b)", false),
            ("Hots(`a.b`)", false),
            ("Host(`a`) PathPrefix(`/b`)", false),
            ("Host(`a`) & Path(`/b`)", false),
            ("Path(`b`)", false),
            ("Header(`a`)", false),
            ("PathRegexp(`(`)", false),
            ("HostSNI(`*`)", false),
            ("", false),
        ] {
            let fault = Reader { rest: rule, matchers: HTTP }.fault();
            assert_eq!(fault.is_none(), is_fine, "{rule}: {fault:?}");
        }
        assert_eq!(Reader { rest: "HostSNI(`*`)", matchers: TCP }.fault(), None);
    }
}
