//! Asking for a passphrase on the terminal, where there is one.

use std::io::IsTerminal as _;

use keyturn_api::host::{Ask, Zeroizing};

/// Asks for the passphrase of the database; twice when it is being chosen. Nothing without a terminal.
pub(crate) fn ask(question: Ask) -> Option<Zeroizing<String>> {
    match question {
        Ask::Existing => read("Passphrase: "),
        Ask::New { keyring_error } => {
            tell(&format!(
                "The keyring cannot be used ({keyring_error}). Choose a passphrase of 12 characters or more."
            ));
            chosen()
        }
    }
}

/// The passphrase of a backup: from the environment's file, or asked for.
pub(crate) fn for_backup(new: bool) -> Option<Zeroizing<String>> {
    of("backup", "KEYTURN_BACKUP_PASSPHRASE_FILE", new)
}

/// The passphrase of a review's packet: from the environment's file, or asked for.
pub(crate) fn for_packet(new: bool) -> Option<Zeroizing<String>> {
    of("packet", "KEYTURN_PACKET_PASSPHRASE_FILE", new)
}

/// The passphrase of a file that leaves: from the file that `variable` names, or asked for; twice when it is new.
fn of(what: &str, variable: &str, new: bool) -> Option<Zeroizing<String>> {
    if let Some(path) = std::env::var_os(variable) {
        let text = Zeroizing::new(std::fs::read_to_string(path).ok()?);
        return Some(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
    }
    if new {
        tell(&format!("The {what} gets a passphrase of its own, of 12 characters or more."));
        chosen()
    } else {
        read(&format!("Passphrase of the {what}: "))
    }
}

fn chosen() -> Option<Zeroizing<String>> {
    let first = read("New passphrase: ")?;
    let second = read("Once more: ")?;
    if *first == *second {
        Some(first)
    } else {
        tell("The two differ.");
        None
    }
}

fn read(prompt: &str) -> Option<Zeroizing<String>> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    rpassword::prompt_password(prompt).ok().map(Zeroizing::new)
}

#[expect(clippy::print_stderr, reason = "a question to the person at the terminal")]
fn tell(text: &str) {
    eprintln!("{text}");
}
