//! What each server answers otherwise than AWS.

use keyturn_app::sync::SyncReport;
use keyturn_tests::servers::Kind;
use serde_json::{Value, json};

use super::rows::ONE_VERSION;

/// Something that a server answers otherwise than AWS.
pub(super) struct Quirk {
    pub(super) server: Kind,
    pub(super) why: &'static str,
    /// The seeded rows that it concerns.
    pub(super) of: fn(&Value) -> bool,
    /// What they look like through this server, read by this sync.
    pub(super) says: fn(&mut Value, &SyncReport),
}

/// All of them. Tolerated here and nowhere else: one that a newer version of a server no longer has fails the test.
pub(super) const QUIRKS: &[Quirk] = &[
    Quirk {
        server: Kind::Moto,
        why: "ListSecretVersionIds gives every version the date of the question",
        of: |row| row["store"] == "secretsmanager" && (many_versions(row) || row["name"] == "prod/auth/jwt"),
        says: |row, report| {
            row["value_made_at"] = while_it_ran(report);
            for (_, version) in row["versions"].as_object_mut().into_iter().flatten() {
                version["made_at"] = while_it_ran(report);
            }
        },
    },
    Quirk {
        server: Kind::Moto,
        why: "DeletedDate is the end of the recovery window, not the day on which deletion was asked for",
        of: |row| !row["deleted_at"].is_null(),
        says: |row, _| row["deleted_at"] = later_by_window(row),
    },
    Quirk {
        server: Kind::Ministack,
        why: "DeletedDate is the end of the recovery window, not the day on which deletion was asked for",
        of: |row| !row["deleted_at"].is_null(),
        says: |row, _| row["deleted_at"] = later_by_window(row),
    },
    Quirk {
        server: Kind::Ministack,
        why: "ListSecrets has no KmsKeyId",
        of: |row| row["store"] == "secretsmanager" && row["key_manager"] == "customer",
        says: |row, _| {
            row["key_manager"] = json!("aws");
            row["key_alias"] = Value::Null;
        },
    },
    Quirk {
        server: Kind::Ministack,
        why: "ListSecrets has no RotationLambdaARN, RotationRules or LastRotatedDate: as if AWS rotated by itself",
        of: |row| row["rotated_by"] == "function",
        says: |row, _| {
            for fact in ["function", "rotated_after_days", "rotated_at"] {
                row[fact] = Value::Null;
            }
            row["rotated_by"] = json!("service");
        },
    },
    Quirk {
        server: Kind::Ministack,
        why: "a secret that was made without a value has a current version",
        of: |row| row["name"] == "prod/new/empty",
        says: |row, _| {
            row["value_made_at"] = row["created_at"].clone();
            row["versions"] = json!(ONE_VERSION);
        },
    },
    Quirk {
        server: Kind::Ministack,
        why: "tag:GetResources knows no parameters",
        of: |row| row["store"] == "ssm",
        says: |row, _| row["tags"] = json!({}),
    },
];

fn many_versions(row: &Value) -> bool {
    row["versions"].as_object().is_some_and(|versions| versions.len() > 1)
}

/// Any instant of this sync.
fn while_it_ran(report: &SyncReport) -> Value {
    json!([report.started_at.timestamp(), report.ended_at.timestamp()])
}

fn later_by_window(row: &Value) -> Value {
    json!(row["deleted_at"].as_f64().unwrap_or_default() + 30.0 * 86_400.0)
}
