//! A Markdown file as the blocks that a runbook is made of, each with its line.
//!
//! Prose is kept as it was written: a page shows the author's own Markdown. What may not stand in a runbook (HTML,
//! images, links elsewhere than https, deep headings, code that is no fence of its own) becomes findings here.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use crate::finding::{Finding, Rule};
use crate::place::Place;

/// One block of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading: its level and words.
    Heading { level: u8, text: String, line: usize },
    /// A fenced block: the words after the fence, its text, and the line of the fence.
    Fence { info: String, text: String, line: usize },
    /// Everything between those, as written.
    Prose { markdown: String, line: usize },
}

/// Splits a file into its blocks, with what may not stand in it.
pub(crate) fn split(file: &str, source: &str) -> (Vec<Block>, Vec<Finding>) {
    let arena = Arena::new();
    let root = parse_document(&arena, source, &options());
    let lines: Vec<&str> = source.lines().collect();
    let mut blocks = Vec::new();
    let mut findings = Vec::new();
    // How many lines are in blocks already.
    let mut done = 0;
    for node in root.children() {
        let (start, end) = (node.data().sourcepos.start.line, node.data().sourcepos.end.line);
        let block = match &node.data().value {
            NodeValue::Heading(heading) => {
                Block::Heading { level: heading.level, text: node.collect_text().trim().to_owned(), line: start }
            }
            NodeValue::CodeBlock(code) if code.fenced => {
                if !code.closed {
                    findings.push(Finding::error(Rule::L01, &Place::line(file, start), "this fence is never closed"));
                }
                Block::Fence { info: code.info.trim().to_owned(), text: code.literal.clone(), line: start }
            }
            _ => {
                refuse(file, node, &mut findings);
                continue;
            }
        };
        refuse(file, node, &mut findings);
        blocks.extend(prose(&lines, done, start - 1));
        blocks.push(block);
        done = end;
    }
    blocks.extend(prose(&lines, done, lines.len()));
    (blocks, findings)
}

/// How runbooks are parsed and shown. Raw HTML is never let through.
pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.parse.sourcepos_chars = true;
    options
}

/// The lines after `from` up to `to`, unless they are blank.
fn prose(lines: &[&str], from: usize, to: usize) -> Option<Block> {
    let lines = lines.get(from..to)?;
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    Some(Block::Prose { markdown: lines.get(first..=last)?.join("\n"), line: from + first + 1 })
}

/// Finds what may not stand in a block.
fn refuse<'a>(file: &str, block: &'a AstNode<'a>, findings: &mut Vec<Finding>) {
    for (depth, node) in block.descendants().enumerate() {
        let data = node.data();
        let at = Place { file: file.to_owned(), line: data.sourcepos.start.line, column: data.sourcepos.start.column };
        let (rule, message) = match &data.value {
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => {
                (Rule::L17, "HTML is not shown; write Markdown".into())
            }
            NodeValue::Image(_) => (Rule::L17, "images are not shown".into()),
            NodeValue::Link(link) if !may_link(&link.url) => {
                (Rule::L17, format!("links go to https or to a file of this folder, not to “{}”", short(&link.url)))
            }
            NodeValue::Text(text) if text.contains("http://") => {
                (Rule::L17, "an address without encryption: write https".into())
            }
            NodeValue::Heading(heading) if heading.level > 3 => {
                (Rule::L18, format!("a heading of level {}; three are the most", heading.level))
            }
            NodeValue::Heading(_) if depth > 0 => (Rule::L18, "a heading inside another block".into()),
            NodeValue::CodeBlock(code) if depth > 0 || !code.fenced => {
                (Rule::L13, "code inside another block, or indented: give it a fence of its own".into())
            }
            _ => continue,
        };
        findings.push(Finding { at, rule, level: crate::finding::Level::Error, message });
    }
}

/// Whether a link may have this address: https, or a file beside this one.
fn may_link(url: &str) -> bool {
    let beside = url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./#".contains(&byte));
    url.starts_with("https://") || (beside && !url.starts_with('/') && !url.contains(".."))
}

/// Enough of a text to recognise it.
pub(crate) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::{Block, split};

    fn check(source: &str, blocks: &[Block], rules: &[&str]) {
        let (found, findings) = split("a.md", source);
        assert_eq!(found, blocks, "{source}");
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code()).collect();
        assert_eq!(codes, rules, "{source}");
    }

    #[test]
    fn a_file_is_headings_fences_and_prose() {
        let prose = |markdown: &str, line| Block::Prose { markdown: markdown.into(), line };
        let heading = |level, text: &str, line| Block::Heading { level, text: text.into(), line };
        let fence = |info: &str, text: &str, line| Block::Fence { info: info.into(), text: text.into(), line };
        check("", &[], &[]);
        check(
            "# A *b* `c`\n\none\n\n- two\n- three\n",
            &[heading(1, "A b c", 1), prose("one\n\n- two\n- three", 3)],
            &[],
        );
        check("a\n```sh ro\nx\n```\nb\n", &[prose("a", 1), fence("sh ro", "x\n", 2), prose("b", 5)], &[]);
        check("```toml step\nid = 1\n", &[fence("toml step", "id = 1\n", 1)], &["L01"]);
        check(
            "[a](https://example.com) [b](drill.md#run)",
            &[prose("[a](https://example.com) [b](drill.md#run)", 1)],
            &[],
        );
        for wrong in
            ["[a](http://example.com)", "[a](javascript:alert(1))", "![a](https://example.com/x.png)", "<b>a</b>"]
        {
            let (_, findings) = split("a.md", wrong);
            assert!(findings.iter().all(|finding| finding.rule.code() == "L17") && !findings.is_empty(), "{wrong}");
        }
        check("#### deep", &[heading(4, "deep", 1)], &["L18"]);
        check("    indented", &[prose("    indented", 1)], &["L13"]);
        check("- a\n  ```sh ro\n  x\n  ```", &[prose("- a\n  ```sh ro\n  x\n  ```", 1)], &["L13"]);
    }
}
