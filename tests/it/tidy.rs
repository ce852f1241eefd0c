//! House rules that a compiler does not check. Each rule is one function over one file, run on every file of the project
//! and on a planted bad sample, so that a rule which has stopped looking fails too.

use std::collections::BTreeSet;

use regex::Regex;

use crate::source::{self, has_ending, is_rust};

/// A rule: whether it looks at a path, what it complains about there (line and words), and what it must refuse.
struct Rule {
    name: &'static str,
    looks_at: fn(&str) -> bool,
    complaints: fn(&str, &str) -> Vec<String>,
    /// A path and a text with exactly one fault.
    bad: (&'static str, &'static str),
    /// A path and a text that look like the fault and are none.
    good: (&'static str, &'static str),
}

// Split, so that this file does not trip over its own words.
const TO_DO: &str = concat!("TO", "DO");
const FIX_ME: &str = concat!("FIX", "ME");
const KEY_ID: &str = concat!("AK", "IA");

const RULES: [Rule; 12] = [
    Rule {
        name: "a Rust file begins by saying what it is",
        looks_at: |path| is_rust(path),
        complaints: |_, text| unless(text.starts_with("//! "), 1, "no //! header"),
        bad: ("src-tauri/src/a.rs", "use std::fmt;\n//! Late.\n"),
        good: ("src-tauri/src/a.rs", "//! Says what it is.\n"),
    },
    Rule {
        name: "a hand-written file has at most 500 lines",
        looks_at: |path| is_written_code(path),
        complaints: |_, text| {
            let lines = text.lines().count();
            unless(lines <= 500, lines, "the file wants to be two")
        },
        bad: ("ui/src/a.ts", LONG.0),
        good: ("ui/src/a.ts", LONG.1),
    },
    Rule {
        name: "no call outside tests that stops the program instead of saying why",
        looks_at: |path| is_rust(path) && !source::is_test_file(path),
        complaints: |_, text| lines_with(&source::bare_code(text), r"\.unwrap\(\)|\b(todo|unimplemented|dbg|panic)!"),
        bad: ("src-tauri/src/a.rs", "fn a() {\n    b().unwrap();\n}\n"),
        good: ("src-tauri/src/a.rs", "// .unwrap()\n#[cfg(test)]\nmod tests {\n    fn a() { b().unwrap() }\n}\n"),
    },
    Rule {
        name: "a lint is expected with a reason, never allowed",
        looks_at: |path| is_rust(path),
        complaints: |_, text| {
            let code = source::bare_code(text);
            let mut found = lines_with(&code, r"#!?\[allow\(");
            found.extend(
                Regex::new(r"(?s)#!?\[expect\(([^\]]*)\)\]")
                    .expect("a pattern")
                    .captures_iter(&code)
                    .filter(|attribute| !attribute[1].contains("reason"))
                    .map(|attribute| format!("no reason: {}", &attribute[0])),
            );
            found
        },
        bad: ("src-tauri/src/a.rs", "#[expect(dead_code)]\nfn a() {}\n"),
        good: ("src-tauri/src/a.rs", "#[expect(dead_code, reason = \"asked for by b\")]\nfn a() {}\n"),
    },
    Rule {
        name: "no test is skipped",
        looks_at: |path| is_written_code(path),
        complaints: |path, text| {
            if is_rust(path) {
                lines_with(&source::bare_code(text), r"#\[ignore")
            } else {
                lines_with(text, r"\b(it|test|describe)\.(skip|only|todo|fixme)\b")
            }
        },
        bad: ("ui/src/a.test.ts", "it.skip('works', () => {});\n"),
        good: ("src-tauri/src/a.rs", "// #[ignore]\nfn a() {}\n"),
    },
    Rule {
        name: "nothing is left to be done in a comment",
        looks_at: |path| is_text(path),
        complaints: |_, text| lines_with(text, &format!(r"\b({TO_DO}|{FIX_ME}|{})\b", concat!("XX", "X"))),
        bad: ("README.md", concat!("# A\n\nTO", "DO: write.\n")),
        good: ("README.md", "# A\n\nWhat is to do: nothing.\n"),
    },
    Rule {
        name: "no line ends in spaces, and the file ends with one line end",
        looks_at: |path| is_text(path),
        complaints: |_, text| {
            let mut found = lines_with(text, r"[ \t\r]$");
            if !text.is_empty() {
                found.extend(unless(text.ends_with('\n') && !text.ends_with("\n\n"), 0, "the end of the file"));
            }
            found
        },
        bad: ("ui/src/a.css", "a { \n}\n"),
        good: ("ui/src/a.css", "a {\n}\n"),
    },
    Rule {
        name: "a package takes the workspace's lints and versions",
        looks_at: |path| path.ends_with("/Cargo.toml"),
        complaints: |_, text| manifest_complaints(text),
        bad: (
            "tests/Cargo.toml",
            "[package]\nname = \"a\"\n[lints]\nworkspace = true\n[dependencies]\nserde = \"1\"\n",
        ),
        good: ("tests/Cargo.toml", "[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\n"),
    },
    Rule {
        name: "no call that returns a secret's value",
        // The made-up organisation serves these operations, with canaries, to show that nobody calls them.
        looks_at: |path| is_rust(path) && path.starts_with("src-tauri/") && !path.contains("/keyturn-estate/"),
        complaints: |_, text| {
            lines_with(
                &source::bare_code(text),
                r"\b(batch_)?get_secret_value\b|\bget_parameters?(_by_path|_history)?\b|\.decrypt\(\)",
            )
        },
        bad: ("src-tauri/crates/keyturn-aws/src/a.rs", "async fn a() {\n    ssm.get_parameters_by_path().send();\n}\n"),
        good: (
            "src-tauri/crates/keyturn-aws/src/a.rs",
            "// ssm.get_parameter()\nfn a() { ssm.describe_parameters() }\n",
        ),
    },
    Rule {
        name: "clients that ask again when their session has ended",
        // What signs in, and what asks unsigned, has no session yet.
        looks_at: |path| {
            let own = ["held.rs", "role.rs", "sso/device.rs", "sso/portal.rs", "probe/clock.rs"];
            let of_aws = path.strip_prefix("src-tauri/crates/keyturn-aws/src/");
            of_aws.is_some_and(|file| is_rust(file) && !own.contains(&file))
        },
        complaints: |_, text| lines_with(&source::bare_code(text), r"\bClient::(new|from_conf)\("),
        bad: ("src-tauri/crates/keyturn-aws/src/a.rs", "fn a() {\n    aws_sdk_kms::Client::new(&config)\n}\n"),
        good: ("src-tauri/crates/keyturn-aws/src/a.rs", "// Client::new(\nfn a() { client!(aws_sdk_kms, signed) }\n"),
    },
    Rule {
        name: "no access key but AWS's documented samples",
        looks_at: |path| is_text(path),
        complaints: |_, text| {
            Regex::new(&format!(r"\b({KEY_ID}|{})[0-9A-Z]{{16}}\b", concat!("AS", "IA")))
                .expect("a pattern")
                .find_iter(text)
                .filter(|key| !key.as_str().ends_with("EXAMPLE"))
                .map(|key| format!("looks like a real key: {}", &key.as_str()[..8]))
                .collect()
        },
        bad: ("tests/fixtures/a.json", concat!("{\"key\": \"AK", "IA0123456789ABCDEF\"}\n")),
        good: ("tests/fixtures/a.json", "{\"key\": \"AKIAIOSFODNN7EXAMPLE\"}\n"),
    },
    Rule {
        name: "a path that a page names exists",
        looks_at: |path| is_page(path),
        complaints: |path, text| missing_paths(path, text),
        bad: ("src-tauri/ARCHITECTURE.md", "See `src-tauri/crates/keyturn-nowhere`.\n"),
        good: ("src-tauri/ARCHITECTURE.md", "See `src-tauri/crates/keyturn-domain`, `src/main.rs` and `/prod/db`.\n"),
    },
];

/// 501 and 500 lines.
const LONG: (&str, &str) = {
    const LINES: [u8; 1002] = {
        let mut lines = [b'a'; 1002];
        let mut i = 1;
        while i < lines.len() {
            lines[i] = b'\n';
            i += 2;
        }
        lines
    };
    match std::str::from_utf8(&LINES) {
        Ok(text) => (text, text.split_at(1000).0),
        Err(_) => ("", ""),
    }
};

/// What may lie at the top, beside dotted names and the folder of what was built.
const AT_THE_TOP: [&str; 12] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "icons",
    "runbooks",
    "rust-toolchain.toml",
    "src-tauri",
    "tests",
    "ui",
];

fn is_page(path: &str) -> bool {
    has_ending(path, &["md"])
}

/// Code that people wrote: the bindings are made from the contract.
fn is_written_code(path: &str) -> bool {
    has_ending(path, &["rs", "ts", "svelte", "py"]) && path != "ui/src/ipc/bindings.ts"
}

/// Text that people wrote: not snapshots, lock files or the licence's own.
fn is_text(path: &str) -> bool {
    let written = ["rs", "ts", "js", "svelte", "css", "html", "py", "toml", "md", "json", "yaml", "yml", "sql", "sh"];
    (has_ending(path, &written) || path == "Makefile" || path.starts_with(".ci/"))
        && path != "ui/package-lock.json"
        && path != "ui/src/ipc/bindings.ts"
        && !path.contains("/gen/")
}

fn unless(fine: bool, line: usize, complaint: &str) -> Vec<String> {
    if fine { Vec::new() } else { vec![format!("{line}: {complaint}")] }
}

fn lines_with(text: &str, pattern: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let found = text.split('\n').enumerate().filter(|(_, line)| pattern.is_match(line));
    found.map(|(number, line)| format!("{}: {}", number + 1, line.trim())).collect()
}

/// What keeps a manifest from being ruled by the workspace.
fn manifest_complaints(text: &str) -> Vec<String> {
    let manifest: toml::Table = text.parse().expect("a manifest is TOML");
    let lints = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
    let mut found = unless(lints == Some(true), 0, "[lints] workspace = true is missing");
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, entry) in manifest.get(kind).and_then(toml::Value::as_table).into_iter().flatten() {
            let shared = entry.get("workspace").and_then(toml::Value::as_bool) == Some(true);
            found.extend(unless(shared, 0, &format!("{name} is not taken from the workspace's table")));
        }
    }
    found
}

/// Paths in a page's backticks and links that lead nowhere. A path counts as one of ours when its first part is a folder
/// at the top or beside the page.
fn missing_paths(page: &str, text: &str) -> Vec<String> {
    let top = source::root();
    let beside = top.join(page).parent().expect("a page lies in a folder").to_path_buf();
    let link = Regex::new(r"\]\(([^)#?\s]+)[^)]*\)|(?:src|href)=.([^'#?\s]+?).[\s>]").expect("a pattern");
    let quoted = Regex::new(r"`([\w.@-]+(?:/[\w.@-]+)+/?)`").expect("a pattern");
    let links = link
        .captures_iter(text)
        .filter_map(|found| found.get(1).or(found.get(2)))
        .map(|path| path.as_str())
        .filter(|path| !path.contains(':') && !beside.join(path).exists());
    let names = quoted.captures_iter(text).filter_map(|found| found.get(1)).map(|path| path.as_str()).filter(|path| {
        let first = path.split('/').next().unwrap_or_default();
        let ours = [&top, &beside].into_iter().any(|folder| first != "target" && folder.join(first).is_dir());
        ours && !top.join(path).exists() && !beside.join(path).exists()
    });
    links.chain(names).map(|path| format!("0: {path} does not exist")).collect()
}

#[test]
fn every_file_keeps_the_house_rules() {
    let mut found = Vec::new();
    let mut looked_at = [0_usize; RULES.len()];
    for path in source::files() {
        let rules: Vec<_> = RULES.iter().zip(&mut looked_at).filter(|(rule, _)| (rule.looks_at)(&path)).collect();
        if rules.is_empty() {
            continue;
        }
        let text = source::read(&path);
        for (rule, count) in rules {
            *count += 1;
            let complaints = (rule.complaints)(&path, &text);
            found.extend(complaints.into_iter().map(|complaint| format!("{path}:{complaint}  ({})", rule.name)));
        }
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    for (rule, count) in RULES.iter().zip(looked_at) {
        assert!(count > 0, "no file was looked at for: {}", rule.name);
    }
}

#[test]
fn every_rule_refuses_what_it_must_and_nothing_else() {
    for rule in RULES {
        let check = |(path, text): (&str, &str)| {
            assert!((rule.looks_at)(path), "{}: does not look at {path}", rule.name);
            (rule.complaints)(path, text)
        };
        assert_eq!(check(rule.bad).len(), 1, "{}: the planted fault", rule.name);
        assert_eq!(check(rule.good), Vec::<String>::new(), "{}: the sample without a fault", rule.name);
    }
}

#[test]
fn the_top_holds_only_what_the_design_names() {
    fn strangers(names: impl IntoIterator<Item = String>) -> Vec<String> {
        names
            .into_iter()
            .filter(|name| !name.starts_with('.') && name != "target" && !AT_THE_TOP.contains(&name.as_str()))
            .collect()
    }
    let entries = std::fs::read_dir(source::root()).expect("the top");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    assert_eq!(strangers(names), Vec::<String>::new());
    assert_eq!(strangers(["docs".to_owned(), "ui".to_owned(), ".ci".to_owned()]), ["docs"], "a stranger is seen");
}

#[test]
fn no_test_file_is_forgotten() {
    fn forgotten(files: &[&str], main: &str) -> Vec<String> {
        let declared: BTreeSet<&str> = main
            .lines()
            .filter_map(|line| line.trim().strip_prefix("mod ")?.strip_suffix(';'))
            .chain(["main"])
            .collect();
        let stems = files.iter().filter_map(|path| path.strip_prefix("tests/it/")?.strip_suffix(".rs"));
        stems.filter(|stem| !stem.contains('/') && !declared.contains(stem)).map(str::to_owned).collect()
    }
    let files = source::files();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(forgotten(&files, &source::read("tests/it/main.rs")), Vec::<String>::new());
    assert_eq!(forgotten(&["tests/it/main.rs", "tests/it/a.rs", "tests/it/b.rs"], "mod a;\n"), ["b"], "one is seen");
}
