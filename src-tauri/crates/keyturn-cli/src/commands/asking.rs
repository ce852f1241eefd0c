//! Questions that only a person can answer, at a terminal.

use std::io::IsTerminal as _;

use keyturn_api::contract::sign_in::{SignInAnswer, SignInProgress, SignInQuestion, SignInRequest, SignInStage};
use keyturn_api::{Host, sign_in};
use tokio::sync::{mpsc, oneshot};

use crate::output::Output;

/// Carries out work, and puts its questions to the person at the terminal. Without a terminal nobody is asked, and what
/// needs somebody is a problem of the reply.
pub(crate) async fn answering<T>(host: &Host, work: impl Future<Output = T>, output: Output) -> T {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return work.await;
    }
    tokio::select! {
        ended = work => ended,
        never = answer_all(host, output) => match never {},
    }
}

async fn answer_all(host: &Host, output: Output) -> std::convert::Infallible {
    let (sender, mut receiver) = mpsc::channel(8);
    if let Err(error) = sign_in::follow_questions(host, sender) {
        output.error(&error);
    }
    while let Some(now) = receiver.recv().await {
        if let Some(question) = now.questions.into_iter().next() {
            answer(host, question, output).await;
        }
    }
    std::future::pending().await
}

/// Answers one question; what fails is said, and the question is declined, so that the work goes on.
async fn answer(host: &Host, question: SignInQuestion, output: Output) {
    let of = question.of.clone();
    let done = if question.kind == "mfa" {
        if question.why == "wrong_code" {
            output.aside("The code was not accepted; each is accepted once. Wait for the next one.");
        }
        match read_code(&question).await {
            Some(code) => sign_in::answer(host, SignInAnswer { of: of.clone(), code }).await.map(|_| true),
            None => Ok(false),
        }
    } else {
        output.aside(&format!("The sign-in to {} is needed for {}.", question.label, question.profile));
        through(host, &of, output).await.map(|ended| matches!(ended.stage, SignInStage::Done { .. }))
    };
    if let Err(error) = &done {
        output.complain(&error.message);
    }
    if !matches!(done, Ok(true)) {
        drop(sign_in::cancel(host, SignInRequest { of }).await);
    }
}

/// Signs in, with the code shown beside the reply.
pub(crate) async fn through(
    host: &Host,
    of: &str,
    output: Output,
) -> Result<SignInProgress, keyturn_api::contract::error::CommandError> {
    let (sender, mut receiver) = mpsc::channel::<SignInProgress>(8);
    let shown = async {
        while let Some(progress) = receiver.recv().await {
            if output.is_json() {
                output.json_lines(&[&progress]);
            } else if let SignInStage::CodeShown { user_code, verification_uri, verification_uri_complete, .. } =
                &progress.stage
            {
                output.aside(&format!("Open {}", verification_uri_complete.as_ref().unwrap_or(verification_uri)));
                output.aside(&format!("and confirm the code {user_code}. Waiting; Ctrl-C stops."));
            }
        }
    };
    let (ended, ()) = tokio::join!(sign_in::start(host, SignInRequest { of: of.to_owned() }, Some(sender)), shown);
    ended
}

/// Reads a code without showing it. A thread of its own: the program may end while it waits.
async fn read_code(question: &SignInQuestion) -> Option<String> {
    let prompt = format!("MFA code of {} for {}: ", crate::terminal::safe(&question.label), question.profile);
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || drop(sender.send(rpassword::prompt_password(prompt).ok())));
    receiver.await.ok().flatten().filter(|code| !code.trim().is_empty())
}
