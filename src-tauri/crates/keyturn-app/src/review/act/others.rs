//! What is to be done about secrets themselves.

use keyturn_domain::arn::SecretArn;
use keyturn_domain::review::removal::wanted_gone;
use keyturn_domain::review::{Decided, Item, ItemKind};
use keyturn_domain::shell;
use keyturn_domain::store::Store;

use super::Way;
use crate::review::counted;

/// Secrets for which commands are given one by one.
const MOST_COMMANDS: usize = 50;

/// What a decision on secrets asks for.
pub(super) fn way(item: &Item, decision: &Decided) -> Way {
    let gone = wanted_gone(item, decision.verdict, &decision.keep);
    let secrets = counted(gone.len());
    match item.kind {
        ItemKind::Needed => Way {
            words: format!(
                "Delete {secrets} that nobody needs, after their owner agrees. Secrets Manager keeps them for 30 days; a \
                 parameter is gone at once."
            ),
            command: commands(item, &gone, delete),
            ..Way::default()
        },
        ItemKind::Owner => Way {
            words: format!("Name another owner of {secrets}: put their name in place of \"$OWNER\"."),
            command: commands(item, &gone, own),
            ..Way::default()
        },
        ItemKind::Exception => {
            Way { words: format!("End {} in Keyturn, and rotate {secrets}.", item.subject), ..Way::default() }
        }
        ItemKind::Rotation => Way {
            words: format!("Rotate {secrets}: plan each in Keyturn, or except them with a reason and two people."),
            ..Way::default()
        },
        ItemKind::Access => Way::default(),
    }
}

fn commands(item: &Item, gone: &[String], one: impl Fn(&SecretArn, &str) -> String) -> Option<String> {
    let goes = item.members.iter().filter(|member| gone.contains(&member.arn));
    let lines: Vec<String> = goes.filter_map(|member| Some(one(&member.arn.parse().ok()?, &member.name))).collect();
    (!lines.is_empty() && lines.len() <= MOST_COMMANDS).then(|| lines.join("\n"))
}

fn delete(arn: &SecretArn, name: &str) -> String {
    let region = arn.region().as_str();
    match arn.store() {
        Store::SecretsManager => shell::command(&[
            "aws",
            "secretsmanager",
            "delete-secret",
            "--recovery-window-in-days",
            "30",
            "--region",
            region,
            "--secret-id",
            arn.as_str(),
        ]),
        Store::ParameterStore => {
            shell::command(&["aws", "ssm", "delete-parameter", "--region", region, "--name", name])
        }
    }
}

fn own(arn: &SecretArn, name: &str) -> String {
    let region = arn.region().as_str();
    let command = match arn.store() {
        Store::SecretsManager => {
            shell::command(&["aws", "secretsmanager", "tag-resource", "--region", region, "--secret-id", arn.as_str()])
        }
        Store::ParameterStore => shell::command(&[
            "aws",
            "ssm",
            "add-tags-to-resource",
            "--resource-type",
            "Parameter",
            "--region",
            region,
            "--resource-id",
            name,
        ]),
    };
    format!("{command} --tags Key=owner,Value=\"$OWNER\"")
}
