//! Check digits, and the correction of look-alikes they allow.

use crate::ocr::Glyph;

/// Characters of a credit code, in the order of their values: no I, O, S, V, Z (GB 32100-2015).
const USCC: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Pairs a reader takes for one another.
const LOOK_ALIKES: [(char, char); 16] = [
    ('O', '0'),
    ('Q', '0'),
    ('D', '0'),
    ('I', '1'),
    ('L', '1'),
    ('Z', '2'),
    ('S', '5'),
    ('B', '8'),
    ('G', '6'),
    ('V', 'U'),
    ('V', 'Y'),
    ('×', 'X'),
    ('о', '0'),
    ('〇', '0'),
    ('Z', '7'),
    ('T', '7'),
];

/// Probability given to a look-alike the model did not name itself.
const BY_LOOKS: f32 = 0.01;
/// A character is changed for the check digit's sake only when the model held the other one at least
/// this likely, or when what it read cannot stand in such a number at all. A number printed wrong, and
/// clearly, must come out as printed.
const LEAST_DOUBT: f32 = 0.01;

/// Whether an 18-digit citizen's number has the right check digit (GB 11643-1999, ISO 7064 MOD 11-2)
/// and a date of birth that exists.
pub fn id_number_is_valid(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits: Vec<char> = number.chars().collect();
    if digits.len() != 18 {
        return false;
    }
    let mut sum = 0;
    for (digit, weight) in digits.iter().zip(WEIGHTS) {
        match digit.to_digit(10) {
            Some(value) => sum += value * weight,
            None => return false,
        }
    }
    let check = b"10X98765432"[(sum % 11) as usize];
    let part = |from: usize, to: usize| -> u32 { number[from..to].parse().unwrap_or_default() };
    digits[17] == char::from(check) && date_exists(part(6, 10), part(10, 12), part(12, 14))
}

/// Whether an 18-character unified social credit code has the right check character (GB 32100-2015,
/// modulus 31).
pub fn uscc_is_valid(code: &str) -> bool {
    let mut values = Vec::with_capacity(18);
    for char in code.chars() {
        match USCC.find(char) {
            Some(value) => values.push(value),
            None => return false,
        }
    }
    if values.len() != 18 {
        return false;
    }
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == values[17]
}

/// Whether year, month and day make a date between 1900 and 2199.
pub(super) fn date_exists(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1900..2200).contains(&year) && (1..=last).contains(&day)
}

/// A number read and, where the reader was in doubt, set right.
pub(super) struct Number {
    pub text: String,
    pub confidence: f32,
    /// Whether its check digit is right.
    pub valid: bool,
}

pub(super) fn id_number(glyphs: &[Glyph]) -> Option<Number> {
    let allowed = |at: usize, char: char| char.is_ascii_digit() || (at == 17 && char == 'X');
    number(glyphs, allowed, id_number_is_valid)
}

pub(super) fn credit_code(glyphs: &[Glyph]) -> Option<Number> {
    // Positions 3 to 8 are the division's digits; the first is of the registering authority.
    let allowed = |at: usize, char: char| {
        if (2..8).contains(&at) { char.is_ascii_digit() } else { USCC.contains(char) }
    };
    number(glyphs, allowed, uscc_is_valid)
}

/// The 18 characters of a number out of the glyphs of its line: signs that cannot belong are dropped at
/// the ends; each place keeps what the model held possible there.
fn number(
    glyphs: &[Glyph],
    allowed: impl Fn(usize, char) -> bool,
    valid: impl Fn(&str) -> bool,
) -> Option<Number> {
    let glyphs: Vec<&Glyph> = glyphs
        .iter()
        .filter(|glyph| glyph.char.is_alphanumeric() && glyph.char.is_ascii() || doubtful(glyph))
        .collect();
    let windows = glyphs.windows(18).filter_map(|window| {
        let places: Option<Vec<Vec<(char, f32)>>> = window
            .iter()
            .enumerate()
            .map(|(at, glyph)| {
                let options = options(glyph, |char| allowed(at, char));
                (!options.is_empty()).then_some(options)
            })
            .collect();
        let mut best = settle(&places?, &valid);
        // A window that is the whole of the line is more likely than a cut-out.
        best.confidence *= 18.0 / glyphs.len() as f32;
        Some(best)
    });
    windows.max_by(|a, b| {
        (a.valid, a.confidence)
            .partial_cmp(&(b.valid, b.confidence))
            .unwrap_or(std::cmp::Ordering::Equal)
    })
}

/// A glyph that is no letter or digit but for which one was thought of.
fn doubtful(glyph: &Glyph) -> bool {
    glyph.others.iter().any(|other| other.0.is_ascii_alphanumeric())
        || LOOK_ALIKES.iter().any(|pair| pair.0 == glyph.char)
}

fn options(glyph: &Glyph, allowed: impl Fn(char) -> bool) -> Vec<(char, f32)> {
    let mut options: Vec<(char, f32)> = Vec::new();
    let mut add = |char: char, confidence: f32| {
        let char = char.to_ascii_uppercase();
        if allowed(char) && options.iter().all(|option| option.0 != char) {
            options.push((char, confidence));
        }
    };
    add(glyph.char, glyph.confidence);
    for (char, confidence) in &glyph.others {
        add(*char, *confidence);
    }
    let read = glyph.char.to_ascii_uppercase();
    for (a, b) in LOOK_ALIKES {
        if read == a {
            add(b, BY_LOOKS);
        } else if read == b {
            add(a, BY_LOOKS * 0.1);
        }
    }
    options
}

/// The likeliest choice that has a right check digit with at most two places changed, else the
/// likeliest choice as it stands.
fn settle(places: &[Vec<(char, f32)>], valid: impl Fn(&str) -> bool) -> Number {
    let text_of = |choice: &[usize]| -> String {
        places.iter().zip(choice).map(|(place, &option)| place[option].0).collect()
    };
    let confidence_of = |choice: &[usize]| {
        let sum: f32 = places.iter().zip(choice).map(|(place, &option)| place[option].1).sum();
        sum / places.len() as f32
    };
    let mut choice = vec![0; places.len()];
    let text = text_of(&choice);
    if valid(&text) {
        return Number { confidence: confidence_of(&choice), text, valid: true };
    }
    let mut changes: Vec<(usize, usize, f32)> = Vec::new();
    for (place, options) in places.iter().enumerate() {
        for (option, (_, confidence)) in options.iter().enumerate().skip(1) {
            if *confidence >= LEAST_DOUBT {
                changes.push((place, option, confidence / options[0].1.max(1e-6)));
            }
        }
    }
    changes.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut tries: Vec<(Vec<(usize, usize)>, f32)> = Vec::new();
    for (index, first) in changes.iter().enumerate() {
        tries.push((vec![(first.0, first.1)], first.2));
        for second in changes[index + 1..].iter().filter(|second| second.0 != first.0) {
            tries.push((vec![(first.0, first.1), (second.0, second.1)], first.2 * second.2));
        }
    }
    tries.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (changed, _) in tries {
        let mut candidate = choice.clone();
        for (place, option) in changed {
            candidate[place] = option;
        }
        if valid(&text_of(&candidate)) {
            choice = candidate;
            break;
        }
    }
    let text = text_of(&choice);
    Number { confidence: confidence_of(&choice), valid: valid(&text), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str) -> Vec<Glyph> {
        let count = text.chars().count() as f32;
        text.chars()
            .enumerate()
            .map(|(index, char)| Glyph {
                char,
                confidence: 0.99,
                at: (index as f32 + 0.5) / count,
                others: Vec::new(),
            })
            .collect()
    }

    #[test]
    fn known_numbers_pass_and_a_changed_digit_fails() {
        assert!(id_number_is_valid("11010519491231002X"));
        assert!(!id_number_is_valid("110105194912310021"));
        assert!(!id_number_is_valid("11010519490231002X"));
        assert!(uscc_is_valid("91350100M000100Y43"));
        assert!(!uscc_is_valid("91350100M000100Y44"));
        assert!(!uscc_is_valid("91350100M000100Y4"));
    }

    #[test]
    fn a_letter_that_cannot_stand_in_a_code_becomes_its_look_alike() {
        let number = credit_code(&glyphs("9I3501OOM000100Y43")).unwrap();
        assert_eq!(number.text, "91350100M000100Y43");
        assert!(number.valid);
    }

    #[test]
    fn a_doubtful_digit_is_settled_by_the_check_digit() {
        let mut read = glyphs("110105194912310O2X");
        assert_eq!(id_number(&read).unwrap().text, "11010519491231002X");
        read = glyphs("11010519491281002X");
        read[12].confidence = 0.6;
        read[12].others = vec![('3', 0.35)];
        let number = id_number(&read).unwrap();
        assert_eq!(number.text, "11010519491231002X");
        assert!(number.valid);
    }

    #[test]
    fn a_number_printed_wrong_and_clearly_stays_as_printed() {
        let number = id_number(&glyphs("110105194912310021")).unwrap();
        assert_eq!(number.text, "110105194912310021");
        assert!(!number.valid);
    }

    #[test]
    fn the_last_day_of_february_depends_on_the_year() {
        assert!(date_exists(2000, 2, 29) && date_exists(2024, 2, 29));
        assert!(!date_exists(1900, 2, 29) && !date_exists(2023, 2, 29));
    }
}
