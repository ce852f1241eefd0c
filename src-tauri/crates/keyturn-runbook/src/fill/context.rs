//! Where a placeholder stands in a snippet: bare, inside quotes, in a comment, as the command itself.

use std::ops::Range;

use crate::placeholder::holes;
use crate::words::Language;

/// What surrounds a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The command itself, in a shell.
    Command,
    /// A word, or a part of one, or a bare value.
    Word,
    /// Inside quotes that the author wrote.
    Quoted,
    /// Inside a comment.
    Comment,
    /// Inside a here-document, or somewhere else where nothing can be quoted.
    Elsewhere,
}

/// A placeholder in a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole<'a> {
    /// The bytes from `{{` to `}}`.
    pub range: Range<usize>,
    /// The name between them.
    pub name: &'a str,
    /// What surrounds it.
    pub context: Context,
}

/// Every placeholder of a snippet with its surroundings.
pub fn contexts(language: Language, code: &str) -> Vec<Hole<'_>> {
    let holes = holes(code);
    // Here-documents and `$'…'` quote by rules of their own; runbooks do without.
    let here = language == Language::Sh && (code.replace("<<<", "").contains("<<") || code.contains("$'"));
    let mut scanner = Scanner::new(language);
    let mut done = 0;
    holes
        .into_iter()
        .map(|(range, name)| {
            for letter in code.get(done..range.start).unwrap_or_default().chars() {
                scanner.step(letter);
            }
            done = range.end;
            let context = if here { Context::Elsewhere } else { scanner.context() };
            scanner.word();
            Hole { range, name, context }
        })
        .collect()
}

/// What the letters so far have opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Nothing.
    Nothing,
    /// Quotes that this letter ends; a backslash inside escapes the next letter where the language says so.
    Quotes { end: char, escapes: bool },
    /// A comment to the end of the line.
    LineComment,
    /// A comment to `*/`.
    BlockComment,
}

/// Reads a snippet letter by letter. It need not understand the language, only what quotes and comments do in it.
struct Scanner {
    language: Language,
    open: Open,
    /// The letter before, unless it was escaped.
    before: char,
    escaped: bool,
    /// Whether the next word is a command's name.
    at_command: bool,
    /// Whether a word has begun.
    in_word: bool,
}

impl Scanner {
    fn new(language: Language) -> Self {
        Self { language, open: Open::Nothing, before: '\n', escaped: false, at_command: true, in_word: false }
    }

    fn context(&self) -> Context {
        match self.open {
            Open::Quotes { .. } => Context::Quoted,
            Open::LineComment | Open::BlockComment => Context::Comment,
            // A backslash would escape the first quote that is put around the value.
            Open::Nothing if self.escaped => Context::Elsewhere,
            Open::Nothing if self.is_shell() && self.at_command => Context::Command,
            Open::Nothing => Context::Word,
        }
    }

    /// A value was passed over: it is part of a word.
    fn word(&mut self) {
        self.before = 'a';
        self.escaped = false;
        self.in_word = true;
        if self.open == Open::Nothing {
            self.at_command = false;
        }
    }

    fn step(&mut self, letter: char) {
        if self.escaped {
            self.escaped = false;
            self.before = 'a';
            self.in_word = true;
            return;
        }
        match self.open {
            Open::Nothing => self.bare(letter),
            Open::Quotes { escapes: true, .. } if letter == self.escape() => self.escaped = true,
            Open::Quotes { end, .. } if letter == end => self.open = Open::Nothing,
            Open::LineComment if letter == '\n' => {
                self.open = Open::Nothing;
                self.bare(letter);
            }
            Open::BlockComment if self.before == '*' && letter == '/' => self.open = Open::Nothing,
            _ => {}
        }
        self.before = letter;
    }

    fn bare(&mut self, letter: char) {
        let quotes = |end, escapes| Open::Quotes { end, escapes };
        match (self.language, letter) {
            (Language::Sh, '\\') | (Language::Powershell, '`') => self.escaped = true,
            (Language::Sh | Language::Powershell, '\'') => self.open = quotes('\'', false),
            (Language::Sh | Language::Powershell | Language::Json, '"') => self.open = quotes('"', true),
            (Language::Sh, '`') => self.open = quotes('`', true),
            (Language::Sh | Language::Powershell, '#') if !self.in_word => self.open = Open::LineComment,
            // MySQL reads a backslash in a text as an escape; to be safe, so do we everywhere.
            (Language::Sql | Language::Mysql | Language::Postgresql, '\'' | '"' | '`') => {
                self.open = quotes(letter, true);
            }
            (Language::Sql | Language::Mysql | Language::Postgresql, '-') if self.before == '-' => {
                self.open = Open::LineComment;
            }
            (Language::Mysql, '#') => self.open = Open::LineComment,
            (Language::Sql | Language::Mysql | Language::Postgresql, '*') if self.before == '/' => {
                self.open = Open::BlockComment;
            }
            _ => {}
        }
        let ends_word = letter.is_whitespace() || ";&|()<>".contains(letter);
        if self.is_shell() {
            if "\n;&|(".contains(letter) {
                self.at_command = true;
            } else if !letter.is_whitespace() {
                self.at_command = false;
            }
        }
        self.in_word = !ends_word;
    }

    fn is_shell(&self) -> bool {
        matches!(self.language, Language::Sh | Language::Powershell)
    }

    fn escape(&self) -> char {
        if self.language == Language::Powershell { '`' } else { '\\' }
    }
}
