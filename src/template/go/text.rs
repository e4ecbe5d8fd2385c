//! A string of Go, which may be any bytes, and where each of its bytes comes from.
//!
//! A text without origins is a shared buffer and nothing else. One with origins has a list of
//! runs, each from the end of the one before to its own. It has no idea what the places mean.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Places in values, sorted; most sets are empty.
#[derive(Clone, Default)]
pub struct Set(Option<Rc<Vec<u32>>>);

/// Stands among the places of what Helm would make otherwise at each render; greater than all of
/// them.
pub const CHANCE: u32 = u32::MAX;

/// Where a stretch of text was written in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: u32,
    pub start: u32,
    /// Of raw text the end of the run, of what an action prints the end of the action.
    pub end: u32,
    pub kind: PlaceKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// Each byte stands in the template as it is here.
    Raw,
    /// An action made it of text.
    Made,
    /// An action printed a value that is no text.
    Typed,
}

/// Where bytes come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// Set once it has been printed.
    pub at: Option<Place>,
    /// The values it is made of.
    pub data: Set,
    /// The values it is here because of.
    pub control: Set,
}

/// Bytes up to `end` that share an origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub end: u32,
    pub origin: Origin,
}

/// A string with the origins of its bytes.
#[derive(Clone, Default)]
pub struct Text {
    bytes: Option<Arc<Vec<u8>>>,
    runs: Option<Rc<Vec<Run>>>,
}

/// Puts a text together, origins and all.
#[derive(Clone, Default)]
pub struct Builder {
    bytes: Vec<u8>,
    /// Where it is shorter than the bytes, what follows has no origin.
    runs: Vec<Run>,
}

impl Text {
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Text { bytes: (!bytes.is_empty()).then(|| Arc::new(bytes)), runs: None }
    }

    /// Text that is in memory already.
    pub fn shared(bytes: &Arc<Vec<u8>>) -> Self {
        Text { bytes: Some(Arc::clone(bytes)), runs: None }
    }

    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_ref().map_or(&[], |bytes| bytes.as_slice())
    }

    /// The text, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text with a replacement character for what is no UTF-8, as Go's conversions to runes do.
    pub fn to_str(&self) -> Cow<'_, str> {
        lossy(self.as_bytes())
    }

    pub fn has_origins(&self) -> bool {
        self.runs.is_some()
    }

    /// The stretches with one origin each; together they are the whole text.
    pub fn runs(&self) -> impl Iterator<Item = (Range<usize>, Option<&Origin>)> {
        let runs = self.runs.as_ref().map_or(&[][..], |runs| runs.as_slice());
        let covered = runs.last().map_or(0, |run| run.end as usize);
        let starts = std::iter::once(0).chain(runs.iter().map(|run| run.end as usize));
        let stretches = starts.zip(runs).map(|(start, run)| {
            (
                start..run.end as usize,
                Some(&run.origin).filter(|origin| **origin != Origin::default()),
            )
        });
        stretches.chain((covered < self.len()).then_some((covered..self.len(), None)))
    }

    /// The origin of the byte at `at`.
    pub fn origin_at(&self, at: usize) -> Option<&Origin> {
        let runs = self.runs.as_ref()?;
        runs.get(runs.partition_point(|run| run.end as usize <= at)).map(|run| &run.origin)
    }

    /// A part of the text, with its origins.
    pub fn slice(&self, range: Range<usize>) -> Text {
        if range == (0..self.len()) {
            return self.clone();
        }
        if self.runs.is_none() {
            return Text::new(&self.as_bytes()[range]);
        }
        let mut builder = Builder::default();
        builder.push_slice(self, range);
        builder.finish()
    }

    /// All values that the text is made of, and all that it is here because of.
    pub fn union(&self) -> Origin {
        let Some(runs) = &self.runs else { return Origin::default() };
        let mut union = Origin::default();
        for run in runs.iter() {
            union.data = union.data.union(&run.origin.data);
            union.control = union.control.union(&run.origin.control);
        }
        union
    }

    /// The values that some of its bytes are made of.
    pub fn data_in(&self, range: Range<usize>) -> Set {
        let Some(runs) = &self.runs else { return Set::EMPTY };
        let first = runs.partition_point(|run| run.end as usize <= range.start);
        let (mut start, mut data) = (range.start, Set::EMPTY);
        for run in &runs[first..] {
            if start >= range.end {
                break;
            }
            data = data.union(&run.origin.data);
            start = run.end as usize;
        }
        data
    }

    /// The same text, all of it made of these values too.
    pub fn made_of(self, data: &Set) -> Text {
        self.stamped(&Stamp { data: data.clone(), ..Stamp::default() })
    }

    /// The same text, all of it here because of these values too.
    #[must_use]
    pub fn decided_by(self, control: &Set) -> Text {
        self.stamped(&Stamp { control: control.clone(), ..Stamp::default() })
    }

    fn stamped(self, stamp: &Stamp) -> Text {
        if self.is_empty() || (stamp.data.is_empty() && stamp.control.is_empty()) {
            return self;
        }
        let mut builder = Builder::default();
        builder.push_stamped(&self, stamp);
        builder.finish()
    }

    /// The text without its origins.
    pub fn bare(&self) -> Text {
        Text { bytes: self.bytes.clone(), runs: None }
    }
}

/// What text that is printed comes from, as far as it doesn't know.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamp {
    pub at: Option<Place>,
    pub data: Set,
    pub control: Set,
}

impl Builder {
    /// A text that is printed: what has no place yet gets that of the stamp.
    pub(super) fn push_stamped(&mut self, text: &Text, stamp: &Stamp) {
        for (range, origin) in text.runs() {
            let none = Origin::default();
            let old = origin.unwrap_or(&none);
            let origin = Origin {
                at: old.at.or(stamp.at),
                data: old.data.union(&stamp.data),
                control: old.control.union(&stamp.control),
            };
            self.push(&text.as_bytes()[range], Some(&origin));
        }
    }

    pub fn with_capacity(bytes: usize) -> Self {
        Builder { bytes: Vec::with_capacity(bytes), runs: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes that come from nowhere: a quote, an indent.
    pub fn push_plain(&mut self, bytes: impl AsRef<[u8]>) {
        self.bytes.extend_from_slice(bytes.as_ref());
    }

    pub fn push(&mut self, bytes: &[u8], origin: Option<&Origin>) {
        if bytes.is_empty() {
            return;
        }
        let Some(origin) = origin else { return self.push_plain(bytes) };
        self.settle();
        self.bytes.extend_from_slice(bytes);
        let end = offset(self.bytes.len());
        match self.runs.last_mut() {
            Some(last)
                if last.origin == *origin
                    && last.origin.at.is_none_or(|at| at.kind != PlaceKind::Raw) =>
            {
                last.end = end;
            }
            _ => self.runs.push(Run { end, origin: origin.clone() }),
        }
    }

    pub fn push_text(&mut self, text: &Text) {
        self.push_slice(text, 0..text.len());
    }

    /// A part of a text.
    pub fn push_slice(&mut self, text: &Text, range: Range<usize>) {
        let Some(runs) = &text.runs else { return self.push_plain(&text.as_bytes()[range]) };
        let mut start = range.start;
        let first = runs.partition_point(|run| run.end as usize <= start);
        let mut run_start = first.checked_sub(1).map_or(0, |before| runs[before].end as usize);
        for run in &runs[first..] {
            if start >= range.end {
                break;
            }
            let end = range.end.min(run.end as usize);
            let skipped = start - run_start;
            self.push(&text.as_bytes()[start..end], Some(&run.origin.skip(skipped)));
            (start, run_start) = (end, run.end as usize);
        }
        self.push_plain(&text.as_bytes()[start..range.end]);
    }

    /// Gives what has no origin yet the default one, so that a run may follow.
    fn settle(&mut self) {
        let covered = self.runs.last().map_or(0, |run| run.end as usize);
        if covered < self.bytes.len() {
            self.runs.push(Run { end: offset(self.bytes.len()), origin: Origin::default() });
        }
    }

    pub fn finish(self) -> Text {
        let bytes = (!self.bytes.is_empty()).then(|| Arc::new(self.bytes));
        Text { bytes, runs: (!self.runs.is_empty()).then(|| Rc::new(self.runs)) }
    }
}

/// Bytes as text, with a replacement character for what is no UTF-8. Most texts are sound, which is
/// told quicker than how they are not.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Origin {
    /// Of values alone.
    pub fn of(data: Set) -> Self {
        Origin { data, ..Origin::default() }
    }

    /// The origin of what follows the first bytes of a run.
    fn skip(&self, bytes: usize) -> Origin {
        let mut origin = self.clone();
        if let Some(at) = origin.at.as_mut().filter(|at| at.kind == PlaceKind::Raw) {
            at.start += offset(bytes);
        }
        origin
    }
}

impl Set {
    pub const EMPTY: Set = Set(None);

    pub fn one(place: u32) -> Self {
        Set(Some(Rc::new(vec![place])))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether chance or the clock has a part in it.
    pub fn is_left_to_chance(&self) -> bool {
        self.0.as_ref().is_some_and(|places| places.last() == Some(&CHANCE))
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|places| places.iter().copied())
    }

    pub fn union(&self, other: &Set) -> Set {
        match (&self.0, &other.0) {
            (_, None) => self.clone(),
            (None, _) => other.clone(),
            (Some(one), Some(two)) => {
                if Rc::ptr_eq(one, two) || two.iter().all(|place| one.binary_search(place).is_ok())
                {
                    return self.clone();
                }
                if one.iter().all(|place| two.binary_search(place).is_ok()) {
                    return other.clone();
                }
                let mut both: Vec<u32> = one.iter().chain(two.iter()).copied().collect();
                both.sort_unstable();
                both.dedup();
                Set(Some(Rc::new(both)))
            }
        }
    }

    /// The places in both.
    #[must_use]
    pub fn intersection(&self, other: &Set) -> Set {
        self.iter().filter(|place| other.has(*place)).collect()
    }

    /// The places that are not in another one.
    #[must_use]
    pub fn without(&self, other: &Set) -> Set {
        self.iter().filter(|place| !other.has(*place)).collect()
    }

    fn has(&self, place: u32) -> bool {
        self.0.as_ref().is_some_and(|places| places.binary_search(&place).is_ok())
    }
}

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(one), Some(two)) => Rc::ptr_eq(one, two) || one == two,
            _ => false,
        }
    }
}

impl FromIterator<u32> for Set {
    fn from_iter<I: IntoIterator<Item = u32>>(places: I) -> Self {
        let mut places: Vec<u32> = places.into_iter().collect();
        places.sort_unstable();
        places.dedup();
        Set((!places.is_empty()).then(|| Rc::new(places)))
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str(), f)
    }
}

/// Texts are equal when their bytes are.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl std::borrow::Borrow<[u8]> for Text {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::new(text)
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Text::new(bytes)
    }
}
