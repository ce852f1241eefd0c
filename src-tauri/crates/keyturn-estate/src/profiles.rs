//! A person's AWS profiles into the made-up organisation, as `~/.aws/config` holds them: for whoever tries signing in.
//!
//! <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html>

use crate::server::{SECRET_ACCESS_KEY, Server};

/// The start page of [`BASE`] and its like: one sign-in, named `corp`.
pub const CORP: &str = "
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access
";

/// `base`: the management account, by the start page.
pub const BASE: &str = "
[profile base]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Audit
region = us-east-1
";

/// `prod`: a member account, by the start page.
pub const PROD: &str = "
[profile prod]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Audit
region = us-east-1
";

/// `closed`: an account of nobody's, by the start page.
pub const CLOSED: &str = "
[profile closed]
sso_session = corp
sso_account_id = 999999999999
sso_role_name = Audit
region = us-east-1
";

/// `older`: a start page of its own, in the form without a session's name.
pub const OLDER: &str = "
[profile older]
sso_start_url = https://older.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Audit
region = us-east-1
";

/// `chained`: a partner's role from `base`, with an external id.
pub const CHAINED: &str = "
[profile chained]
role_arn = arn:aws:iam::123456789012:role/Partner
source_profile = base
external_id = agreed
region = us-east-1
";

/// `user`: an access key of the management account.
pub const USER: &str = "
[profile user]
aws_access_key_id = ACCESS_KEY_ID
aws_secret_access_key = SECRET_ACCESS_KEY
region = us-east-1
";

/// The device whose codes [`ADMIN`] and [`AUDITOR`] ask for: that of [`crate::server::SignInScript`]'s default.
pub const MFA: &str = "arn:aws:iam::111122223333:mfa/demo";

/// `admin`: a role from `user`, with a code of [`MFA`].
pub const ADMIN: &str = "
[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = user
mfa_serial = arn:aws:iam::111122223333:mfa/demo
region = us-east-1
";

/// `auditor`: another role from `user`, with a code of the same device.
pub const AUDITOR: &str = "
[profile auditor]
role_arn = arn:aws:iam::111122223333:role/Auditor
source_profile = user
mfa_serial = arn:aws:iam::111122223333:mfa/demo
region = us-east-1
";

/// The text of `~/.aws/config` with these parts, whose access key is the one that `server` knows.
pub fn config(server: &Server, parts: &[&str]) -> String {
    parts.concat().replace("SECRET_ACCESS_KEY", SECRET_ACCESS_KEY).replace("ACCESS_KEY_ID", &server.access_key_id())
}
