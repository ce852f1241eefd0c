//! Coverage.

use std::collections::BTreeSet;

use keyturn_domain::cell::Coverage;

use crate::contract::coverage::{AccountDto, CoverageCell, CoverageReply};
use crate::contract::error::CommandError;
use crate::host::Host;
use crate::secrets::problems;

/// The matrix of accounts × regions × stores.
pub async fn show(host: &Host) -> Result<CoverageReply, CommandError> {
    let app = host.app()?;
    let matrix = app.coverage().await?;
    let names = app.account_names().await?;
    let regions: BTreeSet<String> = matrix.cells.iter().map(|known| known.cell.region.to_string()).collect();
    let in_full = |known: &&Coverage| known.attempted_at.is_some() && known.attempted_at == known.read_in_full_at;
    let read = matrix.cells.iter().filter(in_full);
    Ok(CoverageReply {
        read: u32::try_from(read.count()).unwrap_or(u32::MAX),
        secrets: matrix.secrets,
        accounts: matrix
            .accounts
            .into_iter()
            .map(|account| AccountDto { id: account.id.to_string(), name: account.name })
            .collect(),
        regions: regions.into_iter().collect(),
        cells: matrix
            .cells
            .into_iter()
            .map(|known| CoverageCell {
                account: known.cell.account.to_string(),
                region: known.cell.region.to_string(),
                store: known.cell.store.code().to_owned(),
                state: known.state.code().to_owned(),
                attempted_at: known.attempted_at,
                read_in_full_at: known.read_in_full_at,
                secrets: known.secrets,
            })
            .collect(),
        problems: problems(&matrix.problems, &names),
    })
}
