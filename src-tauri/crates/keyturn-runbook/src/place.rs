//! Where something stands in a file, so that a finding can be opened in an editor.

use std::fmt;

/// A place in a runbook file. Lines and columns count from 1; columns are characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the caller named it, such as `runbooks/drill.md`.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The first character of a line.
    pub fn line(file: &str, line: usize) -> Self {
        Self { file: file.to_owned(), line, column: 1 }
    }

    /// The place of a byte in a text that begins on `first_line` of the file.
    pub(crate) fn in_block(file: &str, first_line: usize, text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = first_line + before.matches('\n').count();
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Self { file: file.to_owned(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
