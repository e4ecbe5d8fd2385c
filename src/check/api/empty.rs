//! What is not written is empty, as in Go: there is no difference between no list and an empty one.

/// Reads what may be absent as its empty value.
pub(super) trait OrEmpty {
    type Value: ?Sized;
    fn or_empty(&self) -> &Self::Value;
}

impl OrEmpty for Option<String> {
    type Value = str;
    fn or_empty(&self) -> &str {
        self.as_deref().unwrap_or_default()
    }
}

impl<T> OrEmpty for Option<Vec<T>> {
    type Value = [T];
    fn or_empty(&self) -> &[T] {
        self.as_deref().unwrap_or_default()
    }
}
