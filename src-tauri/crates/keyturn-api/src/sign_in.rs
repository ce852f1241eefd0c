//! Signing in, answering what is asked, and trying profiles and sources.

use keyturn_app::sign_in::{SignInStanding, Stage};
use keyturn_app::trying::AccountTried as Entered;
use keyturn_app::{
    Because, DeviceCode, ProfileTried as Tried, Question, SignInFailed, SignInId, SignInState, Zeroizing,
};
use keyturn_domain::path::says_production;
use tokio::sync::mpsc;

use crate::contract::error::CommandError;
use crate::contract::sign_in::{
    AccountTried, ProfileTried, ProfilesTriedReply, ProfilesTryRequest, SignInAnswer, SignInDto, SignInNeed,
    SignInProgress, SignInQuestion, SignInQuestions, SignInRequest, SignInStage, SignInsReply, SourcesTriedReply,
};
use crate::contract::sources::SourcesSaveRequest;
use crate::host::Host;
use crate::progress::follow;
use crate::secrets::{problem, problems};
use crate::sources::source;

/// What can be signed in to.
pub async fn show(host: &Host) -> Result<SignInsReply, CommandError> {
    let app = host.app()?;
    let list = app.sign_ins().await?;
    let seconds = list.last_sync.map(|took| u32::try_from(took.num_seconds()).unwrap_or_default());
    Ok(SignInsReply {
        sign_ins: list.sign_ins.into_iter().map(standing).collect(),
        questions: app.questions().borrow().iter().map(question).collect(),
        last_sync_seconds: seconds,
    })
}

/// Signs in, to the end; each stage goes to `watcher`.
pub async fn start(
    host: &Host,
    request: SignInRequest,
    watcher: Option<mpsc::Sender<SignInProgress>>,
) -> Result<SignInProgress, CommandError> {
    let app = host.app()?;
    let of = id(&request.of)?;
    let name = request.of.clone();
    let heard =
        move |stage: &Stage| tell(watcher.as_ref(), SignInProgress { of: name.clone(), stage: stage_dto(stage) });
    let ended = app.sign_in(&of, heard).await?;
    Ok(SignInProgress { of: request.of, stage: stage_dto(&ended) })
}

/// Stops a sign-in, or declines its question.
pub async fn cancel(host: &Host, request: SignInRequest) -> Result<SignInsReply, CommandError> {
    host.app()?.cancel_sign_in(&id(&request.of)?);
    show(host).await
}

/// Hands over an MFA code, and says whether it was right.
pub async fn answer(host: &Host, request: SignInAnswer) -> Result<SignInProgress, CommandError> {
    let app = host.app()?;
    let of = id(&request.of)?;
    let ended = app.answer_code(&of, Zeroizing::new(request.code)).await?;
    Ok(SignInProgress { of: request.of, stage: stage_dto(&ended) })
}

/// The page of the code that is shown, checked: it may be opened.
pub fn page(host: &Host, request: &SignInRequest) -> Result<String, CommandError> {
    let page = host.app()?.sign_in_page(&id(&request.of)?);
    page.ok_or_else(|| {
        CommandError::bad_request("no page of AWS is to be opened: go to the one that is shown by hand".to_owned())
    })
}

/// Passes on what is asked, as it changes. While the watcher lives, people are asked. Fails while the data folder is
/// locked.
pub fn follow_questions(host: &Host, watcher: mpsc::Sender<SignInQuestions>) -> Result<(), CommandError> {
    let questions = host.app()?.questions();
    follow(questions, Some(watcher), |open| SignInQuestions { questions: open.iter().map(question).collect() });
    Ok(())
}

/// Which profiles work; each goes to `watcher` as it answers.
pub async fn try_profiles(
    host: &Host,
    request: ProfilesTryRequest,
    watcher: Option<mpsc::Sender<ProfileTried>>,
) -> Result<ProfilesTriedReply, CommandError> {
    let app = host.app()?;
    let names = app.account_names().await?;
    let known = names.clone();
    let tried = app.try_profiles(request.profiles, move |one| tell(watcher.as_ref(), profile_tried(one, &known))).await;
    let profiles = tried.found.iter().map(|one| profile_tried(one, &names)).collect();
    Ok(ProfilesTriedReply { profiles, cancelled: tried.cancelled })
}

/// Which accounts some sources lead to; each goes to `watcher` as it is entered.
pub async fn try_sources(
    host: &Host,
    request: SourcesSaveRequest,
    watcher: Option<mpsc::Sender<AccountTried>>,
) -> Result<SourcesTriedReply, CommandError> {
    let app = host.app()?;
    let names = app.account_names().await?;
    let known = names.clone();
    let sources = request.sources.into_iter().map(source).collect::<Result<Vec<_>, _>>()?;
    let tried = app.try_sources(&sources, move |one| tell(watcher.as_ref(), account_tried(one, &known))).await?;
    Ok(SourcesTriedReply {
        accounts: tried.found.iter().map(|one| account_tried(one, &names)).collect(),
        problems: problems(&tried.problems, &names),
        cancelled: tried.cancelled,
    })
}

/// Stops what is being tried.
pub fn cancel_trying(host: &Host) -> Result<(), CommandError> {
    host.app()?.cancel_trying();
    Ok(())
}

/// Passes one on to a watcher that keeps up. One that does not still gets the whole at the end.
fn tell<T>(watcher: Option<&mpsc::Sender<T>>, one: T) {
    if let Some(watcher) = watcher
        && watcher.try_send(one).is_err()
    {
        tracing::debug!("a watcher did not keep up");
    }
}

fn id(text: &str) -> Result<SignInId, CommandError> {
    text.parse().map_err(|error: keyturn_app::NotASignIn| CommandError::bad_request(error.to_string()))
}

fn question(question: &Question) -> SignInQuestion {
    SignInQuestion {
        of: question.of.to_string(),
        kind: question.of.kind().to_owned(),
        label: question.of.label().to_owned(),
        profile: question.profile.clone(),
        why: question.why.code().to_owned(),
        waiting: question.waiting,
        asked_at: question.asked_at,
    }
}

fn standing(one: SignInStanding) -> SignInDto {
    let id = &one.found.id;
    let (state, until, renews) = match one.found.state {
        SignInState::Valid { until, renews } => ("valid", Some(until), renews),
        SignInState::Expired { at } => ("expired", Some(at), false),
        SignInState::Never => ("never", None, false),
    };
    SignInDto {
        of: id.to_string(),
        kind: id.kind().to_owned(),
        label: id.label().to_owned(),
        start_url: one.found.start_url,
        profiles: one.found.profiles,
        sources: one.sources,
        state: state.to_owned(),
        until,
        renews,
        expires_during_sync: one.expires_during_sync,
        running: one.running.as_ref().map(stage_dto),
    }
}

fn stage_dto(stage: &Stage) -> SignInStage {
    match stage {
        Stage::Waiting => SignInStage::Waiting,
        Stage::CodeShown(DeviceCode { user_code, verification_uri, verification_uri_complete, expires_at, page }) => {
            SignInStage::CodeShown {
                user_code: user_code.clone(),
                verification_uri: verification_uri.clone(),
                verification_uri_complete: verification_uri_complete.clone(),
                expires_at: *expires_at,
                may_open: page.is_some(),
            }
        }
        Stage::Done(SignInState::Valid { until, renews }) => SignInStage::Done { until: Some(*until), renews: *renews },
        Stage::Done(_) => SignInStage::Done { until: None, renews: false },
        Stage::Failed(failed) => SignInStage::Failed {
            reason: failed.because.code().to_owned(),
            message: failed.message.clone(),
            advice: advice(failed).to_owned(),
        },
    }
}

/// What to do about a sign-in that failed.
fn advice(failed: &SignInFailed) -> &'static str {
    match failed.because {
        Because::CodeExpired => "Ask for a new code, and confirm it on the page before it ends.",
        Because::Denied => "Confirm the code on the page as somebody who may use the start page.",
        Because::WrongCode => "Wait for the device's next code and type that.",
        Because::Cancelled => "Sign in again when you are ready.",
        Because::Problem(keyturn_domain::problem::Reason::NoNetwork) => {
            "Check the connection, the proxy and the start page's region."
        }
        Because::Problem(_) => "Check the start page, its region and the profile, then sign in again.",
    }
}

fn profile_tried(one: &Tried, names: &keyturn_app::coverage::AccountNames) -> ProfileTried {
    let caller = one.outcome.as_ref().ok();
    let name = caller.and_then(|caller| names.get(&caller.account)).cloned();
    let texts = [Some(one.profile.name.as_str()), name.as_deref(), caller.map(|caller| caller.arn.as_str())];
    let production = texts.into_iter().flatten().any(says_production);
    ProfileTried {
        name: one.profile.name.clone(),
        region: one.profile.region.as_ref().map(ToString::to_string),
        sign_in: one.profile.sign_in.code().to_owned(),
        needs: one.missing.as_ref().or(one.needs.as_ref()).map(|id| SignInNeed {
            of: id.to_string(),
            kind: id.kind().to_owned(),
            label: id.label().to_owned(),
        }),
        state: match (&one.outcome, one.missing.as_ref().map(SignInId::kind)) {
            (Ok(_), _) => "works",
            (Err(_), Some("mfa")) => "asks_for_code",
            (Err(_), Some(_)) => "sign_in_first",
            (Err(_), None) => "fails",
        }
        .to_owned(),
        account: caller.map(|caller| caller.account.to_string()),
        production,
        account_name: name,
        principal: caller.map(|caller| caller.arn.clone()),
        valid_until: caller.and_then(|caller| caller.until),
        problem: one.outcome.as_ref().err().map(|refused| problem(refused, names)),
    }
}

fn account_tried(one: &Entered, names: &keyturn_app::coverage::AccountNames) -> AccountTried {
    AccountTried {
        account: one.account.id.to_string(),
        account_name: one.account.name.clone().or_else(|| names.get(&one.account.id).cloned()),
        profile: one.profile.clone(),
        regions: one.regions.iter().map(ToString::to_string).collect(),
        regions_off: one.regions_off.iter().map(ToString::to_string).collect(),
        problem: one.problem.as_ref().map(|refused| problem(refused, names)),
    }
}
