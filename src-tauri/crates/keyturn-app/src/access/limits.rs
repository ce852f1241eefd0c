//! What is not known of access, in sentences.

use keyturn_access::snapshot::Missing;
use keyturn_access::world::World;

/// What could not be understood and what could not be read, in a sentence each, with account and place.
pub(crate) fn of(world: &World) -> Vec<String> {
    let faults = world.faults.iter().map(|fault| {
        let place = if fault.place.is_empty() { String::new() } else { format!(", {}", fault.place) };
        format!("{}: {}{place}: {}", owner(&fault.account), fault.of, fault.what)
    });
    let unread = world.missing.iter().map(|(account, entry)| format!("{}: {}", owner(account), missing(entry)));
    faults.chain(unread).collect()
}

/// What could not be read, in a sentence.
pub(crate) fn missing(entry: &Missing) -> String {
    let why = if entry.why.is_empty() { String::new() } else { format!(" ({})", entry.why) };
    format!("not read: {}{why}", entry.what)
}

fn owner(account: &str) -> String {
    if account.is_empty() { "the organisation".to_owned() } else { format!("account {account}") }
}
