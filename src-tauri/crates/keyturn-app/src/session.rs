//! A session: a data folder that is open, or that says what would open it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use keyturn_aws::Connection;
use keyturn_store::{Ask, KeyPlace, KeyringUse, LEAST_PASSPHRASE, OpenError, StoreError, SyncLock};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::app::{App, Origin};
use crate::clock::Clock;
use crate::error::AppError;

/// The passphrase of a demonstration's database. It guards nothing: the organisation in it is made up.
const DEMO_PASSPHRASE: &str = "a made-up organisation";

/// The file that marks a folder as a demonstration.
const DEMO_MARK: &str = "demo.json";

/// How a session begins.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data folder.
    pub data_dir: PathBuf,
    /// How AWS is reached.
    pub connection: Connection,
    /// Where the present comes from.
    pub clock: Clock,
    /// The face through which the person acts.
    pub origin: Origin,
    /// Whether the operating system's keyring may be asked.
    pub keyring: KeyringUse,
    /// A file whose first line is the passphrase, for unattended use (`KEYTURN_PASSPHRASE_FILE`).
    pub passphrase_file: Option<PathBuf>,
}

/// A data folder, open or not.
#[derive(Debug)]
pub struct Session {
    options: Options,
    demo: Option<DemoMark>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Open(Arc<App>, KeyPlace),
    Closed(Arc<OpenError>),
}

/// What the mark of a demonstration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoMark {
    schema: u32,
    /// The instant from which the made-up organisation's dates are counted (UTC).
    pub anchor: DateTime<Utc>,
}

/// Where a session stands.
#[derive(Clone, Debug)]
pub enum Standing {
    /// The database is open.
    Open(KeyPlace),
    /// It is not, and this is why.
    Closed(Arc<OpenError>),
}

impl Session {
    /// Opens the folder if its key can be had: from the keyring, the passphrase file, or `ask`.
    pub fn open(options: Options, ask: &dyn Fn(Ask) -> Option<Zeroizing<String>>) -> Self {
        let demo = demo_mark(&options.data_dir);
        let state = match unlock(&options, demo.is_some(), ask) {
            Ok((app, place)) => State::Open(Arc::new(app), place),
            Err(error) => State::Closed(Arc::new(error)),
        };
        Self { options, demo, state: Mutex::new(state) }
    }

    /// The open Keyturn, or why there is none.
    pub fn app(&self) -> Result<Arc<App>, Arc<OpenError>> {
        match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Open(app, _) => Ok(Arc::clone(app)),
            State::Closed(error) => Err(Arc::clone(error)),
        }
    }

    /// Where the session stands.
    pub fn standing(&self) -> Standing {
        match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Open(_, place) => Standing::Open(*place),
            State::Closed(error) => Standing::Closed(Arc::clone(error)),
        }
    }

    /// Tries again, with a passphrase that the person typed. An open session stays as it is.
    pub fn unlock(&self, passphrase: &str) -> Result<(), UnlockRefused> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(&*state, State::Open(..)) {
            return Ok(());
        }
        let typed = |ask: Ask| match ask {
            Ask::New { .. } if passphrase.chars().count() < LEAST_PASSPHRASE => None,
            Ask::New { .. } | Ask::Existing => Some(Zeroizing::new(passphrase.to_owned())),
        };
        match unlock(&self.options, self.demo.is_some(), &typed) {
            Ok((app, place)) => {
                *state = State::Open(Arc::new(app), place);
                Ok(())
            }
            Err(OpenError::PassphraseNeeded { first: true, .. }) => Err(UnlockRefused::TooShort),
            Err(error) => {
                let error = Arc::new(error);
                if !matches!(*error, OpenError::Store(StoreError::WrongKey)) {
                    *state = State::Closed(Arc::clone(&error));
                }
                Err(UnlockRefused::Open(error))
            }
        }
    }

    /// Deletes everything that the folder holds: the database, and its key in the keyring. Nothing can be asked of it
    /// after; the face starts anew. Refused while a sync or a collection runs, in this process or another.
    pub fn delete_everything(&self) -> Result<(), Arc<OpenError>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = &self.options.data_dir;
        let busy = |error: StoreError| Arc::new(OpenError::Store(error));
        let running = (SyncLock::acquire(folder).map_err(busy)?, SyncLock::acquire_for_trail(folder).map_err(busy)?);
        *state = State::Closed(Arc::new(OpenError::PassphraseNeeded { first: true, keyring: None }));
        keyturn_store::delete(folder, &[crate::review::SIGNING_KEY])?;
        drop(running);
        Ok(())
    }

    /// The data folder.
    pub fn data_dir(&self) -> &Path {
        &self.options.data_dir
    }

    /// The demonstration's mark, if the folder is one.
    pub fn demo(&self) -> Option<DemoMark> {
        self.demo
    }
}

/// Why a typed passphrase did not open the session.
#[derive(Debug)]
pub enum UnlockRefused {
    /// A new passphrase has at least [`LEAST_PASSPHRASE`] characters.
    TooShort,
    /// It does not open the database.
    Open(Arc<OpenError>),
}

fn unlock(
    options: &Options,
    demo: bool,
    ask: &dyn Fn(Ask) -> Option<Zeroizing<String>>,
) -> Result<(App, KeyPlace), OpenError> {
    let from_file = match &options.passphrase_file {
        Some(path) if !demo => Some(read_passphrase(path)?),
        _ => None,
    };
    let answer = |question: Ask| {
        if demo {
            Some(Zeroizing::new(DEMO_PASSPHRASE.to_owned()))
        } else {
            from_file.clone().or_else(|| ask(question))
        }
    };
    let keyring = if demo { KeyringUse::Never } else { options.keyring };
    let (database, place) = keyturn_store::open(&options.data_dir, keyring, &answer)?;
    let app = App::new(database, options.data_dir.clone(), options.connection.clone(), options.clock, options.origin);
    Ok((app, place))
}

/// The first line of a passphrase file.
pub(crate) fn read_passphrase(path: &Path) -> Result<Zeroizing<String>, OpenError> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|source| OpenError::PassphraseFile { path: path.to_owned(), source })?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// The mark of a demonstration, if the folder has one.
pub fn demo_mark(data_dir: &Path) -> Option<DemoMark> {
    let text = std::fs::read_to_string(data_dir.join(DEMO_MARK)).ok()?;
    serde_json::from_str(&text).ok()
}

/// Marks a folder as a demonstration whose dates are counted from `anchor`. A folder that is one already keeps its
/// mark; a folder with another database in it is refused.
pub fn mark_demo(data_dir: &Path, anchor: DateTime<Utc>) -> Result<DemoMark, AppError> {
    if let Some(mark) = demo_mark(data_dir) {
        return Ok(mark);
    }
    if keyturn_store::is_there(data_dir) {
        return Err(AppError::BadRequest(format!(
            "{} holds a database that is not a demonstration: name another folder with --data-dir",
            data_dir.display()
        )));
    }
    let mark = DemoMark { schema: 1, anchor };
    let path = data_dir.join(DEMO_MARK);
    let failed = |source| AppError::Write { path: path.clone(), source };
    std::fs::create_dir_all(data_dir).map_err(failed)?;
    let text = serde_json::to_string(&mark).map_err(|error| AppError::BrokenOff(error.to_string()))?;
    std::fs::write(&path, text).map_err(failed)?;
    Ok(mark)
}
