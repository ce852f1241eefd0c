//! Words of AWS and the network, made fit to keep: short, on one line, without credentials.

use std::error::Error;

/// The longest message that is kept, in characters.
const LONGEST: usize = 300;

/// `text` on one line, without credentials and signed addresses, at most 300 characters.
///
/// It stays hostile text: show it as text only.
pub(crate) fn clean(text: &str) -> String {
    let words: Vec<String> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).map(mask).collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let kept: String = line.chars().take(LONGEST - 1).collect();
    format!("{}…", kept.trim_end())
}

/// What an error and its causes say, outermost first, each once.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in std::iter::successors(Some(error), |&error| error.source()) {
        let words = cause.to_string();
        if !words.is_empty() && !said.iter().any(|before| before.contains(&words)) {
            said.push(words);
        }
    }
    said.join(": ")
}

/// A word, unless it is or holds something that must not be kept.
fn mask(word: &str) -> String {
    if let Some(start) = word.find("://") {
        let after = start + 3;
        let path = word.get(after..).unwrap_or_default();
        let end = path.find('?').map_or(word.len(), |query| after + query);
        let kept = word.get(..end).unwrap_or_default();
        let query = if end < word.len() { "?…" } else { "" };
        // user:password@host
        return match (kept.rfind('@'), kept.get(..after)) {
            (Some(at), Some(scheme)) if at >= after => {
                format!("{scheme}…@{}{query}", kept.get(at + 1..).unwrap_or_default())
            }
            _ => format!("{kept}{query}"),
        };
    }
    let mut masked = String::with_capacity(word.len());
    let mut run = String::new();
    for c in word.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '+' | '=') {
            run.push(c);
        } else {
            push_run(&mut masked, &run);
            run.clear();
            masked.push(c);
        }
    }
    push_run(&mut masked, &run);
    // A slash separates names and is a base64 character: look at the whole word too, without its punctuation.
    let core = masked.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if looks_random(core) { masked.replace(core, "…") } else { masked }
}

fn push_run(text: &mut String, run: &str) {
    let access_key = (run.starts_with("AKIA") || run.starts_with("ASIA"))
        && run.len() >= 16
        && run.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if access_key {
        text.push_str(run.get(..4).unwrap_or_default());
        text.push('…');
    } else if looks_random(run) {
        text.push('…');
    } else {
        text.push_str(run);
    }
}

/// 32 or more characters of base64 with digits and both cases: keys, tokens, encoded messages.
fn looks_random(text: &str) -> bool {
    text.len() >= 32
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && text.bytes().any(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_carry_no_credentials() {
        let denied = "User: arn:aws:sts::111122223333:assumed-role/Audit/keyturn is not authorized to perform: \
                      ssm:DescribeParameters on resource: arn:aws:ssm:eu-west-1:111122223333:* because no \
                      identity-based policy allows the ssm:DescribeParameters action";
        for (text, kept) in [
            (denied, denied),
            ("a\nb\t c\u{7}d", "a b c d"),
            ("key AKIAIOSFODNN7EXAMPLE is unknown", "key AKIA… is unknown"),
            ("secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY, sorry", "secret …, sorry"),
            ("see https://x.test/a?X-Amz-Signature=abc now", "see https://x.test/a?… now"),
            ("proxy http://me:pass@proxy.test:8080/ failed", "proxy http://…@proxy.test:8080/ failed"),
            (
                "Encoded authorization failure message: AAbb11CCdd22EEff33GGhh44IIjj55KK_x",
                "Encoded authorization failure message: …_x",
            ),
            ("", ""),
        ] {
            assert_eq!(clean(text), kept);
        }
        assert_eq!(clean(&"ü ".repeat(1000)).chars().count(), LONGEST);
    }
}
