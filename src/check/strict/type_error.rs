//! An error that a type raises itself, in its own words; it stops the decoding.

use std::fmt::{Display, Formatter, Result};

#[derive(Debug)]
pub(super) struct TypeError(pub(super) String);

impl Display for TypeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TypeError {}

impl serde::de::Error for TypeError {
    fn custom<T: Display>(message: T) -> Self {
        TypeError(message.to_string())
    }
}
