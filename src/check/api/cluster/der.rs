//! Values of ASN.1 in DER, read one after the other: a tag, a length, a content.

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Der<'a>(pub(super) &'a [u8]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(u8);

impl Tag {
    pub(super) const INTEGER: Tag = Tag(0x02);
    pub(super) const BITS: Tag = Tag(0x03);
    pub(super) const OCTETS: Tag = Tag(0x04);
    pub(super) const OID: Tag = Tag(0x06);
    pub(super) const SEQUENCE: Tag = Tag(0x30);

    /// `[number]`, which holds other values.
    pub(super) const fn context(number: u8) -> Tag {
        Tag(0xa0 | number)
    }
}

impl<'a> Der<'a> {
    pub(super) fn tag(&self) -> Option<Tag> {
        self.0.first().copied().map(Tag)
    }

    /// The content of the next value, if it has that tag.
    pub(super) fn take(&mut self, tag: Tag) -> Option<&'a [u8]> {
        let (&[found, length], rest) = self.0.split_first_chunk()?;
        if Tag(found) != tag {
            return None;
        }
        // Below 128 it is the length, else how many bytes the length has.
        let (length, rest) = match usize::from(length) {
            short @ 0..=127 => (short, rest),
            long => {
                let (digits, rest) = rest.split_at_checked(long - 128)?;
                let digits = digits.iter().filter(|_| digits.len() <= 4);
                (digits.fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    /// What is in the next value.
    pub(super) fn enter(&mut self, tag: Tag) -> Option<Der<'a>> {
        self.take(tag).map(Der)
    }

    pub(super) fn skip_if(&mut self, tag: Tag) {
        if self.tag() == Some(tag) {
            self.take(tag);
        }
    }

    /// A string of whole bytes.
    pub(super) fn bits(&mut self) -> Option<&'a [u8]> {
        self.take(Tag::BITS)?.strip_prefix(&[0])
    }
}
