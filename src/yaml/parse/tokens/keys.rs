//! What may turn out to be a key: whether it is one is known when its `:` comes.

use super::{Bytes, SyntaxFault, Tokens, fault};

/// A node on one line that is a key if a colon follows.
pub(crate) struct MaybeKey {
    flow_depth: usize,
    /// It begins a line of a block map, where nothing but a key can stand.
    required: bool,
    pub token: usize,
    pub at: usize,
    line: usize,
    pub column: usize,
}

/// A key is not longer than this.
const MAX_KEY: usize = 1024;

impl Tokens<'_> {
    /// What begins here may be a key.
    pub(crate) fn save_key(&mut self) -> Result<(), SyntaxFault> {
        if !self.key_allowed {
            return Ok(());
        }
        self.drop_key()?;
        let (cursor, column) = (&self.cursor, self.cursor.column());
        let required = !self.is_flow() && self.indent() == Some(column);
        self.keys.push_back(MaybeKey {
            flow_depth: self.flow_depth,
            required,
            token: self.taken + self.queue.len(),
            at: cursor.at,
            line: cursor.line,
            column,
        });
        Ok(())
    }

    /// What might have been a key is none.
    pub(crate) fn drop_key(&mut self) -> Result<(), SyntaxFault> {
        match self.pop_key() {
            Some(key) if key.required => Err(no_colon(self.cursor.text, key.at)),
            _ => Ok(()),
        }
    }

    /// The key that a colon makes of what stands before it.
    pub(crate) fn current_key(&mut self) -> Result<Option<MaybeKey>, SyntaxFault> {
        match self.pop_key() {
            Some(key) if !self.is_stale(&key)? => Ok(Some(key)),
            _ => Ok(None),
        }
    }

    pub(crate) fn pop_key(&mut self) -> Option<MaybeKey> {
        let is_here = self.keys.back().is_some_and(|key| key.flow_depth == self.flow_depth);
        if is_here { self.keys.pop_back() } else { None }
    }

    pub(crate) fn is_stale(&self, key: &MaybeKey) -> Result<bool, SyntaxFault> {
        let stale = key.line < self.cursor.line || key.column + MAX_KEY < self.cursor.column();
        if stale && key.required { Err(no_colon(self.cursor.text, key.at)) } else { Ok(stale) }
    }
}

/// The line at `at` must begin with a key, and does not.
pub(crate) fn no_colon(text: &str, at: usize) -> SyntaxFault {
    let line = text[at..].lines().next().unwrap_or("");
    let is_joined = line.split_once(':').is_some_and(|(key, _)| !key.contains(' '));
    if is_joined {
        return fault(NO_SPACE, at, "write `key: value`");
    }
    let help = "write `key: value`, or check the indentation of this line";
    fault(NO_COLON, at, help)
}

const NO_SPACE: &str = "no space follows the colon of this key";
const NO_COLON: &str = "a key without its `:`";

/// Whether that is what is wrong.
pub(crate) fn is_no_colon(fault: &SyntaxFault) -> bool {
    fault.message == NO_SPACE || fault.message == NO_COLON
}

/// Where a text of several lines begins that was meant to be keys: the colon at `colon` follows
/// its last line, and nothing stands before it on its first one.
pub(super) fn lines_of_keys(text: &str, plain: Bytes, colon: usize) -> Option<usize> {
    let begins_line = || {
        let before = &text[..plain.start];
        before[before.rfind('\n').map_or(0, |end| end + 1)..].trim_matches([' ', '-']).is_empty()
    };
    let last = text[plain.clone()].rsplit_once('\n').map(|(_, last)| last.trim_start());
    let is_key = last.is_some_and(|last| !last.starts_with("- ")) && plain.end == colon;
    (is_key && begins_line()).then_some(plain.start)
}
