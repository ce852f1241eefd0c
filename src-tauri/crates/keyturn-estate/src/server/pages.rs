//! Pages of a listing: a token is the listing's name and an offset, opaque to whoever reads AWS's documents.

use serde_json::Value;

use super::call::Call;
use super::refusal::Refusal;

/// How an operation names the parts of its paging.
pub(super) struct Paging {
    /// The input's member for the size of a page.
    pub(super) size: &'static str,
    /// The greatest size.
    pub(super) most: usize,
    /// The size where none is asked for.
    pub(super) usual: usize,
    /// The input's member for the token.
    pub(super) token: &'static str,
    /// The error for a token that is none.
    pub(super) bad_token: &'static str,
}

/// One page: its range, and the token of the next.
pub(super) struct Page {
    pub(super) from: usize,
    pub(super) size: usize,
    pub(super) next: Option<String>,
}

impl Page {
    /// The page that the call asks for in a listing of `count` entries.
    pub(super) fn of(call: &Call<'_>, paging: &Paging, count: usize) -> Result<Self, Refusal> {
        let size = size(call, paging)?;
        let token = call.text(paging.token).filter(|token| !token.is_empty());
        let from = match token {
            None => 0,
            Some(token) => token
                .strip_prefix(call.operation.name)
                .and_then(|rest| rest.strip_prefix('-')?.parse().ok())
                .ok_or_else(|| Refusal::new(paging.bad_token, "The specified pagination token is not valid."))?,
        };
        let end = usize::saturating_add(from, size);
        let next = match token {
            Some(token) if call.repeat_token => Some(token.to_owned()),
            _ => (end < count || call.repeat_token).then(|| format!("{}-{end}", call.operation.name)),
        };
        Ok(Self { from, size, next })
    }

    /// The page's entries, as the inside of a JSON array.
    pub(super) fn join<'a>(&self, entries: impl Iterator<Item = &'a str>) -> String {
        let mut text = String::new();
        for entry in entries.skip(self.from).take(self.size) {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(entry);
        }
        text
    }

    /// The answer: the entries under `list`, and the token, if there is one, under `token`.
    pub(super) fn answer<'a>(&self, list: &str, token: &str, entries: impl Iterator<Item = &'a str>) -> String {
        let entries = self.join(entries);
        match &self.next {
            Some(next) => format!("{{\"{list}\":[{entries}],\"{token}\":{}}}", Value::String(next.clone())),
            None => format!("{{\"{list}\":[{entries}]}}"),
        }
    }
}

fn size(call: &Call<'_>, paging: &Paging) -> Result<usize, Refusal> {
    let Some(asked) = call.input.get(paging.size) else { return Ok(paging.usual) };
    let asked_size = asked.as_u64().and_then(|size| usize::try_from(size).ok());
    asked_size.filter(|size| (1..=paging.most).contains(size)).ok_or_else(|| {
        Refusal::validation(format!(
            "1 validation error detected: Value '{asked}' at '{}' failed to satisfy constraint: Member must have \
             value between 1 and {}",
            paging.size, paging.most
        ))
    })
}
