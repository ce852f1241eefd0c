//! Saved views of the list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::SortDto;

/// A saved view. Saving under a name that exists replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewDto {
    /// Its name; 1 to 60 characters.
    pub name: String,
    /// The filter.
    pub filter: String,
    /// The order.
    pub sort: SortDto,
    /// The columns, in order.
    pub columns: Vec<ViewColumn>,
}

/// A column of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewColumn {
    /// The column's code.
    pub column: String,
    /// Its width in CSS pixels.
    pub width: u32,
}

/// The saved views with how many secrets each holds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewsReply {
    /// In the order in which they were saved.
    pub views: Vec<ViewCount>,
}

/// A view and its count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewCount {
    /// The view.
    pub view: ViewDto,
    /// How many secrets it holds now; null when its filter can no longer be read.
    pub total: Option<u32>,
}

/// Names a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ViewRequest {
    /// Its name.
    pub name: String,
}
