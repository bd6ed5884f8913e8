//! Base64 for URLs, without padding (RFC 7515 section 2), the only form in which tokens carry bytes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Appends the text for `bytes`.
pub(crate) fn put(text: &mut String, bytes: &[u8]) {
    URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// The bytes that `text` stands for. One text for each row of bytes: padding and stray bits at the end are refused.
pub(crate) fn read(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
