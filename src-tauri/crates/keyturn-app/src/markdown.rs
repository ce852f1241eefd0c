//! Notes: Markdown in, HTML that is safe to show out.

use std::collections::{HashMap, HashSet};

/// HTML of a note, sanitised: no scripts, styles, images, forms or ids. Links keep their address, but the window
/// never follows one.
pub fn to_html(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    let html = comrak::markdown_to_html(markdown, &options);
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    ammonia::Builder::default()
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["https", "http", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .clean(&html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::to_html;

    fn check(markdown: &str, expect: &str) {
        assert_eq!(to_html(markdown).trim_end(), expect, "{markdown}");
    }

    #[test]
    fn markdown_becomes_html_that_is_safe_to_show() {
        check("**Roll** with `stripe`", "<p><strong>Roll</strong> with <code>stripe</code></p>");
        check("<script>alert(1)</script>", "");
        check("<img src=x onerror=alert(1)>", "");
        check("<b onclick=x>hm</b>", "<p>hm</p>");
        check("[x](javascript:alert(1))", "<p><a rel=\"noopener noreferrer\">x</a></p>");
        check("[x](index.html)", "<p><a rel=\"noopener noreferrer\">x</a></p>");
        check(
            "https://example.org/a",
            "<p><a href=\"https://example.org/a\" rel=\"noopener noreferrer\">https://example.org/a</a></p>",
        );
    }
}
