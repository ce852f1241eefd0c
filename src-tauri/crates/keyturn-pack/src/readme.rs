//! The pack's README: what is in it, and how to check it without Keyturn.

use crate::contents::Contents;
use crate::report::shows;
use crate::sheets::time_words;

/// The text of `README.txt`. Lines end in LF.
pub(crate) fn readme(contents: &Contents, public_key: &str) -> String {
    let campaign = &contents.campaign;
    let shows = shows(contents.names).join("\n- ");
    let snapshot = if contents.names == crate::contents::Names::Full {
        format!(
            "The frozen snapshot is the file items.jsonl itself: sha256sum items.jsonl says\n{}\n",
            campaign.snapshot
        )
    } else {
        format!("The frozen snapshot with full names has the SHA-256\n{}\n", campaign.snapshot)
    };
    format!(
        "{name}\n\
         Campaign {id}, written {written} with Keyturn {keyturn}\n\
         \n\
         report.html      the report, for reading and printing\n\
         review.xlsx      roster, decisions, exceptions, changes, coverage, controls\n\
         *.csv            the same tables\n\
         review.json      everything, for programs\n\
         items.jsonl      the items as they were frozen, one a line\n\
         log.jsonl        who decided what, one entry a line, each bound to the one before\n\
         manifest.json    the SHA-256 and size of each file above\n\
         manifest.json.minisig    the signature of the manifest\n\
         \n\
         HOW TO CHECK IT\n\
         \n\
         With Keyturn:\n\
         \n\
         \u{20}   keyturn verify PACK\n\
         \n\
         Without it, in this folder: first the signature, with minisign (https://jedisct1.github.io/minisign/)\n\
         \n\
         \u{20}   minisign -V -m manifest.json -P {public_key}\n\
         \n\
         then the files, which prints OK for each of them:\n\
         \n\
         \u{20}   python3 -c \"import json; [print(f['sha256'] + '  ' + f['name']) for f in \
         json.load(open('manifest.json'))['files']]\" | sha256sum -c\n\
         \n\
         and no other file may be here but the manifest and its signature.\n\
         \n\
         {snapshot}\
         \n\
         The hash of an entry of the log is the SHA-256 of these texts (UTF-8), each preceded by its length in bytes as\n\
         8 bytes, big-endian: previous_hash; sequence; at (RFC 3339, microseconds, Z); by; what was done; then its fields\n\
         in the order in which they stand, a list or a field that may be missing preceded by the number of its parts.\n\
         \n\
         WHAT THIS SHOWS AND WHAT NOT\n\
         \n\
         - {shows}\n",
        name = one_line(&campaign.name),
        id = campaign.id,
        written = time_words(contents.made.written_at),
        keyturn = contents.made.keyturn,
    )
}

/// The text without line breaks, which would let a name write further lines.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
