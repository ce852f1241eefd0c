//! Finds where records begin and end, without parsing them: brackets are counted outside strings.
//!
//! Where the JSON is broken the splitter finds its feet again at the next record: a raw line break cannot stand inside a
//! string, and an object can only follow `:`, `,` or `[` inside another.

use memchr::{memchr, memchr3};

use super::Limits;

/// What comes next.
pub(super) enum Step<'b> {
    /// A whole record.
    Record(&'b [u8]),
    /// No more in these bytes: keep those from here on and bring more after them.
    More {
        /// Where the bytes begin that must be kept.
        keep_from: usize,
    },
}

/// What stands around the records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Nothing: they follow each other.
    Nothing,
    /// A list that is the file.
    List,
    /// A list in an object that is the file.
    ListInObject,
}

/// What has begun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Nothing: between records.
    Between,
    /// A record, from this place in the buffer.
    Record { from: usize },
    /// Something that is passed over: a record beyond the limits, what follows the list in its object.
    PassedOver,
    /// What is no JSON, or no record: until the line ends, or inside a list the next object begins.
    Strange,
}

/// The members whose list holds the records, as far as their closing quotation mark.
const LISTS: [&[u8]; 4] = [b"\"Records\"", b"\"records\"", b"\"Events\"", b"\"logEvents\""];

/// The state between two chunks.
pub(super) struct Split<'l> {
    limits: &'l Limits,
    around: Around,
    within: Within,
    in_string: bool,
    /// Open brackets of what has begun. A counter, not a stack: a file of brackets alone must not cost memory.
    depth: u64,
    /// Where to go on in the buffer.
    at: usize,
    pub(super) too_long: u64,
    pub(super) too_deep: u64,
    pub(super) broken: u64,
}

impl<'l> Split<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            around: Around::Nothing,
            within: Within::Between,
            in_string: false,
            depth: 0,
            at: 0,
            too_long: 0,
            too_deep: 0,
            broken: 0,
        }
    }

    /// Whether nothing has begun that has not ended.
    pub(super) fn is_between(&self) -> bool {
        matches!(self.within, Within::Between | Within::Strange) && self.around == Around::Nothing
    }

    /// The next record in the filled part of the buffer.
    pub(super) fn next<'b>(&mut self, bytes: &'b [u8]) -> Step<'b> {
        loop {
            let found = match self.within {
                Within::Between => self.begin(bytes),
                Within::Strange => self.pass_strange(bytes),
                _ if self.in_string => self.pass_string(bytes),
                _ => self.pass_structure(bytes),
            };
            match found {
                Found::Something => {}
                Found::Record { from } => return Step::Record(bytes.get(from..self.at).unwrap_or_default()),
                Found::NothingMore => return self.keep(bytes.len()),
            }
        }
    }

    /// Says which bytes are still needed, and counts from there.
    fn keep(&mut self, filled: usize) -> Step<'static> {
        let keep_from = match self.within {
            Within::Record { from } if filled - from <= self.limits.record => from,
            Within::Record { .. } => {
                self.too_long += 1;
                self.within = Within::PassedOver;
                self.at
            }
            Within::Between | Within::PassedOver | Within::Strange => self.at,
        };
        self.at -= keep_from;
        if let Within::Record { from } = &mut self.within {
            *from -= keep_from;
        }
        Step::More { keep_from }
    }

    /// Between records: looks for the next beginning.
    fn begin(&mut self, bytes: &[u8]) -> Found {
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'{' => {
                    self.within = Within::Record { from: self.at };
                    (self.depth, self.in_string) = (1, false);
                    self.at += 1;
                    return Found::Something;
                }
                b'"' => {
                    self.within = Within::Record { from: self.at };
                    (self.depth, self.in_string) = (0, true);
                    self.at += 1;
                    return Found::Something;
                }
                b'[' => self.around = if self.around == Around::Nothing { Around::List } else { self.around },
                b']' if self.around == Around::ListInObject => {
                    self.at += 1;
                    self.around = Around::Nothing;
                    self.within = Within::PassedOver;
                    (self.depth, self.in_string) = (1, false);
                    return Found::Something;
                }
                b']' => self.around = Around::Nothing,
                // A byte order mark, and what separates.
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b'}' | 0xef | 0xbb | 0xbf | 0x1e => {}
                _ => {
                    self.broken += 1;
                    self.within = Within::Strange;
                    return Found::Something;
                }
            }
            self.at += 1;
        }
        Found::NothingMore
    }

    fn pass_strange(&mut self, bytes: &[u8]) -> Found {
        let rest = bytes.get(self.at..).unwrap_or_default();
        let next = if self.around == Around::Nothing { memchr(b'\n', rest) } else { memchr3(b'\n', b'{', b']', rest) };
        self.at += next.unwrap_or(rest.len());
        if next.is_none() {
            return Found::NothingMore;
        }
        self.within = Within::Between;
        Found::Something
    }

    fn pass_string(&mut self, bytes: &[u8]) -> Found {
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else {
                self.at = bytes.len();
                return Found::NothingMore;
            };
            match rest.get(found) {
                Some(b'"') => {
                    self.at += found + 1;
                    self.in_string = false;
                    return if self.depth == 0 { self.end() } else { Found::Something };
                }
                Some(b'\\') if found + 1 < rest.len() => self.at += found + 2,
                Some(b'\\') => {
                    self.at += found;
                    return Found::NothingMore;
                }
                _ => {
                    self.at += found + 1;
                    self.broken += 1;
                    self.in_string = false;
                    self.within = Within::Between;
                    // What stood around is kept: the list goes on, or the next line is a record of its own.
                    return Found::Something;
                }
            }
        }
    }

    fn pass_structure(&mut self, bytes: &[u8]) -> Found {
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => {
                    self.in_string = true;
                    return Found::Something;
                }
                b'{' => {
                    if let Within::Record { from } = self.within
                        && !may_hold_object(bytes.get(from..self.at - 1).unwrap_or_default())
                    {
                        self.broken += 1;
                        self.within = Within::Record { from: self.at - 1 };
                        self.depth = 0;
                    }
                    self.open();
                }
                b'[' => {
                    if let Within::Record { from } = self.within
                        && self.depth == 1
                        && self.around == Around::Nothing
                        && is_list_of_records(bytes.get(from..self.at - 1).unwrap_or_default())
                    {
                        self.around = Around::ListInObject;
                        self.within = Within::Between;
                        return Found::Something;
                    }
                    self.open();
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return self.end();
                    }
                }
                _ => {}
            }
        }
        Found::NothingMore
    }

    fn open(&mut self) {
        self.depth += 1;
        if self.depth > u64::from(self.limits.depth) && matches!(self.within, Within::Record { .. }) {
            self.too_deep += 1;
            self.within = Within::PassedOver;
        }
    }

    /// What has begun ends here.
    fn end(&mut self) -> Found {
        match std::mem::replace(&mut self.within, Within::Between) {
            Within::Record { from } if self.at - from <= self.limits.record => Found::Record { from },
            Within::Record { .. } => {
                self.too_long += 1;
                Found::Something
            }
            Within::Between | Within::PassedOver | Within::Strange => Found::Something,
        }
    }
}

/// What a step through the bytes came to.
enum Found {
    /// A change of state.
    Something,
    /// A record, from here to where the splitter is.
    Record { from: usize },
    /// The end of the bytes.
    NothingMore,
}

/// Whether an object can begin after these bytes of a record.
fn may_hold_object(before: &[u8]) -> bool {
    matches!(before.trim_ascii_end().last(), None | Some(b':' | b',' | b'['))
}

/// Whether the list that begins after these bytes is the one with the records.
fn is_list_of_records(before: &[u8]) -> bool {
    let Some(name) = before.trim_ascii_end().strip_suffix(b":") else { return false };
    LISTS.iter().any(|list| name.trim_ascii_end().ends_with(list))
}
