//! `keyturn sign-in` and `keyturn profiles`.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::sign_in::{ProfileTried, ProfilesTryRequest, SignInDto, SignInStage, SignInsReply};
use keyturn_api::{Host, sign_in as api, sources};

use super::Ended;
use super::asking::{answering, through};
use crate::output::{Ending, Output};

/// Signs in to what is named, or lists what there is.
pub(crate) async fn sign_in(host: &Host, what: Option<String>, output: Output) -> Ended {
    let known = api::show(host).await?;
    let Some(what) = what else {
        output.reply(&known, list);
        return Ok(Ending::Done);
    };
    let of = find(&known, &what)?.of.clone();
    let ended = answering(host, Box::pin(through(host, &of, output)), output).await?;
    match &ended.stage {
        SignInStage::Failed { message, advice, .. } => {
            if !output.is_json() {
                output.complain(message);
                output.aside(&format!("  {advice}"));
            }
            Ok(Ending::Nothing)
        }
        SignInStage::Done { until, renews } => {
            if !output.is_json() {
                let renews = if *renews { ", and renews itself" } else { "" };
                let until =
                    until.map_or_else(String::new, |until| format!(" until {}", until.format("%Y-%m-%d %H:%M UTC")));
                output.line(&format!("Signed in to {what}{until}{renews}."));
            }
            Ok(Ending::Done)
        }
        SignInStage::Waiting | SignInStage::CodeShown { .. } => Ok(Ending::Nothing),
    }
}

/// The sign-in that a word names: its own name, or a profile behind it.
fn find<'a>(known: &'a SignInsReply, what: &str) -> Result<&'a SignInDto, CommandError> {
    let own = known.sign_ins.iter().find(|one| one.label == what || one.of == what);
    // A profile may need two; its start page comes before its device.
    let behind =
        |kind: &str| known.sign_ins.iter().find(|one| one.kind == kind && one.profiles.iter().any(|p| p == what));
    own.or_else(|| behind("sso")).or_else(|| behind("mfa")).ok_or_else(|| {
        CommandError::bad_request(format!("{what:?} needs no sign-in by a person: keyturn sign-in lists what does"))
    })
}

fn list(output: Output, known: &SignInsReply) {
    if known.sign_ins.is_empty() {
        output.line("No profile needs a person to sign in.");
        return;
    }
    let rows: Vec<Vec<String>> = known
        .sign_ins
        .iter()
        .map(|one| {
            let until = one.until.map_or_else(String::new, |until| until.format("%Y-%m-%d %H:%M UTC").to_string());
            let soon = if one.expires_during_sync { " (ends during the next sync)" } else { "" };
            let renews = if one.renews { ", renews itself" } else { "" };
            vec![
                one.label.clone(),
                one.kind.clone(),
                format!("{}{renews}{soon}", one.state),
                until,
                one.profiles.join(", "),
            ]
        })
        .collect();
    output.table(&["SIGN-IN", "KIND", "STATE", "UNTIL", "PROFILES"], &rows);
}

/// Lists profiles; with `try_each`, what each reaches.
pub(crate) async fn profiles(host: &Host, try_each: bool, named: Vec<String>, output: Output) -> Ended {
    let named = (!named.is_empty()).then_some(named);
    if !try_each {
        let mut found = sources::show(host).await?.profiles;
        found.retain(|profile| named.as_ref().is_none_or(|named| named.contains(&profile.name)));
        output.reply(&found, |output, found| {
            let row = |one: &keyturn_api::contract::sources::ProfileDto| {
                vec![one.name.clone(), one.sign_in.clone(), one.region.clone().unwrap_or_default()]
            };
            output.table(&["PROFILE", "SIGN-IN", "REGION"], &found.iter().map(row).collect::<Vec<_>>());
        });
        return Ok(Ending::Done);
    }
    let tried = api::try_profiles(host, ProfilesTryRequest { profiles: named }, None).await?;
    output.reply(&tried, |output, tried| {
        output.table(
            &["PROFILE", "SIGN-IN", "STATE", "ACCOUNT", "WHO"],
            &tried.profiles.iter().map(tried_row).collect::<Vec<_>>(),
        );
    });
    let fails = tried.profiles.iter().any(|one| one.state == "fails");
    Ok(if fails { Ending::InPart } else { Ending::Done })
}

fn tried_row(one: &ProfileTried) -> Vec<String> {
    let account = one.account_name.clone().or_else(|| one.account.clone()).unwrap_or_default();
    let production = if one.production { " (production)" } else { "" };
    let who = match (&one.principal, &one.needs, &one.problem) {
        (Some(principal), _, _) => principal.clone(),
        (None, Some(needs), _) if one.state != "fails" => format!("keyturn sign-in {}", needs.label),
        (None, _, problem) => problem.as_ref().map(|problem| problem.message.clone()).unwrap_or_default(),
    };
    vec![one.name.clone(), one.sign_in.clone(), one.state.replace('_', " "), format!("{account}{production}"), who]
}
