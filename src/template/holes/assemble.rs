//! Engine output into text that YAML can read: markers of raw text become a position map, and
//! captured text that stands alone on its line joins it, at that line's indentation.

use super::marks::{Piece, pieces, push_hole_mark};
use super::scene::{Bound, Scene};
use super::site::Raw;
use crate::diagnostic::Span;
use crate::yaml::{Calls, Origin, pad};

/// Text with holes, and where each part of it was written.
#[derive(Debug, Default)]
pub(crate) struct Assembled {
    pub text: String,
    segments: Vec<Segment>,
}

/// Assembles the output of a whole template.
pub(crate) fn assemble(output: &str, scene: &Scene<impl Bound>) -> Assembled {
    join(expand(output, &Calls::default(), scene), scene)
}

/// Assembles captured text on its own: the blank lines around it and the indentation that all
/// its lines share are left out. `calls` lead to it.
pub(crate) fn assemble_capture(text: &str, calls: &Calls, scene: &Scene<impl Bound>) -> Assembled {
    join(expand(text, calls, scene).trimmed().dedented(), scene)
}

/// Whether captured text holds nothing at all.
pub(crate) fn is_blank(text: &str) -> bool {
    pieces(text).all(|piece| match piece {
        Piece::Raw(_) => true,
        Piece::Text(text) => text.trim().is_empty(),
        Piece::Hole(_) => false,
    })
}

#[derive(Clone, Debug)]
struct Segment {
    start: usize,
    place: Provenance,
    calls: Calls,
}

#[derive(Clone, Copy, Debug)]
enum Provenance {
    /// Raw text, from this byte of the template on.
    Raw {
        raw: Span,
        offset: usize,
    },
    Hole(Span),
}

impl Assembled {
    /// Where the bytes `range` of the text were written, and the calls that brought them here.
    pub(crate) fn origin(&self, range: std::ops::Range<usize>) -> Option<Origin> {
        let segment = self.segment_of(range.start, 0)?;
        let calls = self.segments.get(segment)?.calls.clone();
        Some(Origin::at(self.span_from(segment, range)?).called(calls))
    }

    /// The template's place of the bytes `range` of the text.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Option<Span> {
        self.span_from(self.segment_of(range.start, 0)?, range)
    }

    fn span_from(&self, segment: usize, range: std::ops::Range<usize>) -> Option<Span> {
        let (start, last) = (range.start, range.end.saturating_sub(1).max(range.start));
        if let Some(span) = self.span_within(start, last, segment) {
            return Some(span);
        }
        let first = self.place(start, segment)?;
        let last = self.place(last, self.segment_of(last, segment)?)?;
        if first.source == last.source && last.end > first.start {
            return Some(Span { end: last.end, ..first });
        }
        Some(first)
    }

    /// The place of bytes that all are in one piece of raw text; their last is ASCII.
    fn span_within(&self, start: usize, last: usize, segment: usize) -> Option<Span> {
        let Segment { start: begin, place, .. } = *self.segments.get(segment)?;
        let Provenance::Raw { raw, offset } = place else { return None };
        let goes_on = self.segments.get(segment + 1).is_none_or(|next| last < next.start);
        let is_plain = matches!(self.text.as_bytes().get(last), Some(b' '..=b'~'));
        if !goes_on || !is_plain || start < begin {
            return None;
        }
        let at = |byte: usize| (raw.start as usize + offset + byte - begin).min(raw.end as usize);
        Some(Span::new(raw.source, at(start)..at(last + 1)))
    }

    /// Which segment a byte is in. It is not in one before `first`.
    fn segment_of(&self, at: usize, first: usize) -> Option<usize> {
        let from = self.segments.get(first..)?;
        // Most bytes that are asked for are near.
        let near = from.iter().take(4).position(|segment| segment.start > at);
        let behind = near.unwrap_or_else(|| from.partition_point(|segment| segment.start <= at));
        Some(first + behind.saturating_sub(1))
    }

    /// The place of one byte: its character in raw text, the whole emission for a hole.
    fn place(&self, at: usize, segment: usize) -> Option<Span> {
        let at = (0..=at).rev().find(|&at| self.text.is_char_boundary(at))?;
        let segment = self.segments.get(segment)?;
        Some(match segment.place {
            Provenance::Hole(span) => span,
            Provenance::Raw { raw, offset } => {
                let ahead = at.saturating_sub(segment.start);
                let start = (raw.start as usize + offset + ahead).min(raw.end as usize);
                let width = self.text.get(at..).and_then(|rest| rest.chars().next());
                let end = start + width.filter(|&c| c != '\n').map_or(0, char::len_utf8);
                Span::new(raw.source, start..end.min(raw.end as usize))
            }
        })
    }
}

/// Lines of output, without their line breaks.
#[derive(Default)]
struct Lines<'a> {
    atoms: Vec<Atom<'a>>,
    /// Where each line ends among the atoms.
    ends: Vec<usize>,
}

enum Atom<'a> {
    Pad(usize),
    /// Text, and which raw text it is from which byte on.
    Text(&'a str, Option<(usize, usize)>, Calls),
    Hole(usize, Calls),
}

/// Splits into lines and lets captured text that stands alone join them.
fn expand<'a>(output: &'a str, calls: &Calls, scene: &'a Scene<impl Bound>) -> Lines<'a> {
    let mut lines = Lines::default();
    let (mut start, mut raw) = (0, None);
    for piece in pieces(output) {
        match piece {
            Piece::Raw(number) => raw = Some((number, 0)),
            Piece::Hole(number) => lines.atoms.push(Atom::Hole(number, calls.clone())),
            Piece::Text(text) => {
                for (at, part) in text.split('\n').enumerate() {
                    if at > 0 {
                        start = lines.end(start, calls, scene);
                        raw = raw.map(|(number, offset)| (number, offset + 1));
                    }
                    if !part.is_empty() {
                        lines.atoms.push(Atom::Text(part, raw, calls.clone()));
                        raw = raw.map(|(number, offset)| (number, offset + part.len()));
                    }
                }
            }
        }
    }
    lines.end(start, calls, scene);
    lines
}

impl<'a> Lines<'a> {
    fn iter(&self) -> impl Iterator<Item = &[Atom<'a>]> {
        let mut start = 0;
        self.ends.iter().map(move |end| &self.atoms[std::mem::replace(&mut start, *end)..*end])
    }

    /// Ends the line that begins with atom `start`; says where the next one does.
    fn end(&mut self, start: usize, calls: &Calls, scene: &'a Scene<impl Bound>) -> usize {
        let line = &self.atoms[start..];
        if let Some(number) = alone(line) {
            let width = width(line);
            self.atoms.truncate(start);
            self.stand_in(scene.innermost(number, calls.clone()), width, scene);
        } else {
            self.keep_inline(start, scene);
            self.ends.push(self.atoms.len());
        }
        self.atoms.len()
    }

    /// Puts in what stands for a hole that is alone on its line, `width` blanks in.
    fn stand_in(
        &mut self,
        (number, calls): (usize, Calls),
        width: usize,
        scene: &'a Scene<impl Bound>,
    ) {
        let Some(text) = scene.captured(number) else {
            self.atoms.extend([Atom::Pad(width), Atom::Hole(number, calls)]);
            self.ends.push(self.atoms.len());
            return;
        };
        let indent = width.max(scene.site_of(number).indent);
        let calls = scene.calls_into(number, &calls);
        let lines = expand(text, &calls, scene).trimmed().dedented();
        let (mut atoms, mut start) = (lines.atoms.into_iter(), 0);
        for end in lines.ends {
            self.atoms.push(Atom::Pad(indent));
            self.atoms.extend(atoms.by_ref().take(end - start));
            self.ends.push(self.atoms.len());
            start = end;
        }
    }

    /// Captured text inside the line that begins with atom `start` stays a hole, unless it is no
    /// more than a hole or nothing.
    fn keep_inline(&mut self, start: usize, scene: &Scene<impl Bound>) {
        let mut kept = start;
        for at in start..self.atoms.len() {
            if let Atom::Hole(number, calls) = &mut self.atoms[at] {
                (*number, *calls) = scene.innermost(*number, std::mem::take(calls));
                if scene.hole(*number).value.captured().is_some_and(is_blank) {
                    continue;
                }
            }
            self.atoms.swap(kept, at);
            kept += 1;
        }
        self.atoms.truncate(kept);
    }

    /// Leaves out the blank lines at both ends, and the blanks after the last character.
    fn trimmed(mut self) -> Self {
        let is_blank = |line: &[Atom<'_>]| line.iter().all(Atom::is_blank);
        while let Some((_, before)) = self.ends.split_last() {
            let start = before.last().copied().unwrap_or(0);
            if !is_blank(&self.atoms[start..]) {
                break;
            }
            self.atoms.truncate(start);
            self.ends.pop();
        }
        let front = self.iter().take_while(|line| is_blank(line)).count();
        let cut = front.checked_sub(1).map_or(0, |last| self.ends[last]);
        self.atoms.drain(..cut);
        self.ends.drain(..front);
        self.ends.iter_mut().for_each(|end| *end -= cut);
        if let Some(Atom::Text(text, ..)) = self.atoms.last_mut() {
            *text = text.trim_end_matches([' ', '\t']);
        }
        self
    }

    /// Takes off the indentation that all lines with something on them share.
    fn dedented(mut self) -> Self {
        let filled = self.iter().filter(|line| !line.iter().all(Atom::is_blank));
        let shared = filled.map(width).min().unwrap_or(0);
        let mut start = 0;
        for end in &self.ends {
            let mut left = shared;
            for atom in &mut self.atoms[start..*end] {
                left -= atom.take_blanks(left);
            }
            start = *end;
        }
        self
    }
}

/// The one hole of a line that holds nothing else.
fn alone(line: &[Atom<'_>]) -> Option<usize> {
    let mut only = None;
    for atom in line {
        match atom {
            Atom::Hole(number, _) if only.is_none() => only = Some(*number),
            Atom::Hole(..) => return None,
            Atom::Text(text, ..) if text.bytes().any(|byte| byte != b' ') => return None,
            _ => {}
        }
    }
    only
}

/// How many blanks a line begins with.
fn width(line: &[Atom<'_>]) -> usize {
    let mut width = 0;
    for atom in line {
        width += atom.blanks();
        if !atom.is_blank() {
            break;
        }
    }
    width
}

impl Atom<'_> {
    fn is_blank(&self) -> bool {
        match self {
            Atom::Pad(_) => true,
            Atom::Text(text, ..) => text.trim().is_empty(),
            Atom::Hole(..) => false,
        }
    }

    /// The blanks at its front.
    fn blanks(&self) -> usize {
        match self {
            Atom::Pad(width) => *width,
            Atom::Text(text, ..) => text.len() - text.trim_start_matches(' ').len(),
            Atom::Hole(..) => 0,
        }
    }

    /// Takes up to `most` blanks off its front; says how many.
    fn take_blanks(&mut self, most: usize) -> usize {
        let taken = self.blanks().min(most);
        match self {
            Atom::Pad(width) => *width -= taken,
            Atom::Text(text, raw, _) => {
                *text = &text[taken..];
                *raw = raw.map(|(number, offset)| (number, offset + taken));
            }
            Atom::Hole(..) => {}
        }
        taken
    }
}

fn join(lines: Lines<'_>, scene: &Scene<impl Bound>) -> Assembled {
    let mut out = Assembled::default();
    let (mut atoms, mut line_start) = (lines.atoms.into_iter(), 0);
    for (at, end) in lines.ends.into_iter().enumerate() {
        if at > 0 {
            out.text.push('\n');
        }
        for atom in atoms.by_ref().take(end - std::mem::replace(&mut line_start, end)) {
            let start = out.text.len();
            match atom {
                Atom::Pad(width) => pad(width, &mut out.text),
                Atom::Text(text, raw, calls) => {
                    if let Some((number, offset)) = raw {
                        let place = match scene.raw(number) {
                            Raw::Text(raw) => Provenance::Raw { raw, offset },
                            Raw::Call(span) => Provenance::Hole(span),
                        };
                        out.segments.push(Segment { start, place, calls });
                    }
                    out.text.push_str(text);
                }
                Atom::Hole(number, calls) => {
                    let place = Provenance::Hole(scene.site_of(number).span);
                    out.segments.push(Segment { start, place, calls });
                    push_hole_mark(number, &mut out.text);
                }
            }
        }
    }
    out
}
