//! What becomes of the line breaks between two words.

/// The line breaks since the last word.
#[derive(Default)]
pub(super) struct Fold {
    begun: bool,
    /// None where it was escaped.
    first: Option<char>,
    more: String,
}

impl Fold {
    pub(super) fn is_empty(&self) -> bool {
        !self.begun
    }

    pub(super) fn add(&mut self, line_break: char) {
        if self.begun {
            self.more.push(line_break);
        } else {
            (self.begun, self.first) = (true, Some(line_break));
        }
    }

    /// A break of which nothing stays.
    pub(super) fn add_escaped(&mut self) {
        self.begun = true;
    }

    /// One break is a space, of more the first is dropped; Unicode's separators stay.
    pub(super) fn add_to(&mut self, text: &mut String) {
        self.begun = false;
        match self.first.take() {
            Some('\n') if self.more.is_empty() => text.push(' '),
            Some('\n') | None => text.push_str(&self.more),
            Some(separator) => {
                text.push(separator);
                text.push_str(&self.more);
            }
        }
        self.more.clear();
    }
}
