//! A syntax tree as it grows, one node after the other, with what anchors and aliases name.

use std::collections::HashMap;

use super::super::syntax::{Bytes, Scalar, Syntax, SyntaxKind};
use super::SyntaxFault;

/// How large a tree may get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub depth: usize,
    /// How many nodes aliases may add, where the document has so many others.
    pub aliased: fn(usize) -> usize,
}

/// The documents of a text, up to where it was read.
pub(crate) struct Tree {
    pub documents: Vec<Syntax>,
    open: Vec<Open>,
    /// The nodes that are anchored, and how many each of them holds.
    anchors: HashMap<usize, (usize, Syntax)>,
    limits: Limits,
    /// How many nodes were written out, and how many more are copies.
    written: usize,
    aliased: usize,
    anchored: usize,
}

/// How many nodes may stand below anchors, counted for each anchor.
const MAX_ANCHORED: usize = 1_000_000;

/// A collection whose end has not come yet.
struct Open {
    anchor: usize,
    start: usize,
    items: Items,
}

pub(crate) enum Items {
    List(Vec<Syntax>),
    Map { pairs: Vec<(Syntax, Syntax)>, key: Option<Syntax> },
}

impl Items {
    pub(crate) fn list() -> Self {
        Items::List(Vec::new())
    }

    pub(crate) fn map() -> Self {
        Items::Map { pairs: Vec::new(), key: None }
    }
}

impl Tree {
    pub(crate) fn new(limits: Limits) -> Self {
        Tree {
            documents: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            limits,
            written: 0,
            aliased: 0,
            anchored: 0,
        }
    }

    pub(crate) fn scalar(
        &mut self,
        scalar: Scalar,
        bytes: Bytes,
        anchor: usize,
    ) -> Result<(), SyntaxFault> {
        self.written += 1;
        self.add(Syntax { kind: SyntaxKind::Scalar(scalar), bytes }, anchor)
    }

    pub(crate) fn open(
        &mut self,
        items: Items,
        bytes: Bytes,
        anchor: usize,
    ) -> Result<(), SyntaxFault> {
        self.written += 1;
        if self.open.len() >= self.limits.depth {
            return Err(refused(
                format!("nested more than {} levels deep", self.limits.depth),
                bytes,
            ));
        }
        self.open.push(Open { anchor, start: bytes.start, items });
        Ok(())
    }

    /// The end of a block is empty: it ends with its last node.
    pub(crate) fn close(&mut self, end: &Bytes) -> Result<(), SyntaxFault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (kind, last) = match open.items {
            Items::List(items) => {
                let last = items.last().map(|item| item.bytes.end);
                (SyntaxKind::List(items), last)
            }
            Items::Map { pairs, .. } => {
                let last = pairs.last().map(|(_, value)| value.bytes.end);
                (SyntaxKind::Map(pairs), last)
            }
        };
        let flow_end = if end.is_empty() { open.start } else { end.end };
        let bytes = open.start..last.unwrap_or(open.start).max(flow_end);
        self.add(Syntax { kind, bytes }, open.anchor)
    }

    /// Where the innermost collection begins that is not closed.
    pub(crate) fn open_since(&self) -> Option<usize> {
        self.open.last().map(|open| open.start)
    }

    pub(crate) fn alias(&mut self, anchor: usize, bytes: Bytes) -> Result<(), SyntaxFault> {
        let Some((count, target)) = self.anchors.get(&anchor) else {
            return Err(refused("this alias refers to a node that contains it".into(), bytes));
        };
        self.written += 1;
        self.aliased += count;
        let most = (self.limits.aliased)(self.written);
        if self.aliased > most {
            return Err(refused(format!("aliases repeat more than {most} nodes"), bytes));
        }
        self.add(target.clone(), 0)
    }

    fn add(&mut self, node: Syntax, anchor: usize) -> Result<(), SyntaxFault> {
        if anchor != 0 {
            let count = count(&node);
            self.anchored += count;
            if self.anchored > MAX_ANCHORED {
                let message = format!("anchors name more than {MAX_ANCHORED} nodes");
                return Err(refused(message, node.bytes));
            }
            self.anchors.insert(anchor, (count, node.clone()));
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.documents.push(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map { pairs, key }) => match key.take() {
                None => *key = Some(node),
                Some(name) => pairs.push((name, node)),
            },
        }
        Ok(())
    }
}

fn refused(message: String, bytes: Bytes) -> SyntaxFault {
    SyntaxFault { message, help: None, bytes }
}

fn count(node: &Syntax) -> usize {
    match &node.kind {
        SyntaxKind::Scalar(_) => 1,
        SyntaxKind::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        SyntaxKind::Map(pairs) => 1 + pairs.iter().map(|(k, v)| count(k) + count(v)).sum::<usize>(),
    }
}
