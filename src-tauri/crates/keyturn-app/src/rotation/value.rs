//! New values: made of the operating system's randomness, for the clipboard and nothing else.

use keyturn_domain::kind::Kind;
use keyturn_domain::rotation::generate::{self, Alphabet, GenerateFault, NewValue, Shape};

use crate::error::AppError;

/// After how many seconds the clipboard is cleared.
pub const CLEARED_AFTER_SECONDS: u32 = 30;

/// What a new value of a kind looks like.
#[derive(Clone, Copy, Debug)]
pub struct ValueShape {
    /// Alphabet and length.
    pub shape: Shape,
    /// Its entropy, in whole bits.
    pub entropy_bits: u32,
}

/// A new value with its shape. Not printable; wiped when it is dropped.
pub struct NewSecretValue {
    /// The value.
    pub value: NewValue,
    /// What it looks like.
    pub shape: ValueShape,
}

/// The shape of a new value of this kind, with another length where one is asked for.
pub fn shape(kind: Kind, length: Option<u16>) -> Result<ValueShape, AppError> {
    let usual = generate::usual(kind).ok_or_else(|| {
        AppError::BadRequest(format!("{}: its issuer makes the new value, or it is no string", kind.label()))
    })?;
    let shape = Shape { length: length.unwrap_or(usual.length), ..usual };
    if shape.length < shape.least || !generate::LENGTHS.contains(&shape.length) {
        return Err(AppError::BadRequest(format!(
            "{} characters are asked for: {} to {} for this kind",
            shape.length,
            shape.least,
            generate::LENGTHS.end()
        )));
    }
    Ok(ValueShape { entropy_bits: whole_bits(shape.alphabet, shape.length), shape })
}

/// Makes a new value.
pub fn generate(kind: Kind, length: Option<u16>) -> Result<NewSecretValue, AppError> {
    let shape = shape(kind, length)?;
    let value = generate::generate(shape.shape, getrandom::fill).map_err(|fault| match fault {
        GenerateFault::Length { .. } => AppError::BadRequest(fault.to_string()),
        GenerateFault::Source(_) | GenerateFault::NotRandom => AppError::BrokenOff(fault.to_string()),
    })?;
    Ok(NewSecretValue { value, shape })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "512 symbols have some 3,000 bits")]
fn whole_bits(alphabet: Alphabet, length: u16) -> u32 {
    alphabet.entropy_bits(length).floor() as u32
}
