//! How a number of a person looks wherever it is printed.

/// `text` with all but the first `front` and last `back` characters replaced by `*`. When that
/// would leave fewer than three stars, everything is hidden: a short number must not show itself
/// by its ends.
pub(super) fn mask(text: &str, front: usize, back: usize) -> String {
    let length = text.chars().count();
    if length < front + back + 3 {
        return "*".repeat(length.max(3));
    }
    text.chars()
        .enumerate()
        .map(|(i, c)| if i < front || i >= length - back { c } else { '*' })
        .collect()
}

/// Gives a type with a `normal: String` its masked `Debug` and `Display` and its `reveal()`.
macro_rules! prints_masked {
    ($name:ident, front $front:literal, back $back:literal) => {
        impl $name {
            /// The whole number in its normal form. Show it only to who may see it; every call
            /// for a person's eyes belongs in the journal.
            pub fn reveal(&self) -> &str {
                &self.normal
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&crate::number::mask::mask(&self.normal, $front, $back))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}

/// Gives a public number (of an organisation, a domain, a record) `Display` as it is, and serde as
/// a string that is parsed again on the way in.
macro_rules! prints_whole {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use {prints_masked, prints_whole};

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(mask("11010519491231002X", 6, 4), "110105********002X");
        assert_eq!(mask("13800000000", 3, 4), "138****0000");
    }

    #[test]
    fn a_short_number_is_hidden_whole() {
        assert_eq!(mask("E1234", 2, 2), "*****");
        assert_eq!(mask("1", 2, 2), "***");
    }
}
