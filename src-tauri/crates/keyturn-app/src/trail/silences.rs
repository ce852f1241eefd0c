//! Silences: what somebody expects to see, until when, and what it hid.

use std::net::IpAddr;

use keyturn_store::{NewSilence, Silence};

use crate::app::App;
use crate::error::AppError;

/// A silence and whether it is in force now.
#[derive(Clone, Debug)]
pub struct SilenceShown {
    /// The silence.
    pub silence: Silence,
    /// Whether it hides anything that comes now.
    pub in_force: bool,
}

impl App {
    /// Silences: those in force first, then those that ended; the newest first.
    pub async fn silences(&self) -> Result<Vec<SilenceShown>, AppError> {
        let now = self.now();
        self.with_database(move |database| {
            let silences = database.read(|reader| reader.trail().silences())?;
            let mut shown: Vec<SilenceShown> =
                silences.into_iter().map(|silence| SilenceShown { in_force: silence.until() > now, silence }).collect();
            // Stable: the newest stay first on either side.
            shown.sort_by_key(|one| !one.in_force);
            Ok(shown)
        })
        .await
    }

    /// Ends a silence now. What it hid stays as it is.
    pub async fn end_silence(&self, id: u32) -> Result<(), AppError> {
        let now = self.now();
        let act = self.act(now, "silence.ended", &id.to_string(), &serde_json::json!({}));
        self.with_database(move |database| {
            let ended = database.write(|writer| writer.trail().end_silence(i64::from(id), now, act))?;
            if ended { Ok(()) } else { Err(AppError::NotFound { what: "silence in force", name: id.to_string() }) }
        })
        .await
    }
}

/// What the audit log keeps of a new silence.
pub(super) fn facts(silence: &NewSilence) -> serde_json::Value {
    let scope = &silence.scope;
    serde_json::json!({
        "rules": scope.rules, "principal": scope.principal.as_ref().map(ToString::to_string),
        "secrets": scope.objects, "network": scope.network.map(|(address, bits)| format!("{address}/{bits}")),
        "endpoint": scope.endpoint, "ends_at": silence.ends_at, "why": silence.why,
    })
}

/// A VPC endpoint's id, `vpce-` and hexadecimal digits; `None` for anything else.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>
pub(super) fn endpoint(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix("vpce-")?;
    let hexadecimal = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    ((1..=17).contains(&digits.len()) && hexadecimal).then(|| text.to_owned())
}

/// An address, or a network as `203.0.113.0/24`.
pub(super) fn network(text: &str) -> Result<(IpAddr, u8), AppError> {
    let refused =
        || AppError::BadRequest(format!("{text:?} is no address, network such as 203.0.113.0/24, or VPC endpoint"));
    let (address, bits) = match text.trim().split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| refused())?)),
        None => (text.trim(), None),
    };
    let address: IpAddr = address.parse().map_err(|_| refused())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    match bits.unwrap_or(most) {
        bits if bits <= most && bits > 0 => Ok((address, bits)),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_addresses_with_their_bits() {
        for (text, expect) in [
            ("203.0.113.7", Some(("203.0.113.7", 32))),
            (" 203.0.113.0/24 ", Some(("203.0.113.0", 24))),
            ("2001:db8::/48", Some(("2001:db8::", 48))),
            ("2001:db8::1", Some(("2001:db8::1", 128))),
            ("203.0.113.0/33", None),
            ("0.0.0.0/0", None),
            ("203.0.113.0/-1", None),
            ("vpce-0abc", None),
            ("", None),
        ] {
            let expect = expect.map(|(address, bits)| (address.parse().expect("an address"), bits));
            assert_eq!(network(text).ok(), expect, "{text}");
        }
    }

    #[test]
    fn endpoints_are_told_from_networks() {
        for (text, expect) in [
            ("vpce-0123456789abcdef0", Some("vpce-0123456789abcdef0")),
            (" vpce-1a2b3c4d ", Some("vpce-1a2b3c4d")),
            ("vpce-", None),
            ("vpce-0123456789abcdef01", None),
            ("vpce-0ABC", None),
            ("vpce-svc-0abc", None),
            ("VPCE-0abc", None),
            ("203.0.113.7", None),
            ("", None),
        ] {
            assert_eq!(endpoint(text).as_deref(), expect, "{text}");
        }
    }
}
