//! Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020), which code hosts show beside the lines.

use serde_json::{Value, json};

use crate::finding::{Finding, Level, Rule};

/// A SARIF log with one run. `version` is the program's.
pub fn sarif(findings: &[Finding], version: &str) -> Value {
    let rules: Vec<Value> = Rule::ALL
        .iter()
        .map(|rule| json!({ "id": rule.code(), "shortDescription": { "text": rule.says() } }))
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "keyturn runbook lint", "version": version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    json!({
        "ruleId": finding.rule.code(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level,
        "message": { "text": finding.message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&finding.at.file) },
                "region": { "startLine": finding.at.line, "startColumn": finding.at.column },
            },
        }],
    })
}

/// A path as a relative URI reference (RFC 3986, 3.3): what does not belong in one is percent-encoded.
fn uri(path: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/@".contains(&byte);
    let encode = |byte: u8| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::sarif;
    use crate::finding::{Finding, Rule};
    use crate::place::Place;

    #[test]
    fn findings_become_results_with_their_lines() {
        let at = Place { file: "run books/ü.md".into(), line: 7, column: 3 };
        let findings = [
            Finding::error(Rule::L07, &at, "not a condition"),
            Finding::warning(Rule::L23, &Place::line("a.md", 1), "overdue"),
        ];
        let mut log = sarif(&findings, "1.2.3");
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(Rule::ALL.len()));
        log["runs"][0]["tool"]["driver"]["rules"] = "all rules".into();
        insta::assert_json_snapshot!(log);
    }
}
