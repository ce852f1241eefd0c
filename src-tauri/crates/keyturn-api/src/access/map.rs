//! The map of sensitive paths, and the pairs behind one of its cells.

use keyturn_app::access::CellOfMap;
use keyturn_app::access::nature::Nature;

use super::dto;
use crate::contract::access::{
    AccessCellReply, AccessCellRequest, AccessMapReply, AccessMapRequest, MapCell, MapGroup, MapPath,
};
use crate::contract::error::CommandError;
use crate::host::Host;

/// The map.
pub async fn map(host: &Host, request: AccessMapRequest) -> Result<AccessMapReply, CommandError> {
    let app = host.app()?;
    let (_, map) = app.access_map(&request.filter).await?;
    let names = app.account_names().await?;
    let group = |group: keyturn_app::access::Group| {
        let account = dto::account_name(&names, &group.account).unwrap_or_else(|| group.account.clone());
        let people = match group.nature {
            Nature::Human => "people",
            Nature::Workload | Nature::WebIdentity => "workloads",
            Nature::AwsService => "AWS services",
            Nature::Unknown => "other roles",
        };
        MapGroup {
            name: format!("{account} · {people}"),
            account: group.account,
            nature: dto::nature(group.nature).to_owned(),
            principals: group.principals,
        }
    };
    let path = |path: keyturn_app::access::Path| MapPath {
        path: path.path,
        account: path.account,
        secrets: path.secrets,
        readers: path.readers,
        cells: path
            .cells
            .into_iter()
            .map(|[can, conditional, unknown]| MapCell { can, conditional, unknown })
            .collect(),
    };
    Ok(AccessMapReply {
        groups: map.groups.into_iter().map(group).collect(),
        paths: map.paths.into_iter().map(path).collect(),
    })
}

/// The readers behind one cell.
pub async fn cell(host: &Host, request: AccessCellRequest) -> Result<AccessCellReply, CommandError> {
    let natures = [Nature::Human, Nature::Workload, Nature::AwsService, Nature::Unknown];
    let nature = natures.into_iter().find(|nature| dto::nature(*nature) == request.nature);
    let nature = nature.ok_or_else(|| CommandError::bad_request(format!("{:?} is no nature", request.nature)))?;
    let app = host.app()?;
    let cell = CellOfMap {
        path: request.path,
        path_account: request.path_account,
        group_account: request.group_account,
        nature,
    };
    let (evaluation, pairs) = app.access_cell(cell).await?;
    let names = app.account_names().await?;
    Ok(AccessCellReply { readers: pairs.iter().map(|pair| dto::reader(&evaluation, &names, pair, true)).collect() })
}
