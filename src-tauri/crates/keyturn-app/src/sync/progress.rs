//! Where a running sync stands, cell by cell.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::account::Account;
use keyturn_domain::cell::{Cell, CellState};

/// A running sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// Its cells, in the order of accounts, regions and stores.
    pub cells: Vec<CellProgress>,
    /// Where each cell stands among them: an organisation has thousands, and each is told of several times.
    places: Arc<HashMap<Cell, usize>>,
}

/// One cell of a running sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProgress {
    /// The account, with its name where known.
    pub account: Account,
    /// The cell.
    pub cell: Cell,
    /// Where it stands.
    pub step: CellStep,
    /// Secrets listed so far.
    pub secrets: u32,
}

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellStep {
    /// It has not begun.
    Waiting,
    /// Pages are coming in.
    Listing,
    /// It ended.
    Ended(CellState),
}

impl CellStep {
    /// The code that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Listing => "listing",
            Self::Ended(state) => state.code(),
        }
    }
}

impl Progress {
    pub(super) fn new(started_at: DateTime<Utc>) -> Self {
        Self { started_at, cells: Vec::new(), places: Arc::default() }
    }

    /// Secrets listed so far, over all cells.
    pub fn secrets(&self) -> u32 {
        self.cells.iter().map(|cell| cell.secrets).sum()
    }

    pub(super) fn expect_cells<'a>(&mut self, accounts: impl Iterator<Item = (&'a Account, Vec<Cell>)>) {
        let waiting = |account: &Account, cell| CellProgress {
            account: account.clone(),
            cell,
            step: CellStep::Waiting,
            secrets: 0,
        };
        self.cells =
            accounts.flat_map(|(account, cells)| cells.into_iter().map(move |cell| waiting(account, cell))).collect();
        self.cells.sort_by(|a, b| (&a.account.name, &a.cell).cmp(&(&b.account.name, &b.cell)));
        let places = self.cells.iter().enumerate().map(|(place, progress)| (progress.cell.clone(), place));
        self.places = Arc::new(places.collect());
    }

    pub(super) fn step(&mut self, cell: &Cell, step: CellStep, secrets: u32) {
        if let Some(progress) = self.places.get(cell).and_then(|place| self.cells.get_mut(*place)) {
            progress.step = step;
            progress.secrets = secrets;
        }
    }
}
