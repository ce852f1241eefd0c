//! The program that made a call, as it calls itself.

use serde::{Deserialize, Serialize};

/// Tool and major version out of a `userAgent`: `aws-cli/2`, `Boto3/1`, `console`. Never a reason to trust: anybody can
/// say it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Agent(pub String);

/// How much of a `userAgent` is looked at, in bytes.
const LOOKED_AT: usize = 256;
/// The longest tool's name that is kept, in bytes.
const LONGEST: usize = 64;

/// Tools that stand behind the library they were written with: looked for anywhere, the first of this table wins.
const TOOLS: [&str; 14] = [
    "terraform",
    "opentofu",
    "pulumi",
    "cdk",
    "ansible",
    "external-secrets",
    "secrets-store-csi-driver-provider-aws",
    "chamber",
    "vault",
    "prowler",
    "scoutsuite",
    "pacu",
    "stratus-red-team",
    "cloudmapper",
];

impl Agent {
    /// The tool and major version: the program that is known to stand behind a library, else the first product named.
    ///
    /// Brackets (S3 and SDKs write `[aws-cli/2.1 …]`), minor versions, platforms and a run's own id are left out, so that
    /// an update or another machine is not another agent. Every browser is the `console`: AWS's console calls with the
    /// person's own.
    pub fn parse(text: &str) -> Self {
        let text = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or_default();
        let text = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
        if text.is_empty() || text == "-" {
            return Self("unknown".to_owned());
        }
        let lower = text.to_ascii_lowercase();
        if is_console(&lower) {
            return Self("console".to_owned());
        }
        if crate::origin::is_service(text) {
            return Self(text.to_owned());
        }
        let products = || text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'));
        let rank = |product: &&str| {
            let name = product_name(product);
            TOOLS.iter().position(|tool| name.eq_ignore_ascii_case(tool))
        };
        let known = products().filter_map(|product| Some((rank(&product)?, product))).min_by_key(|(rank, _)| *rank);
        let product = known
            .map(|(_, product)| product)
            .or_else(|| products().find(|product| !product.is_empty()))
            .unwrap_or(text);
        Self(with_major(product))
    }

    /// The tool and major version.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_console(lower: &str) -> bool {
    ["console.amazonaws.com", "signin.amazonaws.com", "aws-console", "awsconsole", "s3console", "aws console"]
        .iter()
        .any(|word| lower.contains(word))
        || lower.starts_with("mozilla/")
}

/// The name before the version, without the id of a run after an underscore (`stratus-red-team_<uuid>`).
fn product_name(product: &str) -> &str {
    let name = product.split('/').next().unwrap_or(product);
    match name.split_once('_') {
        Some((tool, id)) if id.len() >= 16 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') => tool,
        _ => name,
    }
}

fn with_major(product: &str) -> String {
    let name = product_name(product);
    let name = name.get(..name.floor_char_boundary(LONGEST)).unwrap_or_default();
    let version = product.split('/').nth(1).unwrap_or_default();
    let major: String =
        version.trim_start_matches(['v', 'V']).chars().take_while(char::is_ascii_digit).take(6).collect();
    // Control characters could drive a terminal; no tool's name has them.
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    match (name.is_empty(), major.is_empty()) {
        (true, _) => "unknown".to_owned(),
        (false, true) => name,
        (false, false) => format!("{name}/{major}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents() {
        for (text, agent) in [
            ("aws-cli/2.17.32 md/awscrt#0.21.2 ua/2.0 os/linux#6.1 exec-env/grimoire_b12428a7", "aws-cli/2"),
            ("[aws-cli/1.29.0 Python/3.11]", "aws-cli/1"),
            ("Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0", "Boto3/1"),
            ("aws-sdk-go-v2/1.24.0 os/linux lang/go#1.21", "aws-sdk-go-v2/1"),
            ("APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) aws-sdk-go/1.44", "Terraform/1"),
            ("stratus-red-team_a007fa03-86e2-4130-be03-ee7b7b10edcc", "stratus-red-team"),
            ("my_tool/3.2", "my_tool/3"),
            ("tool/v4.1", "tool/4"),
            ("console.amazonaws.com", "console"),
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "console"),
            ("AWS Internal", "AWS Internal"),
            ("cloudformation.amazonaws.com", "cloudformation.amazonaws.com"),
            ("external-secrets/0.9.1 aws-sdk-go/1.5", "external-secrets/0"),
            ("aws-internal/3 aws-sdk-java/1.12", "aws-internal/3"),
            ("", "unknown"),
            ("-", "unknown"),
            ("<script>alert(1)</script>", "<script>alert"),
            ("=cmd|'/c calc'!A1", "=cmd|'"),
            ("\u{1b}[31mred", "[31mred"),
        ] {
            assert_eq!(Agent::parse(text).as_str(), agent, "{text}");
        }
        assert!(Agent::parse(&"é".repeat(5000)).as_str().len() <= LONGEST);
    }
}
