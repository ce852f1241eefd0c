//! The tokens that the AWS CLI keeps in `~/.aws/sso/cache`, read and written as the CLI does.
//!
//! A file is named by the SHA-1 of the session's name (or the start page) and holds one JSON object. Its keys, their
//! order and the spaces are those of botocore's `SSOTokenFetcher` and `JSONFileCache`, so that whichever tool signs in,
//! the others use it: <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html>

use std::fmt::{self, Write as _};
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SubsecRound as _, Utc};
use serde::Deserialize;
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::{SignInState, SsoSession};

/// The longest file that is read, in bytes. A token is a few kilobytes.
const LONGEST: u64 = 256 * 1024;

/// A token with what renews it.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "as the AWS CLI's file names them")]
pub(crate) struct Token {
    pub(crate) start_url: String,
    pub(crate) region: String,
    pub(crate) access_token: Zeroizing<String>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) client: Option<Client>,
    pub(crate) refresh_token: Option<Zeroizing<String>>,
}

/// A registered client: what AWS asks of a program before it may ask for a token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: Zeroizing<String>,
    pub(crate) expires_at: DateTime<Utc>,
}

impl Token {
    /// Whether it can be renewed without a person.
    pub(crate) fn renews(&self, now: DateTime<Utc>) -> bool {
        self.refresh_token.is_some() && self.client.as_ref().is_some_and(|client| client.expires_at > now)
    }

    /// How it stands now. A token that renews itself is valid until it cannot.
    pub(crate) fn state(&self, now: DateTime<Utc>) -> SignInState {
        let renews = self.renews(now);
        if renews || self.expires_at > now {
            SignInState::Valid { until: self.expires_at, renews }
        } else {
            SignInState::Expired { at: self.expires_at }
        }
    }
}

impl fmt::Debug for Token {
    /// Without anything that signs in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// The file of a session's token.
pub(crate) fn path(folder: &Path, session: &SsoSession) -> PathBuf {
    folder.join(format!("{}.json", hex::encode(Sha1::digest(session.cache_key().as_bytes()))))
}

/// The token of a session, if there is one that can be read. A file that is broken, or of another start page or region,
/// is none.
pub(crate) fn read(folder: &Path, session: &SsoSession) -> Option<Token> {
    let path = path(folder, session);
    if std::fs::metadata(&path).ok()?.len() > LONGEST {
        return None;
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).ok()?);
    let token = parse(&text)?;
    (token.start_url == session.start_url && token.region == session.region).then_some(token)
}

/// Keeps a token, readable by its owner alone, in one step: another program sees the old file or the new one.
pub(crate) fn write(folder: &Path, session: &SsoSession, token: &Token) -> io::Result<()> {
    make_folder(folder)?;
    let target = path(folder, session);
    // The process's id keeps two programs that sign in at once from each other's half-written file.
    let draft = target.with_extension(format!("json.{}", std::process::id()));
    // What an earlier run may have left has rights of its own.
    drop(std::fs::remove_file(&draft));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(text(token).as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&draft, &target)).inspect_err(|_| drop(std::fs::remove_file(&draft)))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The file's text, as Python's `json.dumps` writes it.
fn text(token: &Token) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::from("{"));
    let mut put = |key: &str, value: &str| {
        if text.len() > 1 {
            text.push_str(", ");
        }
        text.push('"');
        text.push_str(key);
        text.push_str("\": \"");
        for c in value.chars() {
            match c {
                '"' | '\\' => text.extend(['\\', c]),
                ' '..='~' => text.push(c),
                _ => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(text, "\\u{unit:04x}").ok();
                    }
                }
            }
        }
        text.push('"');
    };
    put("startUrl", &token.start_url);
    put("region", &token.region);
    put("accessToken", &token.access_token);
    put("expiresAt", &instant(token.expires_at));
    if let Some(client) = &token.client {
        put("clientId", &client.id);
        put("clientSecret", &client.secret);
        put("registrationExpiresAt", &instant(client.expires_at));
    }
    if let Some(refresh_token) = &token.refresh_token {
        put("refreshToken", refresh_token);
    }
    text.push('}');
    text
}

fn instant(at: DateTime<Utc>) -> String {
    at.trunc_subsecs(0).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The members that are read. Others are left to whoever wrote them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    start_url: String,
    region: String,
    access_token: String,
    expires_at: String,
    client_id: Option<String>,
    client_secret: Option<String>,
    registration_expires_at: Option<String>,
    refresh_token: Option<String>,
}

fn parse(text: &str) -> Option<Token> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let secret = kept.client_secret.map(Zeroizing::new);
    let client = match (kept.client_id, secret, kept.registration_expires_at) {
        (Some(id), Some(secret), Some(until)) => until_of(&until).map(|expires_at| Client { id, secret, expires_at }),
        _ => None,
    };
    Some(Token {
        start_url: kept.start_url,
        region: kept.region,
        access_token: Zeroizing::new(kept.access_token),
        expires_at: until_of(&kept.expires_at)?,
        client,
        refresh_token: kept.refresh_token.map(Zeroizing::new),
    })
}

/// An instant. The AWS CLI once wrote `UTC` in place of `Z`.
fn until_of(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix("UTC").map_or_else(|| text.to_owned(), |bare| format!("{bare}Z"));
    DateTime::parse_from_rfc3339(&text).ok().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(name: Option<&str>) -> SsoSession {
        SsoSession {
            name: name.map(str::to_owned),
            start_url: "https://corp.awsapps.com/start".to_owned(),
            region: "eu-west-1".to_owned(),
            scopes: Vec::new(),
        }
    }

    fn token() -> Token {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        Token {
            start_url: "https://corp.awsapps.com/start".to_owned(),
            region: "eu-west-1".to_owned(),
            access_token: Zeroizing::new("an \"access\" tökén".to_owned()),
            expires_at: at("2026-11-21T10:00:00.7Z"),
            client: Some(Client {
                id: "client".to_owned(),
                secret: Zeroizing::new("its secret".to_owned()),
                expires_at: at("2027-02-01T00:00:00Z"),
            }),
            refresh_token: Some(Zeroizing::new("what renews it".to_owned())),
        }
    }

    #[test]
    fn a_token_is_written_as_the_cli_writes_it() {
        insta::assert_snapshot!(text(&token()).as_str(), @r#"{"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "an \"access\" t\u00f6k\u00e9n", "expiresAt": "2026-11-21T10:00:00Z", "clientId": "client", "clientSecret": "its secret", "registrationExpiresAt": "2027-02-01T00:00:00Z", "refreshToken": "what renews it"}"#);
        let bare = Token { client: None, refresh_token: None, ..token() };
        insta::assert_snapshot!(text(&bare).as_str(), @r#"{"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "an \"access\" t\u00f6k\u00e9n", "expiresAt": "2026-11-21T10:00:00Z"}"#);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = folder.path().join("sso/cache");
        for session in [session(Some("corp")), session(None)] {
            assert_eq!(read(&cache, &session), None);
            write(&cache, &session, &token()).expect("written");
            let expected = Token { expires_at: token().expires_at.trunc_subsecs(0), ..token() };
            assert_eq!(read(&cache, &session), Some(expected));
        }
        // A start page that has moved has no token yet.
        let moved = SsoSession { start_url: "https://other.awsapps.com/start".to_owned(), ..session(Some("corp")) };
        assert_eq!(read(&cache, &moved), None);
        let left: Vec<_> = std::fs::read_dir(&cache).expect("the folder").collect();
        assert_eq!(left.len(), 2, "no draft is left: {left:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
            assert_eq!(mode(&path(&cache, &session(None))), 0o600);
            assert_eq!(mode(&cache), 0o700);
        }
    }

    #[test]
    fn files_are_named_as_the_cli_names_them() {
        let name = |session: SsoSession| path(Path::new(""), &session).display().to_string();
        // printf NAME | sha1sum
        assert_eq!(name(session(Some("corp"))), "ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
        assert_eq!(name(session(None)), "a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json");
    }

    #[test]
    fn what_is_no_token_is_none() {
        let whole = text(&token()).to_string();
        for (text, is_one) in [
            (whole.as_str(), true),
            (&whole.replace("2026-11-21T10:00:00Z", "2026-11-21T10:00:00UTC"), true),
            (&whole.replace("2026-11-21T10:00:00Z", "soon"), false),
            (&whole.replace("accessToken", "token"), false),
            ("{}", false),
            ("", false),
            ("[1", false),
        ] {
            assert_eq!(parse(text).is_some(), is_one, "{text}");
        }
        // Half a client renews nothing, and the token is still one.
        let half = parse(&whole.replace("clientSecret", "secret")).expect("a token");
        assert!(half.client.is_none() && !half.renews(half.expires_at));
        assert!(!format!("{half:?}").contains("renews it") && !format!("{half:?}").contains("access"));
    }

    #[test]
    fn a_token_stands_where_its_times_say() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let until = token().expires_at;
        let bare = Token { refresh_token: None, ..token() };
        for (token, now, state) in [
            (token(), at("2026-11-21T09:00:00Z"), SignInState::Valid { until, renews: true }),
            (token(), at("2026-11-21T11:00:00Z"), SignInState::Valid { until, renews: true }),
            (token(), at("2027-02-01T00:00:00Z"), SignInState::Expired { at: until }),
            (bare.clone(), at("2026-11-21T09:00:00Z"), SignInState::Valid { until, renews: false }),
            (bare, at("2026-11-21T11:00:00Z"), SignInState::Expired { at: until }),
        ] {
            assert_eq!(token.state(now), state, "{now}");
        }
    }
}
