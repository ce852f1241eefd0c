//! Where calls come from: addresses and agents.
//!
//! Addresses are of ranges that nobody owns: the documentation's (RFC 5737, RFC 3849), private ones (RFC 1918), and for
//! strangers also the one for benchmarks (RFC 2544).

use super::cast::{Kind, Player};
use crate::generate::dice::Dice;

/// Where a call comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Source {
    /// `sourceIPAddress`.
    pub(super) address: String,
    /// `userAgent`.
    pub(super) agent: String,
    /// The VPC endpoint it went through.
    pub(super) endpoint: Option<String>,
    /// Whether it is a service of AWS, which shows no TLS.
    pub(super) service: bool,
}

impl Source {
    pub(super) fn new(address: impl Into<String>, agent: impl Into<String>) -> Self {
        Self { address: address.into(), agent: agent.into(), ..Self::default() }
    }

    /// A service of AWS by its name: it stands for address and agent.
    pub(super) fn service(name: &str) -> Self {
        Self { service: true, ..Self::new(name, name) }
    }
}

const BOTO: &str =
    "Boto3/1.35.99 md/Botocore#1.35.99 ua/2.0 os/linux#6.1.119 md/arch#x86_64 lang/python#3.12.8 md/pyimpl#CPython";
const JAVA: &str =
    "aws-sdk-java/2.29.43 ua/2.0 os/Linux#6.1.119 lang/java#21.0.5 md/OpenJDK_64-Bit_Server_VM#21.0.5 md/en";
const GO: &str = "aws-sdk-go-v2/1.32.7 ua/2.1 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64";
const NODE: &str =
    "aws-sdk-js/3.721.0 ua/2.1 os/linux#5.10.230 lang/js md/nodejs#20.18.1 exec-env/AWS_Lambda_nodejs20.x";
const TERRAFORM: &str = "APN/1.0 HashiCorp/1.0 Terraform/1.10.4 (+https://www.terraform.io) terraform-provider-aws/5.84.0 \
     (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.33.0 ua/2.1 os/linux lang/go#1.23.3";
const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0";

/// The command line's agent for one of its commands.
pub(super) fn command_line(command: &str) -> String {
    format!(
        "aws-cli/2.22.26 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython \
         cfg/retry-mode#standard md/installer#exe md/distrib#ubuntu.24 md/prompt#off md/command#{command}"
    )
}

/// A network number of a player's account or person: the same every time.
fn plot(text: &str) -> u32 {
    text.bytes().fold(7, |sum: u32, byte| (sum * 31 + u32::from(byte)) % 241)
}

/// Where a player usually calls from. Workloads sit in a private network behind a VPC endpoint, or behind the
/// address of their account's NAT; people at the office or at home; CI anywhere.
pub(super) fn usual(player: &Player, dice: &mut Dice) -> Source {
    let net = plot(player.account.as_str());
    let nat = format!("198.51.100.{}", 1 + (net + plot(player.region.as_str())) % 100);
    let inside = format!("10.{}.{}.{}", net % 200, dice.between(0, 15), dice.between(4, 250));
    let endpoint =
        format!("vpce-0{:08x}{:08x}", plot(player.account.as_str()) * 7919, plot(player.region.as_str()) * 104_729);
    match player.kind {
        Kind::Task => {
            Source { endpoint: Some(endpoint), ..Source::new(inside, format!("{JAVA} exec-env/AWS_ECS_FARGATE")) }
        }
        Kind::Pod | Kind::Nightly => Source { endpoint: Some(endpoint), ..Source::new(inside, BOTO) },
        Kind::Instance => Source::new(nat, command_line("ssm.get-parameters-by-path")),
        Kind::Function => Source::new(nat, NODE),
        Kind::Rotator => Source::new(nat, format!("{BOTO} exec-env/AWS_Lambda_python3.12")),
        Kind::Operator => Source { endpoint: Some(endpoint), ..Source::new(inside, format!("{GO} external-secrets")) },
        Kind::Ci => Source::new(
            format!("192.0.2.{}", dice.between(1, 254)),
            "aws-sdk-nodejs/2.1692.0 linux/v20.18.1 configure-aws-credentials-for-github-actions promise".to_owned(),
        ),
        Kind::Terraform => Source::new(nat, TERRAFORM),
        Kind::Scanner => Source::new(nat, format!("{BOTO} prowler")),
        Kind::Person | Kind::Departed | Kind::OnCall => person(player, dice),
        Kind::BreakGlass | Kind::Root => Source::new("203.0.113.1", BROWSER),
        Kind::Legacy => Source::new("203.0.113.9", "aws-cli/1.18.69 Python/3.6.9 Linux/4.15.0 botocore/1.16.19"),
        Kind::AwsConfig => Source::service("config.amazonaws.com"),
    }
}

/// The office's address on most days, one's own at home on the others, of either version of IP.
fn person(player: &Player, dice: &mut Dice) -> Source {
    let own = plot(player.person.unwrap_or_default());
    let address = match dice.between(0, 9) {
        0..=5 => "203.0.113.1".to_owned(),
        6..=7 => format!("203.0.113.{}", 10 + own % 100),
        _ => format!("2001:db8:1:{own:x}::{:x}", 16 + own),
    };
    Source::new(address, if own.is_multiple_of(2) { BROWSER } else { FIREFOX })
}

/// Where nobody of the organisation has ever called from, with a tool of chance.
pub(super) fn elsewhere(dice: &mut Dice) -> Source {
    let address = if dice.chance(75) {
        format!("198.{}.{}.{}", dice.between(18, 19), dice.between(0, 255), dice.between(1, 254))
    } else {
        format!("2001:db8:bad:{:x}::{:x}", dice.between(1, 0xffff), dice.between(1, 0xffff))
    };
    let agent = match dice.between(0, 3) {
        0 => command_line("secretsmanager.get-secret-value"),
        1 => {
            "Boto3/1.34.46 md/Botocore#1.34.46 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8".to_owned()
        }
        2 => "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64".to_owned(),
        _ => "aws-cli/2.15.10 Python/3.11.6 Linux/6.6.9-kali1-amd64 exe/x86_64.kali.2024".to_owned(),
    };
    Source::new(address, agent)
}
