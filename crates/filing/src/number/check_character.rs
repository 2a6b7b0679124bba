//! Check characters that more than one number uses.

/// ISO 7064 MOD 11-2 over the first 17 digits, as in GB 11643-1999: `0`–`9` or `X`.
///
/// `first_17` must be ASCII digits; the callers have checked the shape.
pub(super) fn mod_11_2(first_17: &str) -> char {
    const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first_17.bytes().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
    CHECK[(sum % 11) as usize]
}

/// Whether `text` has the outline of the 18-character numbers: 17 digits and a digit or `X`.
pub(super) fn has_18_shape(text: &str) -> bool {
    text.len() == 18
        && text.bytes().take(17).all(|b| b.is_ascii_digit())
        && text.bytes().last().is_some_and(|b| b.is_ascii_digit() || b == b'X')
}

/// Whether the 18th character of `text` (of that shape) is the right one.
pub(super) fn check_18_holds(text: &str) -> bool {
    text.ends_with(mod_11_2(&text[..17]))
}

/// Whether the two digits are a province of GB/T 2260 on the mainland (11–65).
pub(super) fn is_mainland_province(two: &str) -> bool {
    matches!(
        two,
        "11" | "12"
            | "13"
            | "14"
            | "15"
            | "21"
            | "22"
            | "23"
            | "31"
            | "32"
            | "33"
            | "34"
            | "35"
            | "36"
            | "37"
            | "41"
            | "42"
            | "43"
            | "44"
            | "45"
            | "46"
            | "50"
            | "51"
            | "52"
            | "53"
            | "54"
            | "61"
            | "62"
            | "63"
            | "64"
            | "65"
    )
}

/// Whether the two digits are any province of GB/T 2260, or 83 (Taiwan in residence permits).
pub(super) fn is_province(two: &str) -> bool {
    is_mainland_province(two) || matches!(two, "71" | "81" | "82" | "83")
}
