//! The bytes of a file, unpacked where gzip's first bytes say so.

use std::io::{self, Chain, Cursor, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::{End, Limits};

/// RFC 1952: how a gzip member begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How much is read to begin with, in bytes.
const HEAD: usize = 8 << 10;

/// How much is unpacked at once, in bytes.
const UNPACKED: usize = 32 << 10;

/// What follows the first bytes, with them before it, counting.
type Begun<R> = Counted<Chain<Cursor<Vec<u8>>, R>>;

/// A file's bytes.
pub(super) enum Source<R: Read> {
    Plain(Begun<R>),
    Packed(Box<MultiGzDecoder<Begun<R>>>),
}

/// Counts the bytes that are read.
pub(super) struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(room)?;
        self.bytes += got as u64;
        Ok(got)
    }
}

impl<R: Read> Source<R> {
    /// Looks at the first two bytes, and keeps what came with them: a call to the system saved on each small file.
    pub(super) fn open(mut input: R) -> io::Result<Self> {
        let mut head = vec![0; HEAD];
        let mut filled = 0;
        while filled < GZIP.len() {
            match input.read(head.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(got) => filled += got,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        head.truncate(filled);
        let packed = head.starts_with(&GZIP);
        let begun = Counted { inner: Cursor::new(head).chain(input), bytes: 0 };
        Ok(if packed { Self::Packed(Box::new(MultiGzDecoder::new(begun))) } else { Self::Plain(begun) })
    }

    /// Reads some bytes; none at the end.
    pub(super) fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            let got = match self {
                Self::Plain(input) => input.read(room),
                // Where the stream is damaged, what was unpacked in the same call is lost: so not too much at once.
                Self::Packed(input) => {
                    let room_len = room.len().min(UNPACKED);
                    room.get_mut(..room_len).map_or(Ok(0), |room| input.read(room))
                }
            };
            match got {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                got => return got,
            }
        }
    }

    /// Whether so many bytes came out of so few that no log could have been packed so well.
    pub(super) fn is_bomb(&self, unpacked: u64, limits: &Limits) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Packed(input) => {
                unpacked > limits.unsuspected && unpacked > input.get_ref().bytes.saturating_mul(limits.ratio)
            }
        }
    }
}

/// What an error means for the file.
pub(super) fn end_of(error: &io::Error) -> End {
    match error.kind() {
        ErrorKind::UnexpectedEof => End::Truncated,
        ErrorKind::InvalidInput | ErrorKind::InvalidData => End::Damaged,
        kind => End::Unreadable(kind),
    }
}
