//! Saved views.

use keyturn_app::View;

use crate::contract::error::CommandError;
use crate::contract::views::{ViewColumn, ViewCount, ViewDto, ViewRequest, ViewsReply};
use crate::host::Host;
use crate::secrets::{column, sort, sort_dto};

/// The saved views.
pub async fn list(host: &Host) -> Result<ViewsReply, CommandError> {
    let views = host.app()?.views().await?;
    Ok(ViewsReply {
        views: views.into_iter().map(|count| ViewCount { view: view_dto(count.view), total: count.total }).collect(),
    })
}

/// Saves a view; one of the same name is replaced.
pub async fn save(host: &Host, request: ViewDto) -> Result<ViewsReply, CommandError> {
    let view = View {
        name: request.name.trim().to_owned(),
        filter: request.filter,
        sort: sort(&request.sort)?,
        columns: request
            .columns
            .iter()
            .map(|shown| Ok((column(&shown.column)?, shown.width.clamp(40, 2000))))
            .collect::<Result<_, CommandError>>()?,
    };
    host.app()?.save_view(view).await?;
    list(host).await
}

/// Deletes a view.
pub async fn delete(host: &Host, request: ViewRequest) -> Result<ViewsReply, CommandError> {
    host.app()?.delete_view(&request.name).await?;
    list(host).await
}

fn view_dto(view: View) -> ViewDto {
    ViewDto {
        name: view.name,
        filter: view.filter,
        sort: sort_dto(view.sort),
        columns: view
            .columns
            .into_iter()
            .map(|(column, width)| ViewColumn { column: column.code().to_owned(), width })
            .collect(),
    }
}
