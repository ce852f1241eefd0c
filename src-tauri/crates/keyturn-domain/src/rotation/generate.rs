//! New values for those kinds that the organisation makes itself (groups P and A of the requirements).
//!
//! The bytes come from outside (the operating system's generator, asked by the application); the value lives in a type
//! that cannot be printed or serialised and is wiped when it is dropped. It is never stored and never logged.

use zeroize::Zeroizing;

use crate::kind::Kind;

/// The characters of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// Letters and digits, 62.
    Alphanumeric,
    /// Letters, digits and `-._~`, 66: what URLs hold unescaped (RFC 3986, 2.3), so that nothing of `@:/?#` can break a
    /// connection string.
    Unreserved,
    /// Letters, digits, `-` and `_`, 64: base64url's, RFC 4648, 5.
    UrlSafe,
    /// Lower-case hexadecimal digits, 16.
    Hex,
}

impl Alphabet {
    /// Every alphabet.
    pub const ALL: [Self; 4] = [Self::Alphanumeric, Self::Unreserved, Self::UrlSafe, Self::Hex];

    /// The code for requests and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Alphanumeric => "alphanumeric",
            Self::Unreserved => "unreserved",
            Self::UrlSafe => "url_safe",
            Self::Hex => "hex",
        }
    }

    /// The alphabet with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alphabet| alphabet.code() == code)
    }

    /// Its symbols, each once.
    pub fn symbols(self) -> &'static str {
        match self {
            Self::Alphanumeric => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            Self::Unreserved => "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~",
            Self::UrlSafe => "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
            Self::Hex => "0123456789abcdef",
        }
    }

    /// The entropy of a value of this many symbols, each drawn evenly, in bits.
    pub fn entropy_bits(self, length: u16) -> f64 {
        let symbols = u32::try_from(self.symbols().len()).unwrap_or(1);
        f64::from(length) * f64::from(symbols).log2()
    }
}

/// The least and the most characters of any value.
pub const LENGTHS: std::ops::RangeInclusive<u16> = 16..=512;

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its characters.
    pub alphabet: Alphabet,
    /// How many.
    pub length: u16,
    /// The least for its kind.
    pub least: u16,
}

/// The shape that is usual for a kind. `None` for kinds that somebody else makes, or that are no strings: issuers' keys
/// and tokens, key pairs, certificates, KMS keys, roles, configuration.
///
/// P2: a session key (Django's `SECRET_KEY`) has 50 characters at least, a database's password 32.
pub fn usual(kind: Kind) -> Option<Shape> {
    let shape = |alphabet, length, least| Some(Shape { alphabet, length, least });
    match kind {
        Kind::DatabasePassword | Kind::DatabaseAdmin | Kind::ConnectionString => shape(Alphabet::Unreserved, 40, 32),
        Kind::SessionKey | Kind::JwtSigningKey | Kind::SigningKey => shape(Alphabet::UrlSafe, 64, 50),
        Kind::ServiceToken | Kind::WebhookSecret => shape(Alphabet::UrlSafe, 64, 43),
        // 256 bits, as programs read them: AES-256.
        Kind::DataKey | Kind::BackupKey => shape(Alphabet::Hex, 64, 64),
        Kind::RootCredential | Kind::BreakGlass | Kind::Unclassified => shape(Alphabet::Alphanumeric, 40, 32),
        Kind::ApiKey
        | Kind::AccessToken
        | Kind::WebhookUrl
        | Kind::OauthClientSecret
        | Kind::IdpCredential
        | Kind::KmsKey
        | Kind::TlsPrivateKey
        | Kind::TlsCertificate
        | Kind::ClientCertificate
        | Kind::AwsAccessKey
        | Kind::AwsRole
        | Kind::CiSecret
        | Kind::GcpServiceAccountKey
        | Kind::AzureClientSecret
        | Kind::K8sToken
        | Kind::SshKey
        | Kind::RegistryToken
        | Kind::RecoveryCode
        | Kind::Configuration => None,
    }
}

/// A new value. Deliberately without `Debug`, `Display`, `Clone` and `Serialize`; wiped when dropped.
pub struct NewValue {
    text: Zeroizing<String>,
    entropy_bits: f64,
}

impl NewValue {
    /// The value, for the clipboard and nothing else.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Its entropy in bits.
    pub fn entropy_bits(&self) -> f64 {
        self.entropy_bits
    }
}

/// Why there is no new value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateFault<E: std::error::Error> {
    /// The length is out of bounds.
    #[error("{found} characters are asked for: at least {least} and at most {}", LENGTHS.end())]
    Length {
        /// What was asked for.
        found: u16,
        /// The least.
        least: u16,
    },
    /// The source of bytes failed.
    #[error("the operating system gives no random bytes")]
    Source(#[source] E),
    /// The source gives bytes that cannot be random.
    #[error("the bytes that were given are not random")]
    NotRandom,
}

/// How many bytes are asked for at once.
const BATCH: usize = 256;

/// The most batches for one value. 512 symbols take about 2.1 KB of random bytes at worst; a source that needs 16 KB
/// gives the same bytes again and again.
const MOST_BATCHES: usize = 64;

/// Makes a value from bytes that `fill` writes. Every symbol is equally likely: bytes beyond the largest multiple of
/// the alphabet's size are thrown away, not folded back.
pub fn generate<E: std::error::Error>(
    shape: Shape,
    mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
) -> Result<NewValue, GenerateFault<E>> {
    let least = shape.least.max(*LENGTHS.start());
    if shape.length < least || shape.length > *LENGTHS.end() {
        return Err(GenerateFault::Length { found: shape.length, least });
    }
    let symbols = shape.alphabet.symbols().as_bytes();
    let even = 256 - 256 % symbols.len();
    let length = usize::from(shape.length);
    // As large as it gets from the start: a string that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(length));
    let mut bytes = Zeroizing::new([0_u8; BATCH]);
    for _ in 0..MOST_BATCHES {
        fill(bytes.as_mut_slice()).map_err(GenerateFault::Source)?;
        let drawn = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < even);
        let drawn = drawn.filter_map(|byte| symbols.get(byte % symbols.len()));
        for symbol in drawn.take(length - text.len()) {
            text.push(char::from(*symbol));
        }
        if text.len() == length {
            let entropy_bits = shape.alphabet.entropy_bits(shape.length);
            return Ok(NewValue { text, entropy_bits });
        }
    }
    Err(GenerateFault::NotRandom)
}

#[cfg(test)]
mod tests;
