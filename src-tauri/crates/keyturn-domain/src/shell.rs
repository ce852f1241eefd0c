//! Text for a POSIX shell: commands that a person copies hold names from AWS, which are hostile.

/// Quotes text so that a POSIX shell takes it for one word, as it stands.
///
/// Within single quotes nothing has a meaning but the quote itself, which is put outside of them.
/// <https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02_02>
/// No argument can hold NUL: it becomes U+FFFD.
pub fn quote(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:,@%+".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\0', "\u{fffd}").replace('\'', r"'\''"))
}

/// A command with its arguments, each quoted.
pub fn command(arguments: &[&str]) -> String {
    arguments.iter().map(|argument| quote(argument)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_quoted_where_they_need_it() {
        for (text, quoted) in [
            ("role/web", "role/web"),
            ("--role-name", "--role-name"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(id)", "'$(id)'"),
            ("`id`", "'`id`'"),
            ("a;b", "'a;b'"),
            ("~", "'~'"),
            ("a=b", "'a=b'"),
            ("*", "'*'"),
            ("a\nb", "'a\nb'"),
            ("a\0b", "'a\u{fffd}b'"),
        ] {
            assert_eq!(quote(text), quoted, "{text:?}");
        }
        assert_eq!(command(&["aws", "iam", "x y"]), "aws iam 'x y'");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_shell_gives_back_what_was_quoted(
            words in prop::collection::vec(r#"[ -~\n\t"'$`\\;|&<>(){}*?!#~=]{0,12}|\PC{0,6}"#, 1..4)
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut arguments = vec!["printf", r"%s\036"];
            arguments.extend(&words);
            let output = Command::new("sh").arg("-c").arg(command(&arguments)).output().expect("a shell");
            let printed = String::from_utf8(output.stdout).expect("text");
            let expected: String = words.iter().flat_map(|word| [word, "\u{1e}"]).collect();
            prop_assert_eq!(printed, expected);
        }
    }
}
