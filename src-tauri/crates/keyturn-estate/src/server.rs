//! The loopback endpoint: an organisation, served as AWS would.

mod accounts;
mod answer;
mod body;
mod buckets;
mod call;
mod center;
mod desk;
mod fault;
mod iam;
mod keys;
mod lookup;
mod operations;
mod pages;
mod parameters;
mod rates;
mod refusal;
mod secrets;
mod shelf;
mod tags;
mod trails;
mod tree;
mod values;
mod wire;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use axum::Router;
use axum::serve::ListenerExt;
use chrono::{DateTime, Utc};
use keyturn_domain::account::AccountId;
use tokio::sync::oneshot;

use crate::organisation::Organisation;
use crate::traffic::Traffic;
use answer::State;
pub use desk::{DeviceEnd, SignInScript};
pub use fault::{Effect, Fault, Matches, Times};
pub use rates::{Rates, aws_rates};

/// The secret access key of everybody in the estate: AWS's documented sample. Signatures are not verified.
pub const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// How the endpoint behaves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port on 127.0.0.1. 0 takes a free one.
    pub port: u16,
    /// The fault script at the start.
    pub faults: Vec<Fault>,
    /// Rate limits. `None` for none at all.
    pub rates: Option<Rates>,
    /// The event history that `LookupEvents` serves, as far as it was delivered by the organisation's `now`. `None`
    /// for an empty one.
    pub traffic: Option<Arc<Traffic>>,
    /// How signing in goes.
    pub sign_in: SignInScript,
}

/// Why the endpoint did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port could not be had.
    #[error("the estate cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gave no thread or no event queue.
    #[error("the estate cannot start a thread for its endpoint")]
    Thread(#[source] std::io::Error),
}

/// A running endpoint, in a thread named `keyturn-estate` of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves the organisation on 127.0.0.1.
    pub fn start(organisation: Organisation, options: Options) -> Result<Self, StartError> {
        let listen = |source| StartError::Listen { port: options.port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(StartError::Thread)?;
        let listener = {
            // Entered, not blocked on: callers may themselves be inside a runtime.
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(listen)?
        };
        let state = Arc::new(State::new(organisation, options));
        let router = Router::new().fallback(answer::answer).with_state(Arc::clone(&state));
        let (stop, stopped) = oneshot::channel();
        let serve = async move {
            // Small answers at once: Nagle's delay would dominate them.
            let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
            tokio::select! {
                _ = axum::serve(listener, router) => {}
                _ = stopped => {}
            }
        };
        let thread = std::thread::Builder::new()
            .name("keyturn-estate".to_owned())
            .spawn(move || runtime.block_on(serve))
            .map_err(StartError::Thread)?;
        Ok(Self { address, state, stop: Some(stop), thread: Some(thread) })
    }

    /// What `AWS_ENDPOINT_URL` is set to, such as `http://127.0.0.1:41234`.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The access key id of a user of the management account, which goes with [`SECRET_ACCESS_KEY`].
    pub fn access_key_id(&self) -> String {
        self.read(|organisation| organisation.management().map(|member| access_key_id(&member.id))).unwrap_or_default()
    }

    /// How often each operation was called, refused calls included, such as `SSM.DescribeParameters`.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.state.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
    }

    /// How often a value was asked for. Keyturn keeps it at 0.
    pub fn value_calls(&self) -> u64 {
        let values = operations::OPERATIONS.iter().filter(|operation| operation.reads_value);
        let calls = self.state.calls.lock().unwrap_or_else(PoisonError::into_inner);
        values.filter_map(|operation| calls.get(operation.label)).sum()
    }

    /// Forgets the calls counted so far.
    pub fn reset_calls(&self) {
        self.state.calls.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Replaces the fault script, with fresh counts.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        *self.state.faults.lock().unwrap_or_else(PoisonError::into_inner) = fault::Script::new(faults);
    }

    /// Replaces the script of the sign-in desk; what was given stays.
    pub fn set_sign_in(&self, script: SignInScript) {
        self.desk().script = script;
    }

    /// Ends every session of a role: calls with them are answered with `ExpiredTokenException` from now on. Start pages
    /// give new ones.
    pub fn end_sessions(&self) {
        self.desk().end_all(false);
    }

    /// Ends every session, and what start pages gave: somebody must sign in anew.
    pub fn end_sign_ins(&self) {
        self.desk().end_all(true);
    }

    fn desk(&self) -> MutexGuard<'_, desk::Desk> {
        self.state.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the organisation as it is now.
    pub fn read<R>(&self, look: impl FnOnce(&Organisation) -> R) -> R {
        look(&self.state.estate.read().unwrap_or_else(PoisonError::into_inner).organisation)
    }

    /// Lets time go by for the event history: what was delivered until then (UTC) shows from now on.
    pub fn show_events_until(&self, at: DateTime<Utc>) {
        let mut estate = self.state.estate.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(history) = &mut estate.history {
            history.until = at;
        }
    }

    /// Changes the organisation: what is answered from then on is the new one. Pages under way shift as at AWS.
    pub fn mutate<R>(&self, change: impl FnOnce(&mut Organisation) -> R) -> R {
        let mut estate = self.state.estate.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut estate.organisation);
        estate.write();
        result
    }
}

/// Every operation that the endpoint serves, as [`Server::calls`] names them.
pub fn operations() -> impl Iterator<Item = &'static str> {
    operations::OPERATIONS.iter().map(|operation| operation.label)
}

/// The access key id of a user of this account, which goes with [`SECRET_ACCESS_KEY`].
pub fn access_key_id(account: &AccountId) -> String {
    call::access_key_id(account, false)
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
