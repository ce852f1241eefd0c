//! Codes of enums: what is stored, shown in JSON and asked for, in one table for each enum.

/// Gives an enum `ALL`, `code` and `from_code`.
macro_rules! codes {
    ($name:ident { $($variant:ident => $code:literal),+ $(,)? }) => {
        impl $name {
            /// Every one, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code that is stored and put into JSON.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}
pub(crate) use codes;
