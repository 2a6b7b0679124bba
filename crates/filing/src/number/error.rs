//! The shape all number errors share: a closed list of reasons, each with its finding code.

/// Declares an error enum whose reasons each carry one stable finding code and an English text
/// for developers. The text never contains the number: it may be logged.
macro_rules! number_error {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal: $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $(
                #[doc = $text]
                #[error($text)]
                $variant,
            )+
        }

        impl $name {
            /// Every reason, for completeness checks of words and documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable finding code, dotted: `number.reason`.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }
    };
}

pub(super) use number_error;
