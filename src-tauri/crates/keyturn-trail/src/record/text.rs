//! Bounds for text that others chose.

/// The longest name of a secret or parameter that is kept, in bytes: Parameter Store allows 2,048 with its ARN.
pub(super) const NAME: usize = 2048;
/// The longest session name or id that is kept, in bytes: STS allows 64, KMS ids 256 at most with the ARN's words.
pub(super) const SESSION: usize = 128;
/// The longest other text that is kept, in bytes: ARNs of keys and trails, filters.
pub(super) const WORDS: usize = 512;

/// The text, cut at a bound in bytes, between characters.
pub(super) fn bounded(text: &str, bytes: usize) -> String {
    let end = text.floor_char_boundary(bytes);
    text.get(..end).unwrap_or_default().to_owned()
}

/// The same, where there is any text.
pub(super) fn some_bounded(text: Option<&str>, bytes: usize) -> Option<String> {
    text.map(|text| bounded(text, bytes))
}
