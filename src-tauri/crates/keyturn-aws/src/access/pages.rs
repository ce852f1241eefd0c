//! Following a listing's tokens.

use crate::failure::Failure;

/// A call that failed, by its action.
pub(super) type Refused = (&'static str, Failure);

/// Follows the tokens of a listing to its end: its members as one list. Returns [`Refused`] from the function around it
/// where a page fails, or where the listing repeats itself.
macro_rules! pages {
    ($pace:expr, $quota:expr, $action:expr, $call:expr, $items:ident) => {{
        let (mut items, mut seen) = (Vec::new(), std::collections::HashSet::new());
        let mut token: Option<String> = None;
        loop {
            $pace.ready($quota).await;
            let page = $call.set_next_token(token.take()).send().await;
            let page = page.map_err(|error| ($action, $crate::failure::of_call(&error, true)))?;
            items.extend($crate::access::pages::Items::into_items(page.$items));
            match page.next_token.filter(|token| !token.is_empty()) {
                None => break items,
                Some(next) if !seen.insert(next.clone()) => {
                    return Err((
                        $action,
                        $crate::failure::Failure::new(
                            keyturn_domain::problem::Reason::NotUnderstood,
                            "the listing repeats itself",
                        ),
                    ));
                }
                next => token = next,
            }
        }
    }};
}
pub(super) use pages;

/// A page's members: AWS's models make some lists required and others not.
pub(super) trait Items<T> {
    /// The members.
    fn into_items(self) -> Vec<T>;
}

impl<T> Items<T> for Vec<T> {
    fn into_items(self) -> Vec<T> {
        self
    }
}

impl<T> Items<T> for Option<Vec<T>> {
    fn into_items(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}
