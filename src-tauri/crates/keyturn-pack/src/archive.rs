//! The pack as a folder or a zip file: reading with limits, writing at once or not at all.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use chrono::{DateTime, Datelike, Timelike, Utc};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The most files that a pack may have.
const FILES: usize = 64;

/// The most bytes that a pack's files may have together, unpacked.
const BYTES: u64 = 2 << 30;

/// The length of the record at the end of a zip file that has no comment.
const END_RECORD: usize = 22;

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name: a plain one, without folders.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// Why a folder or zip file is no pack, or cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// The file system says no.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something stands there already.
    #[error("{0} exists already: nothing was written")]
    Exists(String),
    /// Neither a folder nor a zip file.
    #[error("this is no zip file, or it is damaged: {0}")]
    NotAZip(String),
    /// A name that would lead out of the folder, or is no plain name.
    #[error("the pack has an entry with the name {0:?}, which is not a plain file name")]
    Name(String),
    /// Two entries of one name: which of them is read would depend on the reader.
    #[error("the pack has two entries with the name {0:?}")]
    Twice(String),
    /// A folder, link or other thing in place of a file.
    #[error("the pack has an entry {0:?} that is not a plain file")]
    NotAFile(String),
    /// More than a pack may have.
    #[error("the pack is too large: {0}")]
    TooLarge(String),
}

/// Reads a pack from a folder or a zip file.
pub fn read(path: &Path) -> Result<Vec<File>, ArchiveFault> {
    let kind = std::fs::metadata(path).map_err(|source| io(&path.display(), source))?;
    if kind.is_dir() {
        return read_folder(path);
    }
    if kind.len() > BYTES {
        return Err(ArchiveFault::TooLarge(format!("{} bytes", kind.len())));
    }
    read_zip(&std::fs::read(path).map_err(|source| io(&path.display(), source))?)
}

/// Reads the files of a folder. Folders and links within it are refused.
pub fn read_folder(path: &Path) -> Result<Vec<File>, ArchiveFault> {
    let mut files = Vec::new();
    let mut left = BYTES;
    for entry in std::fs::read_dir(path).map_err(|source| io(&path.display(), source))? {
        let entry = entry.map_err(|source| io(&path.display(), source))?;
        let name = entry.file_name().into_string().map_err(|name| ArchiveFault::Name(name.display().to_string()))?;
        let kind = entry.file_type().map_err(|source| io(&name, source))?;
        if !kind.is_file() {
            return Err(ArchiveFault::NotAFile(name));
        }
        if files.len() == FILES {
            return Err(ArchiveFault::TooLarge(format!("more than {FILES} files")));
        }
        let file = std::fs::File::open(entry.path()).map_err(|source| io(&name, source))?;
        let bytes = read_at_most(file, &mut left).map_err(|source| io(&name, source))?;
        files.push(File { name, bytes: bytes.ok_or_else(too_many_bytes)? });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Reads the files of a zip file.
///
/// The list of entries is read here first: the library keeps one entry of a name, and the file's own reader another.
pub fn read_zip(bytes: &[u8]) -> Result<Vec<File>, ArchiveFault> {
    let names = central_names(bytes)?;
    let mut seen = BTreeSet::new();
    for name in &names {
        plain(name)?;
        // Two names that differ in case alone are one file on some systems.
        if !seen.insert(name.to_ascii_lowercase()) {
            return Err(ArchiveFault::Twice(name.clone()));
        }
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_a_zip(&error))?;
    if archive.len() != names.len() {
        return Err(ArchiveFault::NotAZip("it lists other entries than it has".to_owned()));
    }
    let mut files = Vec::new();
    let mut left = BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| not_a_zip(&error))?;
        let name = entry.name().map_err(|error| not_a_zip(&error))?.into_owned();
        if !names.contains(&name) {
            return Err(ArchiveFault::Name(name));
        }
        if !entry.is_file() || entry.encrypted() {
            return Err(ArchiveFault::NotAFile(name));
        }
        let declared = entry.size();
        let bytes =
            read_at_most(entry, &mut left).map_err(|error| ArchiveFault::NotAZip(format!("{name}: {error}")))?;
        let bytes = bytes.ok_or_else(too_many_bytes)?;
        if bytes.len() as u64 != declared {
            return Err(ArchiveFault::NotAZip(format!("{name} has another length than it says")));
        }
        files.push(File { name, bytes });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The pack as the bytes of a zip file. `at` becomes the time of every entry.
pub fn zip(files: &[File], at: DateTime<Utc>) -> Result<Vec<u8>, ArchiveFault> {
    let time = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or(1980),
        u8::try_from(at.month()).unwrap_or(1),
        u8::try_from(at.day()).unwrap_or(1),
        u8::try_from(at.hour()).unwrap_or(0),
        u8::try_from(at.minute()).unwrap_or(0),
        u8::try_from(at.second()).unwrap_or(0),
    )
    .unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(time)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        plain(&file.name)?;
        writer.start_file(file.name.as_str(), options).map_err(|error| not_a_zip(&error))?;
        writer.write_all(&file.bytes).map_err(|source| io(&file.name, source))?;
    }
    Ok(writer.finish().map_err(|error| not_a_zip(&error))?.into_inner())
}

/// Writes the files into a new folder: under another name first, so that a folder of this name is whole.
pub fn write_folder(path: &Path, files: &[File]) -> Result<(), ArchiveFault> {
    absent(path)?;
    let part = part_of(path);
    std::fs::create_dir(&part).map_err(|source| io(&part.display(), source))?;
    let written = (|| {
        for file in files {
            plain(&file.name)?;
            std::fs::write(part.join(&file.name), &file.bytes).map_err(|source| io(&file.name, source))?;
        }
        std::fs::rename(&part, path).map_err(|source| io(&path.display(), source))
    })();
    if written.is_err() {
        // What is left of it is no pack; the fault that is reported is the one that led here.
        drop(std::fs::remove_dir_all(&part));
    }
    written
}

/// Writes bytes into a new file: under another name first, so that a file of this name is whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ArchiveFault> {
    absent(path)?;
    let part = part_of(path);
    let written = std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, path))
        .map_err(|source| io(&path.display(), source));
    if written.is_err() {
        drop(std::fs::remove_file(&part));
    }
    written
}

fn absent(path: &Path) -> Result<(), ArchiveFault> {
    if path.symlink_metadata().is_ok() { Err(ArchiveFault::Exists(path.display().to_string())) } else { Ok(()) }
}

fn part_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Only letters, digits, dot, hyphen and underscore, not starting with a dot: no path, no device, no hidden file.
fn plain(name: &str) -> Result<(), ArchiveFault> {
    let fits = (1..=100).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    if fits { Ok(()) } else { Err(ArchiveFault::Name(name.chars().take(100).collect())) }
}

/// At most `left` bytes, which are taken off it; `None` where there are more.
fn read_at_most(reader: impl Read, left: &mut u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = reader.take(*left + 1).read_to_end(&mut bytes)? as u64;
    if read > *left {
        return Ok(None);
    }
    *left -= read;
    Ok(Some(bytes))
}

/// The names in a zip file's central directory, as often as they stand there.
///
/// APPNOTE.TXT 4.3.12 and 4.3.16 (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>). A pack has no comment
/// and needs no zip64, so the end record is the last 22 bytes.
fn central_names(bytes: &[u8]) -> Result<Vec<String>, ArchiveFault> {
    let damaged = || ArchiveFault::NotAZip("its list of entries does not fit".to_owned());
    let end = bytes.len().checked_sub(END_RECORD).and_then(|at| bytes.get(at..)).ok_or_else(damaged)?;
    if !end.starts_with(b"PK\x05\x06") || !bytes.starts_with(b"PK\x03\x04") {
        return Err(ArchiveFault::NotAZip("something stands before or behind it".to_owned()));
    }
    let (entries, size, offset) = (number(end, 10, 2)?, number(end, 12, 4)?, number(end, 16, 4)?);
    if entries > FILES {
        return Err(ArchiveFault::TooLarge(format!("{entries} entries")));
    }
    if offset.checked_add(size) != bytes.len().checked_sub(END_RECORD) {
        return Err(damaged());
    }
    let mut rest = bytes.get(offset..offset + size).ok_or_else(damaged)?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        if !rest.starts_with(b"PK\x01\x02") || names.len() == entries {
            return Err(damaged());
        }
        let (name, extra, comment) = (number(rest, 28, 2)?, number(rest, 30, 2)?, number(rest, 32, 2)?);
        let text = rest.get(46..46 + name).ok_or_else(damaged)?;
        names.push(String::from_utf8_lossy(text).into_owned());
        rest = rest.get(46 + name + extra + comment..).ok_or_else(damaged)?;
    }
    if names.len() == entries { Ok(names) } else { Err(damaged()) }
}

/// A little-endian number of two or four bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Result<usize, ArchiveFault> {
    let field = bytes.get(at..at + length).ok_or_else(|| ArchiveFault::NotAZip("it ends too early".to_owned()))?;
    Ok(field.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)))
}

fn io(what: &impl std::fmt::Display, source: std::io::Error) -> ArchiveFault {
    ArchiveFault::Io { what: what.to_string(), source }
}

fn not_a_zip(error: &zip::result::ZipError) -> ArchiveFault {
    ArchiveFault::NotAZip(error.to_string())
}

fn too_many_bytes() -> ArchiveFault {
    ArchiveFault::TooLarge(format!("more than {} MiB unpacked", BYTES >> 20))
}

#[cfg(test)]
mod tests;
