//! Reads a runbook file. What is wrong becomes findings; a file whose first block can be read still gives a document,
//! so that one slip in a step does not take the runbook away from somebody who needs it.

mod block;

use std::collections::BTreeMap;

use crate::document::{Document, Places, WrittenPhase, WrittenStep};
use crate::finding::{Finding, Rule};
use crate::markdown::{Block, short, split};
use crate::place::Place;
use crate::runbook::Snippet;
use crate::words::{Language, Risk, RunbookKind, Since};

/// The largest file: far more than a person can follow.
pub const LARGEST: usize = 256 * 1024;

/// The longest line, in bytes. Parsers of Markdown take long over lines that only open things.
const LONGEST_LINE: usize = 1_000;

/// What a file came to.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The document, unless its first block could not be read.
    pub document: Option<Document>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Parses the bytes of a file. `file` is its name, of which the last part tells the id.
pub fn parse(file: &str, bytes: &[u8]) -> Parsed {
    let source = match text(file, bytes) {
        Ok(source) => source,
        Err(finding) => return Parsed { document: None, findings: vec![finding] },
    };
    let (blocks, findings) = split(file, source);
    let mut reader = Reader { file, findings, phases: Vec::new() };
    let document = reader.document(blocks, source.to_owned());
    Parsed { document, findings: reader.findings }
}

/// The text of a file, if it is within the bounds (L29).
pub(crate) fn text<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Finding> {
    let refused = |line, message: String| Err(Finding::error(Rule::L29, &Place::line(file, line), message));
    if bytes.len() > LARGEST {
        return refused(1, format!("{} bytes; {LARGEST} are the most", bytes.len()));
    }
    let Ok(source) = std::str::from_utf8(bytes) else { return refused(1, "not UTF-8".to_owned()) };
    match source.lines().position(|line| line.len() > LONGEST_LINE) {
        Some(line) => refused(line + 1, format!("a line of more than {LONGEST_LINE} bytes")),
        None => Ok(source),
    }
}

/// The id that a file's name tells: its last part without `.md`, and without the `_` of a library.
pub(crate) fn id_of_file(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.strip_suffix(".md").unwrap_or(name);
    stem.strip_prefix('_').unwrap_or(stem)
}

/// Whether a text is an id: lower case words with hyphens between them.
pub(crate) fn is_kebab(text: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= 64 && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split('-').all(word)
}

/// A file being read: the phase and the step that are open are the last ones.
struct Reader<'a> {
    file: &'a str,
    findings: Vec<Finding>,
    phases: Vec<WrittenPhase>,
}

impl Reader<'_> {
    fn document(&mut self, blocks: Vec<Block>, source: String) -> Option<Document> {
        let mut blocks = blocks.into_iter().peekable();
        let (title, heading) = match blocks.next_if(|block| matches!(block, Block::Heading { level: 1, .. })) {
            Some(Block::Heading { text, line, .. }) if !text.is_empty() => (text, Place::line(self.file, line)),
            _ => {
                self.tell(Rule::L01, 1, "a runbook begins with its title: # Title");
                (String::new(), Place::line(self.file, 1))
            }
        };
        let Some((text, line)) = take_block(&mut blocks, "toml runbook") else {
            self.tell(Rule::L01, heading.line, "a block ```toml runbook stands below the title");
            return None;
        };
        let (head, keys, mut findings) = block::head(self.file, &text, line);
        self.findings.append(&mut findings);
        let head = head?;
        let is_library = head.kind == RunbookKind::Library;
        let mut introduction = String::new();
        while let Some(block) = blocks.next() {
            match block {
                Block::Heading { level: 2, text, line } => {
                    let block = take_block(&mut blocks, "toml phase");
                    self.phase(text, line, block, is_library);
                }
                Block::Heading { level: 3, text, line } => {
                    let block = take_block(&mut blocks, "toml step");
                    self.step(text, line, block);
                }
                Block::Heading { level: 1, line, .. } => self.tell(Rule::L01, line, "a runbook has one title"),
                // Deeper headings were told when the file was split.
                Block::Heading { .. } => {}
                Block::Prose { markdown, .. } => self.prose(&mut introduction, &markdown),
                Block::Fence { info, text, line } => self.fence(&info, text, line),
            }
        }
        if introduction.is_empty() {
            self.tell(Rule::L01, heading.line, "an introduction stands before the first phase");
        }
        if self.phases.iter().all(|phase| phase.steps.is_empty() && phase.appended.is_empty()) {
            self.tell(Rule::L01, heading.line, "a runbook has phases with steps");
        }
        let phases = std::mem::take(&mut self.phases);
        let places = Places { heading, keys };
        Some(Document { file: self.file.to_owned(), head, title, introduction, phases, places, source })
    }

    fn phase(&mut self, title: String, line: usize, block: Option<(String, usize)>, is_library: bool) {
        let heading = Place::line(self.file, line);
        let mut phase = WrittenPhase {
            id: String::new(),
            title,
            budget: None,
            since: Since::Detected,
            goal: String::new(),
            csf: None,
            prose: String::new(),
            steps: Vec::new(),
            appended: Vec::new(),
            places: Places { heading, keys: BTreeMap::default() },
        };
        match block {
            Some((text, line)) => self.findings.extend(block::phase(self.file, &text, line, &mut phase)),
            // A library's phases only group its steps.
            None if is_library => {}
            None => self.tell(Rule::L01, line, "a block ```toml phase stands below a phase's heading"),
        }
        self.phases.push(phase);
    }

    fn step(&mut self, title: String, line: usize, block: Option<(String, usize)>) {
        let heading = Place::line(self.file, line);
        let mut step =
            WrittenStep { title, places: Places { heading, keys: BTreeMap::default() }, ..Default::default() };
        match block {
            Some((text, line)) => self.findings.extend(block::step(self.file, &text, line, &mut step)),
            None => self.tell(Rule::L01, line, "a block ```toml step stands below a step's heading"),
        }
        match self.phases.last_mut() {
            Some(phase) => phase.steps.push(step),
            None => self.tell(Rule::L01, line, "a step stands below a phase: ## Phase before ### Step"),
        }
    }

    fn prose(&mut self, introduction: &mut String, markdown: &str) {
        let open = match self.phases.last_mut() {
            Some(phase) => phase.steps.last_mut().map_or(&mut phase.prose, |step| &mut step.prose),
            None => introduction,
        };
        if !open.is_empty() {
            open.push_str("\n\n");
        }
        open.push_str(markdown);
    }

    fn fence(&mut self, info: &str, code: String, line: usize) {
        let words: Vec<&str> = info.split_whitespace().collect();
        let snippet = match words.as_slice() {
            ["toml", ..] => {
                return self.tell(
                    Rule::L01,
                    line,
                    "this block stands in the wrong place: it follows its heading at once",
                );
            }
            [language, risk] => Language::from_code(language).zip(Risk::from_code(risk)),
            _ => None,
        };
        let Some((language, risk)) = snippet else {
            let languages: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
            let found = short(info);
            let message =
                format!("“{found}”: a fence names a language ({}) and ro, write or danger", languages.join(", "));
            return self.tell(Rule::L13, line, message);
        };
        let at = Place::line(self.file, line + 1);
        match self.phases.last_mut().and_then(|phase| phase.steps.last_mut()) {
            Some(step) => step.snippets.push(Snippet { language, risk, code, at }),
            None => self.tell(Rule::L01, line, "a snippet stands in a step"),
        }
    }

    fn tell(&mut self, rule: Rule, line: usize, message: impl Into<String>) {
        self.findings.push(Finding::error(rule, &Place::line(self.file, line), message));
    }
}

/// Takes the next block if it is a fence with these words: its text and line.
fn take_block(blocks: &mut std::iter::Peekable<impl Iterator<Item = Block>>, words: &str) -> Option<(String, usize)> {
    let is_it =
        |block: &Block| matches!(block, Block::Fence { info, .. } if info.split_whitespace().eq(words.split(' ')));
    match blocks.next_if(is_it)? {
        Block::Fence { text, line, .. } => Some((text, line)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
