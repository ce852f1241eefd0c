//! Names as words: `/prod/web/stripeApiKey` becomes `prod/web/stripe_api_key`.
//!
//! One form for every way of writing lets a rule say `api_key` once.

/// The segments of a name in lower case, joined by `/`; the words of each joined by `_`.
///
/// Words end at anything but letters and digits, and where camel case begins a new one. Empty segments vanish.
pub(crate) fn of(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    for segment in name.split('/') {
        let before = words.len();
        if before > 0 {
            words.push('/');
        }
        let start = words.len();
        push_segment(&mut words, start, without_hash(segment));
        if words.len() == start {
            words.truncate(before);
        }
    }
    words
}

/// A name that CloudFormation made of a CDK construct's, without the hash and the random end:
/// `WebDatabaseSecret8B2CDE1F-aBcDeFgHiJkL` is `WebDatabaseSecret`.
fn without_hash(segment: &str) -> &str {
    let written = segment
        .rsplit_once('-')
        .filter(|(_, random)| random.len() == 12 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let split = written.and_then(|(id, _)| id.split_at_checked(id.len().checked_sub(8)?));
    match split {
        Some((id, hash))
            if !id.is_empty() && hash.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)) =>
        {
            id
        }
        _ => segment,
    }
}

fn push_segment(words: &mut String, start: usize, segment: &str) {
    let mut characters = segment.chars().peekable();
    let mut previous: Option<char> = None;
    let mut boundary = false;
    while let Some(character) = characters.next() {
        if !character.is_alphanumeric() {
            boundary = true;
            previous = None;
            continue;
        }
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        // `apiKey` breaks before K; `APIKey` and `oauth2Key` before the K that begins `Key`; `K8S` nowhere.
        let hump = character.is_uppercase() && previous.is_some_and(|p| p.is_lowercase() || next_is_lower);
        if (boundary || hump) && words.len() > start {
            words.push('_');
        }
        boundary = false;
        previous = Some(character);
        words.extend(character.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_of_writing_gives_the_same_words() {
        for (name, words) in [
            ("/prod/web/STRIPE_API_KEY", "prod/web/stripe_api_key"),
            ("prod/web/stripe-api-key", "prod/web/stripe_api_key"),
            ("prod//web/stripeApiKey", "prod/web/stripe_api_key"),
            ("StripeAPIKey", "stripe_api_key"),
            ("stripe.api.key", "stripe_api_key"),
            ("rds!db-5f2c", "rds_db_5f2c"),
            ("oauth2ClientSecret", "oauth2_client_secret"),
            ("K8S_TOKEN", "k8s_token"),
            ("WebDatabaseSecret8B2CDE1F-aBcDeFgHiJkL", "web_database_secret"),
            ("web-secret-aBcDeFgHiJkL", "web_secret_a_bc_de_fg_hi_jk_l"),
            ("__KEY__", "key"),
            ("ключ/Ürün", "ключ/ürün"),
            ("///", ""),
            ("", ""),
        ] {
            assert_eq!(of(name), words, "{name}");
        }
    }

    proptest! {
        #[test]
        fn words_hold_letters_digits_and_single_separators(name in any::<String>()) {
            let words = of(&name);
            prop_assert!(words.split('/').all(|s| words.is_empty() || !s.is_empty()));
            prop_assert!(words.split(['/', '_']).all(|s| words.is_empty() || !s.is_empty()));
        }
    }
}
