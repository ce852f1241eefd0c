//! Reads a condition: a recursive descent over its few tokens, bounded in length and depth.

use super::Expression;

/// Why a text is no condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a condition, at character {at}: {why}")]
pub struct BadCondition {
    /// Which character, from 1.
    pub at: usize,
    /// What was expected.
    pub why: &'static str,
}

/// Longer than any that a person reads.
const LONGEST: usize = 1_000;
/// Deeper than any that a person reads, and shallow enough for any stack.
const DEEPEST: usize = 32;

/// Parses a whole condition.
pub(super) fn parse(text: &str) -> Result<Expression, BadCondition> {
    let mut reader = Reader { text, byte: 0, depth: 0 };
    if text.len() > LONGEST {
        return Err(reader.wrong("a condition has at most 1,000 bytes"));
    }
    let expression = reader.or()?;
    reader.skip_blanks();
    if reader.byte < text.len() { Err(reader.wrong("“and”, “or” or the end")) } else { Ok(expression) }
}

struct Reader<'a> {
    text: &'a str,
    byte: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn or(&mut self) -> Result<Expression, BadCondition> {
        self.chain("or", Self::and, Expression::Or)
    }

    fn and(&mut self) -> Result<Expression, BadCondition> {
        self.chain("and", Self::not, Expression::And)
    }

    /// Parts with a word between them; one part stands for itself.
    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Result<Expression, BadCondition>,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Result<Expression, BadCondition> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { join(parts) })
    }

    fn not(&mut self) -> Result<Expression, BadCondition> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("fewer levels of brackets and “not”"));
        }
        let expression = self.one()?;
        self.depth -= 1;
        Ok(expression)
    }

    fn one(&mut self) -> Result<Expression, BadCondition> {
        if self.take_word("not") {
            return Ok(Expression::Not(Box::new(self.not()?)));
        }
        if self.take("(") {
            let inner = self.or()?;
            self.expect(")", "a closing bracket")?;
            return Ok(inner);
        }
        let before = self.byte;
        if self.take_word("known") && self.take("(") {
            let fact = self.fact()?;
            self.expect(")", "a closing bracket")?;
            return Ok(Expression::Known(fact));
        }
        self.byte = before;
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expression, BadCondition> {
        let fact = self.fact()?;
        if self.take("==") {
            return Ok(Expression::In(fact, vec![self.string()?]));
        }
        if self.take("!=") {
            return Ok(Expression::Not(Box::new(Expression::In(fact, vec![self.string()?]))));
        }
        if !self.take_word("in") {
            return Err(self.wrong("“==”, “!=” or “in”"));
        }
        self.expect("[", "a list in square brackets")?;
        let mut values = vec![self.string()?];
        while self.take(",") {
            values.push(self.string()?);
        }
        self.expect("]", "a comma or the end of the list")?;
        Ok(Expression::In(fact, values))
    }

    fn fact(&mut self) -> Result<String, BadCondition> {
        self.skip_blanks();
        let word = self.rest().split(|letter: char| !is_fact_letter(letter)).next().unwrap_or_default();
        if !is_fact(word) {
            return Err(self.wrong("a fact such as secret.kind"));
        }
        self.byte += word.len();
        Ok(word.to_owned())
    }

    fn string(&mut self) -> Result<String, BadCondition> {
        self.expect("\"", "a value in double quotes")?;
        let Some(end) = self.rest().find('"') else { return Err(self.wrong("a closing quote")) };
        let value = self.rest().get(..end).unwrap_or_default().to_owned();
        if value.is_empty() {
            return Err(self.wrong("a value that is not empty"));
        }
        self.byte += end + 1;
        Ok(value)
    }

    fn expect(&mut self, token: &str, what: &'static str) -> Result<(), BadCondition> {
        if self.take(token) { Ok(()) } else { Err(self.wrong(what)) }
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip_blanks();
        let found = self.rest().starts_with(token);
        if found {
            self.byte += token.len();
        }
        found
    }

    /// Takes a word that no letter of a name follows.
    fn take_word(&mut self, word: &str) -> bool {
        self.skip_blanks();
        let found = self.rest().strip_prefix(word).is_some_and(|after| !after.starts_with(is_fact_letter));
        if found {
            self.byte += word.len();
        }
        found
    }

    fn skip_blanks(&mut self) {
        self.byte += self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\n']).len();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.byte..).unwrap_or_default()
    }

    fn wrong(&self, why: &'static str) -> BadCondition {
        let at = self.text.get(..self.byte).map_or(0, |before| before.chars().count()) + 1;
        BadCondition { at, why }
    }
}

fn is_fact_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')
}

/// Whether a text names a fact: two or more identifiers with dots between them.
pub(crate) fn is_fact(text: &str) -> bool {
    let ident = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_lowercase())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-')
    };
    text.contains('.') && text.split('.').all(ident)
}
