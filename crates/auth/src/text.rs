//! Keys as people keep them in files.

use base64::{Engine, alphabet, engine::DecodePaddingMode, engine::general_purpose};

const PADDING_AS_IT_COMES: general_purpose::GeneralPurposeConfig =
    general_purpose::GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: general_purpose::GeneralPurpose =
    general_purpose::GeneralPurpose::new(&alphabet::STANDARD, PADDING_AS_IT_COMES);
const URL_SAFE: general_purpose::GeneralPurpose =
    general_purpose::GeneralPurpose::new(&alphabet::URL_SAFE, PADDING_AS_IT_COMES);

/// The text of a file that somebody can read on a screen; `None` for raw bytes. Random bytes look like text once in
/// 10^13 keys of 32 bytes.
pub(crate) fn printable(bytes: &[u8]) -> Option<&str> {
    let is_text = bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    str::from_utf8(bytes).ok().filter(|_| is_text)
}

/// Base64 in either alphabet, padded or not.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// Two hexadecimal digits a byte, in either case.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// The opposite of [`from_hex`].
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
