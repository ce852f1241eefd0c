//! The profiles of the AWS configuration, found with the SDK's own parser.

use aws_runtime::env_config::file::EnvConfigFiles;
use aws_runtime::env_config::section::{EnvConfigSections, Profile};
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};
use keyturn_domain::account::Region;

use crate::connection::Connection;
use crate::message;

/// How a profile signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// IAM Identity Center: `sso_session` or `sso_start_url`.
    Sso,
    /// It assumes a role: `role_arn` with `source_profile` or `credential_source`.
    Role,
    /// `credential_process`.
    Process,
    /// Access keys in the file.
    Keys,
    /// `aws login`: `login_session`.
    Login,
    /// `web_identity_token_file`.
    WebIdentity,
    /// Nothing that gives credentials by itself.
    Other,
}

impl SignIn {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::Role => "role",
            Self::Process => "process",
            Self::Keys => "keys",
            Self::Login => "login",
            Self::WebIdentity => "web_identity",
            Self::Other => "other",
        }
    }
}

/// A profile of the AWS configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileFound {
    /// Its name.
    pub name: String,
    /// The region that it names.
    pub region: Option<Region>,
    /// How it signs in.
    pub sign_in: SignIn,
}

/// What the AWS configuration offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfilesFound {
    /// Profiles, by name.
    pub profiles: Vec<ProfileFound>,
    /// Whether the environment itself carries credentials, or says where to fetch them.
    pub environment: bool,
    /// Why the files could not be read. Hostile text: show as text only.
    pub problem: Option<String>,
}

/// The profiles of `~/.aws/config` and `~/.aws/credentials`, or of the files that stand in for them.
pub async fn profiles(connection: &Connection) -> ProfilesFound {
    let env = Env::real();
    let environment = connection.credentials.is_some() || carries_credentials(&env);
    match sections(&env, &connection.profile_files()).await {
        Err(problem) => ProfilesFound { profiles: Vec::new(), environment, problem: Some(problem) },
        Ok(sections) => {
            let mut profiles: Vec<ProfileFound> =
                sections.profiles().filter_map(|name| sections.get_profile(name)).map(found).collect();
            profiles.sort_by(|a, b| a.name.cmp(&b.name));
            ProfilesFound { profiles, environment, problem: None }
        }
    }
}

/// The files' sections. The error is a sentence for people.
pub(crate) async fn sections(env: &Env, files: &EnvConfigFiles) -> Result<EnvConfigSections, String> {
    let text = source::load(env, &Fs::real(), files).await.map_err(|error| message::clean(&message::chain(&error)))?;
    EnvConfigSections::parse(text).map_err(|error| message::clean(&message::chain(&error)))
}

fn found(profile: &Profile) -> ProfileFound {
    ProfileFound {
        name: profile.name().to_owned(),
        region: profile.get("region").and_then(|region| region.parse().ok()),
        sign_in: sign_in(profile),
    }
}

/// In the order in which the SDK decides.
pub(crate) fn sign_in(profile: &Profile) -> SignIn {
    let has = |key| profile.get(key).is_some();
    if has("web_identity_token_file") {
        SignIn::WebIdentity
    } else if has("role_arn") {
        SignIn::Role
    } else if has("sso_session") || has("sso_start_url") {
        SignIn::Sso
    } else if has("login_session") {
        SignIn::Login
    } else if has("credential_process") {
        SignIn::Process
    } else if has("aws_access_key_id") {
        SignIn::Keys
    } else {
        SignIn::Other
    }
}

pub(crate) fn carries_credentials(env: &Env) -> bool {
    let has = |name| env.get(name).is_ok_and(|value| !value.is_empty());
    (has("AWS_ACCESS_KEY_ID") && has("AWS_SECRET_ACCESS_KEY"))
        || has("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        || has("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        || (has("AWS_WEB_IDENTITY_TOKEN_FILE") && has("AWS_ROLE_ARN"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "
[default]
region = eu-west-1
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Audit
region = EU-nonsense
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
[profile old-sso]
sso_start_url = https://corp.awsapps.com/start
[profile audit]
role_arn = arn:aws:iam::111122223333:role/Audit
source_profile = keys
region = us-east-1
[profile tool]
credential_process = /usr/bin/get-credentials --account prod
[profile pod]
role_arn = arn:aws:iam::111122223333:role/Pod
web_identity_token_file = /var/token
[profile console]
login_session = arn:aws:iam::111122223333:user/ana
";
    const CREDENTIALS: &str = "
[keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
";

    #[tokio::test]
    async fn profiles_are_found_with_their_region_and_sign_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = (folder.path().join("config"), folder.path().join("credentials"));
        std::fs::write(&paths.0, CONFIG).expect("written");
        std::fs::write(&paths.1, CREDENTIALS).expect("written");
        let connection = Connection { config_files: Some(paths), ..Connection::default() };
        let found = profiles(&connection).await;
        let lines: Vec<String> = found
            .profiles
            .iter()
            .map(|p| format!("{} {} {}", p.name, p.region.as_ref().map_or("-", Region::as_str), p.sign_in.code()))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        audit us-east-1 role
        console - login
        default eu-west-1 other
        keys - keys
        old-sso - sso
        pod - web_identity
        sso - sso
        tool - process
        ");
        assert_eq!(found.problem, None);
    }

    #[tokio::test]
    async fn files_that_cannot_be_read_are_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = (folder.path().join("config"), folder.path().join("credentials"));
        std::fs::write(&paths.0, "[default\nregion = eu-west-1\n").expect("written");
        std::fs::write(&paths.1, "").expect("written");
        let connection = Connection { config_files: Some(paths.clone()), ..Connection::default() };
        let problem = profiles(&connection).await.problem.expect("a problem");
        assert!(problem.contains("line 1"), "{problem}");

        std::fs::remove_file(&paths.0).expect("removed");
        assert!(profiles(&connection).await.problem.is_some());
    }

    #[test]
    fn the_environment_carries_credentials() {
        for (vars, carries) in [
            (&[][..], false),
            (&[("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")][..], false),
            (&[("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "x")][..], true),
            (&[("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")][..], false),
            (&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/c")][..], true),
            (&[("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "arn")][..], true),
        ] {
            assert_eq!(carries_credentials(&Env::from_slice(vars)), carries, "{vars:?}");
        }
    }
}
