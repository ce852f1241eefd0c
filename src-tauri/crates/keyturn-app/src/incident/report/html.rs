//! The report as a page of its own.

use crate::markdown::to_html;

/// Readable in a browser and on paper.
const STYLE: &str = "body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; \
                     color: #1a1a1a; background: #fff }\n\
                     h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem; break-after: avoid }\n\
                     table { border-collapse: collapse; width: 100%; font-size: .9rem }\n\
                     th, td { border: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; \
                     overflow-wrap: anywhere }\n\
                     thead { display: table-header-group } tr { break-inside: avoid }\n\
                     blockquote { border-left: 4px solid #c00; margin: 1rem 0; padding: .2rem 1rem; font-weight: 600 }\n\
                     @media print { body { margin: 0; max-width: none; font-size: 11px } }\n";

/// A page of this title with this Markdown in it, made safe: no scripts, nothing remote.
pub(super) fn write(title: &str, markdown: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        to_html(markdown)
    )
}
