//! The sign-in desk: start pages by device code, their roles, MFA codes, and sessions that end, all by script.
//!
//! The estate has no clock: what ends does so when a test says so, or at an instant that the script names.
//!
//! <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html>,
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html>

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, Method, Uri};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::call::access_key_id;
use super::operations::Service;
use super::refusal::Refusal;
use super::{SECRET_ACCESS_KEY, answer::Outcome};
use crate::organisation::Organisation;

/// How signing in goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInScript {
    /// How often a client that asks for its token hears that nobody has confirmed yet.
    pub pending: u32,
    /// How often it hears, before that, to slow down.
    pub slow_downs: u32,
    /// What it hears then.
    pub end: DeviceEnd,
    /// For how long a token holds, in seconds, as it says itself.
    pub token_seconds: u32,
    /// Whether a refresh token is given, and taken.
    pub renews: bool,
    /// When sessions say that they end (UTC); `None` for ten years after the organisation's `now`.
    pub sessions_end_at: Option<DateTime<Utc>>,
    /// Accounts that the start page shows no way into, by id.
    pub closed: BTreeSet<String>,
    /// Roles that may only be assumed with an MFA code, or from a session that was begun with one, by name.
    pub mfa_roles: BTreeSet<String>,
    /// The device's serial number.
    pub mfa_serial: String,
    /// Codes that the device shows; each is accepted once.
    pub mfa_codes: BTreeSet<String>,
    /// Whether `GetSessionToken` is denied.
    pub no_session_tokens: bool,
    /// What the trust policies of roles ask for, by the role's name.
    pub external_ids: BTreeMap<String, String>,
    /// Roles whose trust policies do not allow `sts:TagSession`, by name.
    pub untagged_roles: BTreeSet<String>,
}

impl SignInScript {
    /// Whoever signs in has confirmed before anybody asks.
    pub fn at_once() -> Self {
        Self { pending: 0, ..Self::default() }
    }

    /// The same, and the roles `Admin` and `Auditor` want a code of the device, which shows these.
    pub fn with_codes(codes: &[&str]) -> Self {
        Self {
            mfa_roles: ["Admin", "Auditor"].map(str::to_owned).into(),
            mfa_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            ..Self::at_once()
        }
    }
}

/// How a device authorisation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceEnd {
    /// The person confirms.
    Granted,
    /// The person refuses.
    Denied,
    /// Nobody confirms in time.
    Expired,
}

impl Default for SignInScript {
    fn default() -> Self {
        Self {
            pending: 1,
            slow_downs: 0,
            end: DeviceEnd::Granted,
            token_seconds: 8 * 3600,
            renews: true,
            sessions_end_at: None,
            closed: BTreeSet::new(),
            mfa_roles: BTreeSet::new(),
            mfa_serial: crate::profiles::MFA.to_owned(),
            mfa_codes: BTreeSet::new(),
            no_session_tokens: false,
            external_ids: BTreeMap::new(),
            untagged_roles: BTreeSet::new(),
        }
    }
}

/// The script and what has come of it.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) script: SignInScript,
    /// How often all sign-ins were ended: what was given before the last time is no longer taken.
    pub(super) ended: u32,
    /// How often a token was given.
    given: u32,
    /// Device codes with how often each was asked for.
    devices: BTreeMap<String, u32>,
    /// Access tokens that are taken.
    tokens: BTreeSet<String>,
    /// Refresh tokens that are taken.
    refresh_tokens: BTreeSet<String>,
    used_codes: BTreeSet<String>,
}

/// The operations of the desk: no call of them is signed.
pub(super) fn operation(method: &Method, uri: &Uri) -> Option<(Service, &'static str)> {
    Some(match (method, uri.path()) {
        (&Method::POST, "/client/register") => (Service::SignIn, "OIDC.RegisterClient"),
        (&Method::POST, "/device_authorization") => (Service::SignIn, "OIDC.StartDeviceAuthorization"),
        (&Method::POST, "/token") => (Service::SignIn, "OIDC.CreateToken"),
        (&Method::GET, "/federation/credentials") => (Service::Portal, "Portal.GetRoleCredentials"),
        (&Method::GET, "/assignment/accounts") => (Service::Portal, "Portal.ListAccounts"),
        (&Method::GET, "/assignment/roles") => (Service::Portal, "Portal.ListAccountRoles"),
        _ => return None,
    })
}

impl Desk {
    pub(super) fn new(script: SignInScript) -> Self {
        Self { script, ..Self::default() }
    }

    pub(super) fn answer(
        &mut self,
        label: &str,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
        organisation: &Organisation,
    ) -> Outcome {
        let input: Value = serde_json::from_slice(body).unwrap_or_default();
        let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
        match label {
            "OIDC.RegisterClient" => Ok(json!({
                "clientId": "made-up-client", "clientSecret": "made-up-client-secret",
                "clientIdIssuedAt": organisation.now.timestamp(),
                "clientSecretExpiresAt": (organisation.now + chrono::Duration::days(3650)).timestamp(),
            })
            .to_string()),
            "OIDC.StartDeviceAuthorization" => Ok(self.device(&input, host)?),
            "OIDC.CreateToken" => self.token(&input),
            _ => self.portal(label, uri, headers, organisation),
        }
    }

    fn device(&mut self, input: &Value, host: &str) -> Outcome {
        if input["clientId"] != "made-up-client" || input["startUrl"].as_str().is_none_or(str::is_empty) {
            return Err(refused("InvalidClientException", "invalid_client", 401));
        }
        let number = self.devices.len() + 1;
        let (device_code, user_code) = (format!("made-up-device-{number}"), format!("DEMO-{number:04}"));
        self.devices.insert(device_code.clone(), 0);
        Ok(json!({
            "deviceCode": device_code, "userCode": user_code, "expiresIn": 600, "interval": 1,
            "verificationUri": format!("http://{host}/device"),
            "verificationUriComplete": format!("http://{host}/device?user_code={user_code}"),
        })
        .to_string())
    }

    fn token(&mut self, input: &Value) -> Outcome {
        if input["clientId"] != "made-up-client" || input["clientSecret"] != "made-up-client-secret" {
            return Err(refused("InvalidClientException", "invalid_client", 401));
        }
        if input["grantType"] == "refresh_token" {
            let known = input["refreshToken"].as_str().is_some_and(|token| self.refresh_tokens.remove(token));
            if !known || !self.script.renews {
                return Err(refused("InvalidGrantException", "invalid_grant", 400));
            }
            return Ok(self.give());
        }
        let asked = input["deviceCode"].as_str().and_then(|code| self.devices.get_mut(code));
        let Some(asked) = asked else { return Err(refused("InvalidGrantException", "invalid_grant", 400)) };
        *asked += 1;
        let SignInScript { pending, slow_downs, end, .. } = self.script;
        if *asked <= slow_downs {
            return Err(refused("SlowDownException", "slow_down", 400));
        }
        if *asked <= slow_downs + pending {
            return Err(refused("AuthorizationPendingException", "authorization_pending", 400));
        }
        match end {
            DeviceEnd::Granted => Ok(self.give()),
            DeviceEnd::Denied => Err(refused("AccessDeniedException", "access_denied", 400)),
            DeviceEnd::Expired => Err(refused("ExpiredTokenException", "expired_token", 400)),
        }
    }

    fn give(&mut self) -> String {
        self.given += 1;
        let (access, refresh) = (format!("made-up-access-{}", self.given), format!("made-up-refresh-{}", self.given));
        self.tokens.insert(access.clone());
        let mut answer = json!({"accessToken": access, "tokenType": "Bearer", "expiresIn": self.script.token_seconds});
        if let (true, Some(answer)) = (self.script.renews, answer.as_object_mut()) {
            self.refresh_tokens.insert(refresh.clone());
            answer.insert("refreshToken".to_owned(), refresh.into());
        }
        answer.to_string()
    }

    fn portal(&self, label: &str, uri: &Uri, headers: &HeaderMap, organisation: &Organisation) -> Outcome {
        let token = headers.get("x-amz-sso_bearer_token").and_then(|token| token.to_str().ok()).unwrap_or_default();
        if !self.tokens.contains(token) {
            let words = "Session token not found or invalid";
            return Err(Refusal::new("UnauthorizedException", words).status(401));
        }
        let query: BTreeMap<_, _> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
        let member = |id: &str| {
            let open = organisation.active().filter(|member| !self.script.closed.contains(member.id.as_str()));
            open.into_iter().find(|member| member.id.as_str() == id)
        };
        let account = query.get("account_id").map_or("", |id| id.as_ref());
        let forbidden = || Refusal::new("ForbiddenException", "No access").status(403);
        match label {
            "Portal.ListAccounts" => {
                let accounts: Vec<Value> = organisation
                    .active()
                    .filter_map(|one| member(one.id.as_str()))
                    .map(|one| json!({"accountId": one.id, "accountName": one.name, "emailAddress": one.email}))
                    .collect();
                Ok(json!({"accountList": accounts}).to_string())
            }
            "Portal.ListAccountRoles" => {
                let id = &member(account).ok_or_else(forbidden)?.id;
                Ok(json!({"roleList": [{"roleName": "KeyturnReader", "accountId": id}]}).to_string())
            }
            _ => {
                let id = &member(account).ok_or_else(forbidden)?.id;
                let role = query.get("role_name").filter(|role| plain(role)).ok_or_else(forbidden)?;
                let until = self.sessions_end(organisation).timestamp_millis();
                Ok(json!({"roleCredentials": {
                    "accessKeyId": access_key_id(id, true), "secretAccessKey": SECRET_ACCESS_KEY,
                    "sessionToken": self.session(&format!("AWSReservedSSO_{role}_0123456789abcdef/demo")),
                    "expiration": until,
                }})
                .to_string())
            }
        }
    }

    /// When a session says that it ends.
    pub(super) fn sessions_end(&self, organisation: &Organisation) -> DateTime<Utc> {
        self.script.sessions_end_at.unwrap_or_else(|| organisation.now + chrono::Duration::days(3650))
    }

    /// The token of a session, which tells for whom it is and after which end of all sign-ins it was given.
    pub(super) fn session(&self, of: &str) -> String {
        if self.ended == 0 { of.to_owned() } else { format!("{of}#{}", self.ended) }
    }

    /// Whom a session's token is for. `None` where it has ended.
    pub(super) fn of_session<'a>(&self, token: &'a str) -> Option<&'a str> {
        let (of, given) = token.rsplit_once('#').unwrap_or((token, "0"));
        given.parse::<u32>().is_ok_and(|given| given >= self.ended).then_some(of)
    }

    /// Ends every sign-in and session; with `tokens`, also what start pages gave, so that a person is needed.
    pub(super) fn end_all(&mut self, tokens: bool) {
        self.ended += 1;
        if tokens {
            self.tokens.clear();
            self.refresh_tokens.clear();
        }
    }

    /// Takes a code of the device, once.
    pub(super) fn take_code(&mut self, serial: Option<&str>, code: Option<&str>) -> Result<(), Refusal> {
        let failed = |words: &str| Err(Refusal::new("AccessDenied", words).status(403));
        let (Some(serial), Some(code)) = (serial, code) else {
            return failed(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
            );
        };
        if serial != self.script.mfa_serial {
            return failed(
                "MultiFactorAuthentication failed, unable to validate MFA code. Please verify your MFA serial number is \
                 valid and associated with this user.",
            );
        }
        if !self.script.mfa_codes.contains(code) || !self.used_codes.insert(code.to_owned()) {
            return failed("MultiFactorAuthentication failed with invalid MFA one time pass code.");
        }
        Ok(())
    }
}

/// An error of the sign-in service: a code for the SDKs, and OAuth's own beside it.
fn refused(code: &str, oauth: &str, status: u16) -> Refusal {
    Refusal::new(code, oauth).status(status)
}

/// A name as IAM allows it for roles and sessions.
pub(super) fn plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}
