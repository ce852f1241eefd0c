//! Reads the project's own files for the architecture and tidy tests: finds them, and cuts comments, string contents and
//! test code out of Rust, so that a rule about code is not tripped by a sentence about code.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what was built or installed, not what was written.
const NOT_OURS: [&str; 9] =
    ["target", "node_modules", "dist", "dist-mock", ".git", ".venv", "output", "test-results", "__pycache__"];

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests are one folder below the top").to_path_buf()
}

/// The text of a file of the project, named from the top.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file that people wrote, by its path from the top with `/` between the parts, in order.
pub(crate) fn files() -> Vec<String> {
    let top = root();
    let mut found = Vec::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let entry = entry.expect("an entry of the folder");
            let kind = entry.file_type().expect("the entry's kind");
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
                folders.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                let inside = path.strip_prefix(&top).expect("inside the project");
                found.push(
                    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"),
                );
            }
        }
    }
    found.sort();
    found
}

/// Whether a path ends in one of these, as in `.rs`.
pub(crate) fn has_ending(path: &str, endings: &[&str]) -> bool {
    Path::new(path).extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a path is Rust.
pub(crate) fn is_rust(path: &str) -> bool {
    has_ending(path, &["rs"])
}

/// Whether a Rust file holds nothing but tests, or what tests stand on.
pub(crate) fn is_test_file(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/benches/")
}

/// Rust without comments and without items marked `#[cfg(test)]`. Line numbers stay.
pub(crate) fn code(text: &str) -> String {
    without_tests(&blank(text, false))
}

/// Rust without comments, the contents of strings, and items marked `#[cfg(test)]`. Line numbers stay.
pub(crate) fn bare_code(text: &str) -> String {
    without_tests(&blank(text, true))
}

/// Replaces comments, and on request what stands in string and character literals, with spaces.
fn blank(text: &str, strings: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let before = i.checked_sub(1).map_or(' ', at);
        let end = match at(i) {
            '/' if at(i + 1) == '/' => (i..chars.len()).find(|&j| at(j) == '\n').unwrap_or(chars.len()),
            '/' if at(i + 1) == '*' => end_of_block_comment(&chars, i),
            'r' if !before.is_alphanumeric() && before != '_' || before == 'b' => {
                let hashes = chars.iter().skip(i + 1).take_while(|&&c| c == '#').count();
                if at(i + 1 + hashes) != '"' {
                    out.push('r');
                    i += 1;
                    continue;
                }
                let close = format!("\"{}", "#".repeat(hashes));
                let body: String = chars.iter().skip(i + 2 + hashes).collect();
                let length = body.find(&close).map_or(body.chars().count(), |byte| body[..byte].chars().count());
                copy(&mut out, &chars[i..i + 2 + hashes], true);
                copy(&mut out, &chars[i + 2 + hashes..i + 2 + hashes + length], !strings);
                i += 2 + hashes + length;
                out.push_str(&close);
                i += close.len();
                continue;
            }
            '"' => {
                let close = end_of_literal(&chars, i, '"');
                out.push('"');
                copy(&mut out, &chars[i + 1..close], !strings);
                out.push('"');
                i = close + 1;
                continue;
            }
            // A lifetime has no closing quote after one character.
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                let close = end_of_literal(&chars, i, '\'');
                out.push('\'');
                copy(&mut out, &chars[i + 1..close], !strings);
                out.push('\'');
                i = close + 1;
                continue;
            }
            other => {
                out.push(other);
                i += 1;
                continue;
            }
        };
        copy(&mut out, &chars[i..end], false);
        i = end;
    }
    out
}

/// Appends the characters, or spaces and line ends in their place.
fn copy(out: &mut String, chars: &[char], keep: bool) {
    out.extend(chars.iter().map(|&c| if keep || c == '\n' { c } else { ' ' }));
}

/// The place after a block comment, which may hold others.
fn end_of_block_comment(chars: &[char], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut i = start;
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) if depth == 1 => return i + 2,
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
    }
    chars.len()
}

/// The place of the quote that closes the literal which starts here.
fn end_of_literal(chars: &[char], start: usize, quote: char) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i.min(chars.len())
}

/// Blanks each item that is marked `#[cfg(test)]`, up to its closing brace or semicolon.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        let mut depth = 0_usize;
        let end = rest[start + MARK.len()..].char_indices().find_map(|(place, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0 && matches!(c, '}' | ';')).then_some(start + MARK.len() + place + 1)
        });
        let end = end.unwrap_or(rest.len());
        out.push_str(&rest[..start]);
        out.extend(rest[start..end].chars().map(|c| if c == '\n' { c } else { ' ' }));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[test]
fn comments_strings_and_tests_are_cut() {
    fn check(text: &str, code_of: &str, bare_of: &str) {
        let squeezed = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed(code(text)), code_of, "the code of {text}");
        assert_eq!(squeezed(bare_code(text)), bare_of, "the bare code of {text}");
        assert_eq!(bare_code(text).lines().count(), text.lines().count(), "the lines of {text}");
    }
    check("a(); // b()", "a();", "a();");
    check("a(); /* b /* c */ d */ e();", "a(); e();", "a(); e();");
    check(r#"a("// b");"#, r#"a("// b");"#, r#"a(" ");"#);
    check(r#"a("\"b"); c();"#, r#"a("\"b"); c();"#, r#"a(" "); c();"#);
    check("a(r##\"b\"# // c\"##); d();", "a(r##\"b\"# // c\"##); d();", "a(r##\" \"##); d();");
    check(
        "fn f<'a>(c: &'a str) -> char { '\"' } // d",
        "fn f<'a>(c: &'a str) -> char { '\"' }",
        "fn f<'a>(c: &'a str) -> char { ' ' }",
    );
    check("a();\n#[cfg(test)]\nmod tests {\n  fn b() { c() }\n}\nd();", "a(); d();", "a(); d();");
    check("a();\n#[cfg(test)]\nmod tests;\nd();", "a(); d();", "a(); d();");
}
