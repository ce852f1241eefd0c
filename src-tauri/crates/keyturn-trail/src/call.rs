//! The calls that Keyturn wants from CloudTrail, and what each does.
//!
//! Names are those of `eventName`, sources those of `eventSource`.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use serde::{Deserialize, Serialize};

/// What a call does, as far as the reader of a timeline is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Hands out a value, or decrypts one.
    Read,
    /// Lists or describes, without a value.
    List,
    /// Creates a secret or changes its value, labels, tags or settings.
    Write,
    /// Deletes a secret, or disables or deletes a key.
    Delete,
    /// Changes who may read: a resource policy, a key policy, a grant.
    Policy,
    /// What the rotation service reports of its own work.
    Rotation,
    /// Changes what CloudTrail records.
    Trail,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::List, Self::Write, Self::Delete, Self::Policy, Self::Rotation, Self::Trail];

    /// The word for it in queries, exports and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::List => "list",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Policy => "policy",
            Self::Rotation => "rotation",
            Self::Trail => "trail",
        }
    }

    /// The class with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

macro_rules! calls {
    ($($(#[$doc:meta])* $variant:ident = $source:literal $name:literal $class:ident;)*) => {
        /// A call that Keyturn wants.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Call {
            $(#[doc = concat!("`", $name, "` of `", $source, ".amazonaws.com`.")] $variant),*
        }

        impl Call {
            /// Every call, in the order of this file.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The service, as in `eventSource` before `.amazonaws.com`.
            pub fn service(self) -> &'static str {
                match self { $(Self::$variant => $source),* }
            }

            /// The name, as in `eventName`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it does.
            pub fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class),* }
            }

            /// Whether a call of any service has this name, in bytes: the first question over a file.
            pub fn is_name(name: &[u8]) -> bool {
                const NAMES: &[&str] = &[$($name),*];
                NAMES.iter().any(|known| known.as_bytes() == name)
            }

            /// The call of this service and name.
            pub fn find(service: &str, name: &str) -> Option<Self> {
                match (service, name) { $(($source, $name) => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

calls! {
    GetSecretValue = "secretsmanager" "GetSecretValue" Read;
    BatchGetSecretValue = "secretsmanager" "BatchGetSecretValue" Read;
    GetParameter = "ssm" "GetParameter" Read;
    GetParameters = "ssm" "GetParameters" Read;
    GetParametersByPath = "ssm" "GetParametersByPath" Read;
    GetParameterHistory = "ssm" "GetParameterHistory" Read;
    Decrypt = "kms" "Decrypt" Read;
    GetPasswordData = "ec2" "GetPasswordData" Read;

    ListSecrets = "secretsmanager" "ListSecrets" List;
    DescribeSecret = "secretsmanager" "DescribeSecret" List;
    ListSecretVersionIds = "secretsmanager" "ListSecretVersionIds" List;
    GetResourcePolicy = "secretsmanager" "GetResourcePolicy" List;
    DescribeParameters = "ssm" "DescribeParameters" List;

    CreateSecret = "secretsmanager" "CreateSecret" Write;
    PutSecretValue = "secretsmanager" "PutSecretValue" Write;
    UpdateSecret = "secretsmanager" "UpdateSecret" Write;
    UpdateSecretVersionStage = "secretsmanager" "UpdateSecretVersionStage" Write;
    RotateSecret = "secretsmanager" "RotateSecret" Write;
    CancelRotateSecret = "secretsmanager" "CancelRotateSecret" Write;
    RestoreSecret = "secretsmanager" "RestoreSecret" Write;
    ReplicateSecretToRegions = "secretsmanager" "ReplicateSecretToRegions" Write;
    RemoveRegionsFromReplication = "secretsmanager" "RemoveRegionsFromReplication" Write;
    StopReplicationToReplica = "secretsmanager" "StopReplicationToReplica" Write;
    PutParameter = "ssm" "PutParameter" Write;
    LabelParameterVersion = "ssm" "LabelParameterVersion" Write;

    DeleteSecret = "secretsmanager" "DeleteSecret" Delete;
    StartSecretVersionDelete = "secretsmanager" "StartSecretVersionDelete" Delete;
    EndSecretVersionDelete = "secretsmanager" "EndSecretVersionDelete" Delete;
    CancelSecretVersionDelete = "secretsmanager" "CancelSecretVersionDelete" Delete;
    DeleteParameter = "ssm" "DeleteParameter" Delete;
    DeleteParameters = "ssm" "DeleteParameters" Delete;
    DisableKey = "kms" "DisableKey" Delete;
    ScheduleKeyDeletion = "kms" "ScheduleKeyDeletion" Delete;

    PutSecretPolicy = "secretsmanager" "PutResourcePolicy" Policy;
    DeleteSecretPolicy = "secretsmanager" "DeleteResourcePolicy" Policy;
    PutParameterPolicy = "ssm" "PutResourcePolicy" Policy;
    DeleteParameterPolicy = "ssm" "DeleteResourcePolicy" Policy;
    PutKeyPolicy = "kms" "PutKeyPolicy" Policy;
    CreateGrant = "kms" "CreateGrant" Policy;

    RotationStarted = "secretsmanager" "RotationStarted" Rotation;
    RotationSucceeded = "secretsmanager" "RotationSucceeded" Rotation;
    RotationFailed = "secretsmanager" "RotationFailed" Rotation;
    RotationAbandoned = "secretsmanager" "RotationAbandoned" Rotation;
    TestRotationStarted = "secretsmanager" "TestRotationStarted" Rotation;
    TestRotationSucceeded = "secretsmanager" "TestRotationSucceeded" Rotation;
    TestRotationFailed = "secretsmanager" "TestRotationFailed" Rotation;

    StopLogging = "cloudtrail" "StopLogging" Trail;
    StartLogging = "cloudtrail" "StartLogging" Trail;
    CreateTrail = "cloudtrail" "CreateTrail" Trail;
    UpdateTrail = "cloudtrail" "UpdateTrail" Trail;
    DeleteTrail = "cloudtrail" "DeleteTrail" Trail;
    PutEventSelectors = "cloudtrail" "PutEventSelectors" Trail;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_found_by_its_service_and_name() {
        for &call in Call::ALL {
            assert_eq!(Call::find(call.service(), call.name()), Some(call));
            assert!(Call::is_name(call.name().as_bytes()));
        }
        assert!(!Call::is_name(b"GetSecret") && !Call::is_name(b""));
        assert_eq!(Call::find("s3", "Decrypt"), None);
        assert_eq!(Call::find("kms", "decrypt"), None, "CloudTrail's names are exact");
    }

    #[test]
    fn every_class_has_its_own_code() {
        for class in Class::ALL {
            assert_eq!(Class::from_code(class.code()), Some(class));
        }
    }
}
