use crate::diagnostic::{Diagnostic, SourceId, Span};
use crate::yaml::{Key, Map, Node, Origin, Value, scalar};
#[derive(Clone, Copy)]
pub enum Flavor {
    Set,
    SetString,
    SetFile,
    SetJson,
    SetLiteral,
}
#[derive(Debug, Clone)]
pub enum Step {
    Key(String),
    Index(usize),
}
#[derive(Debug, Clone)]
pub struct Segment {
    pub step: Step,
    pub span: Span,
}
#[derive(Debug, Clone)]
pub struct Assignment {
    pub path: Vec<Segment>,
    pub value: Node,
}
pub fn parse(
    _f: Flavor,
    a: &str,
    source: SourceId,
    _r: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Vec<Assignment>, Diagnostic> {
    let s = |r: std::ops::Range<usize>| Span::new(source, r);
    let (k, v) = a
        .split_once('=')
        .ok_or_else(|| Diagnostic::error("bad-flag", "no `=`").at(s(0..a.len()), "here"))?;
    let mut at = 0;
    let path = k
        .split('.')
        .map(|p| {
            let r = at..at + p.len();
            at += p.len() + 1;
            Segment { step: Step::Key(p.into()), span: s(r) }
        })
        .collect();
    Ok(vec![Assignment {
        path,
        value: Node::new(scalar::resolve(v), Origin::at(s(k.len() + 1..a.len()))),
    }])
}
pub fn apply(root: &mut Node, a: Assignment) -> Result<(), Diagnostic> {
    let mut n = root;
    for seg in &a.path {
        let Step::Key(k) = &seg.step else { continue };
        if n.as_map().is_none() {
            n.value = Value::Map(Map::new());
        }
        let m = n.as_map_mut().unwrap();
        if !m.contains(k) {
            m.insert(
                Key::new(k.clone(), a.value.origin.clone()),
                Node::new(Value::Null, a.value.origin.clone()),
            );
        }
        n = m.get_mut(k).unwrap();
    }
    *n = a.value;
    Ok(())
}
