//! Text files that people choose and write: policies, packets, lists.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _, Write as _};
use std::path::Path;

use crate::error::AppError;
use crate::export::{Broken, into_file};

/// The longest file that is read, in bytes: a packet of 20,000 items is a tenth of it.
const LONGEST: u64 = 256 << 20;

/// Reads a file as UTF-8; a byte order mark at its beginning stays.
pub fn read(path: &Path) -> Result<String, AppError> {
    let failed = |source| AppError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > LONGEST {
        return Err(failed(Error::new(ErrorKind::FileTooLarge, "it is larger than 256 MiB")));
    }
    Ok(text)
}

/// Writes a text into a file, as it is, by way of a temporary file beside it.
pub fn write(path: &Path, text: &str) -> Result<(), AppError> {
    into_file(path, |out| Ok(out.write_all(text.as_bytes()).map_err(Broken::from)))
}
